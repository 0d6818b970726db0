"""Commendations, whom they thank, suggestions, and what the public reads."""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.conf import settings
from django.db import models
from django.utils import timezone

from commonbeat.city.roster.models import Member
from commonbeat.kernel.workflow.models import Moving

from .enums import Channel, Outcome, Publication, Rule, Topic

LONGEST = 6000


class Received(Moving):
    """What commendations and suggestions share. Who wrote is in the conversation of ``kernel.contact``, never here."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True)
    text = models.TextField(max_length=LONGEST, help_text="As written, in its own language.")
    language = models.CharField(max_length=8, default="en")
    channel = models.CharField(max_length=20, choices=Channel)
    received_at = models.DateTimeField(
        default=timezone.now, help_text="When it reached us, by whichever way."
    )
    door_token = models.CharField(max_length=40, null=True, unique=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class Commendation(Received):
    """Thanks to somebody of the department."""

    PROCESS: ClassVar[str] = "commendations.commendation"

    officer_name = models.CharField(max_length=120, blank=True)
    officer_badge = models.CharField(max_length=40, blank=True)
    officer_car = models.CharField(max_length=40, blank=True)
    officer_looks = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=200, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    happened_time = models.TimeField(null=True, blank=True, help_text="On the agency's clock.")
    incident_number = models.CharField(max_length=40, blank=True)
    wants_public = models.BooleanField(default=False, help_text="The writer agrees to the words being read.")
    publication = models.CharField(max_length=12, choices=Publication, default=Publication.PRIVATE)
    rule = models.CharField(max_length=16, choices=Rule, blank=True)
    words_en = models.TextField(blank=True, max_length=LONGEST)
    words_es = models.TextField(blank=True, max_length=LONGEST)
    published_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-received_at", "-id"], name="commendations_newest"),
            models.Index(fields=["state", "-received_at", "-id"], name="commendations_by_state"),
        ]


class Praised(models.Model):
    """Somebody a commendation is meant for, as staff found out, and the supervisor who hears of it too."""

    commendation = models.ForeignKey(Commendation, on_delete=models.CASCADE, related_name="praised")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    matched_at = models.DateTimeField(default=timezone.now)
    passed_on_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["commendation", "member"], name="commendations_praised_once"),
            models.CheckConstraint(
                condition=~models.Q(member=models.F("supervisor")), name="commendations_own_supervisor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commendation}: {self.member}"


class Suggestion(Received):
    """Something the department could do in another way."""

    PROCESS: ClassVar[str] = "commendations.suggestion"

    topic = models.CharField(max_length=20, choices=Topic, default=Topic.OTHER)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="suggestions_owned",
    )
    answer = models.TextField(blank=True, max_length=LONGEST)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-received_at", "-id"], name="suggestions_newest"),
            models.Index(fields=["state", "-received_at", "-id"], name="suggestions_by_state"),
        ]


class PublicCommendation(models.Model):
    """One row of the dataset ``commendations``: no words but those released, no way back to writer or officer."""

    number = models.CharField(max_length=20, primary_key=True)
    month = models.DateField()
    channel = models.CharField(max_length=20, choices=Channel)
    state = models.CharField(max_length=40)
    days = models.PositiveIntegerField(null=True)
    words_en = models.TextField(blank=True)
    words_es = models.TextField(blank=True)
    published_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-month", "-number"], name="commendations_public_new")
        ]

    def __str__(self) -> str:
        return self.number
