"""Closed lists of the call record."""

from django.db import models


class Origin(models.TextChoices):
    """Who started the work."""

    COMMUNITY = "community", "Community"
    OFFICER = "officer", "Officer"
    ADMINISTRATIVE = "administrative", "Administrative"
    UNKNOWN = "unknown", "Unknown"


class Service(models.TextChoices):
    """Which service the call is for; reports count police only."""

    POLICE = "police", "Police"
    FIRE = "fire", "Fire"
    EMS = "ems", "Medical"


class Reception(models.TextChoices):
    """How the call came in."""

    E911 = "911", "911"
    PHONE = "phone", "Phone"
    TEXT = "text", "Text"
    WALK_IN = "walk_in", "Walk-in"
    ALARM = "alarm", "Alarm"
    ONLINE = "online", "Online"
    OFFICER = "officer", "Officer"
    OTHER_AGENCY = "other_agency", "Other agency"
    OTHER = "other", "Other"
    UNKNOWN = "unknown", "Not recorded"
