"""The public store: what became of each kind of promise, by period."""

from __future__ import annotations

from django.db import models


class PublicPromise(models.Model):
    """One kind of promise in one period, as published; counts are texts, because a small one reads ``<11``."""

    class Span(models.TextChoices):
        """How long the period is."""

        YEAR = "year", "last 12 months"
        QUARTER = "quarter", "quarter"
        MONTH = "month", "month"

    kind = models.CharField(max_length=120)
    span = models.CharField(max_length=7, choices=Span)
    period = models.CharField(
        max_length=24, help_text="2026-10, 2026-Q4, or the first and last day of the year."
    )
    promise = models.CharField(max_length=300, help_text="What was promised, in English.")
    made = models.CharField(max_length=12)
    kept = models.CharField(max_length=12)
    late = models.CharField(max_length=12, help_text="Kept too late, or still open after the promised time.")
    running = models.CharField(max_length=12, help_text="Still open, inside the promised time.")
    void = models.CharField(max_length=12, help_text="Declared as not applying, with a reason on file.")
    kept_of_100 = models.CharField(max_length=12, help_text="Kept, of those kept or late.")
    median_days = models.CharField(
        max_length=12, help_text="Half were done in this many days, pauses left out."
    )
    oldest_open_days = models.CharField(max_length=12, help_text="Days since the oldest open one began.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "span", "period"], name="promises_public_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}"

    @property
    def is_hidden(self) -> bool:
        """Whether so few were promised that nothing is said of them."""
        return self.made.startswith("<")
