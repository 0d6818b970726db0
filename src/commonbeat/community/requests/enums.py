"""Closed lists of requests."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """The door a request came in by; all end in the same queue."""

    WEB = "web", _("Web")
    OPEN311 = "open311", _("Another app (Open311)")
    PHONE = "phone", _("Phone")
    TEXT = "text", _("Text message")
    PAPER = "paper", _("Paper form")
    COUNTER = "counter", _("Counter")


class PlaceSource(models.TextChoices):
    """How the place was given."""

    PIN = "pin", _("Pin on the map")
    ADDRESS = "address", _("Address")
    CORNER = "corner", _("Cross-streets")
    LANDMARK = "landmark", _("Landmark")
    DEVICE = "device", _("Position of the device")
    STAFF = "staff", _("Entered by staff")
    WORDS = "words", _("Words only, not found yet")


class Team(models.TextChoices):
    """Who looks after a category."""

    CODE_ENFORCEMENT = "code_enforcement", _("Code Enforcement")
    TRAFFIC = "traffic", _("Traffic")
    COMMUNITY = "community", _("Community Engagement")
    PATROL = "patrol", _("Patrol")
    ANIMAL_SERVICES = "animal_services", _("Animal Services")
    PUBLIC_WORKS = "public_works", _("Public Works (not ours)")


class StopKind(models.TextChoices):
    """Why a category ends the form."""

    NONE = "", _("The form goes on")
    EMERGENCY = "emergency", _("Call 911")
    ELSEWHERE = "elsewhere", _("Somebody else looks after it")


class PictureKind(models.TextChoices):
    """When a picture was taken."""

    BEFORE = "before", _("Before")
    AFTER = "after", _("After")


class NoticeWay(models.TextChoices):
    """How a notice of violation was served."""

    PERSON = "person", _("In person")
    POSTED = "posted", _("Posted at the place")
    MAIL = "mail", _("By mail")
    CERTIFIED = "certified", _("By certified mail")


class Finding(models.TextChoices):
    """What an inspector found."""

    NOTHING = "nothing", _("Nothing found")
    FOUND = "found", _("As reported")
    WORSE = "worse", _("More than reported")
    CURED = "cured", _("Put right")
    PARTLY = "partly", _("Partly put right")
    NOT_CURED = "not_cured", _("Not put right")
    NO_ACCESS = "no_access", _("Could not get in")


class Answer(models.TextChoices):
    """A resident's answer to "is it fixed?" some weeks later."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("In part")
    NO = "no", _("No")
