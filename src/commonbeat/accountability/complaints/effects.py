"""What happens with a complaint's moves, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from commonbeat.city.agency.days import day_of, today
from commonbeat.city.agency.queries import agency
from commonbeat.kernel import audit, clocks, contact
from commonbeat.kernel.audit import events as audit_events
from commonbeat.kernel.workflow import Effect, MoveRefused

from . import actions_findings, another_look, events, mediating, reopening, rules
from .promises import ACKNOWLEDGE, CALL_BACK, LETTER, LIMIT

if TYPE_CHECKING:
    from commonbeat.kernel.workflow.models import Move


def _start(complaint: Any, move: Move) -> None:
    """Clocks run from the day it reached us or was known, not from when somebody wrote it down."""
    if complaint.source:
        return
    since = min(complaint.received_at, move.at)
    known = datetime.combine(complaint.discovered_on, time.min, agency().tz)
    clocks.start(ACKNOWLEDGE, complaint, at=since)
    clocks.start(LIMIT, complaint, at=min(known, move.at))
    if complaint.wants_call_back:
        clocks.start(CALL_BACK, complaint, at=since)


def _known(complaint: Any, move: Move) -> None:
    """The year runs from the day that is written down now; never from a later one than the day it reached the department."""
    clock = clocks.clock_of(LIMIT, complaint)
    if clock is None or not clock.is_running or day_of(clock.started_at) == complaint.discovered_on:
        return
    if complaint.discovered_on > day_of(complaint.received_at):
        raise MoveRefused({"discovered_on": _("It lies after the day it reached the department.")})
    if any(one.struck_at is None for one in clocks.entries_of(clock)):
        raise MoveRefused({"discovered_on": _("Strike out what was entered about the year first.")})
    by = audit.Actor(move.actor_kind, move.actor_id)
    reason = f"Known since {complaint.discovered_on}, not since {day_of(clock.started_at)}."
    clocks.void(LIMIT, complaint, actor=by, reason=reason)
    clocks.start(LIMIT, complaint, at=datetime.combine(complaint.discovered_on, time.min, agency().tz))


def _checks(why_not: Callable[[Any], str]) -> Callable[[Any, Move], None]:
    def run(complaint: Any, move: Move) -> None:
        if why := why_not(complaint):
            raise MoveRefused({"": why})

    return run


def _decided(complaint: Any, move: Move) -> None:
    if why := rules.why_not_decide(complaint, complaint.ended_how):
        raise MoveRefused({"ended_how": why})
    type(complaint).objects.within_look().filter(pk=complaint.pk).update(decided_on=today())
    complaint.decided_on = today()
    actions_findings.settle(complaint)
    clocks.start(LETTER, complaint, at=move.at)
    # with a sustained finding the year ends when the officer is told what is proposed (Gov. Code 3304(d)(1))
    if not complaint.findings.within_look().filter(adopted="sustained").exists():
        clocks.stop(LIMIT, complaint, at=move.at, proof=f"move {move.pk}")
    audit_events.announce(events.FindingsAdopted(complaint.pk))


def _closed(complaint: Any, move: Move) -> None:
    type(complaint).objects.within_look().filter(pk=complaint.pk).update(closed_on=today())
    complaint.closed_on = today()
    mediating.end(complaint)
    audit_events.announce(events.ComplaintClosed(complaint.pk))


def _converted(complaint: Any, move: Move) -> None:
    for kind in (ACKNOWLEDGE, LIMIT):  # a call that was promised is still owed
        clock = clocks.clock_of(kind, complaint)
        if clock is not None and clock.is_running:
            clocks.stop(kind, complaint, at=move.at, proof=f"move {move.pk}")
    _closed(complaint, move)


def _only_history(complaint: Any, move: Move) -> None:
    if not complaint.source:
        raise MoveRefused({"": _("Only a case of an earlier system ends without its steps.")})


def _tell(complaint: Any, move: Move) -> None:
    conversation = contact.conversation_of(complaint)
    if conversation is not None:
        contact.tell(conversation)


def _assigned(complaint: Any, move: Move) -> None:
    audit_events.announce(events.ComplaintAssigned(complaint.pk))


ONLY_HISTORY = Effect("checks that it comes from an earlier system", _only_history)
START = Effect("starts the clocks", _start)
KNOWN = Effect("the year runs from the day somebody knew", _known)
TELL = Effect("tells the complainant that there is news", _tell)
ASSIGNED = Effect("tells the investigator", _assigned)
PROPOSABLE = Effect("checks that every finding has a recommendation", _checks(rules.why_not_propose))
DECIDED = Effect(
    "checks the findings, makes final what cannot be appealed, starts the letter's clock, ends the year unless"
    " something is sustained",
    _decided,
)
CLOSABLE = Effect("checks that every finding is final", _checks(rules.why_not_close))
CLOSED = Effect("notes the day", _closed)
CONVERTED = Effect("ends the clocks", _converted)
REVIEWED = Effect(
    "answers a request for another look, if one waits",
    lambda complaint, move: another_look.over(complaint, f"move {move.pk}"),
)
REOPENED = Effect(
    "keeps the findings as they were and begins them anew; the year runs on if it is not over",
    reopening.begin_anew,
)
