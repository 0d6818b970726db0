"""The reported crime, as history for reports. The working records system builds on it."""

import uuid6
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from commonbeat.kernel.ui.search import words_of


class Serious(models.TextChoices):
    """Events that the weekly report names one by one and never tests."""

    HOMICIDE = "homicide", "Homicide"
    SHOOTING = "shooting", "Shooting"
    STRANGER_RAPE = "stranger_rape", "Rape by a stranger"
    ARMED_ROBBERY = "armed_robbery", "Robbery with a weapon"
    HATE_CRIME = "hate_crime", "Hate crime"
    FATAL_COLLISION = "fatal_collision", "Fatal or severe collision"
    FORCE_SERIOUS_INJURY = "force_serious_injury", "Force with serious injury"
    IN_CUSTODY_DEATH = "in_custody_death", "Death in custody"
    AT_RISK_MISSING = "at_risk_missing", "At-risk missing person"


class Incident(models.Model):
    """One reported offence of one case."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=64)
    case_number = models.CharField(max_length=40)
    call_number = models.CharField(max_length=40, default="")
    offence_code = models.CharField(max_length=40)
    offence_text = models.CharField(max_length=160, default="")
    offence_group = models.CharField(max_length=40, default="other")
    attempted = models.BooleanField(null=True)
    occurred_from = models.DateTimeField(null=True)
    occurred_to = models.DateTimeField(null=True)
    reported_at = models.DateTimeField()
    reported_local = models.DateTimeField(db_comment="wall clock in the agency's zone, stored as if UTC")
    utc_offset_min = models.SmallIntegerField()
    entered_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    known_at = models.DateTimeField()
    location_text = models.CharField(max_length=200, default="")
    block_text = models.CharField(max_length=200, default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    h3 = models.BigIntegerField(null=True)
    beat_code = models.CharField(max_length=20, default="")
    beat_raw = models.CharField(max_length=40, default="")
    place_quality = models.CharField(max_length=16, default="none")
    status = models.CharField(max_length=40, default="")
    clearance = models.CharField(max_length=40, default="")
    serious = models.CharField(max_length=24, choices=Serious, default="", blank=True)
    victim_identifiable = models.BooleanField(default=False, help_text="Holds the public line back.")
    quality_flags = ArrayField(models.CharField(max_length=40), default=list)
    import_run = models.BigIntegerField(null=True)
    row_digest = models.BinaryField(null=True)
    words = words_of("location_text")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="records_incident_source_key")
        ]
        indexes = [
            models.Index(fields=["-reported_at", "-id"], name="records_incident_newest"),
            models.Index(fields=["offence_group", "-reported_at"], name="records_incident_group"),
            models.Index(fields=["beat_code", "-reported_at"], name="records_incident_beat"),
            models.Index(
                fields=["case_number"], name="records_incident_case", opclasses=["varchar_pattern_ops"]
            ),
            GinIndex(fields=["words"], name="records_incident_words", gin_pending_list_limit=512),
        ]

    def __str__(self) -> str:
        return self.case_number
