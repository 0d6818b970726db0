"""Whether one event makes another one nearby and soon after more likely, and which events follow each other."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.near_repeat import Chains, KnoxTable, knox_table, near_repeat_chains
from commonbeat.analysis.trends import benjamini_hochberg

from ..scope import Scope
from .points import Points, blocks_near, points_of
from .work import NotAnswerable, Work

VERSION = "repeats-1"
DISTANCES = (100.0, 200.0, 300.0, 400.0)
INTERVALS = (2.0, 7.0, 14.0, 28.0)
CHAIN_METRES, CHAIN_DAYS, LEAST_CHAIN = 200.0, 14.0, 3
MOST_EVENTS, LISTED = 40_000, 15
PERMUTATIONS = 999


def quick(scope: Scope, rows: int) -> bool:
    """Whether it is answered within the request: shuffling takes time."""
    return rows <= 1_500


def compute(work: Work) -> dict[str, Any]:
    """The Knox table with 999 shuffles, and chains of events within 200 metres and 14 days.

    Returns:
        `table` (observed, expected, ratio, p and range by band), `chains` (the longest), `n`, `chained_share`.

    Raises:
        NotAnswerable: too few rows have a place, or so many that pairs could not be held in memory.
    """
    work.tell(0.05, "Reading places")
    points = points_of(work)
    if len(points) > MOST_EVENTS:
        raise NotAnswerable(
            f"{len(points):,} events are too many for pairs: choose a type group, a beat or fewer days "
            f"(at most {MOST_EVENTS:,})."
        )
    metric = work.scope.options["metric"]
    work.tell(0.2, "Shuffling the days 999 times")
    table = knox_table(
        points.x, points.y, np.floor(points.day), distances=DISTANCES, intervals=INTERVALS, metric=metric,
        permutations=PERMUTATIONS, seed=1,
    )  # fmt: skip
    work.tell(0.8, "Following chains")
    chains = near_repeat_chains(
        points.x,
        points.y,
        points.day,
        distance=CHAIN_METRES,
        within_days=CHAIN_DAYS,
        metric=metric,
        least=LEAST_CHAIN,
    )
    return {
        "n": table.n,
        "left_out": points.left_out,
        "table": _table(table),
        "chains": _chains(work, points, chains),
        "chain_count": len(chains.chains),
        "chained_share": round(chains.chained_share, 4),
        "method": table.method,
        "warnings": [*table.warnings, *chains.warnings],
        "seed": table.seed,
    }


def _table(found: KnoxTable) -> dict[str, Any]:
    """The bands that are not open-ended, as plain values."""
    rows, columns = len(found.space_edges) - 1, len(found.time_edges) - 1

    def plain(values: Any, places: int) -> list[list[float | None]]:
        kept = np.asarray(values, dtype=float)[: rows - 1, : columns - 1]
        return [[None if np.isnan(v) else round(float(v), places) for v in row] for row in kept]

    return {
        "space": list(found.space_labels())[: rows - 1],
        "time": list(found.time_labels())[: columns - 1],
        "observed": plain(found.observed, 0),
        "expected": plain(found.expected, 2),
        "ratio": plain(found.ratio, 3),
        "p": plain(found.p, 4),
        "q": plain(_adjusted(found), 4),
        "low": plain(found.low, 1),
        "high": plain(found.high, 1),
        "least_expected": found.least_expected,
    }


def _adjusted(found: KnoxTable) -> NDArray[np.float64]:
    """p values of the bands that have a ratio, as one Benjamini-Hochberg family; not-a-number elsewhere."""
    closed = np.zeros(found.p.shape, dtype=bool)
    closed[:-1, :-1] = True
    tested = np.where(closed & np.isfinite(found.ratio), found.p, np.nan)
    return benjamini_hochberg(tested.ravel()).reshape(found.p.shape)


def _chains(work: Work, points: Points, found: Chains) -> list[dict[str, Any]]:
    """The longest chains: where, from when to when, which numbers."""
    top = found.chains[:LISTED]
    lon, lat = points.plane.to_degrees([c.centre[0] for c in top], [c.centre[1] for c in top])
    names = blocks_near(work, [(float(a), float(b)) for a, b in zip(lon, lat, strict=True)], CHAIN_METRES)
    rows = []
    for chain, name, at_lon, at_lat in zip(top, names, lon, lat, strict=True):
        days = points.day[list(chain.members)]
        rows.append(
            {
                "events": len(chain.members),
                "first": float(days.min()),
                "last": float(days.max()),
                "name": name,
                "lon": round(float(at_lon), 6),
                "lat": round(float(at_lat), 6),
                "reach": round(chain.reach),
                "numbers": [str(points.number[i]) for i in chain.members[:60]],
            }
        )
    return rows
