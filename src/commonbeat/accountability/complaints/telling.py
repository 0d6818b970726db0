"""Telling staff that there is something to do: a link, never a word of the case, and never to whom it is about."""

from __future__ import annotations

from django.conf import settings

from commonbeat.kernel import notify
from commonbeat.kernel.clocks import ClockLate, ClockReminder
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.walls import keeping_house

from . import people
from .events import CallBackWanted, ComplaintAssigned, ComplaintTaken
from .looks import as_platform
from .models import Complaint
from .promises import CLOCKS


def _tell(complaint: Complaint, capability: str, subject: str, once: str) -> None:
    for person in people.see_to(complaint, capability):
        notify.send(
            person.email,
            f"Commonbeat: {subject}",
            f"See {settings.BASE_URL}/console/complaints/{complaint.pk}/\n",
            dedupe_key=f"complaints:{once}:{complaint.pk}:{person.pk}",
        )


def taken(event: ComplaintTaken) -> None:
    """Whoever classifies hears that one came in."""
    with as_platform(event.complaint_id):
        _tell(Complaint.objects.within_look().get(), "complaints.command", "a complaint came in", "taken")


def call_back(event: CallBackWanted) -> None:
    """Whoever classifies hears that a supervisor should call within a day."""
    with as_platform(event.complaint_id):
        complaint = Complaint.objects.within_look().get()
        _tell(complaint, "complaints.command", "somebody wants a supervisor to call", "call-back")


def assigned(event: ComplaintAssigned) -> None:
    """The investigator hears of it."""
    with as_platform(event.complaint_id):
        complaint = Complaint.objects.within_look().select_related("lead").get()
        if complaint.lead is not None:
            notify.send(
                complaint.lead.email,
                "Commonbeat: a case was given to you",
                f"See {settings.BASE_URL}/console/complaints/{complaint.pk}/\n",
                dedupe_key=f"complaints:assigned:{complaint.pk}:{complaint.lead_id}",
            )


def clock_late(event: ClockLate) -> None:
    """A clock ran out: those one step up who can reach the case hear of it, around whoever it is about."""
    _on_clock(event.clock_id, "a duty of the law is late", "late")


def clock_soon(event: ClockReminder) -> None:
    """A clock will soon run out."""
    _on_clock(event.clock_id, "a duty of the law is due soon", f"soon:{getattr(event, 'alert', '')}")


def _on_clock(clock_id: str, subject: str, once: str) -> None:
    declared = {one.name: one for one in CLOCKS}
    with keeping_house("clocks of complaints", quiet=True):
        clock = Clock.objects.filter(pk=clock_id, kind__in=declared).first()
    if clock is None:
        return
    with as_platform(clock.subject_id):
        complaint = Complaint.objects.within_look().get(pk=clock.subject_id)
        for capability in {"complaints.command", str(declared[clock.kind].escalate_to)}:
            _tell(complaint, capability, subject, f"{once}:{clock.pk}")
