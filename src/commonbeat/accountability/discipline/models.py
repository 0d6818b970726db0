"""Discipline in its two processes, the papers an officer was served, and what agreements say of time."""

from __future__ import annotations

from typing import Any, ClassVar

import uuid6
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from commonbeat.accountability.complaints.enums import WALL
from commonbeat.accountability.complaints.models import Complaint, Finding, Officer
from commonbeat.kernel.walls import Wall, protected_manager
from commonbeat.kernel.walls.bases import Protected
from commonbeat.kernel.workflow.models import Moving, MovingQuerySet

from .enums import MEASURED, Outcome, Paper, Penalty, Response, Ruling, Way

LONGEST, WORDS = 20_000, 4000
_ACCOUNT: dict[str, Any] = {
    "to": settings.AUTH_USER_MODEL,
    "on_delete": models.PROTECT,
    "related_name": "+",
    "null": True,
    "blank": True,
}
BEHIND = Wall(WALL, case="complaint_id", parent="complaints_complaint")


class Agreement(models.Model):
    """How long officers or other staff have, as their memorandum of understanding says."""

    title = models.CharField(max_length=120)
    sworn = models.BooleanField("for sworn officers", default=True)
    response_days = models.PositiveSmallIntegerField(
        "days to respond to a proposal", default=10, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    appeal_days = models.PositiveSmallIntegerField(
        "days to appeal or grieve", default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    authority = models.CharField("article or section", max_length=120, blank=True)
    in_force_from = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ("-sworn", "-in_force_from", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("sworn", "in_force_from"), name="discipline_one_agreement_from_a_day"
            ),
            models.CheckConstraint(
                condition=Q(response_days__range=(1, 365), appeal_days__range=(1, 365)),
                name="discipline_agreement_days",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Discipline(Moving, Protected):
    """What both processes have in common. The officer never reads this row, only the papers served from it."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="%(class)s_set")
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="%(class)s_set")
    proposed = models.CharField("proposed discipline", max_length=20, choices=Penalty)
    proposed_amount = models.CharField("how much", max_length=60, blank=True)
    proposed_text = models.TextField("the notice's words", max_length=LONGEST)
    proposed_by = models.ForeignKey(**_ACCOUNT)
    noticed_at = models.DateTimeField(default=timezone.now)
    limit_due = models.DateTimeField(null=True, blank=True, help_text="End of the one-year limit that day.")
    limit_words = models.TextField(blank=True, help_text="How that limit was worked out, as it was shown.")
    late = models.BooleanField(default=False, help_text="The notice came after the one-year limit.")
    late_reason = models.TextField("why the notice is late", max_length=WORDS, blank=True)
    late_signed_by = models.ForeignKey(**_ACCOUNT)
    late_signed_at = models.DateTimeField(null=True, blank=True)
    materials = models.TextField("what was given", max_length=WORDS, blank=True)
    materials_on = models.DateField("day it was given", null=True, blank=True)
    respond_by = models.DateField("last day to respond", null=True, blank=True)
    response = models.CharField("how the officer responded", max_length=10, choices=Response, blank=True)
    response_on = models.DateField("day of the response", null=True, blank=True)
    response_with = models.CharField("who held the meeting", max_length=120, blank=True)
    representative = models.CharField("who came with them", max_length=120, blank=True)
    response_text = models.TextField("what was said", max_length=LONGEST, blank=True)
    outcome = models.CharField("decision", max_length=8, choices=Outcome, blank=True)
    decided = models.CharField("discipline decided", max_length=20, choices=Penalty, blank=True)
    decided_amount = models.CharField("how much", max_length=60, blank=True)
    decided_by = models.ForeignKey(**_ACCOUNT)
    decided_on = models.DateField("day of the decision", null=True, blank=True)
    decided_reasons = models.TextField("reasons", max_length=LONGEST, blank=True)
    notified_on = models.DateField("day the officer was told in writing", null=True, blank=True)
    appeal_until = models.DateField("last day to appeal", null=True, blank=True)
    appeal_by = models.CharField("agreement that says how long", max_length=250, blank=True)
    appealed_on = models.DateField("day of the appeal", null=True, blank=True)
    hearing_on = models.DateField("day of the hearing", null=True, blank=True)
    hearing_before = models.CharField("who hears it", max_length=120, blank=True)
    ruling = models.CharField("how the appeal ended", max_length=10, choices=Ruling, blank=True)
    ruled = models.CharField("discipline that stands", max_length=20, choices=Penalty, blank=True)
    ruled_amount = models.CharField("how much", max_length=60, blank=True)
    ruling_text = models.TextField("what was ruled", max_length=LONGEST, blank=True)
    rulings = models.JSONField(
        default=dict, blank=True, help_text="Finding id → what the hearing says of it."
    )
    ended_on = models.DateField("day it became final", null=True, blank=True)

    objects = protected_manager(MovingQuerySet)

    class Meta(Protected.Meta):
        abstract = True
        ordering = ("noticed_at", "id")

    def __str__(self) -> str:
        return f"discipline: {self.get_proposed_display()}"

    @property
    def stands(self) -> str:
        """The class that counts now: ruled, else decided, else proposed."""
        return self.ruled or self.decided or self.proposed


def _constraints(name: str) -> list[models.BaseConstraint]:
    """What the database holds to, for one of the two tables."""
    return [
        models.UniqueConstraint(
            fields=("officer",), condition=~Q(state="closed"), name=f"discipline_{name}_one_open"
        ),
        models.CheckConstraint(condition=~Q(proposed_text=""), name=f"discipline_{name}_says_what"),
        models.CheckConstraint(
            condition=Q(late=False)
            | (~Q(late_reason="") & Q(late_signed_by__isnull=False, late_signed_at__isnull=False)),
            name=f"discipline_{name}_late_signed",
        ),
        models.CheckConstraint(
            condition=Q(decided="") | Q(outcome__gt="", decided_on__isnull=False, decided_by__isnull=False),
            name=f"discipline_{name}_decided_whole",
        ),
        models.CheckConstraint(
            condition=~Q(decided_by=F("proposed_by")), name=f"discipline_{name}_two_people"
        ),
        models.CheckConstraint(
            condition=Q(appeal_until=None) | Q(notified_on__lte=F("appeal_until")),
            name=f"discipline_{name}_window_after_notice",
        ),
        *(
            models.CheckConstraint(
                condition=~Q(**{f"{step}__in": MEASURED}) | ~Q(**{f"{step}_amount": ""}),
                name=f"discipline_{name}_{step}_measured",
            )
            for step in ("proposed", "decided", "ruled")
        ),
    ]


class SwornDiscipline(Discipline):
    """Discipline of a peace officer, as the Public Safety Officers Procedural Bill of Rights has it."""

    PROCESS: ClassVar[str] = "discipline.sworn"

    class Meta(Discipline.Meta):
        abstract = False
        constraints = _constraints("sworn")


class StaffDiscipline(Discipline):
    """Discipline of professional staff, as their memorandum of understanding has it."""

    PROCESS: ClassVar[str] = "discipline.staff"

    class Meta(Discipline.Meta):
        abstract = False
        constraints = _constraints("staff")


class Served(Protected):
    """One paper an officer was served: the only rows about a case that the officer can read."""

    WALL: ClassVar[Wall] = Wall(
        WALL, case="complaint_id", parent="complaints_complaint", own="account_id", own_if="served"
    )

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="served_papers")
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="served_papers")
    account = models.ForeignKey(**_ACCOUNT)
    case_number = models.CharField(max_length=20)
    discipline_id = models.UUIDField(null=True, blank=True)
    finding = models.ForeignKey(
        Finding, on_delete=models.CASCADE, null=True, blank=True, related_name="served_papers"
    )
    made_from = models.UUIDField(null=True, blank=True, help_text="The notice or interview it was made from.")
    in_file = models.BooleanField(default=False, help_text="Stands in the personnel file.")
    kept_apart = models.BooleanField(
        default=False, help_text="Belongs in the separate file (Penal Code 832.5(c))."
    )
    kind = models.CharField(max_length=20, choices=Paper)
    text = models.TextField(max_length=LONGEST)
    files = models.PositiveSmallIntegerField(default=0)
    why = models.CharField("why it is given now", max_length=300, blank=True)
    way = models.CharField("how it was served", max_length=10, choices=Way, default=Way.PLATFORM)
    served = models.BooleanField(default=False)
    served_at = models.DateTimeField(null=True, blank=True)
    served_by = models.ForeignKey(**_ACCOUNT)
    due_on = models.DateField(null=True, blank=True, help_text="Last day to answer, respond or appeal.")
    read_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_as = models.CharField(max_length=120, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True, help_text="When signing was refused.")
    refused_words = models.CharField(max_length=500, blank=True)
    witness = models.ForeignKey(**_ACCOUNT)
    answer = models.TextField(max_length=LONGEST, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    time_asked_at = models.DateTimeField(null=True, blank=True)
    time_asked = models.CharField("why more time is needed", max_length=1000, blank=True)
    time_given_at = models.DateTimeField(null=True, blank=True)
    time_answer = models.CharField("what was said to it", max_length=1000, blank=True)

    class Meta(Protected.Meta):
        ordering = ("served_at", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["account", "served_at"],
                include=["id", "complaint", "served"],
                name="discipline_served_own",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(served=False) | Q(served_at__isnull=False), name="discipline_served_when"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="discipline_paper_says_something"),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(refused_at=None), name="discipline_signed_or_refused"
            ),
            # Gov. Code 3305: a refusal is noted, and somebody else vouches for it
            models.CheckConstraint(
                condition=Q(refused_at=None)
                | Q(witness__isnull=False) & (Q(account=None) | ~Q(witness=F("account"))),
                name="discipline_refusal_witnessed",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="discipline_answer_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.case_number}"

    @property
    def is_acknowledged(self) -> bool:
        """Signed, or a refusal to sign was witnessed."""
        return self.signed_at is not None or self.refused_at is not None
