"""The base of protected models. Apart from the rest, because topics import that while Django is still starting."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from .rows import protected_manager
from .wall import Wall


class _Base(models.Manager[Any]):
    """What Django itself reads and writes through: single records within a look."""

    def get_queryset(self) -> Any:
        rows = type(self.model._default_manager.all())  # the topic's own, which may refuse writes of states
        return rows(self.model, using=self._db).within_look()


class Protected(models.Model):
    """Base of every protected model; the subclass names its `Wall`, and its migration puts the wall up."""

    WALL: ClassVar[Wall]

    objects = protected_manager()  # type: ignore[django-manager-missing]
    looked = _Base()

    class Meta:
        abstract = True
        base_manager_name = "looked"
        default_manager_name = "objects"
