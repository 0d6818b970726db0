"""Knox table: are events that are close in space also close in time more often than by chance?"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.hotspots.points import unit_warnings
from commonbeat.analysis.near_repeat.pairs import (
    Events,
    Floats,
    Metric,
    RepeatInputError,
    Whole,
    checked_events,
    close_pairs,
    pairs_within,
)
from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class KnoxTable(Result):
    """Pairs by distance band (rows) and time band (columns); the last row and column are open-ended.

    Attributes:
        space_edges: Edges in metres: band i is [edge i, edge i+1), the last edge is infinite.
        time_edges: Edges in days, likewise.
        metric: "manhattan" or "euclidean".
        observed: Pairs seen.
        expected: Pairs expected if times were dealt out to the places at random: row total × column total / pairs.
        ratio: observed / expected; not-a-number where fewer than `least_expected` pairs are expected.
        low: Lower end of the range of permuted tables (`coverage`); not-a-number without permutations.
        high: Upper end.
        p: Share of permuted tables with at least as many pairs, the observed one counted; not-a-number without.
        least_expected: Below it a ratio is not told.
        permutations: Number of permuted tables.
    """

    space_edges: Floats
    time_edges: Floats
    metric: Metric
    observed: Whole
    expected: Floats
    ratio: Floats
    low: Floats
    high: Floats
    p: Floats
    least_expected: float
    permutations: int

    def space_labels(self) -> tuple[str, ...]:
        """Bands in interval notation, metres."""
        return _labels(self.space_edges)

    def time_labels(self) -> tuple[str, ...]:
        """Bands in interval notation, days."""
        return _labels(self.time_edges)


def knox_table(
    x: ArrayLike,
    y: ArrayLike,
    days: ArrayLike,
    *,
    distances: Sequence[float],
    intervals: Sequence[float],
    metric: Metric,
    same_place: float | None = 0.1,
    permutations: int = 999,
    least_expected: float = 5.0,
    coverage: float = 0.95,
    seed: int = 0,
    period: str = "",
) -> KnoxTable:
    """Count pairs by distance and time, and compare with tables in which the times are shuffled.

    Bands are half-open, [a, b): a pair exactly 200 m apart is in [200, 300), and two days apart means "under three
    days" only when an edge says so. Pairs within the widest finite distance are found once; a permutation only
    looks up new times for them. The open-ended row and column follow from totals.

    Args:
        x: East coordinates (metres).
        y: North coordinates (metres).
        days: Day numbers or datetime64, local wall clock.
        distances: Upper edges of the distance bands (metres), rising, without 0 and infinity.
        intervals: Upper edges of the time bands (days), rising, without 0 and infinity.
        metric: "manhattan" (along streets on a grid) or "euclidean" (as the crow flies). There is no default
            because findings depend on it.
        same_place: Tolerance of the first band "same place", [0, same_place) metres; None for no such band.
        permutations: Shuffles; 0 for counts alone.
        least_expected: A ratio is told from so many expected pairs on: 9 pairs against 0.12 expected is not
            "7,325 % greater", it is 9 pairs.
        coverage: Coverage of `low` and `high`.
        seed: Seed of the shuffles.
        period: Words for the time span.

    Returns:
        The table. `observed.sum()` is n (n - 1) / 2.

    Raises:
        RepeatInputError: Events or bands that cannot be used.

    Source: Knox, Applied Statistics 13 (1964); Townsley, Homel & Chaseling, Br. J. Criminology 43 (2003); Johnson and
    others, J. Quant. Criminology 23 (2007) for the shuffled times.
    """
    events = checked_events(x, y, days)
    first = [] if same_place is None else [float(same_place)]
    space = _edges([*first, *distances], "distance")
    time = _edges(intervals, "time")
    if permutations < 0 or not 0 < coverage < 1:
        raise RepeatInputError("Permutations cannot be negative and the coverage lies between 0 and 1.")
    near = close_pairs(events.x, events.y, space[-2], metric)
    counted = _Counter(events, near, space[1:-1], time[1:-1])
    observed = counted.table(counted.near_counts(events.ticks[:, None])[:, :, 0])
    pairs = float(observed.sum())
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / pairs
    shape = observed.shape
    p, low, high = (np.full(shape, np.nan) for _ in range(3))
    if permutations:
        p, low, high = counted.permuted(observed, permutations, coverage, seed)
    told = expected >= least_expected
    warnings = unit_warnings(events.x, events.y)
    if not told.all():
        warnings += (
            f"{int((~told).sum())} cells expect fewer than {least_expected:g} pairs: their ratio is not told.",
        )
    return KnoxTable(
        method=f"Knox, {metric}, times shuffled v1",
        n=events.x.size,
        period=period,
        coverage=coverage,
        seed=seed if permutations else None,
        warnings=warnings,
        space_edges=space,
        time_edges=time,
        metric=metric,
        observed=observed,
        expected=expected,
        ratio=np.divide(observed, expected, out=np.full(shape, np.nan), where=told),
        low=low,
        high=high,
        p=p,
        least_expected=least_expected,
        permutations=permutations,
    )


class _Counter:
    """Counts the close pairs by band for one or many columns of times."""

    def __init__(
        self, events: Events, near: tuple[Whole, Whole, Floats], space: Floats, time: Floats
    ) -> None:
        first, second, distance = near
        band = np.searchsorted(space, distance, side="right")
        order = np.argsort(band, kind="stable")
        self._first, self._second = first[order], second[order]
        self._per_band = np.bincount(band, minlength=space.size)
        self._ends = np.cumsum(self._per_band)
        self._events = events
        ticks = time * events.per_day
        if events.ticks.dtype.kind == "i":
            # Whole ticks: "less than 1.5 days" is "less than 2 days".
            most = np.iinfo(events.ticks.dtype).max
            self._edges = np.minimum(np.ceil(ticks - 1e-9), most).astype(events.ticks.dtype)
        else:
            self._edges = ticks
        n = events.x.size
        self._pairs = n * (n - 1) // 2
        within = pairs_within(events.ticks, self._edges)
        self._time_totals = np.diff(np.concatenate([[0], within, [self._pairs]]))

    def near_counts(self, ticks: NDArray[Any]) -> Whole:
        """Close pairs by (distance band, finite time band, column) for times by (event, column)."""
        bands, columns = self._per_band.size, ticks.shape[1]
        within = np.zeros((bands, self._edges.size, columns), dtype=np.int64)
        # Few enough pairs at a time that the differences stay in the processor's cache.
        block = int(np.clip(400_000 // max(1, columns * ticks.dtype.itemsize), 16, 255))
        start = 0
        for band, end in enumerate(self._ends):
            for low in range(start, int(end), block):
                part = slice(low, min(low + block, int(end)))
                gap = ticks[self._first[part]]
                gap -= ticks[self._second[part]]
                np.abs(gap, out=gap)
                for k, edge in enumerate(self._edges):
                    # At most 255 rows: the sum of ones fits a byte.
                    within[band, k] += np.add.reduce((gap < edge).view(np.uint8), axis=0, dtype=np.uint8)
            start = int(end)
        return np.diff(within, axis=1, prepend=0)

    def table(self, near: Whole) -> Whole:
        """The full table, far distances and long times from totals."""
        bands, finite = near.shape
        whole = np.zeros((bands + 1, finite + 1), dtype=np.int64)
        whole[:bands, :finite] = near
        whole[:bands, finite] = self._per_band - near.sum(axis=1)
        whole[bands] = self._time_totals - whole[:bands].sum(axis=0)
        return whole

    def permuted(
        self, observed: Whole, permutations: int, coverage: float, seed: int
    ) -> tuple[Floats, Floats, Floats]:
        """p, lower and upper end by cell."""
        bands, finite = self._per_band.size, self._edges.size
        generator = np.random.default_rng(seed)
        ticks = self._events.ticks
        tables = np.empty((bands, finite, permutations), dtype=np.int64)
        step = max(32, min(256, 40_000_000 // max(1, ticks.size * ticks.itemsize)))
        for low in range(0, permutations, step):
            count = min(step, permutations - low)
            shuffled = generator.permuted(np.broadcast_to(ticks, (count, ticks.size)), axis=1)
            tables[:, :, low : low + count] = self.near_counts(np.ascontiguousarray(shuffled.T))
        whole = np.empty((bands + 1, finite + 1, permutations), dtype=np.int64)
        whole[:bands, :finite] = tables
        whole[:bands, finite] = self._per_band[:, None] - tables.sum(axis=1)
        whole[bands] = self._time_totals[:, None] - whole[:bands].sum(axis=0)
        p = ((whole >= observed[:, :, None]).sum(axis=2) + 1) / (permutations + 1)
        whole.sort(axis=2)
        tail = (1 - coverage) / 2 * (permutations - 1)
        low_end = whole[:, :, int(np.floor(tail))].astype(np.float64)
        high_end = whole[:, :, int(np.ceil(permutations - 1 - tail))].astype(np.float64)
        return p, low_end, high_end


def _edges(upper: Sequence[float], what: str) -> Floats:
    """0, the upper edges, infinity."""
    edges = np.asarray(list(upper), dtype=np.float64)
    if edges.size == 0 or not np.isfinite(edges).all() or (edges <= 0).any() or (np.diff(edges) <= 0).any():
        raise RepeatInputError(
            f"Upper edges of the {what} bands are numbers above 0 in rising order, without infinity "
            f"(the open-ended band is added): {edges.tolist()}."
        )
    return np.concatenate([[0.0], edges, [np.inf]])


def _labels(edges: Floats) -> tuple[str, ...]:
    return tuple(f"[{a:g}, {'∞' if np.isinf(b) else f'{b:g}'})" for a, b in itertools.pairwise(edges))
