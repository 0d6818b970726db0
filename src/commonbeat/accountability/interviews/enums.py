"""What interviews, evidence and a criminal track can be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

CRIMINAL = "criminal_matters"
"""The kind of protected case a criminal track is: no look at complaints opens it, and none at it opens a complaint."""
INSIDE, OUTSIDE = "criminal", "outside"
"""Its labels: of a complaint worked on inside the department, or by the city manager."""

OUTSIDE_LIST = "criminal_outside_list"
"""Purpose for looking through proposed disposals of tracks of complaints about those who lead the department."""


class Part(models.TextChoices):
    """Whom an interview is of."""

    COMPLAINANT = "complainant", _("Complainant")
    WITNESS = "witness", _("Witness")
    ACCUSED = "accused", _("Officer or employee it is about")


class Role(models.TextChoices):
    """What somebody does at an interview."""

    IN_CHARGE = "in_charge", _("In charge")
    ASKS = "asks", _("Asks questions")
    REPRESENTATIVE = "representative", _("Representative of who is interviewed")
    INTERPRETER = "interpreter", _("Interpreter")
    WRITES = "writes", _("Takes notes or records")
    PRESENT = "present", _("Otherwise present")


class Way(models.TextChoices):
    """How a notice was given."""

    HAND = "hand", _("By hand")
    EMAIL = "email", _("By e-mail")
    MAIL = "mail", _("By mail")
    PHONE = "phone", _("By telephone, written down")


class Hour(models.TextChoices):
    """When an interview lies (Gov. Code 3303(a))."""

    ON_DUTY = "on_duty", _("While on duty")
    WAKING = "waking", _("Off duty, in normal waking hours")
    OTHER = "other", _("Another hour")


class Compensation(models.TextChoices):
    """Time off duty is paid (Gov. Code 3303(a))."""

    NOT_DUE = "not_due", _("On duty: nothing is due")
    AGREED = "agreed", _("Paid as the department's rules say")


class Item(models.TextChoices):
    """Kinds of evidence."""

    DOCUMENT = "document", _("Document")
    PHOTO = "photo", _("Photograph")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Sound recording")
    DIGITAL = "digital", _("Other digital record")
    OBJECT = "object", _("Object")


class Step(models.TextChoices):
    """Steps in a chain of custody."""

    COLLECTED = "collected", _("Collected")
    HANDED_OVER = "handed_over", _("Handed over")


class Answer(models.TextChoices):
    """What the receiving side says."""

    RECEIVED = "received", _("Received")
    DECLINED = "declined", _("Not received")
