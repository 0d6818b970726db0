"""When, how fast, and how much work: hours of the week, response times and workload."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.aoristic import hour_of_week
from commonbeat.analysis.response import quantile_with_interval
from commonbeat.analysis.staffing import committed_hours

from ..text import DEFINITIONS
from .loading import Rows
from .recent import Recent
from .shapes import Figure, ResponseRow, Workload
from .week import DAYS, ReportWeek, span

HELD_SECONDS = 600
FEW = 20


def hours_table(recent: Recent, first_day: int) -> tuple[float, ...]:
    """Events in each hour of the week over the period, hour 0 the first of the agency's week."""
    return tuple(float(v) for v in hour_of_week(recent["local"], first_day=first_day).table)


def exclusions(calls: Recent) -> tuple[NDArray[np.bool_], dict[str, int]]:
    """Which community calls are measured, and how many are left out for what; the first reason that fits counts."""
    arrive, dispatch = calls["arrive"], calls["dispatch"]
    with np.errstate(invalid="ignore"):
        reasons = (
            ("handled by phone", calls["phone"]),
            ("scheduled or held on purpose", calls["held"] | calls["scheduled"]),
            ("cancelled", calls["cancelled"]),
            ("reopened", calls["reopened"]),
            ("on-view (arrival at the start)", arrive == 0),
            ("impossible times", (arrive < 0) | (dispatch < 0) | (arrive < dispatch)),
            ("no arrival pressed", np.isnan(arrive)),
        )
    left = np.ones(len(calls), dtype=bool)
    counts: dict[str, int] = {}
    for name, mask in reasons:
        counts[name] = int((left & mask).sum())
        left &= ~mask
    return left, counts


def response_rows(calls: Recent) -> tuple[ResponseRow, ...]:
    """Median and 90th percentile by priority, citywide and by beat, of the last four weeks."""
    rows: list[ResponseRow] = []
    priorities = sorted({int(p) for p in calls["priority"] if p is not None})
    number = np.array([0 if p is None else int(p) for p in calls["priority"]])
    for priority in priorities:
        rows += _measures(calls.where(number == priority), "", str(priority))
    if not priorities:
        rows += _measures(calls, "", "all")
    for beat in sorted({b for b in calls["beat"] if b}):
        inside = calls["beat"] == beat
        if priorities:
            first = calls.where(inside & (number == priorities[0]))
            rows += _measures(first, beat, str(priorities[0]), only=("total",))
        rows += _measures(calls.where(inside), beat, "all", only=("total",))
    return tuple(rows)


def _measures(
    calls: Recent,
    beat: str,
    priority: str,
    only: Sequence[str] = ("call_to_dispatch", "travel", "total"),
) -> list[ResponseRow]:
    kept, counts = exclusions(calls)
    measured = calls.where(kept)
    values = {
        "call_to_dispatch": measured["dispatch"],
        "travel": measured["arrive"] - measured["dispatch"],
        "total": measured["arrive"],
    }
    sent = int(kept.sum()) + counts["no arrival pressed"]
    share = counts["no arrival pressed"] / sent if sent else None
    rows = []
    for name in only:
        half, ninety = quantile_with_interval(values[name], 0.5), quantile_with_interval(values[name], 0.9)
        few = (f"Few calls ({half.n}).",) if half.n < FEW else ()
        rows.append(
            ResponseRow(
                beat=beat,
                priority=priority,
                measure=name,
                median=half.value if half.n else None,
                median_low=half.interval[0] if half.interval else None,
                median_high=half.interval[1] if half.interval else None,
                p90=ninety.value if ninety.n else None,
                n=half.n,
                no_arrival_share=share,
                excluded=counts,
                warnings=few,
            )
        )
    return rows


def priority_one(calls: Recent, usual: tuple[float | None, int], week: ReportWeek, days: int = 7) -> Figure:
    """Median from call to first arrival at the most urgent priority in the reported week, or in more days."""
    urgent = calls.where(calls.last(days) & np.array([p == 1 for p in calls["priority"]], dtype=bool))
    kept, counts = exclusions(urgent)
    half = quantile_with_interval(urgent.where(kept)["arrive"], 0.5, excluded=counts)
    missing = counts["no arrival pressed"]
    warnings = list(half.warnings)
    if missing:
        warnings.append(f"{missing} of {missing + half.n} priority-1 calls have no arrival time.")
    if usual[0] is not None:
        warnings.append(f"Median of the 26 weeks before: {round(usual[0])} seconds, n {usual[1]}.")
    return Figure(
        name="priority_1_response",
        value=half.value if half.n else None,
        unit="seconds",
        definition=DEFINITIONS["response"],
        period=span(week.end_day - dt.timedelta(days=days), week.last_day),
        n=half.n,
        method=half.method,
        low=half.interval[0] if half.interval else None,
        high=half.interval[1] if half.interval else None,
        warnings=tuple(warnings),
    )


def calls_held(calls: Recent, week: ReportWeek) -> Figure:
    """Community calls of the two most urgent priorities that waited over ten minutes for a unit."""
    now = calls.where(calls.last(7))
    urgent = np.array([p is not None and p <= 2 for p in now["priority"]], dtype=bool)
    usable = urgent & ~(now["held"] | now["scheduled"] | now["cancelled"] | now["phone"])
    with np.errstate(invalid="ignore"):
        waited = usable & (now["dispatch"] > HELD_SECONDS)
    return Figure(
        name="calls_held",
        value=int(waited.sum()),
        unit="calls",
        definition="Community calls of priority 1 or 2 with over 10 minutes from call to dispatch; calls scheduled or "
        "held on purpose are left out.",
        period=week.words,
        n=int(usable.sum()),
        method="count",
    )


def workload(
    rows: Rows, shifts: Rows, week: ReportWeek, first_day: int, utilisation: float
) -> Workload | None:
    """Committed unit-hours of the last four weeks by hour of week beside the reported week's roster."""
    if not rows:
        return None
    start = np.array([r[0] for r in rows], dtype="datetime64[s]")
    end = np.array([r[1] for r in rows], dtype="datetime64[s]")
    load = committed_hours(
        start, end, [r[2] for r in rows], weeks=4, utilisation=utilisation, first_day=first_day
    )
    roster = _rostered(shifts, week) if shifts else None
    below = []
    if roster is not None:
        for hour in np.flatnonzero(roster + 1e-9 < load.units):
            below.append(
                {
                    "hour_of_week": int(hour),
                    "day": DAYS[(first_day + int(hour) // 24) % 7],
                    "hour": int(hour) % 24,
                    "implied": int(load.units[hour]),
                    "rostered": round(float(roster[hour]), 1),
                }
            )
    return Workload(
        committed=tuple(round(float(v), 4) for v in load.committed),
        implied_units=tuple(int(v) for v in load.units),
        rostered=None if roster is None else tuple(round(float(v), 2) for v in roster),
        below_minimum=tuple(below),
        utilisation=utilisation,
        first_day=first_day,
        n=load.n,
        period=span(week.end_day - dt.timedelta(days=28), week.last_day),
        method=load.method,
        assumptions=(
            f"A unit may be committed {utilisation:.0%} of an hour: a choice of this agency, not a standard.",
            "Each unit of a call counts from its dispatch to its clearing, two-unit calls twice; where units are "
            "not recorded, the call's number of units counts over the call's whole time.",
            "Relief, breaks, training and court are not in the roster and not taken off it.",
            "Report writing after clearing is not measured. Time not committed is called uncommitted, not free.",
        ),
        warnings=load.warnings,
    )


def _rostered(shifts: Rows, week: ReportWeek) -> NDArray[np.float64]:
    """Mean units on duty in each hour of the reported week; a unit with two members counts once."""
    zero = np.datetime64(week.first_day, "s")
    units = sorted({s[0] for s in shifts})
    minutes = np.zeros((len(units), 168 * 4), dtype=bool)
    for unit, start, end in shifts:
        first = int((np.datetime64(start, "s") - zero) / np.timedelta64(15, "m"))
        last = int((np.datetime64(end, "s") - zero) / np.timedelta64(15, "m"))
        minutes[units.index(unit), max(0, first) : max(0, min(last, 168 * 4))] = True
    return minutes.sum(axis=0).reshape(168, 4).mean(axis=1)
