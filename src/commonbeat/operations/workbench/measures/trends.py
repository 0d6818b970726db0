"""What is out of the ordinary in the last week of the period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from commonbeat.analysis.trends import (
    NOUFAILY_2013,
    FarringtonResult,
    benjamini_hochberg,
    expected_range,
    farrington,
)

from ..scope import Scope
from .work import QUICK_ROWS, NotAnswerable, Work

VERSION = "trends-1"
HISTORY_WEEKS = 6 * 52 + 8
SHOWN, CHART_WEEKS = 12, 52
LEAST_TOTAL = 5
LEAST_YEARS = 3


def quick(scope: Scope, rows: int) -> bool:
    """Whether it is answered within the request; the history before the period is read as well."""
    return rows <= QUICK_ROWS // 3


def compute(work: Work) -> dict[str, Any]:
    """Every series (type group, in the city and by beat) in its last full week against its own history.

    With three years of history or more the flexible Farrington method judges; with less, expected ranges from
    recent weeks. The p values of all series are one Benjamini-Hochberg family.

    Returns:
        `week` (first day), `tested`, `rows` (ranked, most unusual first, with the history of each), `method`.

    Raises:
        NotAnswerable: there are no rows, or fewer than nine weeks of them.
    """
    week_end = _week_end(work)
    work.tell(0.1, "Counting by week")
    keys, table = _panel(work, week_end)
    work.tell(0.7, "Comparing with history")
    judged = _farrington(table) if _weeks_known(table) >= 52 * LEAST_YEARS + 8 else _recent(table)
    q = benjamini_hochberg(judged["p"])
    order = np.lexsort((-judged["count"], np.where(np.isnan(judged["p"]), 2.0, judged["p"])))
    rows = [
        _row(
            keys[i], {name: values[i] for name, values in judged.items() if name != "method"}, q[i], table[i]
        )
        for i in order[:SHOWN]
    ]
    return {
        "week": (week_end - timedelta(days=7)).isoformat(),
        "tested": int(np.isfinite(judged["p"]).sum()),
        "told": int(np.nansum(q <= 0.05)),
        "rows": rows,
        "weeks_of_history": _weeks_known(table) - 1,
        "method": judged["method"],
    }


def _week_end(work: Work) -> date:
    """The day after the last full week of the department in the period."""
    until = work.scope.until
    return until - timedelta(days=(until.weekday() - work.agency.week_start) % 7)


def _panel(work: Work, week_end: date) -> tuple[list[tuple[str, str]], NDArray[np.float64]]:
    """(group, beat) of each series, and weekly counts with unknown weeks as not-a-number, the judged week last."""
    first = week_end - timedelta(weeks=HISTORY_WEEKS)
    where = work.where_for(work.source.where, "first", "week_end")
    sql = f"""SELECT t.{work.source.group}, t.beat_code, ({work.source.wall}::date - %(first)s::date) / 7, count(*)
        FROM {work.source.table} t WHERE {where} GROUP BY 1, 2, 3"""
    schema = {"group": pl.String, "beat": pl.String, "week": pl.Int64, "n": pl.Int64}
    cube = work.frame(sql, schema, first=first, week_end=week_end).with_columns(
        pl.col("group").fill_null(""), pl.col("beat").fill_null("")
    )
    if cube.is_empty():
        raise NotAnswerable("No row lies in these filters. Widen the dates or choose another group.")
    parts = [cube, cube.with_columns(pl.lit("").alias("beat")).filter(pl.col("group") != "")]
    if not work.scope.group:
        parts += [part.with_columns(pl.lit("").alias("group")) for part in parts]
    sums = pl.concat(parts).group_by("group", "beat", "week").agg(pl.col("n").sum())
    return _table(sums, int(cube["week"].min() or 0))


def _table(sums: pl.DataFrame, first_known: int) -> tuple[list[tuple[str, str]], NDArray[np.float64]]:
    """Series as rows; a series with fewer than five events in a year and now is left out."""
    names = sums.select("group", "beat").unique().sort("group", "beat")
    numbered = sums.join(names.with_row_index("row"), on=["group", "beat"])
    table = np.zeros((len(names), HISTORY_WEEKS))
    table[numbered["row"].to_numpy(), numbered["week"].to_numpy()] = numbered["n"].to_numpy()
    # The week the data begins in may be cut off at its start, so history begins with the next one.
    table[:, : min(first_known + 1, HISTORY_WEEKS - 1)] = np.nan
    alive = np.nansum(table[:, -CHART_WEEKS:], axis=1) >= LEAST_TOTAL
    keys = [key for key, kept in zip(names.iter_rows(), alive, strict=True) if kept]
    if not keys or _weeks_known(table) < 9:
        raise NotAnswerable("A trend needs at least nine weeks of rows before the last day of the period.")
    return keys, table[alive]


def _weeks_known(table: NDArray[np.float64]) -> int:
    """Weeks in which something could have been counted."""
    return int((~np.isnan(table[0])).sum())


def _farrington(table: NDArray[np.float64]) -> dict[str, Any]:
    """The same weeks of earlier years, past outbreaks counted less (Noufaily and others 2013)."""
    years = min(5, (_weeks_known(table) - 8) // 52)
    found: FarringtonResult = farrington(table, _rules(years))
    return {
        "count": found.observed[:, 0],
        "expected": found.expected[:, 0],
        "low": found.lower[:, 0],
        "high": found.upper[:, 0],
        "p": found.p[:, 0],
        "dispersion": found.dispersion[:, 0],
        "method": found.method,
    }


def _rules(years: int) -> Any:
    """The flexible method's rules with the years at hand."""
    return replace(NOUFAILY_2013, years=years)


def _recent(table: NDArray[np.float64]) -> dict[str, Any]:
    """Recent weeks of the same series, where history is short."""
    found = expected_range(table[:, :-1], np.nan_to_num(table[:, -1]))
    return {
        "count": found.count,
        "expected": found.expected,
        "low": found.lower,
        "high": found.upper,
        "p": found.p_high,
        "dispersion": found.dispersion,
        "method": "; ".join(sorted({name for name in found.methods if name})),
    }


def _row(
    key: tuple[str, str], judged: dict[str, Any], q: float, history: NDArray[np.float64]
) -> dict[str, Any]:
    """One series as plain values; unknown weeks are left out of its history."""
    known = history[-CHART_WEEKS:]
    figures = {name: None if np.isnan(value) else round(float(value), 5) for name, value in judged.items()}
    return {
        "group": key[0],
        "beat": key[1],
        **figures,
        "q": None if np.isnan(q) else round(float(q), 6),
        "history": [int(value) for value in known[~np.isnan(known)]],
    }
