"""What is known about a stored file; its bytes are on disk."""

from pathlib import Path

import uuid6
from django.conf import settings
from django.db import models


class StoredFile(models.Model):
    """One file somebody stored for a purpose. The same bytes stored twice are two rows and one file on disk."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    purpose = models.CharField(max_length=60)
    stored_at = models.DateTimeField(auto_now_add=True)
    stored_by = models.CharField(max_length=60)

    class Meta:
        ordering = ("-stored_at",)

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the bytes are."""
        return Path(settings.COMMONBEAT_HOME) / "files" / self.sha256[:2] / self.sha256[2:4] / self.sha256
