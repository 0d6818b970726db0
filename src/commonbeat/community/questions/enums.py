"""Kinds a question can be of, apart from its state."""

from django.db import models
from django.utils.translation import gettext_lazy as _

CASE_KIND = "question"
"""What conversations about questions are called in ``kernel.contact``."""


class Channel(models.TextChoices):
    """How a question came in."""

    WEB = "web", _("Web form")
    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")
    SOCIAL = "social", _("Social media")
    PHONE = "phone", _("Telephone")
    COUNTER = "counter", _("At the counter")
    TOWN_HALL = "town_hall", _("Town hall")


KEYED = (Channel.EMAIL, Channel.SOCIAL, Channel.PHONE, Channel.COUNTER)
"""Ways on which somebody at the department writes the question down."""


class Topic(models.TextChoices):
    """What a question is about."""

    TRAFFIC = "traffic", _("Traffic and parking")
    PATROL = "patrol", _("Officers in my neighborhood")
    CRIME = "crime", _("Crime and safety")
    REPORTS = "reports", _("My report or case")
    POLICY = "policy", _("Rules and conduct of officers")
    YOUTH = "youth", _("Young people and schools")
    ANIMALS = "animals", _("Animals")
    JOBS = "jobs", _("Jobs and volunteers")
    EVENTS = "events", _("Events and meetings")
    OTHER = "other", _("Something else")


class Publication(models.TextChoices):
    """Whether question and answer may be read by everybody."""

    PRIVATE = "private", _("The asker did not agree")
    WAITING = "waiting", _("To be decided after the answer")
    PUBLISHED = "published", _("Published")
    DECLINED = "declined", _("Not published, for a published reason")
    WITHDRAWN = "withdrawn", _("Taken off the page again")


class Rule(models.TextChoices):
    """The published rules by which a question is not shown or not taken."""

    PERSONAL = "personal", _("It names or describes a private person.")
    THREAT = "threat", _("It threatens or insults somebody.")
    CASE = "case", _("It is about an open case.")
    ADVERT = "advert", _("It sells something.")
    TWICE = "twice", _("It was asked before.")
    OFF_TOPIC = "off_topic", _("It is not about the police or public safety.")


class AlarmKind(models.TextChoices):
    """What a message in crisis sounds like; the names are those of ``crisis.toml``."""

    SELF_HARM = "self_harm", _("Somebody may hurt themselves")
    THREAT = "threat", _("A threat against somebody")
    CRIME_NOW = "crime_now", _("A crime happening now")
