"""Events into weekly counts, one row a series."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.refusal import ImpossibleInput, refuse_unless
from commonbeat.analysis.results import Result

_PER_WEEK = {
    "D": 7,
    "h": 168,
    "m": 10_080,
    "s": 604_800,
    "ms": 604_800_000,
    "us": 604_800_000_000,
    "ns": 604_800_000_000_000,
}
MOST_WEEKS = 10_000  # about 190 years: a span beyond it comes from a broken date


@dataclass(frozen=True, kw_only=True)
class WeeklyCounts(Result):
    """Counts by series (rows) and week (columns).

    Attributes:
        table: Events, whole numbers.
        weeks: First day of each week.
        labels: Name of each row; the row number as text when codes were given.
        outside: Events before the first or after the last week.
        undated: Events without a time or a series.
    """

    table: NDArray[np.int64]
    weeks: NDArray[np.datetime64]
    labels: tuple[str, ...]
    outside: int
    undated: int


def weekly_counts(
    when: ArrayLike,
    series: ArrayLike | pl.Series,
    *,
    first: dt.date | np.datetime64 | None = None,
    weeks: int | None = None,
    week_start: int = 0,
    series_count: int | None = None,
) -> WeeklyCounts:
    """Count events by series and week in one pass.

    Args:
        when: Local wall-clock times as datetime64 of any unit; NaT is counted as undated. Times are never converted.
        series: Row of each event: whole numbers 0, 1, 2, ... (negative: no series), or names, which become rows in
            alphabetical order.
        first: First day of the first week; None for the week of the earliest event.
        weeks: Number of weeks; None up to the week of the latest event.
        week_start: Weekday on which weeks begin, Monday 0 to Sunday 6, used when `first` is None.
        series_count: Number of rows when `series` are numbers; None for the largest plus one.

    Returns:
        The table; its sum plus `outside` plus `undated` is the number of events given.

    Raises:
        ImpossibleInput: Lengths differ, there is nothing to count from, or a size is not positive.
    """
    times = np.asarray(when)
    if times.dtype.kind != "M":
        times = times.astype("datetime64[s]")
    rows, labels = _rows(series, series_count)
    refuse_unless(
        times.ndim == 1 and rows.shape == times.shape, "One time and one series are needed for each event."
    )
    refuse_unless(0 <= week_start <= 6, "The start of the week must be a weekday, Monday 0 to Sunday 6.")
    refuse_unless(weeks is None or weeks > 0, "The number of weeks must be positive.")
    ticks, per_week, unit = _ticks(times)
    known = ticks != np.iinfo(np.int64).min
    fixed = first is not None and weeks is not None
    refuse_unless(fixed or bool(known.any()), "There is no dated event.")
    base = _base(ticks, known, unit, per_week, first, week_start)
    week = _week_numbers(ticks, base, per_week)
    if weeks is None:
        weeks = max(1, int(week[known].max()) + 1)
        refuse_unless(
            weeks <= MOST_WEEKS, f"Events span {weeks} weeks: a date must be wrong, or give first and weeks."
        )
    size = len(labels)
    whole = bool(known.all() and week.size and week.min() >= 0 and week.max() < weeks and rows.min() >= 0)
    undated = outside = 0
    if not whole:
        named = known & (rows >= 0)
        inside = named & (week >= 0) & (week < weeks)
        undated, outside = int((~named).sum()), int((named & ~inside).sum())
        rows, week = rows[inside], week[inside]
    cell = rows * np.int64(weeks)
    cell += week
    table = np.bincount(cell, minlength=size * weeks).reshape(size, weeks)
    start = np.array([base], dtype=np.int64).view(f"datetime64[{unit}]").astype("datetime64[D]")[0]
    days = start + 7 * np.arange(weeks)
    notes = [f"{outside} events lie outside the weeks asked for."] if outside else []
    notes += [f"{undated} events have no time or no series."] if undated else []
    return WeeklyCounts(
        method="weekly counts by local wall clock v1",
        n=int(table.sum()),
        period=f"{days[0]} to {days[-1] + 6}",
        warnings=tuple(notes),
        table=table,
        weeks=days,
        labels=labels,
        outside=outside,
        undated=undated,
    )


def _rows(series: ArrayLike | pl.Series, count: int | None) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Row number of each event and the names of the rows."""
    given = series if isinstance(series, pl.Series) else np.asarray(series)
    numeric = given.dtype.is_integer() if isinstance(given, pl.Series) else given.dtype.kind in "iu"
    if numeric:
        codes = np.asarray(given.to_numpy() if isinstance(given, pl.Series) else given).astype(
            np.int64, copy=False
        )
        size = count if count is not None else (int(codes.max()) + 1 if codes.size else 0)
        refuse_unless(size > 0, "There must be at least one series.")
        refuse_unless(
            codes.size == 0 or int(codes.max()) < size, "A series number is larger than the number of series."
        )
        return codes, tuple(str(i) for i in range(size))
    names = given if isinstance(given, pl.Series) else pl.Series(given.tolist())
    if names.dtype != pl.String and not names.dtype.is_(pl.Categorical):
        raise ImpossibleInput("Series must be whole numbers or names.")
    text = names.cast(pl.String)
    levels = text.drop_nulls().unique().sort()
    refuse_unless(len(levels) > 0, "There must be at least one series.")
    codes = text.cast(pl.Enum(levels)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    return codes, tuple(levels.to_list())


def _ticks(times: NDArray[np.datetime64]) -> tuple[NDArray[np.int64], int, str]:
    """Times as whole numbers, how many of them make a week, and their unit."""
    unit, step = np.datetime_data(times.dtype)
    if unit not in _PER_WEEK or step != 1:
        times, unit = times.astype("datetime64[s]"), "s"
    return np.ascontiguousarray(times).view(np.int64), _PER_WEEK[unit], unit


def _base(
    ticks: NDArray[np.int64],
    known: NDArray[np.bool_],
    unit: str,
    per_week: int,
    first: dt.date | np.datetime64 | None,
    week_start: int,
) -> int:
    """Tick of the first week's first midnight. The epoch, 1 January 1970, was a Thursday (3)."""
    if first is not None:
        day = np.asarray(first, dtype="datetime64[D]")
        return int(day.astype(f"datetime64[{unit}]").astype(np.int64))
    earliest = int(ticks.min() if known.all() else ticks[known].min())
    shift = (week_start - 3) % 7 * (per_week // 7)
    return (earliest - shift) // per_week * per_week + shift


def _week_numbers(ticks: NDArray[np.int64], base: int, per_week: int) -> NDArray[np.int64]:
    """Week of each event; events before the base get -1."""
    since = ticks - base
    if since.size and int(since.min()) >= 0:
        # Unsigned division is several times faster and the numbers are not negative.
        return (since.view(np.uint64) // np.uint64(per_week)).view(np.int64)
    return np.where((ticks < base), -1, np.maximum(since, 0) // per_week)
