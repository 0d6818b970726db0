"""Lengths an agency chose, holds, batches and their items, and the public figures of disposals."""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from commonbeat.kernel.workflow.models import Moving


class RuleLength(models.Model):
    """A length the agency set for a rule; the newest row counts. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    rule = models.CharField(max_length=120)
    years = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.UUIDField()

    class Meta:
        ordering = ("-set_at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["rule", "-set_at"], name="retention_length_newest")
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.years} years"


class Hold(models.Model):
    """Nothing it covers is disposed of while it stands. A trigger keeps it as it was placed."""

    class Why(models.TextChoices):
        """What kind of duty it is."""

        LITIGATION = "litigation", "Litigation"
        REQUEST = "request", "Public records request"
        OTHER = "other", "Other duty to keep"

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    why = models.CharField(max_length=10, choices=Why)
    authority = models.CharField(max_length=200, help_text="Case, request or letter it rests on.")
    reason = models.CharField(max_length=500)
    kind = models.CharField(max_length=120, help_text="Label of the model.")
    subject_id = models.UUIDField(null=True, help_text="One record; empty for all that fit.")
    number = models.CharField(max_length=20, blank=True)
    field = models.CharField(max_length=60, blank=True, help_text="Column the records are chosen by.")
    value = models.CharField(max_length=120, blank=True)
    began = models.CharField(max_length=60, help_text="Column with the moment a record came in.")
    since = models.DateTimeField(null=True, help_text="Records that came in then or later.")
    until = models.DateTimeField(null=True, help_text="Records that came in before.")
    placed_at = models.DateTimeField(default=timezone.now)
    placed_by = models.UUIDField()
    released_at = models.DateTimeField(null=True)
    released_by = models.UUIDField(null=True)
    release_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-placed_at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind"], name="retention_hold_stands", condition=Q(released_at=None))
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(authority=""), name="retention_hold_says_why"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None, release_reason="")
                | (Q(released_at__isnull=False, released_by__isnull=False) & ~Q(release_reason="")),
                name="retention_hold_release",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.kind} {self.number}".strip()


class Batch(Moving):
    """What is due, proposed together, reviewed by one person and approved by another."""

    PROCESS: ClassVar[str] = "retention.batch"

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    number = models.CharField(max_length=12, unique=True)
    proposed_at = models.DateTimeField(default=timezone.now)
    counts = models.JSONField(default=dict, help_text="By rule when proposed: due, held.")
    reviewed_by = models.UUIDField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.UUIDField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    manifest = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-proposed_at", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "done"))
                | (
                    Q(reviewed_by__isnull=False, approved_by__isnull=False) & ~Q(reviewed_by=F("approved_by"))
                ),
                name="retention_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether somebody, or the platform, still has to do something."""
        return self.state in ("proposed", "reviewed", "approved")


class Item(models.Model):
    """One record in a batch. Once disposed of, this is all that is left of it: its number and its dates."""

    class Outcome(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "In the batch"
        TAKEN_OUT = "taken_out", "Taken out"
        HELD = "held", "Held"
        NOT_DUE = "not_due", "Not due any more"
        NEEDED = "needed", "Needed by others"
        FAILED = "failed", "Failed"
        DISPOSED = "disposed", "Disposed of"

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    rule = models.CharField(max_length=120)
    kind = models.CharField(max_length=120)
    subject_id = models.UUIDField(null=True, help_text="Empty once it is disposed of.")
    number = models.CharField(max_length=20)
    began_at = models.DateTimeField()
    counted_at = models.DateTimeField()
    last_state = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True)
    files = models.JSONField(default=list, help_text="Hashes of bytes still to be deleted from disk.")

    class Meta:
        ordering = ("position",)
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["batch", "outcome", "position"], name="retention_item_next"),
            models.Index(fields=["subject_id"], name="retention_item_subject"),
            models.Index(fields=["kind", "outcome"], name="retention_item_kind"),
            models.Index(fields=["number"], name="retention_item_number"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "subject_id"], name="retention_item_once"),
            models.CheckConstraint(
                condition=~Q(outcome="disposed") | Q(subject_id=None, ended_at__isnull=False),
                name="retention_item_leads_nowhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.outcome}"


class PublicDisposal(models.Model):
    """One rule in one finished batch, as published."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    batch = models.CharField(max_length=12)
    rule = models.CharField(max_length=120)
    records = models.CharField(max_length=200, help_text="Which records, in English.")
    authority = models.CharField(max_length=500)
    years = models.PositiveSmallIntegerField()
    done_on = models.DateField()
    disposed = models.PositiveIntegerField()
    kept_back = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 over the numbers, sorted, one a line.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "rule"], name="retention_public_key")
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.rule}"
