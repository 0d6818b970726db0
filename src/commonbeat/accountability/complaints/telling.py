"""Telling staff that there is something to do: a link, never a word of the case, and never to whom it is about."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from commonbeat.kernel import notify
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.clocks import ClockEscalated, ClockKind, ClockLate, ClockReminder, hearers
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.contact.events import ResidentWrote
from commonbeat.kernel.walls import keeping_house

from . import climbing, enums, people
from .events import CallBackWanted, ComplaintAssigned, ComplaintTaken, ReviewAsked
from .looks import as_platform
from .models import Complaint


def _tell(complaint: Complaint, capability: str, subject: str, once: str) -> None:
    for person in people.see_to(complaint, capability):
        _write(complaint, person, subject, once)


def _write(complaint: Complaint, person: User, subject: str, once: str, text: str | None = None) -> None:
    notify.send(
        person.email,
        f"Commonbeat: {subject}",
        text or f"See {settings.BASE_URL}/console/complaints/{complaint.pk}/\n",
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


def review_asked(event: ReviewAsked) -> None:
    """Whoever decides hears that the complainant asks for another look at the outcome."""
    with as_platform(event.complaint_id):
        complaint = Complaint.objects.within_look().get()
        _tell(complaint, "complaints.decide", "a complainant asks for another look", "review")


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


def wrote(event: ResidentWrote) -> None:
    """Whoever looks into a case hears that the complainant wrote, also that they take it back; before, whoever classifies."""
    if event.kind != enums.CASE_KIND:
        return
    with as_platform(event.subject_id):
        complaint = Complaint.objects.within_look().select_related("lead").get()
        once, lead = f"wrote:{event.utterance_id}", complaint.lead
        if lead is not None and lead in people.see_to(complaint, "complaints.work"):
            _write(complaint, lead, WROTE, once)
        else:
            _tell(complaint, "complaints.command", WROTE, once)


WROTE = "a complainant wrote"
_duties: dict[str, ClockKind] = {}


def watch(clocks: Iterable[ClockKind]) -> None:
    """Tell of clocks about complaints, or parts of them, as `clock_soon`, `clock_late` and `clock_climbed` do.

    Call it in ``module.py``.
    """
    _duties.update({one.name: one for one in clocks})


def clock_late(event: ClockLate) -> None:
    """A clock ran out: those who answer for it and can reach the case hear of it, never whoever it is about."""
    _on_clock(event, "a duty of the law is late", "late")


def clock_soon(event: ClockReminder) -> None:
    """A clock will soon run out."""
    _on_clock(event, "a duty of the law is due soon", f"soon:{event.which}")


def _on_clock(event: ClockLate | ClockReminder, subject: str, once: str) -> None:
    clock = _clock(event)
    case = climbing.complaint_of(clock) if clock is not None else None
    if clock is None or case is None:
        return
    with as_platform(case):
        complaint = Complaint.objects.within_look().select_related("lead").get(pk=case)
        for capability in sorted({"complaints.command", str(_duties[clock.kind].escalate_to)}):
            _tell(complaint, capability, subject, f"{once}:{clock.pk}")
        lead = complaint.lead
        if lead is not None and lead in people.see_to(complaint, "complaints.work"):
            _write(complaint, lead, subject, f"{once}:{clock.pk}")


def clock_climbed(event: ClockEscalated) -> None:
    """A clock stays late: those further up hear of it; who cannot open the case is told whom to ask."""
    clock = _clock(event)
    case = climbing.complaint_of(clock) if clock is not None else None
    if clock is None or case is None:
        return
    heard = hearers(clock, event.step)
    with as_platform(case):
        complaint = Complaint.objects.within_look().get(pk=case)
        reach = {one.pk for one in people.see_to(complaint, "complaints.open")}
        for person in heard:
            _write(
                complaint, person, "a duty of the law is still late", f"climbed{event.step}:{clock.pk}",
                None if person.pk in reach else ASK,
            )  # fmt: skip


ASK = (
    "A duty of the law about a complaint stays late, and those who answer for it have not seen to it.\n"
    "You cannot open the case. Ask the chief of police, or whoever leads internal affairs.\n"
)


def _clock(event: ClockLate | ClockReminder | ClockEscalated) -> Clock | None:
    if event.kind not in _duties:
        return None
    with keeping_house("clocks of complaints", quiet=True):
        return Clock.objects.filter(pk=event.clock_id).first()
