"""What goes with a complaint when its time is over, and what keeps one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.models import Complaint
from commonbeat.accountability.complaints.retention import Below
from commonbeat.kernel import attachments, audit, workflow
from commonbeat.kernel.walls import keeping_house
from commonbeat.kernel.workflow.models import Move

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


def kept() -> QuerySet[Any]:
    """Complaints whose criminal track is open: nothing is disposed of while a prosecution may need it."""
    with keeping_house("criminal tracks that keep complaints", quiet=True):
        rows = CriminalTrack.objects.within_look().filter(state__in=CRIMINAL.names("open"))
        ids = list(rows.values_list("complaint_id", flat=True))
    return Complaint.objects.within_look().filter(pk__in=ids).values("pk")
