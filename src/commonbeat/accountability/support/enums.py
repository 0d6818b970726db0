"""What is counted, and what a plan can be made of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

WALL = "early_support"
"""The kind of protected case in ``kernel.walls``: one file for each member of the department."""
LABEL, RUNS = "support", "runs"
"""Restriction labels: a person's file; what belongs to no person (how a comparison was made, what happened when)."""


class Indicator(models.TextChoices):
    """What is counted, each by itself."""

    COMPLAINTS = "complaints", _("Complaints")
    COMMENDATIONS = "commendations", _("Commendations")
    FORCE = "force", _("Force reports")
    PURSUITS = "pursuits", _("Pursuits")


POSITIVE = frozenset({Indicator.COMMENDATIONS})
"""Shown beside the others; nobody is asked to look closer because of them."""


class Happened(models.TextChoices):
    """What an imported report is about."""

    FORCE = "force", _("Force")
    PURSUIT = "pursuit", _("Pursuit")


class Help(models.TextChoices):
    """What a plan offers."""

    TALKS = "talks", _("Regular talks with the supervisor")
    MENTOR = "mentor", _("A mentor of the officer's choice")
    TRAINING = "training", _("Training")
    RIDE_ALONG = "ride_along", _("Shifts together with somebody experienced")
    SCHEDULE = "schedule", _("Another schedule or less overtime")
    ASSIGNMENT = "assignment", _("Another assignment, if the officer wants one")
    TOLD_OF_HELP = "told_of_help", _("Told where confidential help is; nothing about it is kept here")


class Watch(models.TextChoices):
    """When most of somebody's shifts begin."""

    DAYS = "days", _("days")
    EVENINGS = "evenings", _("evenings")
    NIGHTS = "nights", _("nights")


FOLLOW_UPS = (30, 60, 90)
"""Days after a plan was agreed at which one looks at it again."""
