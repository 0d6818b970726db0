"""What is kept of an upload, and counts of what was refused."""

from __future__ import annotations

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.files.models import StoredFile


class Attachment(models.Model):
    """One picture or document somebody sent.

    A picture is kept as we drew it anew (``full`` and ``small``); the file as it was sent is kept sealed (``sealed``)
    or not at all, but always by its hash. A document is kept as it was sent (``full``), a recording too, sealed. ``subject_kind`` and
    ``subject_id`` say what it belongs to; both are empty until the form it came with was sent.
    """

    class Kind(models.TextChoices):
        """What it is."""

        PICTURE = "picture", _("picture")
        DOCUMENT = "document", _("document")
        RECORDING = "recording", _("recording")

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    policy = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind)
    media_type = models.CharField(max_length=100)
    name = models.CharField(max_length=255)
    full = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    small = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    sealed = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    original_sha256 = models.CharField(max_length=64)
    original_size = models.BigIntegerField()
    original_type = models.CharField(max_length=100)
    scanned_by = models.CharField(max_length=60, blank=True)
    taken_at = models.DateTimeField(auto_now_add=True)
    subject_kind = models.CharField(max_length=100, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("subject_kind", "subject_id", "position", "id")
        indexes = [
            models.Index(fields=("subject_kind", "subject_id"), name="attachments_of_subject"),
            models.Index(fields=("taken_at",), name="attachments_loose", condition=Q(subject_id="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown on a page; everything else is only ever downloaded."""
        return self.kind == self.Kind.PICTURE

    @property
    def is_recording(self) -> bool:
        """Whether it is sound or video: ``full`` is the file as it was sent, sealed."""
        return self.kind == self.Kind.RECORDING

    def as_sent(self) -> bytes | None:
        """The bytes as they were sent; ``None`` where only their hash was kept.

        Raises:
            FileNotFoundError: the bytes are gone.
            BrokenSeal: they were changed since.
        """
        from commonbeat.kernel.attachments import sealing

        stored = self.sealed if self.is_picture else self.full
        if stored is None:
            return None
        content = stored.path.read_bytes()
        sealed = self.is_picture or self.is_recording
        return sealing.unseal(content, self.original_sha256) if sealed else content


class Refusal(models.Model):
    """How often uploads were refused on a day, by place and cause. A file a scanner objected to is counted by its hash."""

    day = models.DateField()
    policy = models.CharField(max_length=60)
    cause = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("day", "policy", "cause", "sha256"), name="attachments_one_count")
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.policy} {self.cause}: {self.count}"
