"""The town hall: an evening, its questions, and what is known of those who ask until its key is destroyed."""

from __future__ import annotations

from typing import ClassVar

import uuid6
from django.conf import settings
from django.db import models
from django.utils import timezone

from commonbeat.kernel.workflow.models import Moving

from .enums import Rule


class TownHall(Moving):
    """One evening. Its key lives in a file of the home, outside database and backups, until it is closed."""

    PROCESS: ClassVar[str] = "questions.town_hall"

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    title_en = models.CharField("title in English", max_length=120)
    title_es = models.CharField("title in Spanish", max_length=120)
    place = models.CharField(max_length=160)
    starts_at = models.DateTimeField("begins")
    keyword = models.CharField("code word", max_length=20)
    phone = models.CharField("number of its own", max_length=20, blank=True)
    panel = models.CharField("panel", max_length=300, blank=True, help_text="Who answers.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="town_halls",
        help_text="Who hosts it.",
    )
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    key_fingerprint = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the key, which of them it was."
    )
    key_made_at = models.DateTimeField(null=True)
    key_destroyed_at = models.DateTimeField(null=True)
    people = models.PositiveIntegerField(
        default=0, help_text="How many different senders; kept when the rest is gone."
    )

    class Meta:
        ordering = ("-starts_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["keyword"], name="questions_hall_keyword", condition=~models.Q(state="closed")
            )
        ]

    def __str__(self) -> str:
        return self.title_en

    def title(self, language: str) -> str:
        """Its title in a language."""
        return self.title_es if language == "es" else self.title_en


class HallVoice(models.Model):
    """A sender of text messages while the key lives: a pseudonym, and the number sealed under the key. Deleted at the close."""

    hall = models.ForeignKey(TownHall, on_delete=models.CASCADE, related_name="voices")
    pseudonym = models.CharField(max_length=32)
    sealed = models.BinaryField()
    language = models.CharField(max_length=8, default="en")
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["hall", "pseudonym"], name="questions_hall_voice_key")
        ]

    def __str__(self) -> str:
        return self.pseudonym


class HallQuestion(Moving):
    """A question asked at a town hall."""

    PROCESS: ClassVar[str] = "questions.hall_question"

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    hall = models.ForeignKey(TownHall, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveIntegerField(help_text="What people vote for: VOTE 12.")
    text = models.TextField(max_length=600)
    language = models.CharField(max_length=8, default="en")
    by_text = models.BooleanField(default=False)
    asked_at = models.DateTimeField(default=timezone.now)
    pseudonym = models.CharField(max_length=32, null=True, help_text="Of the sender, while the key lives.")
    door_token = models.CharField(max_length=40, null=True, unique=True, editable=False)
    votes = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    rule = models.CharField(max_length=12, choices=Rule, blank=True)
    answer_en = models.TextField(blank=True, max_length=3000)
    answer_es = models.TextField(blank=True, max_length=3000)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["hall", "number"], name="questions_hall_number")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["hall", "state"], name="questions_hall_state")
        ]

    def __str__(self) -> str:
        return f"{self.hall_id} {self.number}"

    def answer(self, language: str) -> str:
        """The answer in a language, or in the other one where there is none."""
        first, second = (
            (self.answer_es, self.answer_en) if language == "es" else (self.answer_en, self.answer_es)
        )
        return first or second


class HallVote(models.Model):
    """One vote, under a word that only the event's key connects with anything. Deleted at the close; the count stays."""

    question = models.ForeignKey(HallQuestion, on_delete=models.CASCADE, related_name="ballots")
    voter = models.CharField(max_length=32)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["question", "voter"], name="questions_one_vote")
        ]

    def __str__(self) -> str:
        return f"vote for {self.question_id}"
