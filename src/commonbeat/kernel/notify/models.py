"""The outbox: every message, where it stands and what went wrong."""

import uuid6
from django.db import models
from django.utils import timezone


class Message(models.Model):
    """One message to one address."""

    class State(models.TextChoices):
        """Where a message stands. ``sending`` never lasts: what stays in it is failed, as nobody knows."""

        QUEUED = "queued", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    channel = models.CharField(max_length=20)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    forget = models.BooleanField(default=False)
    dedupe_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    next_try_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        indexes = [
            models.Index(
                fields=("state", "next_try_at"),
                name="notify_open",
                condition=models.Q(state__in=("queued", "sending")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.recipient}: {self.subject}"


class Stopped(models.Model):
    """A telephone number that wants no text messages, as a keyed hash."""

    number_hash = models.CharField(primary_key=True, max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"stopped at {self.at:%Y-%m-%d %H:%M}"


class Received(models.Model):
    """A text message that has come in, as a keyed hash of its id, kept 30 days so that it is not taken twice."""

    id_hash = models.CharField(primary_key=True, max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"received at {self.at:%Y-%m-%d %H:%M}"
