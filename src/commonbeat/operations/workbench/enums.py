"""The words of the workbench."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Page(models.TextChoices):
    """One question each."""

    TRENDS = "trends", _("Trends")
    TIMES = "times", _("Times")
    PLACES = "places", _("Places")
    REPEATS = "repeats", _("Repeats")
    STAFFING = "staffing", _("Staffing")
    BEATS = "beats", _("Beats")


class RunState(models.TextChoices):
    """Where a computation stands."""

    QUEUED = "queued", _("Waiting for its turn")
    RUNNING = "running", _("Computing")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
