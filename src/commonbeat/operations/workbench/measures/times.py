"""At what hours of the week it happens."""

from __future__ import annotations

from typing import Any

import polars as pl

from commonbeat.analysis.aoristic import HourOfWeek, hour_of_week

from ..scope import Scope
from .work import QUICK_ROWS, NotAnswerable, Work

VERSION = "times-1"


def quick(scope: Scope, rows: int) -> bool:
    """Whether it is answered within the request: spreading windows takes no time, fetching them does."""
    return rows <= QUICK_ROWS


def compute(work: Work) -> dict[str, Any]:
    """Weight in each hour of the week, from the windows in which crimes happened or from the times of calls.

    Returns:
        `table` (168 weights, hour 0 the first of the department's week), `n`, `windows` (how many have a
        start and a later end), `long_share`, `skipped`, `method`, `warnings`.

    Raises:
        NotAnswerable: no row has a time.
    """
    work.tell(0.1, "Reading times")
    times = _windows(work) if work.scope.source == "incidents" else _points(work)
    work.tell(0.7, "Spreading over the hours of the week")
    answer = _spread(times, work.agency.week_start)
    if not answer.n:
        raise NotAnswerable("No row in these filters has a time. Widen the dates or choose another group.")
    return {
        "table": [round(float(v), 6) for v in answer.table],
        "first_day": answer.first_day,
        "n": answer.n,
        "windows": int((times["stop"] > times["start"]).sum()),
        "long_share": answer.long_share,
        "skipped": answer.skipped,
        "method": answer.method,
        "warnings": list(answer.warnings),
    }


def _points(work: Work) -> pl.DataFrame:
    """When calls were received."""
    schema = {"start": pl.Datetime, "stop": pl.Datetime}
    return work.frame(
        f"SELECT {work.source.wall}, NULL::timestamp FROM {work.source.table} t WHERE {work.where}", schema
    )


def _windows(work: Work) -> pl.DataFrame:
    """Between which moments crimes happened, on the wall clock; without a window, when they were reported."""
    schema = {"start": pl.Datetime, "stop": pl.Datetime}
    sql = f"""SELECT coalesce(t.occurred_from AT TIME ZONE %(tz)s, {work.source.wall}), t.occurred_to AT TIME ZONE %(tz)s
        FROM {work.source.table} t WHERE {work.where}"""
    return work.frame(sql, schema)


def _spread(times: pl.DataFrame, first_day: int) -> HourOfWeek:
    """The library's answer for these windows."""
    start, stop = times["start"].to_numpy(), times["stop"].to_numpy()
    return hour_of_week(
        start, None if times["stop"].null_count() == len(times) else stop, first_day=first_day
    )
