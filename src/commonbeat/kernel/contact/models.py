"""Conversations, the people in them (apart, so that they can be destroyed alone), what was said, and magic links."""

from typing import ClassVar

import uuid6
from django.db import models
from django.utils import timezone


class Conversation(models.Model):
    """The two-way line of one case. Its code is kept only as a keyed hash."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=80)
    subject_id = models.UUIDField()
    code_hash = models.CharField(max_length=64, unique=True)
    code_ends_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=8, default="en")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    unread_by_department = models.BooleanField(default=False)
    unread_by_resident = models.BooleanField(default=False)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-last_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("subject_kind", "subject_id"), name="contact_one_per_subject")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=("kind", "last_at"),
                name="contact_unread",
                condition=models.Q(unread_by_department=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class Party(models.Model):
    """Who may be told, and how. Looked at only through ``identity``; emptied by ``destroy_identity``."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="party")
    name = models.CharField(max_length=120, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    wants = models.CharField(max_length=5, blank=True)
    opted_out_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"party of {self.conversation_id}"

    @property
    def is_known(self) -> bool:
        """Whether anything about the person is kept."""
        return bool(self.name or self.email or self.phone or self.address)


class Utterance(models.Model):
    """One thing said in a conversation; an internal one is never shown to the resident and never sent."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="utterances")
    by = models.CharField(max_length=10)
    text = models.TextField()
    language = models.CharField(max_length=8, default="en")
    at = models.DateTimeField(default=timezone.now)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64, blank=True)
    internal = models.BooleanField(default=False)
    template = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ("at", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=("conversation", "at"), name="contact_said")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(by__in=("department", "resident")), name="contact_by_either"
            ),
            models.CheckConstraint(
                condition=~models.Q(internal=True, by="resident"), name="contact_internal_is_ours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} at {self.at:%Y-%m-%d %H:%M}"


class MagicLink(models.Model):
    """A link sent with news: opens the conversation once, within days. Only the token's hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link of {self.conversation_id}"
