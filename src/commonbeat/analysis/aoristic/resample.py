"""Intervals for an hour-of-week table: events drawn again, not minutes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.aoristic.windows import HOURS, WEEK_MINUTES, Windows

Array = NDArray[np.float64]


def bootstrap_band(windows: Windows, draws: int, seed: int, coverage: float) -> tuple[Array, Array]:
    """Percentile interval of each hour's weight.

    Every draw gives each event a Poisson(1) weight, which is the bootstrap of Efron with the number of events free
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
    cells, counts = _distinct(windows)
    tables = np.empty((draws, HOURS))
    for draw in range(draws):
        # A Poisson weight for each of several equal windows adds up to one Poisson weight of their number.
        weight = rng.poisson(counts).astype(float)
        tables[draw] = _spread_distinct(cells, weight)
    tail = (1 - coverage) / 2
    low, high = np.quantile(tables, [tail, 1 - tail], axis=0)
    return low, high


Cells = tuple[NDArray[np.int64], NDArray[np.int64]]


def _distinct(windows: Windows) -> tuple[Cells, Array]:
    """Windows that differ in their effect on the table, and how many events have each."""
    length = np.minimum(windows.length, WEEK_MINUTES)
    short, even = length <= 1, length >= WEEK_MINUTES
    minute = np.where(short, windows.minute // 60 * 60, np.where(even, 0, windows.minute))
    length = np.where(short, 0, length)
    key = minute * (WEEK_MINUTES + 1) + length
    keys, counts = np.unique(key, return_counts=True)
    return (keys // (WEEK_MINUTES + 1), keys % (WEEK_MINUTES + 1)), counts.astype(float)


def _spread_distinct(cells: Cells, weight: Array) -> Array:
    """Table of distinct windows; a whole week is a window like any other here, and a point is one hour."""
    minute, length = cells
    span = np.where(length == 0, 60, length)
    rate = weight / span
    size = 2 * WEEK_MINUTES + 1
    steps = np.bincount(minute, rate, size) - np.bincount(minute + span, rate, size)
    level = np.cumsum(steps)[: 2 * WEEK_MINUTES]
    table: Array = (level[:WEEK_MINUTES] + level[WEEK_MINUTES:]).reshape(HOURS, 60).sum(axis=1)
    return table
