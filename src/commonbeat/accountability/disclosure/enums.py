"""What a request for records and a report to the state can be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """Why disclosure is delayed (Penal Code 832.7(b)(8))."""

    FIRST = "first_delay", _("Active criminal investigation: the first 60 days")
    FURTHER = "further_delay", _("Criminal enforcement would be interfered with: 180 days more")


class Ground(models.TextChoices):
    """Why the clock of a request stands still beyond the declared steps."""

    CHARGES = (
        "charges_filed",
        _("Charges are filed: until the verdict, or until a plea can no longer be withdrawn"),
    )
    EXTRAORDINARY = "extraordinary", _("Extraordinary circumstances keep it beyond 18 months")


class Exemption(models.TextChoices):
    """What may be blacked out (Penal Code 832.7(b)(6) and (7)); each needs its reason."""

    PERSONAL = "b6a", _("832.7(b)(6)(A): home address, telephone, family of somebody")
    MEDICAL = "b6b", _("832.7(b)(6)(B): confidential medical, financial or other information a law protects")
    ANONYMITY = "b6c", _("832.7(b)(6)(C): anonymity of complainants, victims, witnesses, whistleblowers")
    SAFETY = "b6d", _("832.7(b)(6)(D): specific danger to the physical safety of a person")
    BALANCE = "b7", _("832.7(b)(7): an interest in privacy that clearly outweighs the public interest")


class Report(models.TextChoices):
    """What POST must hear of within 10 days (Penal Code 13510.9(a))."""

    ALLEGATION = "allegation", _("An allegation of serious misconduct")
    OVERSIGHT = "oversight", _("A finding of civilian oversight on serious misconduct")
    DISPOSITION = "disposition", _("The final disposition, whatever the discipline")
    SEPARATION = "separation", _("Separation of the officer")
    JUDGMENT = "judgment", _("A civil judgment, court finding or settlement about such conduct")


BY_HAND = (Report.OVERSIGHT, Report.SEPARATION, Report.JUDGMENT)
"""Reports somebody begins, because the software learns of their occasion from nobody else."""
