"""Reports as the public has them: kind, month, outcome, days; no place, no person, no number."""

import uuid6
from django.db import models


class PublicReport(models.Model):
    """One report as published. The key is random and leads nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    month = models.DateField()
    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=10)
    outcome = models.CharField(max_length=12)
    days_to_review = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-month", "kind", "id"], name="reports_public_newest")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind}"
