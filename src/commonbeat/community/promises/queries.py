"""Reading for staff: which promises are late or soon due, and how each kind stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from commonbeat.kernel.clocks import kinds, late
from commonbeat.kernel.clocks.calendar import calendar, start_of
from commonbeat.kernel.clocks.declare import ClockKind
from commonbeat.kernel.clocks.models import Clock
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


@dataclass(frozen=True)
class Standing:
    """What became of one kind of promise.

    Attributes:
        kept, late: done in time, done too late.
        running, running_late: still open, in time and past it.
        void: set aside with a reason.
    """

    kind: ClockKind
    kept: int = 0
    late: int = 0
    running: int = 0
    running_late: int = 0
    void: int = 0


def standing() -> list[Standing]:
    """Each kind over the last twelve months, small numbers included: this is for staff. One query, however many clocks."""
    now = timezone.now()
    zone = calendar().tz
    since = start_of(first_month(now.astimezone(zone).date()), zone)
    is_open = Q(outcome="")
    past = is_open & (Q(late_at__isnull=False) | Q(due_at__lt=now, still_since=None))
    counted = (
        Clock.objects.filter(started_at__gte=since, started_at__lte=now)
        .values("kind")
        .annotate(
            kept=Count("id", filter=Q(outcome="kept")),
            late=Count("id", filter=Q(outcome="late")),
            open=Count("id", filter=is_open),
            past=Count("id", filter=past),
            void=Count("id", filter=Q(outcome="void")),
        )
        .order_by()
    )
    found = {row.pop("kind"): row for row in counted}
    return [_standing(one, found[one.name]) if one.name in found else Standing(one) for one in kinds()]


def _standing(kind: ClockKind, row: dict[str, int]) -> Standing:
    return Standing(kind, row["kept"], row["late"], row["open"] - row["past"], row["past"], row["void"])
