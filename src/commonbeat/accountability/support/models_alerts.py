"""An alert, the talk, the plan, looking at it again, what came of it, and what the officer says."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone

from commonbeat.kernel.walls import protected_manager
from commonbeat.kernel.workflow.models import Moving, MovingQuerySet

from . import enums
from .models import _PERSON, LONGEST, Figure, OfFile

CLOSED = ("no_action", "closed")


class Alert(Moving, OfFile):
    """Somebody should look closer at one indicator of one officer. It is no finding."""

    PROCESS: ClassVar[str] = "support.alert"

    indicator = models.CharField(max_length=20, choices=enums.Indicator)
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="alerts")
    since = models.DateField()
    until = models.DateField()
    raised_at = models.DateTimeField(default=timezone.now)
    step = models.PositiveSmallIntegerField(default=0, help_text="How far up the chain it has climbed.")
    closed_at = models.DateTimeField(null=True)

    objects = protected_manager(MovingQuerySet)

    class Meta(OfFile.Meta):
        ordering = ("file__member__name", "file__number", "indicator", "raised_at")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("file", "indicator"), condition=~Q(state__in=CLOSED), name="support_one_alert_open"
            ),
            models.UniqueConstraint(
                fields=("file", "indicator", "since", "until"), name="support_alert_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_indicator_display()} {self.since:%Y-%m}"

    @property
    def number(self) -> str:
        """What remains of it once it is disposed of: nothing that leads to a person."""
        return f"ES-{self.pk.hex[-8:]}"


class OfAlert(OfFile):
    """Whatever was done about an alert."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="%(class)ss")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    at = models.DateTimeField(default=timezone.now)

    class Meta(OfFile.Meta):
        abstract = True
        ordering = ("at", "id")


class Meeting(OfAlert):
    """A talk of supervisor and officer."""

    held_on = models.DateField("day of the talk")
    present = models.CharField("who was there", max_length=200, blank=True)
    text = models.TextField("what was said", max_length=LONGEST)

    def __str__(self) -> str:
        return f"talk of {self.held_on:%Y-%m-%d}"


class Plan(OfAlert):
    """What was agreed. The officer may say no: support is offered, not ordered."""

    helps = ArrayField(models.CharField(max_length=20), default=list, db_default=Value("{}"))
    text = models.TextField("what was agreed", max_length=LONGEST)
    agreed_on = models.DateField("day it was agreed")
    goal = models.CharField("how one will know that it helped", max_length=300)

    def __str__(self) -> str:
        return f"plan of {self.agreed_on:%Y-%m-%d}"


class FollowUp(OfAlert):
    """Looking at a plan again after 30, 60 or 90 days."""

    day = models.PositiveSmallIntegerField(choices=[(one, f"{one} days") for one in enums.FOLLOW_UPS])
    held_on = models.DateField("day of the talk")
    text = models.TextField("how it goes", max_length=LONGEST)

    class Meta(OfAlert.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("alert", "day"), name="support_follow_up_once")
        ]

    def __str__(self) -> str:
        return f"after {self.day} days"


class Outcome(OfAlert):
    """What came of a plan: counted before and after, beside what was to be expected without any."""

    since = models.DateField()
    until = models.DateField()
    count_before = models.PositiveIntegerField()
    expected_before = models.FloatField()
    count_after = models.PositiveIntegerField()
    expected_after = models.FloatField()
    without_plan = models.FloatField()
    without_low = models.PositiveIntegerField()
    without_high = models.PositiveIntegerField()
    rate_ratio = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    fall_expected = models.FloatField(null=True)
    fall_seen = models.FloatField(null=True)
    method = models.CharField(max_length=200)
    text = models.TextField("in words", max_length=LONGEST)

    def __str__(self) -> str:
        return f"outcome of {self.at:%Y-%m-%d}"


class Answer(OfFile):
    """What the officer says, to an alert or to the whole file; nobody can change it."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, null=True, related_name="answers")
    text = models.TextField("your words", max_length=LONGEST)
    at = models.DateTimeField(default=timezone.now)

    class Meta(OfFile.Meta):
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"answer of {self.at:%Y-%m-%d}"
