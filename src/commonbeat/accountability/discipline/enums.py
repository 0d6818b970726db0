"""What discipline, and the papers an officer is served, can be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Penalty(models.TextChoices):
    """Classes of discipline, the mildest first."""

    NONE = "none", _("No discipline")
    TRAINING = "training", _("Training")
    COUNSELLING = "counselling", _("Counselling")
    REPRIMAND = "reprimand", _("Written reprimand")
    SUSPENSION = "suspension", _("Suspension")
    SALARY_REDUCTION = "salary_reduction", _("Reduction in salary")
    DEMOTION = "demotion", _("Demotion")
    TERMINATION = "termination", _("Termination")
    RESIGNED_BEFORE = "resigned_before", _("Resigned before a decision")
    RETIRED_BEFORE = "retired_before", _("Retired before a decision")


NOT_PUNITIVE = (Penalty.NONE, Penalty.TRAINING, Penalty.COUNSELLING)
"""What is no punitive action (Gov. Code 3303): it takes no meeting before the decision."""
LEFT_BEFORE = (Penalty.RESIGNED_BEFORE, Penalty.RETIRED_BEFORE)
MEASURED = (Penalty.SUSPENSION, Penalty.SALARY_REDUCTION)
"""Classes that say how much."""


class Response(models.TextChoices):
    """What became of the opportunity to respond before a decision (Skelly v. State Personnel Bd. (1975) 15 Cal.3d 194)."""

    HELD = "held", _("A meeting was held")
    WRITTEN = "written", _("A written response was given")
    WAIVED = "waived", _("Waived")
    NO_ANSWER = "no_answer", _("The time passed without an answer")


class Outcome(models.TextChoices):
    """What was decided about the proposal."""

    IMPOSED = "imposed", _("Imposed as proposed")
    REDUCED = "reduced", _("Reduced")
    NONE = "none", _("No discipline")


class Ruling(models.TextChoices):
    """How an appeal or a grievance ended; also a window that passed unused."""

    UPHELD = "upheld", _("Upheld")
    REDUCED = "reduced", _("Reduced")
    OVERTURNED = "overturned", _("Overturned")


class Paper(models.TextChoices):
    """Kinds of papers an officer is served, in the order of a case."""

    NOTICE = "notice", _("Notice of what the case is about")
    INTERVIEW_NOTICE = "interview_notice", _("Notice of an interview")
    OWN_STATEMENT = "own_statement", _("Own statement")
    EARLIER_INTERVIEW = "earlier_interview", _("Recording or notes of an earlier interview")
    PROPOSAL = "proposal", _("Notice of proposed discipline")
    MATERIALS = "materials", _("Materials the proposal rests on")
    MEETING = "meeting", _("Invitation to respond before a decision")
    DECISION = "decision", _("Decision")
    FINDING = "finding", _("Finding")
    COMMENT = "comment", _("Adverse comment for the personnel file")


BY_STEPS = (Paper.PROPOSAL, Paper.DECISION)
"""Papers that are served by a step of discipline, never by themselves."""


class Way(models.TextChoices):
    """How a paper reached the officer."""

    PLATFORM = "platform", _("On the officer's own page")
    HAND = "hand", _("By hand")
    MAIL = "mail", _("By mail")


class Phase(models.TextChoices):
    """How far a case has come for the officer it is about."""

    BEFORE_NOTICE = "before_notice", _("Not told yet")
    NOTICED = "noticed", _("Told of the case")
    FURTHER = "further", _("Before a further interview")
    PROPOSED = "proposed", _("Discipline proposed")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed")
