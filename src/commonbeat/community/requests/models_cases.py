"""The code case: opened from a request, with notice, cure date and re-inspection; the reporter sees stage names only."""

import uuid6
from django.conf import settings
from django.db import models

from commonbeat.kernel.workflow.models import Moving

from .enums import Finding, NoticeWay
from .models import ServiceRequest


class CodeCase(Moving):
    """A violation followed until it is cured or referred."""

    PROCESS = "requests.code_case"

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    number = models.CharField(max_length=12, unique=True, editable=False)
    request = models.OneToOneField(ServiceRequest, on_delete=models.PROTECT, related_name="code_case")
    section = models.CharField(max_length=60, help_text="Section of the municipal code.")
    finding = models.TextField(max_length=2000, help_text="What is in violation, as the notice says it.")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    notice_on = models.DateField(null=True, blank=True)
    notice_how = models.CharField(max_length=10, choices=NoticeWay, blank=True, default="")
    cure_by = models.DateField(null=True, blank=True)
    citation = models.CharField(max_length=60, blank=True, default="")
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.number


class Inspection(models.Model):
    """A visit to the place of a request."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="inspections")
    case = models.ForeignKey(
        CodeCase, on_delete=models.SET_NULL, null=True, blank=True, related_name="inspections"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    finding = models.CharField(max_length=10, choices=Finding)
    note = models.TextField(max_length=2000, blank=True, default="")

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.finding}"
