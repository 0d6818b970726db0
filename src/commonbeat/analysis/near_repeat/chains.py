"""Near-repeat chains: events linked, one to the next, by being close in space and time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse
from scipy.sparse import csgraph

from commonbeat.analysis.hotspots.points import unit_warnings
from commonbeat.analysis.near_repeat.pairs import (
    Floats,
    Metric,
    RepeatInputError,
    Whole,
    checked_events,
    close_pairs,
)
from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class Chain(Result):
    """Events that hang together.

    Attributes:
        members: Positions of the events, in order of time.
        links: Number of close pairs among them.
        first_day: Day of the first event, counted from the first event of all.
        last_day: Day of the last event, likewise.
        centre: Mean east and north coordinate (metres).
        reach: Farthest member from the centre, straight line (metres).
    """

    members: tuple[int, ...]
    links: int
    first_day: float
    last_day: float
    centre: tuple[float, float]
    reach: float


@dataclass(frozen=True, kw_only=True)
class Chains(Result):
    """All chains, longest first.

    Attributes:
        chains: The chains.
        chain_of: Position of the chain of each event; -1 for an event of its own.
        pairs: Close pairs, positions (first, second), (pairs, 2).
        chained_share: Share of events in a chain.
        distance: Metres; a pair is closer than this.
        days: Days; a pair is less than this apart.
        metric: "manhattan" or "euclidean".
    """

    chains: tuple[Chain, ...]
    chain_of: Whole
    pairs: Whole
    chained_share: float
    distance: float
    days: float
    metric: Metric


def near_repeat_chains(
    x: ArrayLike,
    y: ArrayLike,
    days: ArrayLike,
    *,
    distance: float,
    within_days: float,
    metric: Metric,
    least: int = 2,
    period: str = "",
) -> Chains:
    """Connected components of the graph whose edges are pairs closer than `distance` and `within_days`.

    A chain says that events follow each other closely. It does not say that one person did them: it is a start
    for an analyst. Long chains also arise by chance where events are dense; compare with the Knox table.

    Args:
        x: East coordinates (metres).
        y: North coordinates (metres).
        days: Day numbers or datetime64, local wall clock.
        distance: Metres, exclusive.
        within_days: Days, exclusive.
        metric: "manhattan" or "euclidean", to be named.
        least: Fewest events of a chain to be told.
        period: Words for the time span.

    Raises:
        RepeatInputError: Events or limits that cannot be used.

    Source: near-repeat strings, Wheeler, Riddell & Haberman, Policing 15 (2021); components by SciPy.
    """
    events = checked_events(x, y, days)
    if not (np.isfinite(distance) and distance > 0 and np.isfinite(within_days) and within_days > 0):
        raise RepeatInputError("Distance and days must be numbers above 0.")
    if least < 2:
        raise RepeatInputError("A chain has at least 2 events.")
    first, second, _ = close_pairs(events.x, events.y, float(distance), metric)
    gap = np.abs(events.ticks[first].astype(np.float64) - events.ticks[second])
    near = gap < within_days * events.per_day - 1e-9 * (events.ticks.dtype.kind == "i")
    first, second = first[near], second[near]
    n = events.x.size
    graph = sparse.coo_array((np.ones(first.size, dtype=np.int8), (first, second)), shape=(n, n))
    _, label = csgraph.connected_components(graph, directed=False)
    size, links = np.bincount(label), np.bincount(label[first], minlength=int(label.max()) + 1)
    order = np.lexsort((events.days, label))
    starts = np.concatenate([[0], np.cumsum(size)])
    kept = np.flatnonzero(size >= least)
    opening = np.array([events.days[order[starts[k]]] for k in kept])
    kept = kept[np.lexsort((opening, -size[kept]))]
    chain_of = np.full(n, -1, dtype=np.int64)
    chains = []
    for position, k in enumerate(kept):
        members = order[starts[k] : starts[k + 1]]
        chain_of[members] = position
        chains.append(_chain(members, int(links[k]), events.x, events.y, events.days, period))
    return Chains(
        method=f"near-repeat chains, {metric} v1",
        n=n,
        period=period,
        warnings=(
            *unit_warnings(events.x, events.y),
            "Chains also arise by chance; they name places and times to look at, never a person.",
        ),
        chains=tuple(chains),
        chain_of=chain_of,
        pairs=np.column_stack([first, second]),
        chained_share=float((chain_of >= 0).mean()),
        distance=float(distance),
        days=float(within_days),
        metric=metric,
    )


def _chain(members: Whole, links: int, x: Floats, y: Floats, days: Floats, period: str) -> Chain:
    centre_x, centre_y = float(x[members].mean()), float(y[members].mean())
    return Chain(
        method="near-repeat chain v1",
        n=members.size,
        period=period,
        members=tuple(int(m) for m in members),
        links=links,
        first_day=float(days[members[0]]),
        last_day=float(days[members[-1]]),
        centre=(centre_x, centre_y),
        reach=float(np.hypot(x[members] - centre_x, y[members] - centre_y).max()),
    )
