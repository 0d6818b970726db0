"""The criminal track of a complaint: a case of its own behind a wall of its own.

It names the complaint in words and by id, without a foreign key: who works on one reaches nothing of the other. What an
officer was ordered to say stands on the complaint's side only (Garrity v. New Jersey (1967) 385 U.S. 493).
"""

from __future__ import annotations

from secrets import token_hex
from typing import Any, ClassVar

import uuid6
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonbeat.kernel.walls import Wall, protected_manager
from commonbeat.kernel.walls.bases import Protected
from commonbeat.kernel.workflow.models import Moving, MovingQuerySet

from . import enums

_ACCOUNT: dict[str, Any] = {
    "to": settings.AUTH_USER_MODEL,
    "on_delete": models.PROTECT,
    "related_name": "+",
    "null": True,
    "blank": True,
}


def new_number() -> str:
    """A number that says nothing: neither of which complaint it is, nor how many there are."""
    return f"CT-{token_hex(4).upper()}"


class CriminalTrack(Moving, Protected):
    """What investigators and prosecutors do about the same events."""

    PROCESS: ClassVar[str] = "interviews.criminal"
    WALL: ClassVar[Wall] = Wall(enums.CRIMINAL)

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    label = models.CharField(max_length=20, default=enums.INSIDE)
    number = models.CharField(max_length=20, unique=True, editable=False)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    complaint_id = models.UUIDField(help_text="No foreign key: nothing follows it across the wall.")
    complaint_number = models.CharField(max_length=20)
    agency = models.CharField(_("investigating agency"), max_length=120)
    agency_number = models.CharField(_("its case number"), max_length=60, blank=True)
    subject = models.CharField(_("who is investigated"), max_length=200, blank=True)
    offences = models.CharField(_("offences looked at"), max_length=300, blank=True)
    opened_on = models.DateField(_("opened on"))
    referred_on = models.DateField(_("sent to the prosecutor on"), null=True, blank=True)
    prosecutor_number = models.CharField(_("prosecutor's number"), max_length=60, blank=True)
    filed_on = models.DateField(_("charges filed on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    tolls = models.BooleanField(
        _("the year of the complaint stands still"), default=False, help_text="Gov. Code 3304(d)(2)(A)."
    )
    opened_by = models.ForeignKey(**_ACCOUNT)

    objects = protected_manager(MovingQuerySet)

    class Meta(Protected.Meta):
        ordering = ("-opened_on", "-id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["complaint_id"], name="interviews_criminal_of")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(label__in=(enums.INSIDE, enums.OUTSIDE)), name="interviews_criminal_label"
            )
        ]

    def __str__(self) -> str:
        return f"criminal track of {self.complaint_number}"


class CriminalNote(Protected):
    """One entry of the criminal investigators' own log. Only added."""

    WALL: ClassVar[Wall] = Wall(enums.CRIMINAL, case="track_id", parent="interviews_criminaltrack")

    id = models.UUIDField(primary_key=True, default=uuid6.uuid7, editable=False)
    track = models.ForeignKey(CriminalTrack, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(**_ACCOUNT)
    text = models.TextField(max_length=20_000)

    class Meta(Protected.Meta):
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"note of {self.at:%Y-%m-%d %H:%M}"
