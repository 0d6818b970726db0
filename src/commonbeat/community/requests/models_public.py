"""The public store: what of a request may leave the building, and nothing else. Filled by ``publication``."""

import uuid

from django.db import models

from .models import ServiceRequest


class PublicRequest(models.Model):
    """One request as published. ``request`` is the secret side of the mapping and is in no dataset."""

    public_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(
        ServiceRequest, on_delete=models.CASCADE, related_name="public", editable=False
    )
    number = models.CharField(max_length=12, unique=True)
    day = models.DateField()
    category = models.CharField(max_length=60)
    group = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    state_kind = models.CharField(max_length=6, help_text="open, closed or fixed")
    beat = models.CharField(max_length=20, default="")
    block = models.CharField(max_length=200, default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    description = models.TextField(default="")
    expected_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    late = models.CharField(max_length=3, default="no", help_text="yes or no")
    reason_en = models.TextField(default="")
    reason_es = models.TextField(default="")
    source = models.CharField(max_length=10)
    followers = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(help_text="Last public change; the first one is rounded up.")

    class Meta:
        indexes = [
            models.Index(fields=["-day", "-public_id"], name="requests_public_newest"),
            models.Index(fields=["category", "-day", "-public_id"], name="requests_public_category"),
            models.Index(fields=["state_kind", "-day", "-public_id"], name="requests_public_state"),
            models.Index(fields=["beat", "-day", "-public_id"], name="requests_public_beat"),
            models.Index(fields=["late", "-day", "-public_id"], name="requests_public_late"),
            models.Index(fields=["lat", "lon"], name="requests_public_place"),
            models.Index(fields=["-updated_at", "-public_id"], name="requests_public_updated"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class PublicRequestMonth(models.Model):
    """Private requests: counted by category and month for the whole city, and nothing more."""

    month = models.DateField()
    category = models.CharField(max_length=60)
    n = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "category"], name="requests_public_month_key")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.category}"
