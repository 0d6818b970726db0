"""Kinds a commendation or a suggestion can be of, apart from its state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

COMMENDATION, SUGGESTION = "commendation", "suggestion"
"""What conversations about either are called in ``kernel.contact``."""
FILES = "commendations.file"
"""Policy of ``kernel.attachments`` under which the form takes pictures and papers."""


class Channel(models.TextChoices):
    """How it came in."""

    WEB = "web", _("Web form")
    PHONE = "phone", _("Telephone")
    PAPER = "paper", _("Paper form or letter")
    COUNTER = "counter", _("In person")
    EMAIL = "email", _("E-mail")
    PARTNER = "partner", _("At a partner's place")


KEYED = (Channel.PHONE, Channel.PAPER, Channel.COUNTER, Channel.EMAIL, Channel.PARTNER)
"""Ways on which somebody at the department writes it down."""


class Publication(models.TextChoices):
    """Whether the words may be read by everybody."""

    PRIVATE = "private", _("The writer did not agree")
    WAITING = "waiting", _("To be decided")
    PUBLISHED = "published", _("Published")
    DECLINED = "declined", _("Not published")
    WITHDRAWN = "withdrawn", _("Taken off the page again")


class Rule(models.TextChoices):
    """Why words the writer would have shown are not shown."""

    PERSONAL = "personal", _("It names or describes a private person.")
    OFFICER = "officer", _("The officer asked us not to.")
    CASE = "case", _("It is about an open case.")
    OTHER_PURPOSE = "other_purpose", _("It is no thanks, or it sells something.")
    CONSENT = "consent", _("The writer took the consent back.")


class Topic(models.TextChoices):
    """What a suggestion is about."""

    PATROL = "patrol", _("Patrol and calls")
    TRAFFIC = "traffic", _("Traffic and streets")
    CONDUCT = "conduct", _("Rules and conduct of officers")
    TRAINING = "training", _("Training")
    YOUTH = "youth", _("Young people and schools")
    LANGUAGE = "language", _("Language and access")
    EVENTS = "events", _("Events and meetings")
    OTHER = "other", _("Something else")


class Outcome(models.TextChoices):
    """What became of a suggestion."""

    ADOPTED = "adopted", _("We do it")
    PARTLY = "partly", _("We do a part of it")
    NOT_ADOPTED = "not_adopted", _("We do not do it, and say why")
    ELSEWHERE = "elsewhere", _("Others decide this, and we say who")
