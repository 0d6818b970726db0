"""Computed answers, and the ones an analyst kept under a name."""

import uuid6
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .enums import Page, RunState


class Run(models.Model):
    """One computation: what was asked, how far it is, what came out. The same question finds the same row."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    page = models.CharField(max_length=12, choices=Page)
    question = models.CharField(max_length=64, help_text="Digest of page, scope, options and method version.")
    scope = models.JSONField(help_text="Everything that was asked, as plain values.")
    state = models.CharField(max_length=12, choices=RunState, default=RunState.QUEUED)
    progress = models.FloatField(default=0.0, help_text="Between 0 and 1.")
    doing = models.CharField(max_length=120, default="")
    content = models.JSONField(null=True)
    message = models.TextField(default="", help_text="Why there is no answer, for the analyst.")
    cancel_asked = models.BooleanField(default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at",)
        indexes = [models.Index(fields=["question", "-asked_at"], name="workbench_run_question")]

    def __str__(self) -> str:
        return f"{self.page} {self.state}"


class SavedAnalysis(models.Model):
    """A view an analyst kept: the question, the answer as it stood, and a sentence on what it shows."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    name = models.CharField(_("name"), max_length=120)
    page = models.CharField(max_length=12, choices=Page)
    query = models.TextField(default="", blank=True, help_text="The address's filters.")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    finding = models.CharField(_("what it shows"), max_length=240)
    in_report = models.BooleanField(_("include in Monday's report"), default=False)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-saved_at",)
        verbose_name_plural = "saved analyses"

    def __str__(self) -> str:
        return self.name


class BeatProposal(models.Model):
    """A proposed beat plan that people change: which hexagon belongs to which beat. Each change is a version."""

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    name = models.CharField(_("name"), max_length=120)
    run = models.ForeignKey(
        Run,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose hexagons, loads and today's beats count.",
    )
    assignment = models.JSONField(help_text="Hexagon (H3 index as text) to beat code.")
    locked = models.JSONField(default=list, help_text="Hexagons that stay in today's beat.")
    tolerance = models.FloatField(
        default=0.1, help_text="Allowed difference of a beat's load from the mean, as a share."
    )
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-changed_at",)

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"
