"""The report as it was told, the lines below it, and what clerks make of it: kept apart.

What the resident said (narrative, answers, signature and every line's own words) never changes once it is here; a
database trigger holds to that. Codes, block and beat are the clerk's, in `Coding`.
"""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from commonbeat.kernel.workflow.models import Moving

from .enums import Ended, Happened, Part, Source


class OnlineReport(Moving):
    """One police report that was not written by an officer at the place."""

    PROCESS = "reports.report"

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    number = models.CharField(
        max_length=12, unique=True, help_text="Temporary number; never the case number."
    )
    case_number = models.CharField("case number", max_length=40, null=True, blank=True, unique=True)
    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=10, choices=Source, default=Source.WEB)
    language = models.CharField(max_length=8, default="en")
    interpreter = models.CharField(max_length=8, blank=True)
    gate_rule = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    refusal = models.CharField("reason of the refusal", max_length=20, blank=True)
    supplement_to = models.CharField(max_length=40, blank=True)
    supplement_matched = models.BooleanField(null=True, help_text="Number and name fit; staff only.")
    above_ceiling = models.BooleanField(default=False)

    happened_from = models.DateTimeField()
    happened_to = models.DateTimeField(null=True)
    address = models.CharField(max_length=200)
    place = models.CharField(max_length=20)
    place_note = models.CharField(max_length=200, blank=True)
    loss_total = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    narrative = models.TextField()
    answers = models.JSONField(default=dict, help_text="Answers to the questions of its kind.")
    forms = models.JSONField(default=dict, help_text="Form key → version that was asked.")
    signed_name = models.CharField(max_length=120)
    notice_version = models.CharField(max_length=10)
    taken_by = models.UUIDField(null=True, help_text="Who keyed it in, where a resident did not.")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-received_at", "-id"], name="reports_newest"),
            models.Index(fields=["kind", "-received_at"], name="reports_kind"),
        ]

    def __str__(self) -> str:
        return self.number


class PersonLine(models.Model):
    """Somebody in a report, in the words of who told it."""

    report = models.ForeignKey(OnlineReport, on_delete=models.CASCADE, related_name="people")
    position = models.PositiveSmallIntegerField()
    part = models.CharField(max_length=10, choices=Part)
    name = models.CharField(max_length=120, blank=True)
    is_business = models.BooleanField(default=False)
    born = models.DateField(null=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=254, blank=True)
    address = models.CharField(max_length=200, blank=True)
    looks = models.TextField(blank=True)

    class Meta:
        ordering = ("report", "position")

    def __str__(self) -> str:
        return f"{self.part} {self.position}"


class PropertyLine(models.Model):
    """A thing that was taken, damaged or lost. ``code`` and ``loss`` are the clerk's, the rest the resident's."""

    report = models.ForeignKey(OnlineReport, on_delete=models.CASCADE, related_name="things")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    what = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    make = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=60, blank=True)
    serial = models.CharField(max_length=60, blank=True)
    serial_tidy = models.CharField(max_length=60, blank=True, db_index=True)
    owner_number = models.CharField(max_length=60, blank=True)
    colour = models.CharField(max_length=40, blank=True)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    code = models.CharField(max_length=2, help_text="NIBRS property code.")
    loss = models.CharField(max_length=1, help_text="NIBRS loss type.")

    class Meta:
        ordering = ("report", "position")

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"


class VehicleLine(models.Model):
    """A vehicle something happened to."""

    report = models.ForeignKey(OnlineReport, on_delete=models.CASCADE, related_name="vehicles")
    position = models.PositiveSmallIntegerField()
    happened = models.CharField(max_length=10, choices=Happened)
    plate = models.CharField(max_length=12, blank=True)
    plate_tidy = models.CharField(max_length=12, blank=True, db_index=True)
    state_of_plate = models.CharField(max_length=20, blank=True)
    vin = models.CharField(max_length=25, blank=True)
    vin_checks = models.BooleanField(null=True)
    make = models.CharField(max_length=60, blank=True)
    model = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    colour = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("report", "position")

    def __str__(self) -> str:
        return self.plate or f"vehicle {self.position}"


class Coding(models.Model):
    """What a clerk makes of a report; the resident's own words stay as they are."""

    report = models.OneToOneField(
        OnlineReport, on_delete=models.CASCADE, related_name="coding", primary_key=True
    )
    offence = models.CharField(max_length=4, blank=True)
    attempted = models.BooleanField(default=False)
    location = models.CharField(max_length=2, default="25")
    occurred_from = models.DateTimeField()
    occurred_to = models.DateTimeField(null=True)
    block = models.CharField(max_length=200, blank=True)
    beat = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=400, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.offence or '–'} {self.block}"


class Draft(models.Model):
    """A report that is being written. Its content can be read with its code only, which is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    code_hash = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    kept = models.BooleanField(default=False, help_text="The resident asked to come back to it.")
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.id)


class Slot(models.Model):
    """A time at which somebody can be called, and how many."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    starts_at = models.DateTimeField(unique=True)
    minutes = models.PositiveSmallIntegerField(default=30)
    capacity = models.PositiveSmallIntegerField(default=1)
    booked = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("starts_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(booked__lte=models.F("capacity")), name="reports_slot_room"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class CallBack(models.Model):
    """Somebody who waits for a call. Name and number are with ``kernel.contact``, behind a purpose."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    number = models.CharField(max_length=12, unique=True)
    report = models.ForeignKey(OnlineReport, on_delete=models.CASCADE, null=True, related_name="calls")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, null=True, related_name="calls")
    kind = models.CharField(max_length=40, blank=True)
    gate_rule = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, default="en")
    interpreter = models.CharField(max_length=8, blank=True)
    message_is_safe = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    last_tried_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=12, choices=Ended, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["asked_at"], name="reports_calls_open", condition=models.Q(ended=""))
        ]

    def __str__(self) -> str:
        return self.number


class HandOver(models.Model):
    """A stolen vehicle or plate that dispatch must have at once."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    report = models.ForeignKey(OnlineReport, on_delete=models.CASCADE, related_name="handovers")
    what = models.CharField(max_length=12, choices=Happened)
    line = models.CharField(max_length=200, help_text="Plate, state, make, model, year, colour, VIN.")
    made_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.UUIDField(null=True)
    state_number = models.CharField(max_length=40, blank=True, help_text="Number the state's list gave.")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["made_at"], name="reports_handover_open", condition=models.Q(taken_at=None))
        ]

    def __str__(self) -> str:
        return self.line


class StateEntry(models.Model):
    """A serial number that is to be entered in the state's lists of stolen property; carries the clock."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    report = models.ForeignKey(OnlineReport, on_delete=models.CASCADE, related_name="entries")
    thing = models.OneToOneField(PropertyLine, on_delete=models.CASCADE, null=True, related_name="entry")
    is_firearm = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)
    entered_at = models.DateTimeField(null=True)
    entered_by = models.UUIDField(null=True)
    state_number = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.report_id} {self.is_firearm}"


class NeighbourAgency(models.Model):
    """Another department, told to residents whose matter is not ours."""

    name = models.CharField(max_length=120, unique=True)
    covers_en = models.CharField("where, in English", max_length=200)
    covers_es = models.CharField("where, in Spanish", max_length=200)
    phone = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class TypeSetting(models.Model):
    """What an agency changes about a kind of report."""

    kind = models.CharField(max_length=40, primary_key=True)
    is_open = models.BooleanField(default=True)
    ceiling = models.PositiveIntegerField(null=True, blank=True, help_text="Dollars; empty: as shipped.")

    def __str__(self) -> str:
        return self.kind


class IncidentDraft(models.Model):
    """An accepted report, ready for the records system."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    report = models.OneToOneField(OnlineReport, on_delete=models.CASCADE, related_name="incident_draft")
    external_id = models.CharField(max_length=64, unique=True)
    case_number = models.CharField(max_length=40)
    offence_code = models.CharField(max_length=40, blank=True)
    offence_text = models.CharField(max_length=160, blank=True)
    offence_group = models.CharField(max_length=40, default="other")
    attempted = models.BooleanField(default=False)
    occurred_from = models.DateTimeField()
    occurred_to = models.DateTimeField(null=True)
    reported_at = models.DateTimeField()
    approved_at = models.DateTimeField()
    block_text = models.CharField(max_length=200, blank=True)
    beat_raw = models.CharField(max_length=40, blank=True)
    location_code = models.CharField(max_length=2, blank=True)
    property_codes = ArrayField(models.CharField(max_length=2), default=list)
    victims = models.PositiveSmallIntegerField(default=0)
    suspects = models.PositiveSmallIntegerField(default=0)
    loss_total = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    exported_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.case_number


from .models_public import PublicReport  # noqa: E402, F401  the public side of this topic
