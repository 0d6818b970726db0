"""Interviews of a complaint: planned, announced, held. All of it stands behind the complaint's wall."""

from __future__ import annotations

from typing import Any, ClassVar

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.enums import WALL
from commonbeat.accountability.complaints.models import BEHIND, LONGEST, Complaint, Officer
from commonbeat.kernel.walls import Wall, protected_manager
from commonbeat.kernel.walls.bases import Protected
from commonbeat.kernel.workflow.models import Moving, MovingQuerySet

from . import enums
from .models_criminal import CriminalNote, CriminalTrack
from .models_evidence import CustodyStep, Evidence, HashCheck

__all__ = [
    "WALL", "Break", "CriminalNote", "CriminalTrack", "CustodyStep", "Departure", "Evidence", "HashCheck", "Interview",
    "Notice", "Person",
]  # fmt: skip
_ACCOUNT: dict[str, Any] = {
    "to": settings.AUTH_USER_MODEL,
    "on_delete": models.PROTECT,
    "related_name": "+",
    "null": True,
    "blank": True,
}


class Interview(Moving, Protected):
    """One interview. What it says of the law's duties is what `checklist.checklist` looks at."""

    PROCESS: ClassVar[str] = "interviews.interview"
    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="interviews")
    part = models.CharField(_("interview of"), max_length=12, choices=enums.Part)
    officer = models.ForeignKey(
        Officer, on_delete=models.CASCADE, null=True, blank=True, related_name="interviews"
    )
    name = models.CharField(
        _("name of a witness from outside"), max_length=120, blank=True, help_text="Never the complainant's."
    )
    planned_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=200)
    language = models.CharField(_("language of the notice"), max_length=8, default="en")
    nature = models.TextField(_("nature of the investigation"), max_length=4000, blank=True)
    hour = models.CharField(_("hour"), max_length=10, choices=enums.Hour, blank=True)
    hour_reason = models.TextField(_("why at another hour"), max_length=1000, blank=True)
    compensation = models.CharField(_("compensation"), max_length=10, choices=enums.Compensation, blank=True)
    representative_waived = models.BooleanField(
        _("goes without a representative, by their own wish"), default=False
    )
    representative_clear = models.BooleanField(
        _("the representative is not under the same investigation"), default=False
    )
    may_record_told = models.BooleanField(_("was told that they may record it themselves"), default=False)
    recorded = models.BooleanField(_("recorded by the department"), null=True)
    recorded_by_officer = models.BooleanField(_("recorded by the officer"), null=True)
    recording_system = models.CharField(_("system that holds the recording"), max_length=60, blank=True)
    recording_reference = models.CharField(_("number of the recording there"), max_length=120, blank=True)
    prior_given_on = models.DateField(
        _("earlier recording, notes and reports were given on"), null=True, blank=True
    )
    prior_given = models.TextField(_("what was given"), max_length=2000, blank=True)
    prior_withheld = models.TextField(
        _("what was held back as confidential, and why"), max_length=2000, blank=True
    )
    compelled = models.BooleanField(_("ordered to answer"), null=True)
    admonition_at = models.DateTimeField(_("order and admonition read"), null=True, blank=True)
    may_be_crime = models.BooleanField(_("they may be charged with a crime"), default=False)
    rights_at = models.DateTimeField(_("constitutional rights read"), null=True, blank=True)
    no_pressure = models.BooleanField(_("no threat, no promise, no offensive language"), default=False)
    no_press = models.BooleanField(
        _("no photograph or address given to the press, no visit by it"), default=False
    )
    needs_met = models.BooleanField(_("reasonable length; breaks for personal needs"), default=False)
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    summary = models.TextField(_("summary"), max_length=LONGEST, blank=True)
    statement = models.TextField(_("statement"), max_length=200_000, blank=True)
    transcript_given_on = models.DateField(_("recording or transcript given on"), null=True, blank=True)
    planned_by = models.ForeignKey(**_ACCOUNT)

    objects = protected_manager(MovingQuerySet)

    class Meta(Protected.Meta):
        ordering = ("planned_at", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["complaint", "planned_at"], name="interviews_of_complaint")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("planned_at")), name="interviews_ends_later"),
            models.CheckConstraint(
                condition=~Q(part=enums.Part.ACCUSED) | Q(officer__isnull=False),
                name="interviews_accused_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(part=enums.Part.COMPLAINANT) | Q(officer=None, name=""),
                name="interviews_complainant_unnamed",
            ),
            models.CheckConstraint(
                condition=Q(began_at=None, ended_at=None) | Q(ended_at__gt=F("began_at")),
                name="interviews_ended_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("held", "transcript_given")) | Q(began_at__isnull=False),
                name="interviews_held_has_times",
            ),
            models.CheckConstraint(
                condition=Q(rights_at=None) | Q(may_be_crime=True), name="interviews_rights_where_crime"
            ),
        ]

    def __str__(self) -> str:
        return f"interview of {self.planned_at:%Y-%m-%d %H:%M}"

    @property
    def who(self) -> str:
        """Whom it is of, without naming a complainant."""
        if self.officer_id:
            return str(self.officer)
        return self.name or str(self.get_part_display())

    @property
    def is_protected_officer(self) -> bool:
        """Whether the duties of Gov. Code 3303 bind the department: a sworn officer who may be punished."""
        return self.part == enums.Part.ACCUSED and bool(self.officer and self.officer.sworn)


class Notice(Protected):
    """A notice of an interview as it was served. Only added; the newest for the planned hour counts."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="notices")
    planned_at = models.DateTimeField()
    served_at = models.DateTimeField(default=timezone.now)
    served_by = models.ForeignKey(**_ACCOUNT)
    way = models.CharField(max_length=10, choices=enums.Way)
    language = models.CharField(max_length=8)
    version = models.CharField(max_length=10)
    text = models.TextField(max_length=LONGEST)

    class Meta(Protected.Meta):
        ordering = ("served_at", "id")

    def __str__(self) -> str:
        return f"notice served {self.served_at:%Y-%m-%d %H:%M}"


class Person(Protected):
    """Somebody who is to be present. Two places exist for those who ask, so no third can at the same time."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="people")
    role = models.CharField(max_length=16, choices=enums.Role)
    name = models.CharField(max_length=120)
    rank = models.CharField(max_length=60, blank=True)
    command = models.CharField(_("unit or command"), max_length=80, blank=True)
    account = models.ForeignKey(**_ACCOUNT)
    asks_as = models.PositiveSmallIntegerField(
        _("asks questions as the"), null=True, blank=True, choices=[(1, _("first")), (2, _("second"))]
    )
    stopped_at = models.DateTimeField(_("stopped asking"), null=True, blank=True)

    class Meta(Protected.Meta):
        ordering = ("id",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(asks_as=None) | Q(asks_as__in=(1, 2)), name="interviews_two_ask"
            ),
            models.CheckConstraint(
                condition=~Q(role=enums.Role.ASKS) | Q(asks_as__isnull=False),
                name="interviews_who_asks_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(asks_as=None) | Q(role__in=(enums.Role.ASKS, enums.Role.IN_CHARGE)),
                name="interviews_only_the_department_asks",
            ),
            # Gov. Code 3303(b): through no more than two interrogators at one time
            models.UniqueConstraint(
                fields=("interview", "asks_as"),
                condition=Q(stopped_at=None),
                name="interviews_two_at_one_time",
            ),
            models.UniqueConstraint(
                fields=("interview",), condition=Q(role=enums.Role.IN_CHARGE), name="interviews_one_in_charge"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank} {self.name}".strip()


class Break(Protected):
    """A break in an interview."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="breaks")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    why = models.CharField(max_length=200, blank=True)

    class Meta(Protected.Meta):
        ordering = ("began_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ended_at__gt=F("began_at")), name="interviews_break_has_length"
            )
        ]

    def __str__(self) -> str:
        return f"break at {self.began_at:%H:%M}"


class Departure(Protected):
    """Why one duty was not met, in writing. Only added."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="departures")
    rule = models.CharField(max_length=30)
    reason = models.TextField(max_length=2000)
    noted_by = models.ForeignKey(**_ACCOUNT)
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta(Protected.Meta):
        ordering = ("noted_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(reason=""), name="interviews_departure_reason"),
            models.UniqueConstraint(fields=("interview", "rule"), name="interviews_one_departure"),
        ]

    def __str__(self) -> str:
        return self.rule
