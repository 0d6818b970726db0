"""Requests for the records of a complaint, their delays and redactions, and reports to POST: behind the complaint's wall."""

from __future__ import annotations

from typing import Any, ClassVar

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from commonbeat.accountability.complaints.codes import DISCLOSED
from commonbeat.accountability.complaints.enums import WALL
from commonbeat.accountability.complaints.models import Complaint, Officer
from commonbeat.kernel.walls import Wall, protected_manager
from commonbeat.kernel.walls.bases import Protected
from commonbeat.kernel.workflow.models import Moving, MovingQuerySet

from . import enums

BEHIND = Wall(WALL, case="complaint_id", parent="complaints_complaint")


def _account() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )


class DisclosureRequest(Moving, Protected):
    """Somebody asked for the records of a complaint."""

    PROCESS: ClassVar[str] = "disclosure.request"
    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="record_requests")
    number = models.CharField(max_length=30, unique=True)
    asked_on = models.DateField(help_text="When it reached the department: the 45 days run from here.")
    asked_by = models.CharField(max_length=200, help_text="As they wrote; nobody has to say who they are.")
    reach = models.CharField("how to reach them", max_length=300, blank=True)
    wanted = models.TextField("what they ask for", max_length=4000)
    record_class = models.CharField(
        "class of records", max_length=30, choices=list(DISCLOSED.items()), blank=True
    )
    estimated_on = models.DateField("day told to the requester", null=True, blank=True)
    ended_on = models.DateField("day it ended", null=True, blank=True)
    released_what = models.TextField("what was given out", max_length=4000, blank=True)
    proof = models.CharField("what shows it", max_length=300, blank=True)

    objects = protected_manager(MovingQuerySet)

    class Meta(Protected.Meta):
        ordering = ("-asked_on", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("asked_on")),
                name="disclosure_ends_after_asked",
            )
        ]

    def __str__(self) -> str:
        return self.number


class Delay(Protected):
    """The reasons for one step of delay, in writing, as the requester was told them. Only added."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")
    request = models.ForeignKey(DisclosureRequest, on_delete=models.CASCADE, related_name="delays")
    step = models.CharField(max_length=20, choices=[*enums.Step.choices, *enums.Ground.choices])
    basis = models.TextField("specific basis, as written to the requester", max_length=4000)
    told_on = models.DateField("day it was written to them")
    estimated_on = models.DateField("estimated day of disclosure")
    until = models.DateTimeField(null=True, help_text="When the next written basis, or the records, are due.")
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = _account()

    class Meta(Protected.Meta):
        ordering = ("entered_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(basis=""), name="disclosure_delay_basis")
        ]

    def __str__(self) -> str:
        return f"{self.step} until {self.until:%Y-%m-%d}" if self.until else self.step


class Redaction(Protected):
    """Something blacked out in what was given out, and the law that allows it."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="+")
    request = models.ForeignKey(DisclosureRequest, on_delete=models.CASCADE, related_name="redactions")
    where = models.CharField("document and place", max_length=300)
    exemption = models.CharField(max_length=6, choices=enums.Exemption)
    reason = models.TextField(max_length=2000)
    entered_at = models.DateTimeField(default=timezone.now)
    entered_by = _account()

    class Meta(Protected.Meta):
        ordering = ("entered_at", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(reason=""), name="disclosure_redaction_reason")
        ]

    def __str__(self) -> str:
        return f"{self.where}: {self.exemption}"


class PostReport(Protected):
    """One report owed to POST, and how it was sent."""

    WALL: ClassVar[Wall] = BEHIND

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="post_reports")
    kind = models.CharField(max_length=12, choices=enums.Report)
    officer = models.ForeignKey(
        Officer, on_delete=models.CASCADE, related_name="post_reports", null=True, blank=True
    )
    occasion = models.UUIDField(help_text="Allegation, finding or officer it is about, or its own id.")
    what = models.CharField(max_length=300, blank=True)
    occurred_on = models.DateField("day of its occasion", help_text="The 10 days run from here.")
    sent_on = models.DateField(null=True, blank=True)
    proof = models.CharField("confirmation number, or what else shows it", max_length=300, blank=True)
    sent_by = _account()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(Protected.Meta):
        ordering = ("occurred_on", "id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("complaint", "kind", "occasion"), name="disclosure_report_once"),
            models.CheckConstraint(
                condition=Q(sent_on=None, proof="") | Q(sent_on__isnull=False) & ~Q(proof=""),
                name="disclosure_sent_is_proved",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
