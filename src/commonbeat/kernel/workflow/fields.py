"""The column a record's state stands in."""

from __future__ import annotations

from typing import Any

from django.db import models

LONGEST = 40


class StateField(models.CharField):  # type: ignore[type-arg]
    """The state of a record: written by ``begin`` and ``move`` only, so no form offers it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST)
        kwargs.setdefault("db_index", True)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """As migrations write it: a plain column of text, so that they import no code of the project."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
