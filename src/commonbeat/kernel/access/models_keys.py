"""Keys of other systems: who holds one, what it opens, until when. The key itself is not here, only its hash."""

from typing import ClassVar

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Reads keys."""

    def in_force(self) -> "ApiKeyQuerySet":
        """Keys that open something now: not revoked and not past their last moment."""
        return self.filter(expires_at__gt=timezone.now(), revoked_at=None)


class ApiKey(models.Model):
    """One key given to one system. Rows are never deleted.

    ``last_used_on`` is a day and no more: a moment would tell when a resident wrote.
    """

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    prefix = models.CharField(max_length=16, unique=True, editable=False, help_text="First part of the key.")
    key_hash = models.CharField(max_length=64, editable=False, help_text="Keyed hash of the whole key.")
    holder = models.CharField(max_length=120, help_text="The system or company.")
    contact = models.CharField(max_length=254, help_text="Whom to write to or call about it.")
    purpose = models.TextField(max_length=500)
    scopes = models.JSONField(default=list)
    per_hour = models.PositiveIntegerField(default=600, help_text="Requests let in each hour.")
    issued_at = models.DateTimeField(default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoke_reason = models.TextField(blank=True, default="")
    last_used_on = models.DateField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("issued_at")), name="access_key_ends_after_its_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} ({self.prefix})"

    @property
    def state(self) -> str:
        """``active``, ``expired`` or ``revoked``."""
        if self.revoked_at:
            return "revoked"
        return "active" if self.expires_at > timezone.now() else "expired"
