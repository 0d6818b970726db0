"""A complaint, its allegations, the officers named, and a finding for each: all of it behind a wall."""

from __future__ import annotations

from typing import Any, ClassVar

import uuid6
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone

from commonbeat.city.roster.models import Member
from commonbeat.kernel.walls import Wall, protected_manager
from commonbeat.kernel.walls.bases import Protected
from commonbeat.kernel.workflow.models import Moving, MovingQuerySet

from . import enums
from .codes import AllegationCode, codes
from .published_models import Booking, ClosedQuarter, PublicFigure
from .reopened_models import EarlierFinding, Reopening

__all__ = [
    "Allegation", "Booking", "ClosedQuarter", "Complaint", "ConversionRequest", "EarlierFinding", "Finding", "Letter",
    "Note", "Officer", "PublicFigure", "Reopening",
]  # fmt: skip

LONGEST = 20_000
_ACCOUNT: dict[str, Any] = {"on_delete": models.PROTECT, "related_name": "+", "null": True, "blank": True}
BEHIND = Wall(enums.WALL, case="complaint_id", parent="complaints_complaint")
"""The wall of whatever belongs to a complaint."""


class Complaint(Moving, Protected):
    """One complaint. Who complains is in the conversation of ``kernel.contact``, never here."""

    PROCESS: ClassVar[str] = "complaints.complaint"
    WALL: ClassVar[Wall] = Wall(enums.WALL)

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True)
    label = models.CharField(max_length=20, default=enums.INTERNAL)
    kind = models.CharField(max_length=10, choices=enums.Kind, default=enums.Kind.CITIZEN)
    channel = models.CharField(max_length=10, choices=enums.Channel)
    openness = models.CharField(max_length=12, choices=enums.Openness, default=enums.Openness.OPEN)
    filer = models.CharField(max_length=12, choices=enums.Filer, default=enums.Filer.SELF)
    language = models.CharField(max_length=8, default="en")
    received_at = models.DateTimeField(default=timezone.now, help_text="When it reached the department.")
    discovered_on = models.DateField(
        help_text="When somebody who may start an investigation knew: the one-year limit runs from here."
    )
    occurred_from = models.DateTimeField(null=True, blank=True)
    occurred_to = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=300, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    beat_code = models.CharField(max_length=20, blank=True)
    incident_number = models.CharField("call or case number", max_length=40, blank=True)
    text = models.TextField("what happened", max_length=LONGEST)
    officers_told = models.TextField("who it is about, as told", max_length=2000, blank=True)
    witnesses_told = models.TextField("witnesses, as told", max_length=2000, blank=True)
    wished = models.TextField("what would help, as told", max_length=2000, blank=True)
    profiling = models.BooleanField(
        null=True, help_text="Whether the complainant says so; null: not answered."
    )
    profiling_kinds = ArrayField(
        models.CharField(max_length=20), default=list, db_default=Value("{}"), blank=True
    )
    retaliation = models.BooleanField(default=False)
    about = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    wants_call_back = models.BooleanField(default=False)
    called_back_at = models.DateTimeField(null=True, blank=True)
    wants_mediation = models.BooleanField(default=False)
    mediation = models.CharField(max_length=12, choices=enums.Mediation, blank=True)
    mediation_complainant = models.CharField(
        max_length=3, choices=enums.Answer, default="", db_default="", blank=True
    )
    mediation_officer = models.CharField(
        max_length=3,
        choices=enums.Answer,
        default="",
        db_default="",
        blank=True,
        help_text="Of all who are accused.",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    review_asked_at = models.DateTimeField(null=True, blank=True)
    review_answered_at = models.DateTimeField(null=True, blank=True)
    severity = models.CharField("how it is worked on", max_length=8, choices=enums.Severity, blank=True)
    criminal = models.BooleanField(default=False, help_text="It may be a crime: a criminal case runs apart.")
    harm = models.CharField(max_length=12, choices=enums.Harm, blank=True)
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="investigator", **_ACCOUNT)
    ended_how = models.CharField("how it ended", max_length=24, choices=enums.Ended, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    notified_on = models.DateField("day the letter went out", null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    advisory = models.CharField(max_length=20, blank=True, help_text="Version of the advisory shown, if any.")
    door_token = models.CharField(max_length=40, null=True, unique=True, editable=False)
    source = models.CharField(max_length=40, default="", db_default="", help_text="Earlier system, if any.")
    external_id = models.CharField(max_length=64, default="", db_default="")
    quality_flags = ArrayField(models.CharField(max_length=40), default=list, db_default=Value("{}"))
    import_run = models.BigIntegerField(null=True, db_comment="intake run that last changed this row")
    row_digest = models.BinaryField(null=True, db_comment="digest of the source row")

    objects = protected_manager(MovingQuerySet)

    class Meta(Protected.Meta):
        ordering = ("-received_at", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["-received_at", "-id"], include=["label", "state"], name="complaints_newest"
            ),
            models.Index(fields=["label", "state", "-received_at", "-id"], name="complaints_by_state"),
            models.Index(fields=["lead"], name="complaints_lead"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("source", "external_id"), condition=~Q(source=""), name="complaints_source_once"
            ),
            models.CheckConstraint(
                condition=Q(label__in=(enums.INTERNAL, enums.OUTSIDE)), name="complaints_label_known"
            ),
            models.CheckConstraint(condition=~Q(about=F("id")), name="complaints_not_about_itself"),
        ]

    def __str__(self) -> str:
        return self.number


class Allegation(Protected):
    """One thing said to be wrong."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="allegations")
    code = models.CharField("kind of allegation", max_length=30)
    text = models.TextField("in a sentence or two", max_length=2000, blank=True)
    policy_number = models.CharField(max_length=20, blank=True)
    policy_title = models.CharField(max_length=120, blank=True)
    policy_version = models.CharField(max_length=20, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta(Protected.Meta):
        ordering = ("added_at", "id")

    def __str__(self) -> str:
        return self.kind.en if self.code in codes() else self.code

    @property
    def kind(self) -> AllegationCode:
        """What its code says."""
        return codes().get(self.code) or codes()["other"]


class Officer(Protected):
    """A person who works here and has to do with a complaint; unknown at first is normal."""

    WALL: ClassVar[Wall] = Wall(
        enums.WALL, case="complaint_id", parent="complaints_complaint", own="account_id", own_if="notified"
    )

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="officers")
    part = models.CharField(max_length=10, choices=enums.Part, default=enums.Part.ACCUSED)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, **_ACCOUNT)
    description = models.CharField("badge, looks or car, as told", max_length=300, blank=True)
    sworn = models.BooleanField(default=True)
    rank = models.CharField("rank at the time", max_length=40, blank=True)
    unit = models.CharField("unit at the time", max_length=40, blank=True)
    notified = models.BooleanField(
        default=False, help_text="Has been told of the complaint (Gov. Code 3303(c))."
    )
    notified_at = models.DateTimeField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True, help_text="Left the department; the case goes on.")
    matched_how = models.CharField(max_length=200, blank=True)
    mediation = models.CharField(max_length=8, choices=enums.Asked, default="", db_default="", blank=True)
    mediation_at = models.DateTimeField("when they answered", null=True, blank=True)
    external_id = models.CharField(max_length=64, default="", db_default="")

    class Meta(Protected.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("complaint", "member"), condition=~Q(member=None), name="complaints_member_once"
            ),
            models.CheckConstraint(
                condition=Q(notified=False) | Q(notified_at__isnull=False), name="complaints_notified_when"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["member"], include=["complaint"], name="complaints_officer_member")
        ]

    def __str__(self) -> str:
        return str(self.member) if self.member_id else self.description or "officer not known yet"


def _result(verb: str) -> Any:
    return models.CharField(verb, max_length=14, choices=enums.Result, blank=True)


class Finding(Protected):
    """What is found about one officer for one allegation: recommended, adopted and final are three things."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="findings")
    allegation = models.ForeignKey(Allegation, on_delete=models.CASCADE, related_name="findings")
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="findings")
    recommended = _result("recommended")
    recommended_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_ACCOUNT)
    recommended_on = models.DateField(null=True, blank=True)
    reasons = models.TextField(max_length=LONGEST, blank=True)
    adopted = _result("adopted")
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_ACCOUNT)
    adopted_on = models.DateField(null=True, blank=True)
    adopted_reasons = models.TextField(max_length=LONGEST, blank=True)
    frivolous = models.BooleanField(
        default=False, help_text="Code Civ. Proc. 128.5; marked apart from the finding."
    )
    appeal_until = models.DateField(null=True, blank=True)
    appeal_over_on = models.DateField(
        null=True, blank=True, help_text="When the opportunity to appeal had passed or was used up."
    )
    final = _result("final")
    final_on = models.DateField(null=True, blank=True)
    disclosed = models.CharField(max_length=30, blank=True, help_text="Class of Penal Code 832.7(b)(1).")
    discipline = models.CharField(max_length=30, blank=True, help_text="Class of discipline imposed.")
    source = models.CharField(max_length=40, default="", db_default="", help_text="Earlier system, if any.")
    external_id = models.CharField(max_length=64, default="", db_default="")
    recorded = models.JSONField(
        default=dict,
        db_default=Value("{}", output_field=models.JSONField()),
        help_text="Codes as the earlier system has them.",
    )
    quality_flags = ArrayField(models.CharField(max_length=40), default=list, db_default=Value("{}"))
    import_run = models.BigIntegerField(null=True, db_comment="intake run that last changed this row")
    row_digest = models.BinaryField(null=True, db_comment="digest of the source row")

    class Meta(Protected.Meta):
        ordering = ("allegation__added_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=("source", "external_id"),
                condition=~Q(source=""),
                name="complaints_finding_source_once",
            ),
            models.UniqueConstraint(fields=("allegation", "officer"), name="complaints_one_finding"),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: "", f"{name}_on": None})
                    | ~Q(**{name: ""}) & ~Q(**{f"{name}_on": None}),
                    name=f"complaints_{name}_dated",
                )
                for name in ("recommended", "adopted", "final")
            ),
            models.CheckConstraint(
                condition=Q(final="") | ~Q(adopted=""), name="complaints_final_was_adopted"
            ),
            # Penal Code 832.8(b): sustained is what stands after the opportunity for an administrative appeal
            models.CheckConstraint(
                condition=~Q(final=enums.Result.SUSTAINED) | Q(appeal_over_on__isnull=False),
                name="complaints_sustained_after_appeal",
            ),
            models.CheckConstraint(
                condition=Q(disclosed="") | Q(final=enums.Result.SUSTAINED),
                name="complaints_disclosed_sustained",
            ),
            models.CheckConstraint(
                condition=Q(final_on=None) | Q(adopted_on__lte=F("final_on")),
                name="complaints_final_after_adopted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.final or self.adopted or self.recommended or 'open'}"

    @property
    def kept_apart(self) -> bool:
        """Whether it belongs in the separate file of Penal Code 832.5(c)."""
        return self.frivolous or (self.final or self.adopted) in enums.KEPT_APART


class Note(Protected):
    """One entry of the investigator's log. Only added."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **_ACCOUNT)
    text = models.TextField(max_length=LONGEST)

    class Meta(Protected.Meta):
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"note of {self.at:%Y-%m-%d %H:%M}"


class Letter(Protected):
    """One letter as it went out: which reviewed template, in which language, and its words."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="letters")
    template = models.CharField(max_length=40)
    version = models.CharField(max_length=10)
    language = models.CharField(max_length=8)
    text = models.TextField(max_length=LONGEST)
    way = models.CharField(max_length=10, default="inbox", help_text="inbox, or mail")
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_ACCOUNT)

    class Meta(Protected.Meta):
        ordering = ("sent_at", "id")

    def __str__(self) -> str:
        return f"{self.template} of {self.sent_at:%Y-%m-%d}"

    @property
    def title(self) -> str:
        """What it is called."""
        return str(enums.LETTERS.get(self.template, self.template))


class ConversionRequest(Protected):
    """Somebody asks to turn a complaint into an inquiry or a duplicate; somebody else decides."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="conversions")
    to = models.CharField("into", max_length=10, choices=enums.Conversion)
    same_as = models.ForeignKey(Complaint, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(max_length=2000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, **_ACCOUNT)
    decided_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True)
    decision = models.TextField(max_length=2000, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta(Protected.Meta):
        ordering = ("asked_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="complaints_conversion_two"),
            models.CheckConstraint(condition=~Q(reason=""), name="complaints_conversion_reason"),
            models.CheckConstraint(
                condition=Q(agreed=None, decided_at=None)
                | Q(agreed__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="complaints_conversion_decided",
            ),
            models.CheckConstraint(
                condition=~Q(agreed=True) | Q(told_at__isnull=False), name="complaints_conversion_told"
            ),
            models.UniqueConstraint(
                fields=("complaint",), condition=Q(agreed=None), name="complaints_one_conversion_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {'open' if self.agreed is None else self.agreed}"
