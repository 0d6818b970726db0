"""Files of early support behind their wall, and what switches the feature on."""

from __future__ import annotations

from typing import Any, ClassVar

import uuid6
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone

from commonbeat.city.roster.models import Member
from commonbeat.kernel.walls import Wall
from commonbeat.kernel.walls.bases import Protected

from . import enums

LONGEST = 6000
_PERSON: dict[str, Any] = {"on_delete": models.PROTECT, "related_name": "+", "null": True, "blank": True}
_IMPORTED = "intake run that last changed this row"


class LabourNotice(models.Model):
    """The notice to the officers' organisation without which nothing here is switched on."""

    document = models.CharField(
        "document", max_length=200, help_text="Title and file number of the notice or agreement."
    )
    organisation = models.CharField("organisation", max_length=120)
    served_on = models.DateField("day it was served")
    note = models.TextField("what was agreed", max_length=2000, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ("-recorded_at",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(confirmed_by=F("recorded_by")), name="support_notice_two"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="support_notice_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.document


class Supervision(models.Model):
    """Who leads whom, from when to when."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="First day on which it was over.")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("member__name", "since")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("member",), condition=Q(until=None), name="support_one_supervisor"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="support_supervision_days"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["supervisor"], name="support_led_by")]

    def __str__(self) -> str:
        return f"{self.member} by {self.supervisor_id}"


class File(Protected):
    """One member's file: the case. The number is what imports know; the account, if any, is whom it is about."""

    WALL: ClassVar[Wall] = Wall(enums.WALL, own="account_id")

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    label = models.CharField(max_length=20, default=enums.LABEL, db_default=enums.LABEL)
    number = models.CharField("badge or employee number", max_length=40, unique=True)
    member = models.OneToOneField(Member, on_delete=models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)

    class Meta(Protected.Meta):
        ordering = ("member__name", "number")

    def __str__(self) -> str:
        return str(self.member) if self.member_id else self.number


class OfFile(Protected):
    """Whatever belongs to a file; the person it is about reads it, too."""

    WALL: ClassVar[Wall] = Wall(enums.WALL, case="file_id", parent="support_file", own="account_id")

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="%(class)ss")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, **_PERSON)

    class Meta(Protected.Meta):
        abstract = True


class Occurrence(Protected):
    """A use of force or a pursuit, imported until these have rooms of their own: what and when, nobody's name."""

    WALL: ClassVar[Wall] = Wall(enums.WALL)

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    label = models.CharField(max_length=20, default=enums.RUNS, db_default=enums.RUNS)
    kind = models.CharField(max_length=10, choices=enums.Happened)
    happened_at = models.DateTimeField()
    level = models.CharField(max_length=60, default="", db_default="")
    source = models.CharField(max_length=40, default="", db_default="")
    external_id = models.CharField(max_length=64)
    quality_flags = ArrayField(models.CharField(max_length=40), default=list, db_default=Value("{}"))
    import_run = models.BigIntegerField(null=True, db_comment=_IMPORTED)
    row_digest = models.BinaryField(null=True, db_comment="digest of the source row")

    class Meta(Protected.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("source", "external_id"), name="support_occurrence_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "happened_at"], name="support_occurrence_when")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"


class Involvement(OfFile):
    """One officer's report about one occurrence."""

    occurrence_key = models.CharField(max_length=64, help_text="External id of the occurrence.")
    source = models.CharField(max_length=40, default="", db_default="")
    external_id = models.CharField(max_length=64)
    quality_flags = ArrayField(models.CharField(max_length=40), default=list, db_default=Value("{}"))
    import_run = models.BigIntegerField(null=True, db_comment=_IMPORTED)
    row_digest = models.BinaryField(null=True, db_comment="digest of the source row")

    class Meta(OfFile.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("source", "external_id"), name="support_involvement_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["source", "occurrence_key"], include=["file"], name="support_involvement_in")
        ]

    def __str__(self) -> str:
        return f"{self.file_id} in {self.occurrence_key}"


class DutyTime(OfFile):
    """Hours on duty on one assignment, imported where the roster here does not hold them."""

    day = models.DateTimeField(help_text="Any moment of the day or month it is about.")
    assignment = models.CharField(max_length=80)
    hours = models.FloatField()
    source = models.CharField(max_length=40, default="", db_default="")
    external_id = models.CharField(max_length=160)
    quality_flags = ArrayField(models.CharField(max_length=40), default=list, db_default=Value("{}"))
    import_run = models.BigIntegerField(null=True, db_comment=_IMPORTED)
    row_digest = models.BinaryField(null=True, db_comment="digest of the source row")

    class Meta(OfFile.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("source", "external_id"), name="support_duty_once"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="support_duty_hours"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["day"], include=["file", "assignment", "hours"], name="support_duty_day")
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.day:%Y-%m}"


class IndicatorRun(Protected):
    """How one indicator was compared for one assignment and period; nobody's name."""

    WALL: ClassVar[Wall] = Wall(enums.WALL)

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    label = models.CharField(max_length=20, default=enums.RUNS, db_default=enums.RUNS)
    indicator = models.CharField(max_length=20, choices=enums.Indicator)
    assignment = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField(help_text="First day after the period.")
    made_at = models.DateTimeField(default=timezone.now)
    peers = models.PositiveIntegerField()
    method = models.CharField(max_length=200, blank=True)
    refused = models.CharField(max_length=300, blank=True, help_text="Why there is no comparison.")

    class Meta(Protected.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("indicator", "assignment", "since", "until"), name="support_run_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.assignment} {self.since:%Y-%m-%d}"


class Figure(OfFile):
    """One officer's count for one indicator beside the peers. There is no total over indicators, by design."""

    run = models.ForeignKey(IndicatorRun, on_delete=models.CASCADE, related_name="figures")
    indicator = models.CharField(max_length=20, choices=enums.Indicator)
    assignment = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField(help_text="First day after the period.")
    peers = models.PositiveIntegerField()
    method = models.CharField(max_length=200, blank=True)
    refused = models.CharField(max_length=300, blank=True, help_text="Why there is no comparison.")
    count = models.PositiveIntegerField()
    set_aside = models.PositiveIntegerField(
        default=0, help_text="Unfounded, exonerated or frivolous: context for a talk, never counted."
    )
    hours = models.FloatField()
    expected = models.FloatField(null=True)
    chance_low = models.PositiveIntegerField(null=True)
    chance_high = models.PositiveIntegerField(null=True)
    ratio = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    sure = models.FloatField(null=True, help_text="Probability that the rate is above the factor looked for.")
    shape = models.FloatField(null=True)
    rate = models.FloatField(null=True)

    class Meta(OfFile.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("run", "file"), name="support_figure_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["file", "indicator", "-until"], name="support_figure_newest")
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.since:%Y-%m}"


from .models_alerts import Alert, Answer, FollowUp, Meeting, Outcome, Plan  # noqa: E402

__all__ = [
    "Alert",
    "Answer",
    "DutyTime",
    "Figure",
    "File",
    "FollowUp",
    "IndicatorRun",
    "Involvement",
    "LabourNotice",
    "Meeting",
    "Occurrence",
    "OfFile",
    "Outcome",
    "Plan",
    "Supervision",
]
