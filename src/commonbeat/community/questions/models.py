"""Questions, alarms, and what the public reads of answered ones."""

from __future__ import annotations

from typing import Any, ClassVar

import uuid6
from django.conf import settings
from django.db import models
from django.utils import timezone

from commonbeat.kernel.workflow.models import Moving

from .enums import AlarmKind, Channel, Publication, Rule, Topic
from .models_hall import HallQuestion, HallVoice, HallVote, TownHall

__all__ = [
    "Alarm",
    "HallQuestion",
    "HallVoice",
    "HallVote",
    "PublicQuestion",
    "Question",
    "TownHall",
]

LONGEST = 2000


class Question(Moving):
    """One question to the department. Who asked is in the conversation of ``kernel.contact``, never here."""

    PROCESS: ClassVar[str] = "questions.question"

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True)
    text = models.TextField("question", max_length=LONGEST, help_text="As asked, in its own language.")
    language = models.CharField(max_length=8, default="en")
    topic = models.CharField(max_length=20, choices=Topic, default=Topic.OTHER)
    channel = models.CharField(max_length=20, choices=Channel)
    source_link = models.URLField(max_length=500, blank=True, help_text="The post it was asked under.")
    asked_at = models.DateTimeField(default=timezone.now, help_text="When it reached us, by whichever way.")
    door_token = models.CharField(max_length=40, null=True, unique=True, editable=False)
    wants_public = models.BooleanField(
        default=False, help_text="The asker agrees to question and answer being read."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="questions_owned",
    )
    answer = models.TextField(blank=True, max_length=6000)
    disagreed_at = models.DateTimeField(null=True)
    publication = models.CharField(max_length=12, choices=Publication, default=Publication.PRIVATE)
    rule = models.CharField(max_length=12, choices=Rule, blank=True)
    question_en = models.TextField(blank=True, max_length=LONGEST)
    question_es = models.TextField(blank=True, max_length=LONGEST)
    answer_en = models.TextField(blank=True, max_length=6000)
    answer_es = models.TextField(blank=True, max_length=6000)
    published_at = models.DateTimeField(null=True)
    hall_question = models.OneToOneField(
        HallQuestion, null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    useful_yes = models.PositiveIntegerField(default=0)
    useful_no = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-asked_at", "-id"], name="questions_newest"),
            models.Index(fields=["state", "-asked_at", "-id"], name="questions_by_state"),
        ]

    def __str__(self) -> str:
        return self.number


class Alarm(models.Model):
    """A message that needs a person at once; open until somebody says what was done."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    question = models.ForeignKey(Question, null=True, on_delete=models.CASCADE, related_name="alarms")
    hall_question = models.ForeignKey(
        HallQuestion, null=True, on_delete=models.CASCADE, related_name="alarms"
    )
    kinds = models.JSONField(default=list)
    words = models.JSONField(default=list)
    raised_at = models.DateTimeField(default=timezone.now)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="question_alarms"
    )
    done = models.CharField(max_length=300, blank=True, help_text="What was done.")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["raised_at"], name="questions_alarm_open", condition=models.Q(acknowledged_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"alarm {self.raised_at:%Y-%m-%d %H:%M}"

    @property
    def titles(self) -> list[Any]:
        """Its kinds in words."""
        return [AlarmKind(kind).label for kind in self.kinds]

    @property
    def text(self) -> str:
        """What was written."""
        subject = self.question or self.hall_question
        return subject.text if subject else ""


class PublicQuestion(models.Model):
    """One row of the dataset ``questions``: no words but those released, no way back to the asker."""

    number = models.CharField(max_length=20, primary_key=True)
    month = models.DateField()
    topic = models.CharField(max_length=20, choices=Topic)
    channel = models.CharField(max_length=20, choices=Channel)
    state = models.CharField(max_length=40)
    days = models.PositiveIntegerField(null=True)
    rule = models.CharField(max_length=12, blank=True)
    question_en = models.TextField(blank=True)
    question_es = models.TextField(blank=True)
    answer_en = models.TextField(blank=True)
    answer_es = models.TextField(blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-month", "-number"], name="questions_public_new")
        ]

    def __str__(self) -> str:
        return self.number
