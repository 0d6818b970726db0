"""What was known when a report was made, and what people decided about its findings.

An edition is kept as it was computed: later imports make another version, never another content.
"""

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Edition(models.TextChoices):
    """Who a report is for."""

    STAFF = "staff", "Staff"
    PUBLIC = "public", "Public"


class WeeklyEdition(models.Model):
    """One week's report as it was known at one moment."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    week = models.CharField(max_length=8, help_text="ISO week, for instance 2025-W44.")
    first_day = models.DateField()
    last_day = models.DateField()
    edition = models.CharField(max_length=8, choices=Edition)
    beat_code = models.CharField(max_length=20, default="", blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    as_of = models.DateTimeField()
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    method = models.CharField(max_length=40)
    built_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revision_note = models.TextField(default="", blank=True)

    class Meta:
        ordering = ("-first_day", "edition", "beat_code", "-version")
        constraints = [
            models.UniqueConstraint(
                fields=["week", "edition", "beat_code", "version"], name="insight_edition_version_once"
            ),
            models.CheckConstraint(condition=Q(last_day__gt=F("first_day")), name="insight_edition_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.edition} {self.beat_code}".strip()


class Decision(models.TextChoices):
    """What may be said of a finding."""

    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    EXPLAINED = "explained", "Explained"
    NOTE = "note", "Note"
    CLOSED = "closed", "Closed"


class FindingDecision(models.Model):
    """One signed statement about a finding; rows are only added, and none of them removes the finding."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    finding_key = models.CharField(max_length=120, help_text="The finding's id, the same from week to week.")
    week = models.CharField(max_length=8)
    title = models.CharField(max_length=240)
    group = models.CharField(max_length=40)
    source = models.CharField(max_length=12, help_text="calls or incidents")
    beat_code = models.CharField(max_length=20, default="", blank=True)
    kind = models.CharField(max_length=12, choices=Decision)
    reason = models.TextField()
    place = models.CharField(max_length=200, default="", blank=True)
    hours = models.CharField(max_length=120, default="", blank=True)
    tactic = models.TextField(default="", blank=True)
    other_option = models.TextField(
        default="", blank=True, help_text="The option without enforcement that was considered."
    )
    owner = models.CharField(max_length=120, default="", blank=True)
    review_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-decided_at",)
        indexes = [models.Index(fields=["finding_key", "-decided_at"], name="insight_decision_finding")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="accepted")
                | (~Q(tactic="") & ~Q(owner="") & ~Q(other_option="") & Q(review_on__isnull=False)),
                name="insight_accepted_says_what_who_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"
