"""What the numbers rest on: closed quarters, what each counted (behind the wall), and the figures that were told."""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.db import models
from django.utils import timezone

from commonbeat.kernel.walls import Wall
from commonbeat.kernel.walls.bases import Protected

from .enums import WALL
from .published_text import TABLES, Text, label, place


class ClosedQuarter(models.Model):
    """A quarter whose books are closed: nothing is counted into it any more. Rows are only added."""

    name = models.CharField(max_length=7, unique=True, help_text="2026-Q3")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    opened = models.PositiveSmallIntegerField(help_text="First year of the books.")
    closed_at = models.DateTimeField(default=timezone.now)
    left_out = models.PositiveIntegerField(
        default=0, help_text="Earlier records brought in too late to be counted where they belong."
    )

    class Meta:
        ordering = ("-year", "-quarter")

    def __str__(self) -> str:
        return self.name


class Booking(Protected):
    """One thing that was counted, once and for good, and in which quarter."""

    class What(models.TextChoices):
        """What can be counted of a complaint."""

        RECEIVED = "received", "received"
        FINDING = "finding", "found"
        ENDED = "ended", "ended"
        DISCIPLINE = "discipline", "discipline"
        DUTY = "duty", "a duty with a date"

    WALL: ClassVar[Wall] = Wall(WALL, case="complaint_id", parent="complaints_complaint")

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    part = models.CharField(max_length=30, blank=True, help_text="Which duty.")
    quarter = models.CharField(max_length=7)
    labels = models.JSONField(default=dict, help_text="What it was counted under, as it stood then.")

    class Meta(Protected.Meta):
        ordering = ("quarter", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("complaint", "what", "part"), name="complaints_booked_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["quarter", "what"], include=["complaint"], name="complaints_booking_quarter")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.part} {self.quarter}".strip()


class PublicFigure(models.Model):
    """One figure of the public tables, told or hidden. Pages, filters and downloads show these rows and nothing else.

    Rows are only added, never changed: a figure has one value for good.
    """

    key = models.CharField(max_length=200, unique=True)
    table = models.CharField(max_length=20)
    span = models.CharField(max_length=7, help_text="quarter, year, or span for three years.")
    period = models.CharField(max_length=9, help_text="2026-Q3, 2026, or 2026–2028.")
    by = models.CharField(
        max_length=20, blank=True, help_text="What the figure is divided by; empty for all."
    )
    which = models.CharField(max_length=40, blank=True)
    and_by = models.CharField(max_length=20, blank=True)
    and_which = models.CharField(max_length=40, blank=True)
    value = models.PositiveIntegerField(null=True, help_text="Empty: not told.")
    unit = models.CharField(max_length=12, default="complaints")
    closing = models.CharField(max_length=7, help_text="The quarter it was told with.")

    class Meta:
        ordering = ("table", "-period", "key")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["table", "span", "period"], name="complaints_figure_table")
        ]

    def __str__(self) -> str:
        return f"{self.key}: {'hidden' if self.value is None else self.value}"

    @property
    def title(self) -> Text:
        """What its table is called."""
        return TABLES[self.table]

    @property
    def which_said(self) -> Text:
        """The part it counts, in the reader's language."""
        return label(self.by, self.which)

    @property
    def and_which_said(self) -> Text:
        """The part it counts besides, in the reader's language."""
        return label(self.and_by, self.and_which)

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it stands on a page: by table, then as its labels are listed."""
        return (
            list(TABLES).index(self.table),
            place(self.by, self.which),
            place(self.and_by, self.and_which),
        )
