"""Who was let into which case, who may not be, and emergencies. Triggers hold all of it (migrations 0001 and 0002)."""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_KIND = 60


class GrantQuerySet(models.QuerySet["Grant"]):
    """Reads grants, within a look."""

    def in_force(self) -> GrantQuerySet:
        """Grants that count now: not revoked and not past their last moment."""
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()), revoked_at=None)


class Emergency(models.Model):
    """Somebody asked to see a case that is not theirs, at once; another person consented, or did not."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    kind = models.CharField(max_length=LONGEST_KIND)
    case_id = models.UUIDField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    hours = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField(default=timezone.now)
    consented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    consented_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "emergency"
        verbose_name_plural = "emergencies"
        ordering = ("asked_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(hours__gte=1, hours__lte=24), name="walls_emergency_hours"),
            models.CheckConstraint(condition=~Q(consented_by=F("account")), name="walls_two_people"),
            models.CheckConstraint(condition=~Q(reason=""), name="walls_emergency_reason"),
        ]

    def __str__(self) -> str:
        return f"emergency of {self.account_id} in {self.kind} {self.case_id}"


class Recusal(models.Model):
    """One account kept out of one case, until two people find that it was a mistake."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    kind = models.CharField(max_length=LONGEST_KIND)
    case_id = models.UUIDField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("noted_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("account", "kind", "case_id"), condition=Q(lifted_at=None), name="walls_recused_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="walls_recusal_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} recused from {self.kind} {self.case_id}"


class Lifting(models.Model):
    """Somebody asked to lift a recusal that was a mistake; another person agreed, or did not. Rows are kept."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    recusal = models.ForeignKey(Recusal, on_delete=models.PROTECT, related_name="liftings")
    kind = models.CharField(max_length=LONGEST_KIND)
    case_id = models.UUIDField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(default=False)

    class Meta:
        ordering = ("asked_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="walls_lifted_by_two"),
            models.CheckConstraint(condition=~Q(reason=""), name="walls_lifting_reason"),
        ]

    def __str__(self) -> str:
        return f"lifting of the recusal {self.recusal_id}"


class Grant(models.Model):
    """One account let into one case as something, until it is revoked or ends; kept as long as the case.

    ``withheld``: a criminal investigator, POST, or by a court's order; the subject is not shown that they looked.
    """

    class Role(models.TextChoices):
        """As what; the first two may write."""

        INVESTIGATOR = "investigator", _("investigator")
        REVIEWER = "reviewer", _("reviewer")
        OVERSIGHT = "oversight", _("oversight (reads only)")
        EMERGENCY = "emergency", _("emergency (reads only)")

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    kind = models.CharField(max_length=LONGEST_KIND)
    case_id = models.UUIDField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField()
    until = models.DateTimeField(null=True)
    emergency = models.ForeignKey(Emergency, null=True, on_delete=models.PROTECT, related_name="grants")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoke_reason = models.TextField(blank=True)
    withheld = models.BooleanField(default=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ("given_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("account", "kind", "case_id", "role"),
                condition=Q(revoked_at=None) & ~Q(role="emergency"),
                name="walls_one_grant_in_force",
            ),
            models.CheckConstraint(condition=~Q(given_by=F("account")), name="walls_not_to_oneself"),
            models.CheckConstraint(condition=~Q(reason=""), name="walls_grant_reason"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "case_id"], name="walls_grant_case")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} as {self.role} in {self.kind} {self.case_id}"
