"""What goes with a complaint when its time is over, and what keeps one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, Model, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.models import Complaint
from commonbeat.accountability.complaints.retention import AfterTheDay, Below
from commonbeat.kernel import attachments, audit, workflow
from commonbeat.kernel.retention import Erasure, RetentionRule
from commonbeat.kernel.walls import keeping_house
from commonbeat.kernel.workflow.models import Move

from . import enums
from .models_criminal import CriminalTrack
from .process import CRIMINAL, INTERVIEW

if TYPE_CHECKING:
    from .models import Interview


def _parts(complaint: Complaint) -> Iterable[Model]:
    """Interviews and items of evidence: each has files of its own."""
    yield from complaint.interviews.within_look()
    yield from complaint.evidence.within_look()


def _erased(complaint: Complaint) -> None:
    """Interviews follow a process of their own, so they go before the complaint's row; everything else goes with it."""
    interviews: list[Interview] = list(complaint.interviews.within_look())
    for interview in interviews:
        attachments.remove_of(interview)
        for rows in (interview.notices, interview.people, interview.breaks, interview.departures):
            rows.within_look().delete()
    if interviews:
        with workflow.disposal(INTERVIEW.name, actor=audit.SYSTEM, reason="with its complaint"):
            Move.objects.filter(
                process=INTERVIEW.name, subject_id__in=[one.pk for one in interviews]
            ).delete()
            complaint.interviews.within_look().delete()


BELOW = Below("interviews", _("interviews, evidence and chains of custody"), _parts, _erased)


def ended(label: str) -> QuerySet[Any]:
    """Criminal tracks of a label that ended and whose complaint is gone; inside a look of the platform's.

    A track is kept as long as its complaint, which is kept 15 years with a sustained finding. So no list of the criminal
    side ever tells what was found on the other.
    """
    on_file = Complaint.objects.within_look().filter(pk=OuterRef("complaint_id"))
    rows = CriminalTrack.objects.within_look().filter(label=label, state__in=CRIMINAL.names("closed"))
    rows = rows.filter(~Exists(on_file), ended_on__isnull=False)
    return rows.annotate(counted=AfterTheDay(F("ended_on"), F("opened_on")))  # type: ignore[no-any-return]


def _rule(name: str, title: Any, label: str, purpose: str) -> RetentionRule:
    return RetentionRule(
        name=name,
        title=title,
        model="interviews.CriminalTrack",
        authority=_(
            "Penal Code 832.5(b): at least five years, and never before its complaint, which is kept fifteen with a "
            "sustained finding."
        ),
        years=5,
        least=5,
        counted_from=_("the end of the day it ended"),
        rows=partial(ended, label),
        began="begun_at",
        process=CRIMINAL.name,
        what=(Erasure(_("the criminal investigators' log")),),
        kept_out=_("Tracks that are open, those whose complaint is still on file, and those a hold covers."),
        purpose=purpose,
    )


RULES = (
    _rule("interviews.criminal", _("Criminal tracks of complaints"), enums.INSIDE, "criminal_list"),
    _rule(
        "interviews.criminal_outside",
        _("Criminal tracks of complaints about leaders"),
        enums.OUTSIDE,
        enums.OUTSIDE_LIST,
    ),
)


def kept() -> QuerySet[Any]:
    """Complaints whose criminal track is open: nothing is disposed of while a prosecution may need it."""
    with keeping_house("criminal tracks that keep complaints", quiet=True):
        rows = CriminalTrack.objects.within_look().filter(state__in=CRIMINAL.names("open"))
        ids = list(rows.values_list("complaint_id", flat=True))
    return Complaint.objects.within_look().filter(pk__in=ids).values("pk")
