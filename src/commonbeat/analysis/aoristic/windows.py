"""From local start and end times to minutes of the week, and the weight of each hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.refusal import ImpossibleInput, refuse_unless

Array = NDArray[np.float64]
HOURS = 168
WEEK_MINUTES = 10_080
DAY_MINUTES = 1_440
_PER_MINUTE = {"s": 60, "ms": 60_000, "us": 60_000_000, "ns": 60_000_000_000}
_MISSING = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Windows:
    """Events with a start.

    Attributes:
        minute: Minutes from the week's first midnight to the start.
        length: Whole minutes of the window; 1 or less counts in the start hour.
        skipped: Events without a start.
        reversed: Events whose end lies before the start.
    """

    minute: NDArray[np.int64]
    length: NDArray[np.int64]
    skipped: int
    reversed: int


def read_windows(start: ArrayLike, end: ArrayLike | None, first_day: int) -> Windows:
    """Minutes of the week and lengths; seconds are cut off.

    Raises:
        ImpossibleInput: Lengths differ, or times cannot be read as local times.
    """
    begin = _minutes(start)
    known = begin != _MISSING
    whole = bool(known.all())
    skipped = 0 if whole else int((~known).sum())
    length = np.zeros(begin.shape, dtype=np.int64)
    backwards = 0
    if end is not None:
        stop = _minutes(end)
        refuse_unless(stop.shape == begin.shape, "Start and end must have the same length.")
        np.subtract(stop, begin, out=length)
        length[stop == _MISSING] = 0
        backwards = int((length[known] < 0).sum())
        if backwards:
            np.maximum(length, 0, out=length)
    if not whole:
        begin, length = begin[known], length[known]
    # The epoch, 1 January 1970, was a Thursday (3).
    shifted = begin + (3 - first_day) % 7 * DAY_MINUTES
    return Windows(minute=_modulo_week(shifted), length=length, skipped=skipped, reversed=backwards)


def _minutes(times: ArrayLike) -> NDArray[np.int64]:
    """Whole minutes since the epoch."""
    given = np.asarray(times)
    if given.dtype.kind != "M":
        if given.dtype.kind == "O" and any(getattr(t, "tzinfo", None) is not None for t in given.ravel()):
            raise ImpossibleInput("Times must be local wall-clock times without a time zone.")
        try:
            given = given.astype("datetime64[s]")
        except (TypeError, ValueError):
            raise ImpossibleInput("Times must be dates with hours and minutes.") from None
    refuse_unless(given.ndim == 1, "Times must be a list, one for each event.")
    unit, step = np.datetime_data(given.dtype)
    if unit in _PER_MINUTE and step == 1:
        ticks = np.ascontiguousarray(given).view(np.int64)
        minutes: NDArray[np.int64] = _divide(ticks, _PER_MINUTE[unit])
        return minutes
    return given.astype("datetime64[m]").view(np.int64)


def _divide(ticks: NDArray[np.int64], by: int) -> NDArray[np.int64]:
    """Rounded down; unsigned when nothing is negative, which is several times faster. NaT stays."""
    if ticks.size and int(ticks.min()) >= 0:
        return (ticks.view(np.uint64) // np.uint64(by)).view(np.int64)
    return np.where(ticks == _MISSING, _MISSING, ticks // by)


def _modulo_week(minutes: NDArray[np.int64]) -> NDArray[np.int64]:
    if minutes.size and int(minutes.min()) >= 0:
        return (minutes.view(np.uint64) % np.uint64(WEEK_MINUTES)).view(np.int64)
    return minutes % WEEK_MINUTES


def spread(windows: Windows, weight: Array | None = None) -> Array:
    """Weight in each of 168 hours.

    A window adds a rate of 1 / length from its first minute on and takes it away after its last; the running sum of those
    steps is the rate in every minute, whatever the number of windows.

    Args:
        windows: Events with a start.
        weight: Weight of each event; None for 1 each.
    """
    minute, length = windows.minute, windows.length
    short, even = length <= 1, length >= WEEK_MINUTES
    some = ~(short | even)
    w = None if weight is None else weight[short]
    table = np.bincount(minute[short] // 60, w, minlength=HOURS).astype(float)
    table += (np.count_nonzero(even) if weight is None else float(weight[even].sum())) / HOURS
    if not some.any():
        return table
    begin, lasting = minute[some], length[some]
    rate = (1.0 if weight is None else weight[some]) / lasting
    size = 2 * WEEK_MINUTES + 1
    steps = np.bincount(begin, rate, size) - np.bincount(begin + lasting, rate, size)
    level = np.cumsum(steps)[: 2 * WEEK_MINUTES]
    added: Array = (level[:WEEK_MINUTES] + level[WEEK_MINUTES:]).reshape(HOURS, 60).sum(axis=1)
    return table + added


def share_by_length(windows: Windows) -> tuple[float, float, float]:
    """Shares of the weight: known to the hour, from windows over 24 hours, from windows of a week or more."""
    n = windows.length.size
    if n == 0:
        return 0.0, 0.0, 0.0
    counts = (windows.length <= 1, windows.length > DAY_MINUTES, windows.length >= WEEK_MINUTES)
    point, long, week = (float(np.count_nonzero(c) / n) for c in counts)
    return point, long, week
