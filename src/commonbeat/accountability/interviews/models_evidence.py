"""Evidence of a complaint, who holds it, and whether its files are still what they were."""

from __future__ import annotations

from typing import Any, ClassVar

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.models import BEHIND, Complaint
from commonbeat.kernel.walls import Wall
from commonbeat.kernel.walls.bases import Protected

from . import enums

_ACCOUNT: dict[str, Any] = {
    "to": settings.AUTH_USER_MODEL,
    "on_delete": models.PROTECT,
    "related_name": "+",
    "null": True,
    "blank": True,
}
_SHA256 = r"^([0-9a-f]{64})?$"


class Evidence(Protected):
    """One item: an object, a file, or a record another system keeps. Only added; who holds it is in its chain."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="evidence")
    number = models.PositiveIntegerField(help_text="Within the case, from 1.")
    kind = models.CharField(_("kind"), max_length=10, choices=enums.Item)
    description = models.TextField(_("what it is"), max_length=2000)
    found_at = models.DateTimeField(_("found or made"), null=True, blank=True)
    found_where = models.CharField(_("where"), max_length=300, blank=True)
    found_by = models.CharField(_("by"), max_length=120, blank=True)
    system = models.CharField(_("system that keeps it"), max_length=60, blank=True)
    reference = models.CharField(_("its number there"), max_length=120, blank=True)
    reference_sha256 = models.CharField(_("SHA-256 as that system gives it"), max_length=64, blank=True)
    added_by = models.ForeignKey(**_ACCOUNT)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta(Protected.Meta):
        ordering = ("number",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("complaint", "number"), name="interviews_evidence_number"),
            models.CheckConstraint(condition=~Q(description=""), name="interviews_evidence_described"),
            models.CheckConstraint(
                condition=Q(system="", reference="") | ~Q(system="") & ~Q(reference=""),
                name="interviews_reference_whole",
            ),
            models.CheckConstraint(
                condition=Q(reference_sha256__regex=_SHA256), name="interviews_reference_hash"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its number as people say it."""
        return f"E{self.number}"


class CustodyStep(Protected):
    """One step of a chain of custody: from whom, to whom, when, why. Kept as written; answered once, by another person."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="custody")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=enums.Step)
    from_account = models.ForeignKey(**_ACCOUNT)
    from_place = models.CharField(max_length=200, blank=True)
    to_account = models.ForeignKey(**_ACCOUNT)
    to_place = models.CharField(
        _("to a place or somebody outside"),
        max_length=200,
        blank=True,
        help_text="Room and shelf, a laboratory.",
    )
    at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=300)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=enums.Answer, blank=True)
    answered_by = models.ForeignKey(**_ACCOUNT)
    answered_at = models.DateTimeField(null=True, blank=True)
    condition = models.CharField(_("condition, seals, receipt number"), max_length=300, blank=True)

    class Meta(Protected.Meta):
        ordering = ("position",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("evidence", "position"), name="interviews_custody_position"),
            models.CheckConstraint(condition=~Q(why=""), name="interviews_custody_why"),
            models.CheckConstraint(
                condition=Q(to_account=None) & ~Q(to_place="") | Q(to_account__isnull=False, to_place=""),
                name="interviews_custody_one_holder",
            ),
            models.CheckConstraint(
                condition=Q(kind=enums.Step.COLLECTED, position=1, from_account=None, from_place="")
                | Q(kind=enums.Step.HANDED_OVER, position__gt=1),
                name="interviews_custody_begins",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("noted_by")),
                name="interviews_custody_two_people",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="interviews_custody_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.holder}"

    @property
    def holder(self) -> str:
        """Who holds it after this step, in words."""
        return self.to_account.name if self.to_account else self.to_place

    @property
    def giver(self) -> str:
        """Who held it before, in words."""
        return self.from_account.name if self.from_account else self.from_place

    @property
    def waits(self) -> bool:
        """Whether the receiving side has not answered yet."""
        return self.kind == enums.Step.HANDED_OVER and not self.answer


class HashCheck(Protected):
    """One recomputation of a file's hash. Only added."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="checks")
    attachment_id = models.UUIDField()
    expected = models.CharField(max_length=64)
    found = models.CharField(
        max_length=64, blank=True, help_text="Empty: the bytes are gone or cannot be opened."
    )
    matches = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(**_ACCOUNT)

    class Meta(Protected.Meta):
        ordering = ("at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(matches=True, found=F("expected")) | Q(matches=False) & ~Q(found=F("expected")),
                name="interviews_hash_says_what_it_found",
            )
        ]

    def __str__(self) -> str:
        return "matches" if self.matches else "does not match"
