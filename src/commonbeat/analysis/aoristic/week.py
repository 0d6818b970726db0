"""Hour-of-week tables (aoristic analysis, Ratcliffe 2002), by difference arrays instead of loops."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.results import Result

HOURS = 168
WEEK_MINUTES = 10_080
_DAY_MINUTES = 1_440


@dataclass(frozen=True, kw_only=True)
class HourOfWeek(Result):
    """Weight of events in each of 168 hours, hour 0 being the first hour of the week's first day."""

    table: NDArray[np.float64]
    first_day: int
    skipped: int
    long_share: float

    @property
    def by_day(self) -> NDArray[np.float64]:
        """The same weights as 7 days by 24 hours."""
        return self.table.reshape(7, 24)


def hour_of_week(start: ArrayLike, end: ArrayLike | None = None, *, first_day: int = 0) -> HourOfWeek:
    """Spread events over the hours of the week.

    A point counts 1 in its hour. A window is spread over its minutes: a missing end, an end not after the
    start or a window of one minute counts in the start hour; 10,080 minutes or more count 1/168
    everywhere; otherwise each hour gets its share of the window's whole minutes. Times are local wall
    clock and are never shifted.

    Args:
        start: Local times as datetime64 (NaT: the event is skipped and counted).
        end: Ends of windows, or None when every event is a point.
        first_day: Weekday of hour 0, Monday 0 to Sunday 6.

    Raises:
        ValueError: `start` and `end` differ in length.
    """
    begin = np.asarray(start, dtype="datetime64[s]").astype("datetime64[m]")
    known = ~np.isnat(begin)
    if end is None:
        stop = np.full(begin.shape, np.datetime64("NaT", "m"))
    else:
        stop = np.asarray(end, dtype="datetime64[s]").astype("datetime64[m]")
        if stop.shape != begin.shape:
            raise ValueError("Start and end must have the same length.")
    minute = _minute_of_week(begin[known], first_day)
    length = np.where(np.isnat(stop[known]), 0, (stop[known] - begin[known]).astype(np.int64))
    table = np.bincount(minute[length <= 1] // 60, minlength=HOURS).astype(float)
    table += np.count_nonzero(length >= WEEK_MINUTES) / HOURS
    windows = (length > 1) & (length < WEEK_MINUTES)
    table += _spread(minute[windows], length[windows])
    n = int(known.sum())
    long_share = float(np.count_nonzero(length > _DAY_MINUTES) / n) if n else 0.0
    warning = f"{long_share:.0%} of the weight comes from windows over 24 hours." if long_share else ""
    return HourOfWeek(
        method="aoristic hour of week v1" if end is not None else "hour of week of point times v1",
        n=n,
        warnings=(warning,) if warning else (),
        table=table,
        first_day=first_day,
        skipped=int((~known).sum()),
        long_share=long_share,
    )


def _minute_of_week(times: NDArray, first_day: int) -> NDArray[np.int64]:
    """Minutes since the week's first midnight. The epoch, 1 January 1970, was a Thursday (3)."""
    return (times.astype(np.int64) + (3 - first_day) % 7 * _DAY_MINUTES) % WEEK_MINUTES


def _spread(minute: NDArray[np.int64], length: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sum of windows: rate 1/length from `minute` on for `length` minutes, wrapped at the week's end."""
    steps = np.zeros(2 * WEEK_MINUTES + 1)
    if length.size:
        rate = 1.0 / length
        steps += np.bincount(minute, rate, steps.size) - np.bincount(minute + length, rate, steps.size)
    level = np.cumsum(steps)[: 2 * WEEK_MINUTES]
    return (level[:WEEK_MINUTES] + level[WEEK_MINUTES:]).reshape(HOURS, 60).sum(axis=1)
