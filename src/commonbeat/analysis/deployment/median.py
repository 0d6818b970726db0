"""Where units should wait so that the mean travel is least: the p-median."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array

from commonbeat.analysis.deployment.siting import Floats, Siting, ground_of, siting, solve
from commonbeat.analysis.refusal import refuse_unless

_ROUNDS = 400
_CLOSE = 1e-9


def p_median(
    demand: ArrayLike,
    travel: ArrayLike,
    units: int,
    *,
    held: ArrayLike = (),
    seconds: float = 60.0,
) -> Siting:
    """Sites with the least demand-weighted travel from the nearest one.

    Minimise the sum of demand_i t_ij x_ij with sum_j x_ij = 1, x_ij <= y_j, sum of y = units. A Lagrangian
    bound with exchanges of sites first settles most sites for good (reduced costs); HiGHS proves the rest.

    Args:
        demand: Calls of each area, shape (areas,).
        travel: Travel from each site to each area, shape (sites, areas).
        units: Sites to use.
        held: Sites that must be used.
        seconds: Time limit of the proof.

    Raises:
        ImpossibleInput: shapes do not fit, or more units than sites.

    Source: Hakimi, Operations Research 12, 1964; bound: Cornuejols, Fisher & Nemhauser, Management
    Science 23, 1977; exchange: Teitz & Bart, Operations Research 16, 1968.
    """
    ground = ground_of(demand, travel, units, held)
    sites = ground.travel.shape[0]
    refuse_unless(units <= sites, "There are more units than sites.")
    cost = ground.travel * ground.demand
    bounded = _bounded(cost, units, ground.held)
    best, bound, optimal = bounded.chosen, bounded.value, True
    if bounded.open_question:
        best, bound, optimal = _proven(cost, bounded, units, seconds)
    value = float(cost[best].min(axis=0).sum())
    chosen = np.zeros(sites, dtype=np.int64)
    chosen[best] = 1
    return siting(
        ground,
        chosen,
        method="p-median, Lagrangian bound and HiGHS",
        value=value,
        bound=value if optimal else bound,
        optimal=optimal,
        covered=None,
        of_all=False,
    )


@dataclass(frozen=True)
class _Bounded:
    """Best choice so far, and which sites are settled: 1 used, 0 not used, -1 open."""

    chosen: NDArray[np.int64]
    value: float
    settled: NDArray[np.int64]

    @property
    def open_question(self) -> bool:
        """Whether sites are left to decide."""
        return bool((self.settled < 0).any())


def _bounded(cost: Floats, units: int, held: NDArray[np.int64]) -> _Bounded:
    """Subgradient steps on the prices u of the areas; L(u) = sum u + the `units` least sum min(0, c - u)."""
    sites = cost.shape[0]
    settled = np.full(sites, -1, dtype=np.int64)
    settled[held] = 1
    chosen = _exchanged(cost, _greedy(cost, units, held), held)
    value = float(cost[chosen].min(axis=0).sum())
    ordered = np.sort(cost, axis=0)
    price = ordered[min(1, sites - 1)].copy()
    step, best_bound, stale = 1.0, -np.inf, 0
    for _ in range(_ROUNDS):
        part = np.minimum(cost - price, 0.0)
        worth = part.sum(axis=1)
        rank = np.where(settled == 1, -np.inf, np.where(settled == 0, np.inf, worth))
        order = np.argsort(rank, kind="stable")
        used = order[:units]
        bound = float(price.sum() + worth[used].sum())
        if bound > best_bound + _CLOSE * abs(value):
            best_bound, stale = bound, 0
        else:
            stale += 1
            if stale >= 15:
                step, stale = step / 2, 0
        trial = float(cost[used].min(axis=0).sum())
        if trial < value - _CLOSE * abs(value):
            chosen = _exchanged(cost, used, held)
            value = float(cost[chosen].min(axis=0).sum())
        settled = _settle(settled, worth, order, units, value - bound)
        if value - bound <= _CLOSE * max(1.0, abs(value)) or not (settled < 0).any():
            break
        excess = 1.0 - (part[used] < 0).sum(axis=0)
        length = float(excess @ excess)
        if length == 0 or step < 1e-4:
            break
        price = price + step * (1.02 * value - bound) / length * excess
    if value - best_bound <= _CLOSE * max(1.0, abs(value)) or int((settled == 1).sum()) == units:
        if int((settled == 1).sum()) == units and value - best_bound > _CLOSE * max(1.0, abs(value)):
            chosen = np.flatnonzero(settled == 1)
        settled = np.zeros(sites, dtype=np.int64)
        settled[chosen] = 1
    return _Bounded(np.sort(chosen), float(cost[chosen].min(axis=0).sum()), settled)


def _settle(
    settled: NDArray[np.int64], worth: Floats, order: NDArray[np.int64], units: int, gap: float
) -> NDArray[np.int64]:
    """Sites whose other state would cost more than the gap between bound and best answer."""
    slack = gap + _CLOSE * (1.0 + abs(gap))
    found = settled.copy()
    last_in, rest = order[units - 1], order[units:]
    if settled[last_in] == 1:
        return found
    for site in rest:
        if settled[site] < 0 and worth[site] - worth[last_in] > slack:
            found[site] = 0
    if rest.size and settled[rest[0]] != 0:
        for site in order[:units]:
            if settled[site] < 0 and worth[rest[0]] - worth[site] > slack:
                found[site] = 1
    return found


def _greedy(cost: Floats, units: int, held: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sites added one by one, each saving most."""
    chosen = list(held)
    near = cost[held].min(axis=0) if held.size else np.full(cost.shape[1], cost.max(initial=0.0) + 1.0)
    while len(chosen) < units:
        total = np.minimum(cost, near).sum(axis=1)
        total[chosen] = np.inf
        best = int(total.argmin())
        chosen.append(best)
        near = np.minimum(near, cost[best])
    return np.array(chosen, dtype=np.int64)


def _exchanged(cost: Floats, chosen: NDArray[np.int64], held: NDArray[np.int64]) -> NDArray[np.int64]:
    """Swap one site used for one not used while that saves travel."""
    used = [int(site) for site in chosen]
    value = float(cost[used].min(axis=0).sum())
    better = True
    while better:
        better = False
        for place, site in enumerate(list(used)):
            if site in held:
                continue
            rest = used[:place] + used[place + 1 :]
            near = cost[rest].min(axis=0) if rest else np.full(cost.shape[1], np.inf)
            total = np.minimum(cost, near).sum(axis=1)
            total[rest] = np.inf
            best = int(total.argmin())
            if total[best] < value - _CLOSE * max(1.0, abs(value)):
                used[place], value, better = best, float(total[best]), True
    return np.array(used, dtype=np.int64)


def _proven(
    cost: Floats, bounded: _Bounded, units: int, seconds: float
) -> tuple[NDArray[np.int64], float, bool]:
    """Decide the open sites with HiGHS.

    Radius form: z_ik = 1 when none of the k nearest sites of area i is used, priced with the step in cost
    to the next nearest; beyond the nearest site that is certainly used there is nothing to decide.
    """
    live = np.flatnonzero(bounded.settled != 0)
    sure = bounded.settled[live] == 1
    near = cost[live]
    order = np.argsort(near, axis=0, kind="stable")
    ordered = np.take_along_axis(near, order, axis=0)
    sites, areas = near.shape
    # Of all but units - 1 + 1 nearest sites at least one is used, and none beyond a sure one matters.
    last = np.where(sure.any(), np.where(sure[order], np.arange(sites)[:, None], sites).min(axis=0), sites)
    last = np.minimum(last, sites - units)
    rank, area = np.nonzero(np.arange(sites)[:, None] < last[None, :])
    number = np.full((sites, areas), -1)
    number[rank, area] = np.arange(rank.size)
    row = np.arange(rank.size)
    before = np.where(rank > 0, number[np.maximum(rank - 1, 0), area], -1)
    later = before >= 0
    rows = coo_array(
        (
            np.concatenate((np.ones(2 * rank.size), -np.ones(int(later.sum())), np.ones(sites))),
            (
                np.concatenate((row, row, row[later], np.full(sites, rank.size))),
                np.concatenate((order[rank, area], sites + row, sites + before[later], np.arange(sites))),
            ),
        ),
        shape=(rank.size + 1, sites + rank.size),
    )
    step = ordered[np.minimum(rank + 1, sites - 1), area] - ordered[rank, area]
    found = solve(
        np.concatenate((np.zeros(sites), step)),
        csr_array(rows),
        np.concatenate((np.where(later, 0.0, 1.0), [float(units)])),
        np.concatenate((np.full(rank.size, np.inf), [float(units)])),
        whole=np.concatenate((np.ones(sites), np.zeros(rank.size))).astype(np.int64),
        least=np.concatenate((sure.astype(np.float64), np.zeros(rank.size))),
        most=np.ones(sites + rank.size),
        seconds=seconds,
    )
    chosen = live[found.x[:sites] > 0.5]
    if cost[chosen].min(axis=0).sum() > bounded.value:
        chosen = bounded.chosen
    return chosen, found.bound + float(ordered[0].sum()), found.optimal
