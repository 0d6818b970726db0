"""Intervals for an hour-of-week table: events drawn again, not minutes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from commonbeat.analysis.aoristic.windows import HOURS, WEEK_MINUTES, Windows

Array = NDArray[np.float64]
_STEPS = 65_536
# Poisson(1) weights by inversion of 16 random bits: exact to 1/65,536 and much faster than drawing them.
_WEIGHTS = stats.poisson.ppf((np.arange(_STEPS) + 0.5) / _STEPS, 1.0)


def bootstrap_band(windows: Windows, draws: int, seed: int, coverage: float) -> tuple[Array, Array]:
    """Percentile interval of each hour's weight.

    Every draw gives each event a Poisson(1) weight, which is Efron's bootstrap with the number of events free
    (the number of crimes in a year is itself a matter of chance). Each event keeps its whole window, so hours
    that share windows move together.

    Args:
        windows: Events with a start.
        draws: Number of draws.
        seed: Seed of the draws.
        coverage: Nominal coverage of each hour's interval.

    Returns:
        Lower and upper end of each hour.
    """
    rng = np.random.default_rng(seed)
    minute, span, rate = _as_spans(windows)
    end = minute + span
    size = 2 * WEEK_MINUTES + 1
    tables = np.empty((draws, HOURS))
    for draw in range(draws):
        pull = rate * _WEIGHTS[rng.integers(0, _STEPS, minute.size, dtype=np.uint16)]
        level = np.cumsum(np.bincount(minute, pull, size) - np.bincount(end, pull, size))[: 2 * WEEK_MINUTES]
        tables[draw] = (level[:WEEK_MINUTES] + level[WEEK_MINUTES:]).reshape(HOURS, 60).sum(axis=1)
    tail = (1 - coverage) / 2
    low, high = np.quantile(tables, [tail, 1 - tail], axis=0)
    return np.maximum(low, 0.0), high


def _as_spans(windows: Windows) -> tuple[NDArray[np.int64], NDArray[np.int64], Array]:
    """Every event as one span of minutes: a point is its whole hour, a week or more is the whole week."""
    short, even = windows.length <= 1, windows.length >= WEEK_MINUTES
    minute = np.where(short, windows.minute // 60 * 60, np.where(even, 0, windows.minute))
    span = np.where(short, 60, np.minimum(windows.length, WEEK_MINUTES))
    return minute, span, 1.0 / span
