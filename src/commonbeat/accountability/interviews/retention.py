"""What goes with a complaint when its time is over, and what keeps one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.models import Complaint
from commonbeat.accountability.complaints.retention import Below
from commonbeat.kernel import audit, workflow
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


def _moves(complaint: Complaint) -> None:
    """Moves of its interviews; all other rows go with the complaint's own."""
    interviews: list[Interview] = list(complaint.interviews.within_look())
    if not interviews:
        return
    with workflow.disposal(INTERVIEW.name, actor=audit.SYSTEM, reason="with its complaint"):
        Move.objects.filter(process=INTERVIEW.name, subject_id__in=[one.pk for one in interviews]).delete()


BELOW = Below("interviews", _("interviews, evidence and chains of custody"), _parts, _moves)


def kept() -> QuerySet[Any]:
    """Complaints whose criminal track is open: nothing is disposed of while a prosecution may need it."""
    with keeping_house("criminal tracks that keep complaints", quiet=True):
        rows = CriminalTrack.objects.within_look().filter(state__in=CRIMINAL.names("open"))
        ids = list(rows.values_list("complaint_id", flat=True))
    return Complaint.objects.within_look().filter(pk__in=ids).values("pk")  # type: ignore[no-any-return]
