"""The hypercube model for many units: Larson's approximation with the Q correction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from commonbeat.analysis.refusal import refuse_unless
from commonbeat.analysis.staffing.dispatching import Demand, Dispatching, Floats, demand_of, measures_of

_ERROR_WORDS = (
    "An approximation: Larson found single units within 1 to 2 % of the exact model; on random cities of 10 to "
    "15 units the worst unit was off by up to 4.1 % of the mean workload. Use the exact model up to 15 units."
)


@dataclass(frozen=True, kw_only=True)
class HypercubeApproximation(Dispatching):
    """Approximate steady state.

    Attributes:
        correction: Q(0), Q(1), … : factors that repair treating units as independent, shape (units,).
        iterations: Workloads after each pass, shape (passes, units).
        change: Largest change of a workload in the last pass.
        error_bound: Difference to the exact model to reckon with, as a share of the mean workload.
    """

    correction: Floats
    iterations: Floats
    change: float
    error_bound: float = 0.041


def hypercube_approximate(
    rates: ArrayLike,
    preferences: ArrayLike,
    *,
    service_rate: float = 1.0,
    queue: bool = True,
    travel: ArrayLike | None = None,
    between: ArrayLike | None = None,
    home: ArrayLike | None = None,
    tolerance: float = 1e-6,
    passes: int = 200,
) -> HypercubeApproximation:
    """Approximate hypercube model for any number of units.

    Iterates rho_n = (V_n + lambda P_Q / (N mu)) / (1 + V_n), V_n being the sum over areas of
    (lambda_j / mu) Q(k) times the product of rho over the k units before n on the area's list, then scales
    to the known total N rho = lambda / mu (less what is lost without a queue). Q(k) is the probability that
    k units drawn at random are busy and the next is free in an M/M/N queue, over rho^k (1 - rho).

    Args:
        rates: Calls per time unit in each area, shape (areas,).
        preferences: Unit numbers in the order they are sent, shape (areas, units); see `nearest_first`.
        service_rate: Calls a busy unit finishes per time unit, the same for all units.
        queue: True: calls wait when all are busy. False: they go elsewhere.
        travel: Travel time from each unit's place to each area, shape (units, areas).
        between: Travel time between areas, shape (areas, areas).
        home: Each area's own unit, shape (areas,); the first of its list when left out.
        tolerance: Largest change of a workload at which the passes end.
        passes: Most passes.

    Raises:
        ImpossibleInput: shapes do not fit, or calls exceed what the units can answer.

    Source: Larson, Operations Research 23, 1975; Larson & Odoni 1981, section 5.5.
    """
    demand = demand_of(rates, preferences, travel, between, home)
    refuse_unless(np.isfinite(service_rate) and service_rate > 0, "The service rate must be over 0.")
    refuse_unless(tolerance > 0 and passes >= 1, "A tolerance over 0 and at least one pass are needed.")
    units = demand.units
    load = demand.total / service_rate
    refuse_unless(
        not queue or load < units,
        "More calls come in than the units can answer: the queue would grow for ever.",
    )
    levels, saturation = _levels(units, load, queue)
    total = load if queue else load * (1 - saturation)
    correction = _correction(levels, total / units)
    from_queue = load * saturation / units if queue else 0.0
    steps = [np.full(units, total / units)]
    change = np.inf
    while change > tolerance and len(steps) <= passes:
        offered = _offered(demand, steps[-1], correction) / service_rate
        share = (offered + from_queue) / (1 + offered)
        share *= total / share.sum()
        change = float(np.abs(share - steps[-1]).max())
        steps.append(share)
    at_once = _immediate(demand, steps[-1], correction, 1 - saturation if queue else 1.0)
    found = measures_of(demand, at_once, np.full(units, (saturation if queue else 0.0) / units))
    slow = () if change <= tolerance else ("The passes ended before the workloads stood still.",)
    return HypercubeApproximation(
        method="hypercube queueing model, Larson's approximation, "
        + ("infinite line" if queue else "zero line"),
        n=int(demand.rates.size),
        warnings=(_ERROR_WORDS, *found.warnings, *slow),
        workload=steps[-1],
        dispatch=found.dispatch,
        saturation=saturation,
        queue=queue,
        mean_wait=saturation / (units - load) / service_rate if queue else 0.0,
        cross=found.cross,
        travel=found.travel,
        travel_by_unit=found.by_unit,
        travel_by_area=found.by_area,
        correction=correction,
        iterations=np.array(steps[1:]),
        change=change,
    )


def correction_factors(units: int, load: float, *, queue: bool = True) -> Floats:
    """Larson's Q(k) for k = 0 … units - 1 at `load` erlangs.

    Args:
        units: Number of units, at least 1.
        load: Calls per mean service time; under `units` when calls wait.
        queue: Whether calls wait when all are busy.

    Raises:
        ImpossibleInput: no units, or a load the units cannot answer.

    >>> [round(float(q), 5) for q in correction_factors(3, 1.5)]
    [1.0, 0.73684, 0.63158]
    """
    refuse_unless(
        units >= 1 and np.isfinite(load) and load > 0, "At least one unit and a load over 0 are needed."
    )
    refuse_unless(not queue or load < units, "The load must lie below the number of units.")
    levels, saturation = _levels(units, load, queue)
    total = load if queue else load * (1 - saturation)
    return _correction(levels, total / units)


def _levels(units: int, load: float, queue: bool) -> tuple[Floats, float]:
    """P(k busy, nobody waits) for k = 0 … units, and the share of time all are busy."""
    k = np.arange(units + 1)
    logs = k * np.log(load) - gammaln(k + 1)
    if queue:
        logs[-1] -= np.log1p(-load / units)
    weight = np.exp(logs - logs.max())
    weight /= weight.sum()
    return weight, float(weight[-1])


def _correction(levels: Floats, rho: float) -> Floats:
    """Q(k) = sum over levels of P(level) P(k drawn busy, next free) / (rho^k (1 - rho)), in logarithms."""
    units = levels.size - 1
    k = np.arange(units)[:, None]
    level = np.arange(units)[None, :]
    inside = level >= k
    gap = np.where(inside, level - k, 0)
    logs = gammaln(level + 1) - gammaln(gap + 1) + gammaln(units - k + 1) - gammaln(units + 1)
    logs += np.log((units - level) / (units - k)) - k * np.log(rho) - np.log1p(-rho)
    with np.errstate(divide="ignore"):
        logs = logs + np.log(levels[:-1])[None, :]
    return np.asarray(np.where(inside, np.exp(np.where(inside, logs, 0.0)), 0.0).sum(axis=1))


def _reach(demand: Demand, workload: Floats, correction: Floats) -> Floats:
    """Call rate of each area that reaches each place of its list, shape (areas, units)."""
    busy = workload[demand.preferences]
    reach = np.empty_like(busy)
    reach[:, 0] = 1.0
    np.cumprod(busy[:, :-1], axis=1, out=reach[:, 1:])
    reach *= correction
    reach *= demand.rates[:, None]
    return reach


def _offered(demand: Demand, workload: Floats, correction: Floats) -> Floats:
    """Call rate offered to each unit, were it free."""
    reach = _reach(demand, workload, correction)
    return np.bincount(demand.preferences.ravel(), reach.ravel(), demand.units).astype(np.float64)


def _immediate(demand: Demand, workload: Floats, correction: Floats, answered: float) -> Floats:
    """Share of all dispatches that are immediate, each area scaled to its known share, (units, areas)."""
    reach = _reach(demand, workload, correction) * (1 - workload[demand.preferences])
    sums = reach.sum(axis=1, keepdims=True)
    reach *= np.divide(
        answered * demand.rates[:, None] / demand.total, sums, out=np.zeros_like(sums), where=sums > 0
    )
    share = np.zeros((demand.units, demand.rates.size))
    share[demand.preferences, np.arange(demand.rates.size)[:, None]] = reach
    return share
