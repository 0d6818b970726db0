"""The one-year limit of a case: why it stands still, when it runs on, and mistaken entries."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from commonbeat.kernel import clocks
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.workflow import move

from .actions_case import complaint_of
from .looks import changing
from .promises import LIMIT

COMMAND, ACTION = "complaints.command", "complaints.changed"


def stand_still(
    case: UUID, *, actor: Any, ground: str, since: date, reason: str, until: date | None = None
) -> Clock:
    """Enter a time the year stands still; still open, it takes an investigation to its standing still too.

    Args:
        case: the complaint.
        actor: needs ``complaints.command`` and the case.
        ground: one of ``promises.GROUNDS`` that waits.
        since: first day.
        reason: what it rests on.
        until: last day, where that is known.

    Raises:
        ClockRefused: no reason, days that make no sense, or a time that began after the year was over.
    """
    with changing(actor, case, COMMAND, ACTION, reason=reason) as act:
        complaint = complaint_of(case)
        act.details["what"] = f"limit stands still: {ground}"
        late = clocks.clock_of(LIMIT, complaint)
        # what was true before the year ended and not entered: the late mark stays on file, and a new count begins
        enter = clocks.correct if late is not None and late.is_late(clocks.now()) else clocks.toll
        clock = enter(LIMIT, complaint, actor=actor, reason=reason, ground=ground, since=since, until=until)
        if clocks.open_grounds(clock) and complaint.state == "investigating":
            move(complaint, "toll", actor=actor, reason=reason)
    return clock


def run_on(case: UUID, *, actor: Any, ground_held: str, at: date, reason: str) -> Clock:
    """A ground ended; the investigation goes on once none holds it any more.

    Args:
        ground_held: which one.
        at: its last day.
        reason: how it is known.

    Raises:
        ClockRefused: no such ground holds, or a day before it began or to come.
    """
    with changing(actor, case, COMMAND, ACTION, reason=reason) as act:
        complaint = complaint_of(case)
        act.details["what"] = f"limit runs on: {ground_held}"
        clock = clocks.resume(LIMIT, complaint, actor=actor, ground=ground_held, at=at)
        if not clocks.open_grounds(clock) and complaint.state == "tolled":
            move(complaint, "resume", actor=actor, reason=reason)
    return clock


def extend(case: UUID, *, actor: Any, ground: str, days: int, reason: str) -> Clock:
    """Give the year more days where the law speaks of a reasonable extension.

    Args:
        ground: one of ``promises.GROUNDS`` that does not wait.
        days: how many calendar days.
        reason: why so long.

    Raises:
        ClockRefused: late already, or no reason.
    """
    with changing(actor, case, COMMAND, ACTION, reason=reason) as act:
        act.details["what"] = f"limit extended: {ground}"
        length = clocks.calendar_days(days)
        return clocks.extend(
            LIMIT, complaint_of(case), actor=actor, reason=reason, ground=ground, length=length
        )


def strike(case: UUID, entry_id: UUID, *, actor: Any, reason: str) -> Clock:
    """Strike out a mistaken entry about the year; it stays on file.

    Raises:
        ClockRefused: struck out before, or no reason.
    """
    with changing(actor, case, COMMAND, ACTION, reason=reason) as act:
        act.details["what"] = "an entry of the limit struck out"
        complaint = complaint_of(case)
        clock = clocks.clock_of(LIMIT, complaint)
        if clock is None:
            raise clocks.ClockRefused("No clock runs.")
        clock = clocks.strike(clock.tolls.get(pk=entry_id), actor=actor, reason=reason)
        if not clocks.open_grounds(clock) and complaint.state == "tolled":
            move(complaint, "resume", actor=actor, reason=reason)
        return clock
