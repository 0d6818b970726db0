"""Reading requests and reports: always inside a look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonbeat.accountability.complaints.models import Complaint
from commonbeat.kernel import clocks, workflow
from commonbeat.kernel.audit import SYSTEM
from commonbeat.kernel.clocks.models import Clock, ClockToll
from commonbeat.kernel.workflow.models import Move

from .models import Delay, DisclosureRequest, PostReport, Redaction
from .process import OPEN
from .promises import POST, REQUEST

LAST_PROOFS = 50


@dataclass(frozen=True)
class Duty:
    """Something owed.

    Attributes:
        what: in words.
        whom: to whom.
        complaint: number of the complaint.
        due: in words, with its mark.
        clock: behind it; ``None`` where none was started.
        proof: what shows that it was done; "" while it is owed.
        href: its page.
    """

    what: str | Promise
    whom: str | Promise
    complaint: str
    due: str
    clock: Clock | None
    proof: str
    href: str


def duties() -> tuple[list[Duty], list[Duty]]:
    """What is owed, the soonest due first; and what was done last, with its proof. Inside a look."""
    requests = DisclosureRequest.objects.within_look().select_related("complaint")
    reports = PostReport.objects.within_look().select_related("complaint")
    owed = [*requests.filter(state__in=OPEN), *reports.filter(sent_on=None)]
    done = [
        *requests.exclude(state__in=OPEN).order_by("-ended_on")[:LAST_PROOFS],
        *reports.exclude(sent_on=None).order_by("-sent_on")[:LAST_PROOFS],
    ]
    standing = clocks.newest((REQUEST, POST), [*owed, *done])
    open_ones = [_duty(one, standing.get(one.pk)) for one in owed]
    ended = [_duty(one, standing.get(one.pk)) for one in done]
    open_ones.sort(key=lambda one: (one.clock is None, one.clock.due_at if one.clock else None))
    ended.sort(key=lambda one: str(one.clock.stopped_at or "") if one.clock else "", reverse=True)
    return open_ones, ended[:LAST_PROOFS]


def _duty(one: Any, clock: Clock | None) -> Duty:
    due = clocks.due_text(clock) if clock else "–"
    href = reverse("disclosure:case", args=[one.complaint_id])
    if isinstance(one, PostReport):
        what = f"{one.get_kind_display()}: {one.what}" if one.what else one.get_kind_display()
        return Duty(what, _("POST"), one.complaint.number, due, clock, one.proof, href)
    href = reverse("disclosure:request", args=[one.complaint_id, one.pk])
    proof = one.proof if not workflow.is_open(one) else ""
    return Duty(_("Records of the complaint"), one.asked_by, one.complaint.number, due, clock, proof, href)


def kept() -> QuerySet[Any]:
    """Ids of complaints whose records somebody asks for now: they are not disposed of (Penal Code 832.5(b))."""
    return DisclosureRequest.objects.within_look().filter(state__in=OPEN).values("complaint_id")


def parts(complaint: Complaint) -> list[Any]:
    """What lies below a complaint here and has clocks of its own."""
    return [
        *DisclosureRequest.objects.within_look().filter(complaint=complaint),
        *PostReport.objects.within_look().filter(complaint=complaint),
    ]


def erase(complaint: Complaint) -> None:
    """Delete the requests with their moves, for the retention rule of complaints."""
    requests = list(DisclosureRequest.objects.within_look().filter(complaint=complaint))
    for model in (Delay, Redaction):
        # only added to, and so deleted only as part of the complaint
        model.objects.within_look().filter(complaint=complaint).delete()
    if not requests:
        return
    with workflow.disposal("disclosure.request", actor=SYSTEM, reason=f"with {complaint.number}"):
        for one in requests:
            rows = Clock.objects.filter(subject_id=one.pk)
            ClockToll.objects.filter(clock__in=rows).delete()
            rows.delete()
            Move.objects.filter(subject_kind=one._meta.label, subject_id=one.pk).delete()
            one.delete()
