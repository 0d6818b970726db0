"""Which account holds which role, and what a person had typed when their session closed under their hands."""

from typing import ClassVar

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Reads grants."""

    def in_force(self) -> "RoleGrantQuerySet":
        """Grants that count now: not revoked and not past their last moment."""
        return self.filter(Q(until=None) | Q(until__gt=timezone.now()), revoked_at=None)


class RoleGrant(models.Model):
    """One role given to one account, from a moment until it is revoked. Rows are never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=40)
    granted_at = models.DateTimeField(default=timezone.now)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField()
    until = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    revoke_reason = models.TextField(blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ("granted_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("user", "role"), condition=Q(revoked_at=None), name="access_one_grant_in_force"
            ),
            models.CheckConstraint(condition=~Q(granted_by=models.F("user")), name="access_not_to_oneself"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.user_id}"


class KeptForm(models.Model):
    """A form sent while the session was locked or over, kept sealed until its writer has signed in again."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    path = models.TextField()
    content_type = models.CharField(max_length=200)
    sealed_body = models.BinaryField()
    files_left_out = models.BooleanField(default=False)
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("kept_at",)

    def __str__(self) -> str:
        return f"form for {self.path}"


class OpenSession(models.Model):
    """One sign-in of one account, so that a person sees where they are signed in and can end it."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, unique=True)
    signed_in_at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-signed_in_at",)

    def __str__(self) -> str:
        return f"session of {self.user_id} since {self.signed_in_at:%Y-%m-%d %H:%M}"


class DoorRefusal(models.Model):
    """How many requests one anonymous door refused in one hour; nothing about who sent them."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    door = models.CharField(max_length=60)
    hour = models.DateTimeField()
    n = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-hour", "door")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("door", "hour"), name="access_refusals_of_an_hour")
        ]

    def __str__(self) -> str:
        return f"{self.n} at {self.door}, {self.hour:%Y-%m-%d %H}:00"


from .models_keys import ApiKey as ApiKey  # noqa: E402  the keys of other systems have a file of their own
