"""Which pairs of incidents are worth scoring: those that share something rare, or lie close together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from commonbeat.analysis.patterns.incidents import Incidents

Pairs = NDArray[np.int64]
"""Pairs of incident positions, shape (pairs, 2), first below second, each once."""

DAY = 86_400.0

FEW = 400
"""A tag this rare is always looked up by, whatever its share."""


def candidate_pairs(
    incidents: Incidents,
    *,
    days: float,
    near_metres: float,
    near_days: float,
    common: float,
    most_pairs: int,
) -> tuple[Pairs, tuple[str, ...]]:
    """Pairs that share a tag few incidents have within `days`, or a kind within `near_metres` and `near_days`.

    Work grows with the number of such pairs, not with the square of the incidents.

    Args:
        incidents: The incidents.
        days: Largest time apart for a shared tag.
        near_metres: Largest distance for pairs of one kind.
        near_days: Largest time apart for them.
        common: Share of incidents above which a tag that over 400 have is too common to look pairs up by.
        most_pairs: Pairs by nearness above which the distance is halved, and said.

    Returns:
        Pairs in order, and warnings.
    """
    times = incidents.start.astype("datetime64[s]").astype(np.int64) / DAY
    found: list[Pairs] = []
    for tags in incidents.tags.values():
        found += _by_tag(tags.codes, len(tags.names), times, days, max(FEW, common * incidents.size))
    near, warnings = _by_nearness(incidents, times, near_metres, near_days, most_pairs)
    found += near
    if not found:
        return np.empty((0, 2), dtype=np.int64), warnings
    pairs = np.concatenate(found)
    low, high = pairs.min(axis=1), pairs.max(axis=1)
    # Sorting beats the hash table behind np.unique by far on millions of pairs.
    keys = np.sort(low * incidents.size + high)
    keys = keys[np.flatnonzero(np.diff(keys, prepend=-1))]
    return np.column_stack([keys // incidents.size, keys % incidents.size]), warnings


def _by_tag(
    codes: NDArray[np.int32], names: int, times: NDArray[np.float64], days: float, most: float
) -> list[Pairs]:
    """Pairs that share a tag, tag by tag, within a sliding span of time."""
    rows, columns = np.nonzero(codes >= 0)
    tags = codes[rows, columns]
    counts = np.bincount(tags, minlength=names)
    rare = (counts > 1) & (counts <= most)
    keep = rare[tags] if tags.size else np.zeros(0, dtype=bool)
    rows, tags = rows[keep], tags[keep]
    if not rows.size:
        return []
    # One line for all tags: each tag's incidents in order of time, tags too far apart to touch.
    line = times[rows] - times.min() + tags * (np.ptp(times) + days + 1.0)
    order = np.argsort(line, kind="stable")
    rows, line = rows[order], line[order]
    ends = np.searchsorted(line, line + days, side="right")
    reach = ends - np.arange(rows.size) - 1
    first = np.repeat(np.arange(rows.size), reach)
    step = np.arange(first.size) - np.repeat(np.cumsum(reach) - reach, reach)
    return [np.column_stack([rows[first], rows[first + step + 1]]).astype(np.int64)]


def _by_nearness(
    incidents: Incidents, times: NDArray[np.float64], metres: float, days: float, most: int
) -> tuple[list[Pairs], tuple[str, ...]]:
    """Pairs of one kind that are close in space and time."""
    found: list[Pairs] = []
    shortened: list[str] = []
    placed = np.isfinite(incidents.x) & np.isfinite(incidents.y)
    for kind, name in enumerate(incidents.kind_names):
        rows = np.flatnonzero(placed & (incidents.kinds == kind))
        if rows.size < 2:
            continue
        reach = metres
        while True:
            scaled = np.column_stack(
                [incidents.x[rows] / reach, incidents.y[rows] / reach, times[rows] / days]
            )
            tree = cKDTree(scaled)
            if reach < 1 or (tree.count_neighbors(tree, 1.0, p=np.inf) - rows.size) / 2 <= most:
                break
            reach /= 2
        if reach < metres:
            shortened.append(f"{name} {reach:.0f} m")
        if reach >= 1:
            found.append(rows[tree.query_pairs(1.0, p=np.inf, output_type="ndarray")].astype(np.int64))
    words = (
        (f"So many incidents lie together that only closer pairs were looked at: {', '.join(shortened)}.",)
        if shortened
        else ()
    )
    return found, words
