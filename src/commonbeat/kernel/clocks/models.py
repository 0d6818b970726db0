"""Clocks and the times they stood still."""

from __future__ import annotations

from datetime import datetime

import uuid6
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .declare import ClockKind, kind
from .lengths import Length, Standstill, read


class Clock(models.Model):
    """One promise to be kept. Once late it stays late: a trigger refuses to take the mark away."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    kind = models.CharField(max_length=120)
    subject_kind = models.CharField(max_length=120)
    subject_id = models.UUIDField()
    owner = models.CharField(max_length=64, blank=True, help_text="Who keeps the promise: an opaque id.")
    length = models.CharField(max_length=30)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True, blank=True)
    still_since = models.DateTimeField(null=True, blank=True, help_text="Set while it stands still.")
    next_step = models.SmallIntegerField(default=0, help_text="Which alert or escalation comes next.")
    next_at = models.DateTimeField(null=True, blank=True, help_text="When it comes.")
    reminded_at = models.DateTimeField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True, help_text="When lateness was noted; for good.")
    stopped_at = models.DateTimeField(null=True, blank=True)
    proof = models.CharField(max_length=200, blank=True, help_text="What shows that it was kept.")
    outcome = models.CharField(
        max_length=5, blank=True, choices=[("kept", "kept"), ("late", "late"), ("void", "void")]
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.TextField(blank=True)
    replaces = models.UUIDField(
        null=True, blank=True, help_text="The voided clock this one was started instead of."
    )

    class Meta:
        ordering = ("started_at", "id")
        indexes = [
            models.Index(fields=["subject_id"], name="clocks_clock_subject"),
            models.Index(fields=["kind", "started_at"], name="clocks_clock_kind"),
            models.Index(fields=["due_at"], condition=Q(outcome=""), name="clocks_clock_due"),
            models.Index(
                fields=["next_at"], condition=Q(outcome="", next_at__isnull=False), name="clocks_clock_next"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"], condition=Q(outcome=""), name="clocks_one_running"
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="clocks_due_after_start"),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(stopped_at__gte=F("started_at")),
                name="clocks_stop_after_start",
            ),
            models.CheckConstraint(
                condition=(
                    Q(outcome="", stopped_at=None, voided_at=None)
                    | Q(
                        outcome="kept",
                        stopped_at__isnull=False,
                        stopped_at__lte=F("due_at"),
                        late_at=None,
                        still_since=None,
                        voided_at=None,
                    )
                    | Q(
                        outcome="late",
                        stopped_at__isnull=False,
                        late_at__isnull=False,
                        still_since=None,
                        voided_at=None,
                    )
                    | (Q(outcome="void", voided_at__isnull=False, still_since=None) & ~Q(void_reason=""))
                ),
                name="clocks_outcome_is_so",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_id}: {self.outcome or 'running'}"

    @property
    def declared(self) -> ClockKind:
        """The kind of clock.

        Raises:
            UnknownClock: no topic registers it (any more).
        """
        return kind(self.kind)

    @property
    def is_running(self) -> bool:
        """Whether the promise is still to be kept."""
        return self.outcome == ""

    def is_late(self, at: datetime) -> bool:
        """Whether it is late at a moment, noted already or not; while it stands still it does not become so."""
        return self.late_at is not None or (self.is_running and self.still_since is None and at > self.due_at)


class ClockToll(models.Model):
    """One entry of what moves a clock: a time it stood still, or a length it was extended by; and why.

    An extension has a ``length``, and ``since`` and ``until`` are both the moment it was entered. A mistaken entry is
    struck out and kept; nothing else of it ever changes but the end of an open one.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="tolls")
    ground = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    length = models.CharField(max_length=30, blank=True)
    reason = models.TextField()
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_reason = models.TextField(blank=True)
    struck_by_kind = models.CharField(max_length=20, blank=True)
    struck_by_id = models.CharField(max_length=64, blank=True)
    struck_tx = models.BigIntegerField(null=True, editable=False, help_text="Written by the database.")

    class Meta:
        ordering = ("since", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["clock", "ground"],
                condition=Q(until=None, struck_at=None),
                name="clocks_one_open_per_ground",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="clocks_toll_forward"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="clocks_toll_reason"),
            models.CheckConstraint(
                condition=Q(length="") | Q(until__isnull=False, until=F("since")),
                name="clocks_toll_or_length",
            ),
            models.CheckConstraint(
                condition=Q(struck_at=None) | ~Q(struck_reason=""), name="clocks_struck_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} stands still since {self.since:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """Whether the clock stands still by it, for all this entry knows."""
        return self.until is None and self.struck_at is None

    @property
    def span(self) -> Standstill:
        """From when until when."""
        return self.since, self.until

    @property
    def added(self) -> Length | None:
        """The length it extends the clock by."""
        return read(self.length) if self.length else None
