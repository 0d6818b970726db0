"""Pairs of events that lie close together: found once, reused by every permutation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from commonbeat.analysis.hotspots.points import PlaceInputError, checked_points

Metric = Literal["manhattan", "euclidean"]
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
MOST_PAIRS = 50_000_000


class RepeatInputError(PlaceInputError):
    """Events, bands or settings that a near-repeat analysis cannot work with; the text says why."""


@dataclass(frozen=True)
class Events:
    """Checked events: metres and days. `ticks` are the days as whole numbers of `per_day`-ths when possible."""

    x: Floats
    y: Floats
    days: Floats
    ticks: NDArray[Any]
    per_day: int


def checked_events(x: ArrayLike, y: ArrayLike, days: ArrayLike) -> Events:
    """Events with a place and a day each.

    Args:
        x: East coordinates (metres).
        y: North coordinates (metres).
        days: Day numbers (may have fractions) or datetime64 values, local wall clock.

    Raises:
        RepeatInputError: Fewer than 2 events, different lengths, or a missing place or day.
    """
    try:
        east, north = checked_points(x, y, least=2)
    except PlaceInputError as error:
        raise RepeatInputError(str(error)) from error
    when = np.asarray(days).ravel()
    if when.dtype.kind == "M":
        if np.isnat(when).any():
            raise RepeatInputError(f"{int(np.isnat(when).sum())} events have no day.")
        seconds = when.astype("datetime64[s]").astype(np.int64)
        number = (seconds - seconds.min()) / 86_400.0 if seconds.size else seconds.astype(float)
    else:
        number = when.astype(np.float64)
    if number.size != east.size:
        raise RepeatInputError(f"There are {east.size} places but {number.size} days.")
    if not np.isfinite(number).all():
        raise RepeatInputError(f"{int((~np.isfinite(number)).sum())} events have no day.")
    number = number - number.min()
    for per_day in (1, 24, 1440, 86_400):
        ticks = np.rint(number * per_day)
        # A microsecond of slack: minutes stored as fractions of a day are not exact.
        if np.abs(ticks / per_day - number).max() < 1e-11 * max(1.0, float(number.max())):
            return Events(east, north, number, _smallest(ticks), per_day)
    return Events(east, north, number, number, 1)


def _smallest(ticks: Floats) -> NDArray[Any]:
    """Whole numbers in the fewest bytes, since permuting moves them about a thousand times."""
    most = float(ticks.max())
    for kind in (np.int16, np.int32):
        # One number is kept free: an edge beyond all times is clipped to it and still lies above every gap.
        if most < np.iinfo(kind).max:
            return ticks.astype(kind)
    return ticks.astype(np.int64)


def close_pairs(x: Floats, y: Floats, within: float, metric: Metric) -> tuple[Whole, Whole, Floats]:
    """Pairs (first < second) less than `within` metres apart, and their distances.

    Raises:
        RepeatInputError: Unknown metric, or so many pairs that they would not fit in memory.
    """
    if metric not in ("manhattan", "euclidean"):
        raise RepeatInputError(f"The metric is 'manhattan' or 'euclidean', not {metric!r}; it must be named.")
    tree = cKDTree(np.column_stack([x, y]))
    power = 1 if metric == "manhattan" else 2
    many = (int(tree.count_neighbors(tree, within, p=power)) - x.size) // 2
    if many > MOST_PAIRS:
        raise RepeatInputError(
            f"{many:,} pairs are closer than {within:g} m. Take out default places (station, lobby, unknown), "
            "use a shorter distance or a shorter time."
        )
    # A little more than asked, then the strict comparison below: the tree's own rounding decides nothing.
    found = tree.query_pairs(within * (1 + 1e-9), p=power, output_type="ndarray")
    first, second = found[:, 0].astype(np.int64), found[:, 1].astype(np.int64)
    across, up = np.abs(x[first] - x[second]), np.abs(y[first] - y[second])
    distance = across + up if metric == "manhattan" else np.sqrt(across * across + up * up)
    near = distance < within
    return first[near], second[near], distance[near]


def pairs_within(ticks: NDArray[Any], edges: NDArray[Any]) -> Whole:
    """How many of all pairs are less than each edge apart in time."""
    order = np.sort(ticks.astype(np.float64))
    position = np.arange(order.size)
    return np.array(
        [
            int((position - np.searchsorted(order, order - edge, side="right")).clip(0).sum())
            for edge in edges
        ],
        dtype=np.int64,
    )
