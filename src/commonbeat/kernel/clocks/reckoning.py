"""Where a clock stands by what has been entered about it: due, standing still, and what comes next.

A clock's entries are a set: in whatever order they were made, the same follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from . import lengths
from .calendar import Calendar, calendar, start_of
from .declare import ClockKind
from .lengths import Length, Standstill

if TYPE_CHECKING:
    from .models import Clock, ClockToll


@dataclass(frozen=True)
class Entries:
    """What moves a clock, struck-out entries left out.

    Attributes:
        still: when it stood still, or does.
        more: lengths it was extended by.
    """

    still: tuple[Standstill, ...] = ()
    more: tuple[Length, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[ClockToll]) -> Entries:
        """What these rows come to."""
        held = [one for one in rows if one.struck_at is None]
        return cls(
            tuple(one.span for one in held if not one.length),
            tuple(lengths.read(one.length) for one in held if one.length),
        )

    def until(self, moment: datetime) -> Entries:
        """As if all that is open ended at a moment."""
        ended = tuple((since, until or max(since, moment)) for since, until in self.still)
        return Entries(ended, self.more)


def due_of(clock: Clock, entries: Entries, days: Calendar) -> datetime:
    """The last moment at which a clock's promise is kept; what is open counts for nothing yet."""
    return due(lengths.read(clock.length), clock.started_at, clock.declared, entries, days)


def due(length: Length, began: datetime, kind: ClockKind, entries: Entries, days: Calendar) -> datetime:
    """The same for a clock that need not be there."""
    cap = kind.cap if kind.cap and kind.cap.family == length.family else None
    return lengths.due(length, began, days, entries.still, entries.more, cap)


def still_since(began: datetime, due_at: datetime, entries: Entries) -> datetime | None:
    """Since when a clock stands still; an open time that begins after the due moment does not hold it.

    Args:
        began: when the clock started.
        due_at: when it is due without what is open.
        entries: what was entered.
    """
    first = min((since for since, until in entries.still if until is None), default=None)
    return max(first, began) if first is not None and first <= due_at else None


def settle(clock: Clock, *, forward: bool = False, moved: bool = True) -> None:
    """Work out anew where a clock stands; not saved yet.

    Args:
        clock: running, not late.
        forward: an entry was struck out, so the due moment may come forward. Otherwise it does not: a holiday that was
            taken off the calendar meanwhile must not do that.
        moved: whether the due moment may have changed at all.
    """
    days, entries = calendar(), Entries.of(clock.tolls.all())
    if moved:
        due_at = due_of(clock, entries, days)
        clock.due_at = due_at if forward else max(clock.due_at, due_at)
    place(clock, entries, days)


def place(clock: Clock, entries: Entries, days: Calendar) -> None:
    """Say what follows from when a running clock is due: whether it stands still, and what comes next; not saved yet."""
    clock.still_since = still_since(clock.started_at, clock.due_at, entries)
    if clock.reminded_at is None:
        clock.remind_at = remind_at(clock.declared.remind, clock.due_at, clock.started_at, days)
    clock.next_at = next_at(clock, entries, days)


def remind_at(length: Length | None, due_at: datetime, began: datetime, days: Calendar) -> datetime | None:
    """When to remind: so long before it is due, but not before it began."""
    return max(lengths.before(length, due_at, days), began) if length else None


def next_at(clock: Clock, entries: Entries, days: Calendar) -> datetime | None:
    """When the next alert (or, once it is late, escalation) of a running clock comes; ``None`` after the last."""
    kind, step = clock.declared, clock.next_step
    if clock.late_at is None:
        alerts = kind.alerts
        return alert_at(alerts[step], clock.started_at, entries.still, days) if step < len(alerts) else None
    later = step - len(kind.alerts)
    if not 0 <= later < len(kind.escalate):
        return None
    return lengths.due(kind.escalate[later].after, clock.due_at, days)


def alert_at(length: Length, began: datetime, still: Sequence[Standstill], days: Calendar) -> datetime:
    """So long after the start, standstill left out: the moment for hours, the beginning of the day for days."""
    moment = lengths.due(length, began, days, still)
    return moment if length.unit == "hours" else start_of(moment.astimezone(days.tz).date(), days.tz)
