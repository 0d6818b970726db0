"""The call for service, its units and its narrative.

Times are kept as instants (UTC). ``received_local`` is the wall clock of the same instant in the agency's zone with
``utc_offset_min`` beside it, so that the repeated hour in autumn stays two different hours.
"""

import uuid6
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from commonbeat.kernel.ui.search import words_of

from .enums import Origin, Reception, Service


class Call(models.Model):
    """One call for service."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=64)
    number = models.CharField(max_length=40)
    service = models.CharField(max_length=8, choices=Service, default=Service.POLICE)
    origin = models.CharField(max_length=16, choices=Origin, default=Origin.UNKNOWN)
    reception = models.CharField(max_length=16, choices=Reception, default=Reception.UNKNOWN)
    reception_raw = models.CharField(max_length=80, default="")
    type_code = models.CharField(max_length=80)
    type_raw = models.CharField(max_length=160, default="")
    type_group = models.CharField(max_length=40, default="other")
    priority = models.PositiveSmallIntegerField(null=True)

    received_at = models.DateTimeField()
    received_local = models.DateTimeField(db_comment="wall clock in the agency's zone, stored as if UTC")
    utc_offset_min = models.SmallIntegerField()
    queued_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    enroute_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    phone_ended_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)
    known_at = models.DateTimeField(db_comment="when the department could first know the call")

    location_text = models.CharField(max_length=200, default="")
    block_text = models.CharField(max_length=200, default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    h3 = models.BigIntegerField(null=True, db_comment="H3 cell, resolution 9")
    beat_code = models.CharField(max_length=20, default="")
    beat_raw = models.CharField(max_length=40, default="")
    place_quality = models.CharField(max_length=16, default="none")

    disposition_code = models.CharField(max_length=40, default="")
    disposition_raw = models.CharField(max_length=120, default="")
    report_written = models.BooleanField(null=True)
    reopened = models.BooleanField(default=False)
    cancelled = models.BooleanField(default=False)
    held = models.BooleanField(default=False)
    scheduled = models.BooleanField(default=False)
    phone_handled = models.BooleanField(default=False)
    is_test = models.BooleanField(default=False)
    unit_count = models.PositiveSmallIntegerField(default=0)
    quality_flags = ArrayField(models.CharField(max_length=40), default=list)
    import_run = models.BigIntegerField(null=True, db_comment="intake run that last changed this row")
    row_digest = models.BinaryField(
        null=True, db_comment="digest of the source row, to tell unchanged from updated"
    )
    words = words_of("location_text")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="calls_call_source_key")
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="calls_call_newest"),
            models.Index(fields=["beat_code", "-received_at"], name="calls_call_beat"),
            models.Index(fields=["type_group", "-received_at"], name="calls_call_group"),
            models.Index(fields=["priority", "-received_at"], name="calls_call_priority"),
            models.Index(fields=["origin", "-received_at"], name="calls_call_origin"),
            models.Index(fields=["reception", "-received_at"], name="calls_call_reception"),
            models.Index(fields=["number"], name="calls_call_number", opclasses=["varchar_pattern_ops"]),
            GinIndex(fields=["words"], name="calls_call_words", gin_pending_list_limit=512),
        ]

    def __str__(self) -> str:
        return self.number


class CallUnit(models.Model):
    """A unit's part in a call."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="units")
    unit_code = models.CharField(max_length=20)
    officers = models.PositiveSmallIntegerField(default=1)
    is_primary = models.BooleanField(default=False)
    dispatched_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    enroute_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "unit_code"], name="calls_unit_once_per_call")]

    def __str__(self) -> str:
        return self.unit_code


class CallNote(models.Model):
    """A timed narrative entry."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    author = models.CharField(max_length=120, default="")
    kind = models.CharField(max_length=20, default="note")
    text = models.TextField()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.at:%H:%M} {self.kind}"


from .models_public import PublicCall, PublicMonth, PublicNumberKey  # noqa: E402, F401  the public side of this topic
