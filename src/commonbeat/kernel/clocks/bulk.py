"""Clocks of loaded records, with what became of them: for loaders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from . import reckoning
from .calendar import Calendar, calendar
from .declare import kind
from .lengths import Length, Standstill
from .reckoning import Entries

if TYPE_CHECKING:
    from django.db.models import Model

    from .models import Clock

BATCH = 2000


def past(
    kind_name: str,
    subject: Model,
    *,
    started: datetime,
    stopped: datetime | None = None,
    length: Length | None = None,
    owner: str = "",
    proof: str = "",
    void: str = "",
    days: Calendar | None = None,
    still: Sequence[Standstill] = (),
) -> Clock:
    """A clock as it would stand had it been started then; not saved: collect them for `bulk_clocks`.

    Args:
        kind_name: which promise.
        subject: the record; need not be saved yet.
        started: when it began.
        stopped: when the promise was fulfilled, or declared void; ``None`` while it runs.
        length: its own length instead of the kind's.
        owner: opaque id of who keeps it.
        proof: what shows that it was fulfilled.
        void: why it did not apply after all; a late mark stays with it.
        days: the calendar (`calendar()`), to ask for it once for many.
        still: when it stood still (its `ClockToll` rows are the loader's to save); open while it does.

    Raises:
        UnknownClock: nobody registered the kind.
    """
    from .models import Clock

    declared, days = kind(kind_name), days or calendar()
    promised, entries = length or declared.length, Entries(tuple(still))
    due_at = reckoning.due(promised, started, declared, entries, days)
    is_late = stopped is not None and stopped > due_at
    clock = Clock(
        kind=declared.name,
        subject_kind=subject._meta.label,
        subject_id=subject.pk,
        owner=owner,
        length=str(promised),
        started_at=started,
        due_at=due_at,
        stopped_at=None if void else stopped,
        voided_at=stopped if void else None,
        void_reason=void,
        late_at=due_at if is_late else None,
        outcome="" if stopped is None else "void" if void else "late" if is_late else "kept",
        proof=proof,
    )
    reckoning.place(clock, entries, days)
    if stopped is not None:
        clock.still_since = clock.next_at = None
    return clock


def bulk_clocks(clocks: Sequence[Clock]) -> None:
    """Save clocks made by `past`. Those that are overdue are noted as late by the next minute's look."""
    from .models import Clock

    Clock.objects.bulk_create(clocks, batch_size=BATCH)
