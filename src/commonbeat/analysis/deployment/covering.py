"""Where units should wait so that most calls are in reach: MCLP and MEXCLP."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, eye_array, hstack, vstack

from commonbeat.analysis.deployment.siting import Floats, Ground, Siting, ground_of, siting, solve
from commonbeat.analysis.refusal import refuse_unless

_REACH_WORDS = "Reach is judged by the travel times given; a call a second beyond it counts as not covered."


def mclp(
    demand: ArrayLike,
    travel: ArrayLike,
    units: int,
    *,
    reach: float,
    held: ArrayLike = (),
    seconds: float = 60.0,
) -> Siting:
    """Sites from which most demand is within reach (maximal covering location problem).

    Maximise the sum of demand_i y_i with y_i <= sum of x_j over sites j within reach of i, sum of x = units,
    x 0 or 1. Every unit is taken to be free whenever called; see `mexclp` for units that are busy.

    Args:
        demand: Calls of each area, shape (areas,).
        travel: Travel from each site to each area, shape (sites, areas).
        units: Sites to use.
        reach: Longest travel that counts as covered.
        held: Sites that must be used.
        seconds: Time limit.

    Raises:
        ImpossibleInput: shapes do not fit, or more units than sites.

    Source: Church & ReVelle, Papers of the Regional Science Association 32, 1974.
    """
    ground = ground_of(demand, travel, units, held)
    refuse_unless(units <= ground.travel.shape[0], "There are more units than sites.")
    inside = _reached(ground, reach)
    patterns, weight = _patterns(inside, ground.demand)
    chosen, bound, optimal = _cover(patterns, weight, np.ones((1,)), units, 1, ground.held, seconds)
    covered = inside.T.astype(np.int64) @ chosen
    value = float(ground.demand[covered > 0].sum())
    return siting(
        ground,
        chosen,
        method="maximal covering location (MCLP), solved by HiGHS",
        value=value,
        bound=value if optimal else bound,
        optimal=optimal,
        covered=covered,
        warnings=(_REACH_WORDS,),
    )


def mexclp(
    demand: ArrayLike,
    travel: ArrayLike,
    units: int,
    *,
    reach: float,
    busy: float,
    most_at_site: int | None = None,
    held: ArrayLike = (),
    seconds: float = 60.0,
) -> Siting:
    """Sites of units that are busy part of the time (maximal expected covering location problem).

    An area with k units in reach is covered with probability 1 - q^k, q being the busy share; so the k-th
    unit adds (1 - q) q^(k-1). Maximise the sum over areas and k of demand_i (1 - q) q^(k-1) y_ik with
    sum_k y_ik <= units in reach of i, sum of x = units, x whole numbers.

    Args:
        demand: Calls of each area, shape (areas,).
        travel: Travel from each site to each area, shape (sites, areas).
        units: Units to place; several may share a site.
        reach: Longest travel that counts as covered.
        busy: Share of time a unit is busy, at least 0 and under 1, for instance from `hypercube`.
        most_at_site: Most units at one site; `units` when left out.
        held: Sites that must be used.
        seconds: Time limit.

    Raises:
        ImpossibleInput: shapes do not fit, the busy share is out of range, or the sites cannot take all units.

    Source: Daskin, Transportation Science 17, 1983.
    """
    ground = ground_of(demand, travel, units, held)
    refuse_unless(0 <= busy < 1, "The busy share must be at least 0 and under 1.")
    most = units if most_at_site is None else most_at_site
    refuse_unless(most >= 1, "A site must take at least one unit.")
    refuse_unless(most * ground.travel.shape[0] >= units, "The sites cannot take that many units.")
    inside = _reached(ground, reach)
    patterns, weight = _patterns(inside, ground.demand)
    gain = (1 - busy) * busy ** np.arange(units, dtype=np.float64)
    gain = gain[: max(1, int((gain > 1e-12).sum()))]
    chosen, bound, optimal = _cover(patterns, weight, gain, units, most, ground.held, seconds)
    covered = inside.T.astype(np.int64) @ chosen
    value = float(ground.demand @ (1 - busy**covered))
    return siting(
        ground,
        chosen,
        method="maximal expected covering location (MEXCLP), solved by HiGHS",
        value=value,
        bound=value if optimal else bound,
        optimal=optimal,
        covered=covered,
        warnings=(
            _REACH_WORDS,
            "Every unit is taken to be busy the same share of time, whatever the others do.",
        ),
    )


def _reached(ground: Ground, reach: float) -> NDArray[np.bool_]:
    """Whether each site reaches each area.

    Raises:
        ImpossibleInput: the reach is no number, or negative.
    """
    refuse_unless(np.isfinite(reach) and reach >= 0, "The reach must be a number that is not negative.")
    return ground.travel <= reach


def _patterns(inside: NDArray[np.bool_], demand: Floats) -> tuple[NDArray[np.bool_], Floats]:
    """Areas reached by the same sites put together; those nobody reaches or asks from left out."""
    asked = inside.T[(demand > 0) & inside.any(axis=0)]
    if not asked.size:
        return np.zeros((0, inside.shape[0]), dtype=bool), np.zeros(0)
    kind, number = np.unique(asked, axis=0, return_inverse=True)
    weight = np.bincount(number.reshape(-1), demand[(demand > 0) & inside.any(axis=0)])
    return kind, weight.astype(np.float64)


def _cover(
    patterns: NDArray[np.bool_],
    weight: Floats,
    gain: Floats,
    units: int,
    most: int,
    held: NDArray[np.int64],
    seconds: float,
) -> tuple[NDArray[np.int64], float, bool]:
    """Units at each site that maximise the gain of the first, second, … unit in reach."""
    sites, kinds, levels = patterns.shape[1], patterns.shape[0], gain.size
    reach = csr_array(patterns.astype(np.float64))
    # One column for each pattern and level; gains fall with the level, so lower ones fill first.
    stacked = hstack([-eye_array(kinds)] * levels) if kinds else csr_array((0, 0))
    total = np.zeros((1, sites + kinds * levels))
    total[0, :sites] = 1.0
    rows = csr_array(vstack([hstack([reach, stacked]), csr_array(total)]) if kinds else csr_array(total))
    least = np.zeros(sites + kinds * levels)
    least[held] = 1.0
    limit = np.concatenate((np.full(sites, float(most)), np.ones(kinds * levels)))
    found = solve(
        np.concatenate((np.zeros(sites), -np.outer(gain, weight).ravel())),
        rows,
        np.concatenate((np.zeros(kinds), [float(units)])),
        np.concatenate((np.full(kinds, np.inf), [float(units)])),
        whole=np.concatenate((np.ones(sites), np.zeros(kinds * levels))).astype(np.int64),
        least=least,
        most=limit,
        seconds=seconds,
    )
    return np.rint(found.x[:sites]).astype(np.int64), -found.bound, found.optimal
