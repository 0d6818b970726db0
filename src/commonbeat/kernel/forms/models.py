"""The versions of each form: the shipped one first, then the agency's own and later shipped ones."""

from __future__ import annotations

import uuid6
from django.db import models
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.forms.definition import Definition
from commonbeat.kernel.forms.reading import parse


class FormVersion(models.Model):
    """One version of a form's questions. It never changes: answers point to it by key and number."""

    class Origin(models.TextChoices):
        """Who wrote it."""

        SHIPPED = "shipped", _("delivered with the platform")
        AGENCY = "agency", _("changed here")

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    key = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    origin = models.CharField(max_length=10, choices=Origin)
    reason = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("key", "-number")
        constraints = [
            models.UniqueConstraint(fields=("key", "number"), name="forms_version_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="forms_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"

    @property
    def definition(self) -> Definition:
        """The questions, read (and remembered: a version's text never changes)."""
        return parse(self.text)
