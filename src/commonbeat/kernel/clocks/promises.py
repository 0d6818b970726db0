"""What became of the promises of a period."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING

from .calendar import calendar, end_of, start_of
from .declare import ClockKind, kinds
from .lengths import union
from .running import now

if TYPE_CHECKING:
    from .models import Clock


@dataclass(frozen=True)
class Promise:
    """One kind of promise in one period.

    Attributes:
        kind: which promise.
        kept: stopped in time.
        late: stopped too late.
        running: still to be kept, in time so far.
        running_late: still to be kept, and late.
        void: declared as not applying.
        void_late: those of them that were late already when they were voided.
        median: of the time from start to stop, without standstill; ``None`` where nothing was stopped.
        oldest_open: the running clock that started first.
    """

    kind: ClockKind
    kept: int
    late: int
    running: int
    running_late: int
    void: int
    void_late: int
    median: timedelta | None
    oldest_open: Clock | None


def promises(since: date, until: date, *, public_only: bool = False) -> list[Promise]:
    """Every registered kind of promise, with what became of the clocks that started in a period.

    Args:
        since: first local day of the period.
        until: its last local day.
        public_only: leave out kinds that are not promised to the public.

    Returns:
        In the order of the kinds' names; kinds without a clock too.
    """
    from .models import Clock

    zone = calendar().tz
    rows: dict[str, list[Clock]] = defaultdict(list)
    clocks = Clock.objects.filter(
        started_at__gte=start_of(since, zone), started_at__lte=end_of(until, zone)
    ).prefetch_related("tolls")
    for clock in clocks.order_by("started_at", "id"):
        rows[clock.kind].append(clock)
    at = now()
    return [_promise(one, rows[one.name], at) for one in kinds() if one.public or not public_only]


def _promise(kind: ClockKind, clocks: list[Clock], at: datetime) -> Promise:
    running = [one for one in clocks if one.is_running]
    overdue = sum(one.is_late(at) for one in running)
    taken = [taken_by(one) for one in clocks if one.outcome in {"kept", "late"}]
    return Promise(
        kind=kind,
        kept=sum(one.outcome == "kept" for one in clocks),
        late=sum(one.outcome == "late" for one in clocks),
        running=len(running) - overdue,
        running_late=overdue,
        void=sum(one.outcome == "void" for one in clocks),
        void_late=sum(one.outcome == "void" and one.late_at is not None for one in clocks),
        median=timedelta(seconds=median(one.total_seconds() for one in taken)) if taken else None,
        oldest_open=running[0] if running else None,
    )


def taken_by(clock: Clock) -> timedelta:
    """How long a stopped clock ran, without the time it stood still.

    Raises:
        ValueError: it is still running.
    """
    if clock.stopped_at is None:
        raise ValueError("The clock has not stopped.")
    rows = [one.span for one in clock.tolls.all() if one.struck_at is None]
    spans = [(max(since, clock.started_at), until and min(until, clock.stopped_at)) for since, until in rows]
    stood = sum((last - first for first, last in union(spans)), start=timedelta())
    return clock.stopped_at - clock.started_at - stood
