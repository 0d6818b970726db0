"""What goes with a complaint when its time is over, and what keeps one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.models import Complaint
from commonbeat.accountability.complaints.retention import Below
from commonbeat.kernel import audit, workflow
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.workflow.models import Move

from .cases import MODELS
from .models import Served


def _discipline(complaint: Complaint) -> list[Any]:
    return [one for model in MODELS for one in model.objects.within_look().filter(complaint=complaint)]


def _parts(complaint: Complaint) -> Iterable[Model]:
    """Discipline, which has clocks, and papers, which have files."""
    yield from _discipline(complaint)
    yield from Served.objects.within_look().filter(complaint=complaint)


def _erase(complaint: Complaint) -> None:
    """Discipline with its moves, and mail about papers; the papers go with the complaint's own row."""
    for one in _discipline(complaint):
        with workflow.disposal(one.PROCESS, actor=audit.SYSTEM, reason="with its complaint"):
            Move.objects.filter(process=one.PROCESS, subject_id=one.pk).delete()
            one.delete()
    for pk in Served.objects.within_look().filter(complaint=complaint).values_list("pk", flat=True):
        Message.objects.filter(dedupe_key__startswith=f"discipline:{pk}:").delete()
        Message.objects.filter(dedupe_key__startswith=f"discipline:answered:{pk}:").delete()


BELOW = Below("discipline", _("discipline, papers served with what officers answered"), _parts, _erase)


def kept() -> QuerySet[Any]:
    """Complaints with discipline that is not final: nothing is disposed of while it goes on."""
    going_on = Q()
    for model in MODELS:
        rows = model.objects.within_look().exclude(state__in=("final", "closed"))
        going_on |= Q(pk__in=rows.values("complaint_id"))
    found: QuerySet[Any] = Complaint.objects.within_look().filter(going_on).values("pk")
    return found
