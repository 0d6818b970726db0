"""Reading for staff: which promises are late or soon due, and how each kind stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from commonbeat.kernel.clocks import kinds, late, promises
from commonbeat.kernel.clocks.calendar import calendar
from commonbeat.kernel.clocks.declare import ClockKind
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.clocks.promises import Promise
from commonbeat.kernel.clocks.subjects import Subject, subjects

from .publication import first_month


@dataclass(frozen=True)
class Late:
    """One late promise. ``subject`` is None where the viewer may not see the record; that it is late is said anyway."""

    clock: Clock
    kind: ClockKind
    subject: Subject | None
    days: int


def late_list(viewer: Any, kind: str = "", most: int = 500) -> list[Late]:
    """Late promises, the longest overdue first.

    Args:
        viewer: who asks; decides which records are named.
        kind: only this one; "" for all.
        most: how many at most.
    """
    known = {one.name: one for one in kinds()}
    chosen = [kind] if kind in known else list(known)
    clocks = list(late(chosen)[:most])
    ids: dict[str, list[UUID]] = defaultdict(list)
    for clock in clocks:
        ids[clock.subject_kind].append(clock.subject_id)
    named = {label: subjects(viewer, label, wanted) for label, wanted in ids.items()}
    now = timezone.now()
    return [
        Late(
            clock,
            known[clock.kind],
            named[clock.subject_kind].get(clock.subject_id),
            max((now - clock.due_at).days, 0),
        )
        for clock in clocks
    ]


def standing() -> list[Promise]:
    """Each kind over the last twelve months, small numbers included: this is for staff."""
    today = timezone.now().astimezone(calendar().tz).date()
    return promises(first_month(today), today)
