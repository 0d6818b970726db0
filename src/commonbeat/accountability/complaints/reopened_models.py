"""A complaint that was opened again: why, and everything that had been found and decided before. Only added."""

from __future__ import annotations

from typing import Any, ClassVar

import uuid6
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value
from django.utils import timezone

from commonbeat.kernel.walls import Wall
from commonbeat.kernel.walls.bases import Protected

from . import enums

LONGEST = 20_000
_ACCOUNT: dict[str, Any] = {"on_delete": models.PROTECT, "related_name": "+", "null": True, "blank": True}
_BEHIND = Wall(enums.WALL, case="complaint_id", parent="complaints_complaint")


class Reopening(Protected):
    """One time a complaint was opened again, and how it had ended."""

    WALL: ClassVar[Wall] = _BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey("complaints.Complaint", on_delete=models.CASCADE, related_name="reopenings")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **_ACCOUNT)
    reason = models.TextField(max_length=LONGEST)
    ground = models.CharField(
        max_length=14, choices=enums.NewEvidence, blank=True, help_text="Needed once the year is over."
    )
    kept = ArrayField(
        models.UUIDField(), default=list, db_default=Value("{}"), blank=True, help_text="Findings that stand."
    )
    ended_how = models.CharField("how it had ended", max_length=24, choices=enums.Ended, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    notified_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    limit_due = models.DateTimeField(null=True, blank=True, help_text="End of the one-year limit, by then.")

    class Meta(Protected.Meta):
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"opened again on {self.at:%Y-%m-%d}"


class EarlierFinding(Protected):
    """A finding as it was before its case was opened again."""

    WALL: ClassVar[Wall] = _BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(
        "complaints.Complaint", on_delete=models.CASCADE, related_name="earlier_findings"
    )
    reopening = models.ForeignKey(Reopening, on_delete=models.CASCADE, related_name="findings")
    finding = models.ForeignKey("complaints.Finding", on_delete=models.CASCADE, related_name="earlier")
    recommended = models.CharField(max_length=14, choices=enums.Result, blank=True)
    recommended_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_ACCOUNT)
    recommended_on = models.DateField(null=True, blank=True)
    reasons = models.TextField(max_length=LONGEST, blank=True)
    adopted = models.CharField(max_length=14, choices=enums.Result, blank=True)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_ACCOUNT)
    adopted_on = models.DateField(null=True, blank=True)
    adopted_reasons = models.TextField(max_length=LONGEST, blank=True)
    frivolous = models.BooleanField(default=False)
    appeal_until = models.DateField(null=True, blank=True)
    appeal_over_on = models.DateField(null=True, blank=True)
    final = models.CharField(max_length=14, choices=enums.Result, blank=True)
    final_on = models.DateField(null=True, blank=True)
    disclosed = models.CharField(max_length=30, blank=True)
    discipline = models.CharField(max_length=30, blank=True)

    class Meta(Protected.Meta):
        ordering = ("reopening__at", "id")

    def __str__(self) -> str:
        return f"{self.final or self.adopted or self.recommended} until {self.reopening_id}"


WHOLE = (
    "recommended", "recommended_by_id", "recommended_on", "reasons", "adopted", "adopted_by_id", "adopted_on",
    "adopted_reasons", "frivolous", "appeal_until", "appeal_over_on", "final", "final_on", "disclosed", "discipline",
)  # fmt: skip
"""What is taken over from a finding as it was."""
