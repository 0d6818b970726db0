"""What a complaint and its parts can be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

WALL = "complaints"
"""The kind of protected case in ``kernel.walls``."""
CASE_KIND = "complaint"
"""What conversations with complainants are called in ``kernel.contact``."""
INTERNAL, OUTSIDE = "internal", "outside"
"""Restriction labels: worked on inside the department, or by the city manager because it is about those who would."""


class Kind(models.TextChoices):
    """Where a complaint comes from."""

    CITIZEN = "citizen", _("From the public")
    INTERNAL = "internal", _("From inside the department")


class Channel(models.TextChoices):
    """How it reached the department."""

    WEB = "web", _("Web form")
    PHONE = "phone", _("Telephone")
    PAPER = "paper", _("Paper form or letter")
    COUNTER = "counter", _("In person")
    EMAIL = "email", _("E-mail")
    PARTNER = "partner", _("Partner site")
    INTERNAL = "internal", _("A colleague or supervisor")
    IMPORTED = "imported", _("Earlier records")


class Openness(models.TextChoices):
    """What may be known of who complains."""

    ANONYMOUS = "anonymous", _("Anonymous")
    CONFIDENTIAL = "confidential", _("Confidential")
    OPEN = "open", _("Open")


class Filer(models.TextChoices):
    """Who files."""

    SELF = "self", _("The person it happened to")
    PARENT = "parent", _("A parent or guardian")
    MINOR = "minor", _("A person under 18")
    THIRD_PARTY = "third_party", _("Somebody who saw it or heard of it")
    COLLEAGUE = "colleague", _("Somebody who works here")


class Profiling(models.TextChoices):
    """Kinds of profiling of Penal Code 13012 and 13519.4."""

    RACE = "race", _("Race or color")
    ETHNICITY = "ethnicity", _("Ethnicity")
    NATIONAL_ORIGIN = "national_origin", _("National origin")
    AGE = "age", _("Age")
    RELIGION = "religion", _("Religion")
    GENDER = "gender", _("Gender identity or expression")
    ORIENTATION = "orientation", _("Sexual orientation")
    MENTAL_DISABILITY = "mental_disability", _("Mental disability")
    PHYSICAL_DISABILITY = "physical_disability", _("Physical disability")


class Severity(models.TextChoices):
    """How a complaint is worked on."""

    MINOR = "minor", _("Minor: a supervisor may look into it")
    SERIOUS = "serious", _("Serious: internal affairs looks into it")


class Harm(models.TextChoices):
    """What makes an incident's records disclosable whatever is found (Penal Code 832.7(b)(1)(A))."""

    DISCHARGE = "discharge", _("A firearm was fired at a person")
    GREAT_INJURY = "great_injury", _("Death or great bodily injury")


class Ended(models.TextChoices):
    """How a case ended; never a finding."""

    INVESTIGATED = "investigated", _("Investigated")
    MEDIATED = "mediated", _("Settled in mediation")
    WITHDRAWN = "withdrawn", _("Withdrawn by the complainant")
    ADMINISTRATIVELY_CLOSED = "administratively_closed", _("Closed administratively")
    REFERRED = "referred", _("Referred to another agency")
    INQUIRY = "inquiry", _("An inquiry, not a complaint")
    DUPLICATE = "duplicate", _("Told us before")


class Mediation(models.TextChoices):
    """How far mediation has come; it takes both."""

    OFFERED = "offered", _("Offered to both")
    COMPLAINANT = "complainant", _("The complainant is willing")
    OFFICER = "officer", _("The officer is willing")
    BOTH = "both", _("Both are willing")
    DECLINED = "declined", _("Declined")
    HELD = "held", _("Held")


class Answer(models.TextChoices):
    """What one side said to mediation."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class Asked(models.TextChoices):
    """How mediation stands for one officer; it says nothing of the complainant's answer before both are there."""

    ASKED = "asked", _("Asked")
    WILLING = "willing", _("Said yes")
    DECLINED = "declined", _("Said no")
    AGREED = "agreed", _("Both said yes")
    OVER = "over", _("There will be no talk")
    HELD = "held", _("Held")


class Part(models.TextChoices):
    """What an officer has to do with it."""

    ACCUSED = "accused", _("Accused")
    WITNESS = "witness", _("Witness")
    SUPERVISOR = "supervisor", _("Supervisor on scene")


class Result(models.TextChoices):
    """What was found about one officer for one allegation (Penal Code 832.5(d), 832.8(b))."""

    SUSTAINED = "sustained", _("Sustained")
    NOT_SUSTAINED = "not_sustained", _("Not sustained")
    EXONERATED = "exonerated", _("Exonerated")
    UNFOUNDED = "unfounded", _("Unfounded")


KEPT_APART = (Result.EXONERATED, Result.UNFOUNDED)
"""Findings that belong in the separate file of Penal Code 832.5(c); so does anything frivolous."""


class NewEvidence(models.TextChoices):
    """Why a case is opened again after the one-year limit (Gov. Code 3304(g)(2))."""

    UNDISCOVERABLE = (
        "undiscoverable",
        _(
            "New evidence that could not have been found before without extraordinary measures (3304(g)(2)(A))"
        ),
    )
    ANSWER = "answer", _("New evidence from the officer's answer before discipline (3304(g)(2)(B))")


class Conversion(models.TextChoices):
    """What a complaint may be turned into, by two people."""

    INQUIRY = "inquiry", _("An inquiry, not a complaint")
    DUPLICATE = "duplicate", _("The same as an earlier complaint")


LETTERS = {
    "received": _("We received it"),
    "delay": _("It takes longer"),
    "outcome": _("The outcome (Penal Code 832.7(f))"),
}
"""Letters to complainants: name of the reviewed text → what it is called."""
