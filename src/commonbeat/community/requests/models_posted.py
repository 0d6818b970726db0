"""Progress that another system posted with its key: what it was called there, and what became of it here."""

import uuid6
from django.db import models

from .models import ServiceRequest


class PostedUpdate(models.Model):
    """One posted update. Its words are where all public words are; here is who sent it, and when they say it was."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="posted")
    key_id = models.UUIDField(help_text="The API key that posted it.")
    update_id = models.CharField(max_length=100, help_text="Its id in the other system.")
    status = models.CharField(max_length=40, help_text="As it was sent.")
    shown_id = models.UUIDField(help_text="The public update, or the move, that holds its words.")
    said_at = models.DateTimeField(null=True, help_text="When it happened, as the other system says.")
    links = models.JSONField(default=list, blank=True, help_text="Addresses of pictures; never fetched.")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key_id", "update_id"], name="requests_posted_once")]

    def __str__(self) -> str:
        return f"{self.update_id}: {self.status}"
