"""A record with a state, and the append-only list of its moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar

import uuid6
from django.db import models
from django.db.models.functions import Now

from .errors import StateWritten
from .fields import LONGEST, StateField

_writing: ContextVar[bool] = ContextVar("workflow_writing", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """Let states be written inside the block; for this topic's own functions only."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


class Move(models.Model):
    """One step of one record. Rows are only added: triggers refuse everything else."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    process = models.CharField(max_length=120)
    subject_kind = models.CharField(max_length=120)
    subject_id = models.UUIDField()
    from_state = models.CharField(max_length=LONGEST, blank=True)
    to_state = models.CharField(max_length=LONGEST)
    transition = models.CharField(max_length=60, blank=True, help_text="Empty for the beginning.")
    at = models.DateTimeField(db_default=Now())
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    # A column more, ``tx``, is the database's own: the transaction, which guarded tables' states are held to.

    class Meta:
        ordering = ("at", "id")
        indexes = [
            models.Index(fields=["subject_id", "at"], name="workflow_move_subject"),
            models.Index(fields=["process", "transition", "at"], name="workflow_move_step"),
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.subject_id}: {self.from_state or '·'} → {self.to_state}"


class MovingQuerySet(models.QuerySet[Any]):
    """Refuses to write states in bulk; derive a topic's own query set from it."""

    def update(self, **values: Any) -> int:
        """As Django's, except for states.

        Raises:
            StateWritten: a state is among the values.
        """
        self._refuse(values)
        return super().update(**values)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        """As Django's, except for states.

        Raises:
            StateWritten: a state is among the fields.
        """
        fields = list(fields)
        self._refuse(fields)
        return super().bulk_update(objs, fields, batch_size)

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        """As Django's, inside ``workflow.bulk_begin`` only.

        Raises:
            StateWritten: called from elsewhere.
        """
        if not _writing.get():
            raise StateWritten("Records with a process are made by workflow.begin or workflow.bulk_begin.")
        return super().bulk_create(*args, **kwargs)

    def _refuse(self, names: Iterable[str]) -> None:
        states = {field.name for field in self.model._meta.concrete_fields if isinstance(field, StateField)}
        if states & set(names) and not _writing.get():
            raise StateWritten(
                f"A state of {self.model._meta.label} changes through workflow.move, not in bulk."
            )


class Moving(models.Model):
    """Base of every record that follows a process; the subclass names it in ``PROCESS``."""

    PROCESS: ClassVar[str] = ""
    _stored_state: str | None

    state = StateField()
    objects = MovingQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, as long as the state is the one that was read.

        Raises:
            StateWritten: the record is new (``workflow.begin`` makes it) or its state was assigned.
        """
        written = self._state.adding or self.__dict__.get("state") != getattr(
            self, "_stored_state", self.__dict__.get("state")
        )
        if written and not _writing.get():
            raise StateWritten(
                f"{self._meta.label}: a record begins with workflow.begin and changes its state with workflow.move."
            )
        super().save(*args, **kwargs)
        self._stored_state = self.__dict__.get("state")

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Any:
        """A record as read, which remembers the state it was read in."""
        record = super().from_db(*args, **kwargs)
        record._stored_state = record.__dict__.get("state")
        return record

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the record again."""
        super().refresh_from_db(*args, **kwargs)
        self._stored_state = self.__dict__.get("state")
