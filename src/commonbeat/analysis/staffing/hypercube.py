"""The hypercube queueing model, exact: which units are busy together, and who is sent where.

Every state is a whole number whose bit n says whether unit n is busy. The model has a call rate for each
area, a fixed preference list for each area and exponential times on calls; a free unit nearest the top of
the list is sent. Source: Larson, Computers & Operations Research 1, 1974; Larson & Odoni, Urban Operations
Research, 1981, sections 5.3 to 5.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from commonbeat.analysis.refusal import numbers, refuse_unless
from commonbeat.analysis.staffing.dispatching import Demand, Dispatching, Floats, demand_of, measures_of

MOST_UNITS = 18
_TOLERANCE = 1e-13
_MOST_SWEEPS = 20_000


@dataclass(frozen=True, kw_only=True)
class Hypercube(Dispatching):
    """Exact steady state.

    Attributes:
        states: Probability that exactly the units of bit pattern B are busy, shape (2 ** units,); with a
            queue the last entry is "all busy, nobody waits" and `queue_tail` comes on top of it.
        queue_tail: Probability that at least one call waits.
        sweeps: Passes over all states until nothing changed.
    """

    states: Floats
    queue_tail: float
    sweeps: int


def hypercube(
    rates: ArrayLike,
    preferences: ArrayLike,
    *,
    service_rate: ArrayLike = 1.0,
    queue: bool = True,
    travel: ArrayLike | None = None,
    between: ArrayLike | None = None,
    home: ArrayLike | None = None,
) -> Hypercube:
    """Exact hypercube model for up to 18 units.

    Balance of every state B with k busy units: P(B) (lambda + mu_B) = sum over busy n of P(B - n) u_n(B - n)
    + sum over free n of mu_n P(B + n), where u_n(B) is the call rate of the areas whose first free unit in
    B is n and mu_B the sum of mu_n over busy n. The state "all busy" has no way up without a queue; with
    one it has a geometric tail with ratio lambda / sum(mu).

    Args:
        rates: Calls per time unit in each area, shape (areas,).
        preferences: Unit numbers in the order they are sent, shape (areas, units); see `nearest_first`.
        service_rate: Calls a busy unit finishes per time unit (1 / mean time on a call), one number or
            shape (units,).
        queue: True: calls wait when all are busy, first come first served. False: they go elsewhere.
        travel: Travel time from each unit's place to each area, shape (units, areas).
        between: Travel time between areas, shape (areas, areas), for calls that waited.
        home: Each area's own unit, shape (areas,); the first of its list when left out.

    Returns:
        Workloads, dispatch shares, saturation, waits, cross-beat share, travel and state probabilities.

    Raises:
        ImpossibleInput: shapes do not fit, units exceed 18, or calls exceed what the units can answer.

    >>> two = hypercube([0.5, 0.5], [[0, 1], [1, 0]], queue=False)
    >>> [round(float(share), 4) for share in two.workload]
    [0.4, 0.4]
    """
    demand = demand_of(rates, preferences, travel, between, home)
    refuse_unless(
        demand.units <= MOST_UNITS,
        f"The exact model takes up to {MOST_UNITS} units; use the approximate one or a simulation.",
    )
    speed = np.broadcast_to(numbers(service_rate, "Service rates"), (demand.units,)).astype(float)
    refuse_unless(bool((speed > 0).all()), "Service rates must be over 0.")
    load = demand.total / float(speed.sum())
    refuse_unless(
        not queue or load < 1, "More calls come in than the units can answer: the queue would grow for ever."
    )
    states, sweeps, change = _steady(_upward(demand), speed, demand.total)
    tail = float(states[-1]) * load / (1 - load) if queue else 0.0
    states = states / (1 + tail)
    tail /= 1 + tail
    saturation = float(states[-1]) + tail
    sent = 1.0 if queue else 1.0 - float(states[-1])
    at_once = _immediate(demand, states) / sent
    found = measures_of(demand, at_once, (saturation if queue else 0.0) * speed / speed.sum())
    stuck = () if change < 1e-10 else ("The steady state was not reached to ten digits.",)
    return Hypercube(
        method="hypercube queueing model, exact, " + ("infinite line" if queue else "zero line"),
        n=int(demand.rates.size),
        warnings=found.warnings + stuck,
        workload=_busy(states) + tail,
        dispatch=found.dispatch,
        saturation=saturation,
        queue=queue,
        mean_wait=tail / (1 - load) / demand.total if queue else 0.0,
        cross=found.cross,
        travel=found.travel,
        travel_by_unit=found.by_unit,
        travel_by_area=found.by_area,
        states=states,
        queue_tail=tail,
        sweeps=sweeps,
    )


def _upward(demand: Demand) -> Floats:
    """u_n(B) for every unit and state, shape (units, states).

    An area adds its rate to u_n(B) when all units before n on its list are busy in B. So the rate is put
    down once at the set of those units, and a sum over subsets carries it to every B.
    """
    units = demand.units
    table = np.zeros((units, 1 << units))
    ahead = np.zeros(demand.rates.size, dtype=np.int64)
    for place in range(units):
        sent = demand.preferences[:, place]
        np.add.at(table, (sent, ahead), demand.rates)
        ahead |= 1 << sent
    for bit in range(units):
        halves = table.reshape(units, -1, 2, 1 << bit)
        halves[:, :, 1, :] += halves[:, :, 0, :]
    return table


def _steady(upward: Floats, speed: Floats, total: float) -> tuple[Floats, int, float]:
    """State probabilities of the finite part, sweeps, and the last change.

    States with an even number of busy units only border on odd ones, so one half is computed from the
    other in turn (Gauss-Seidel). After every sweep each level (number busy) is set to the probability the
    cut equations demand: P_k lambda = P_{k+1} times the mean service rate of level k + 1.
    """
    units = speed.size
    number = np.arange(1 << units, dtype=np.int64)
    busy = np.bitwise_count(number).astype(np.int64)
    mu = _sum_of_bits(speed)
    out = np.where(busy < units, total, 0.0) + mu
    even, odd = number[busy % 2 == 0], number[busy % 2 == 1]
    place = np.empty(number.size, dtype=np.int32)
    place[even], place[odd] = np.arange(even.size), np.arange(odd.size)
    to_odd, to_even = (_half(rows, upward, speed, out, place) for rows in (odd, even))
    level_even, level_odd = busy[even], busy[odd]
    mu_even, mu_odd = mu[even], mu[odd]
    rate = np.bincount(busy, mu, units + 1) / np.bincount(busy, minlength=units + 1)
    of_level = _levels(rate, total)
    now = (of_level / np.bincount(busy, minlength=units + 1))[level_even]
    same_speed = bool(np.ptp(speed) == 0)
    change = np.inf
    sweeps = 0
    while change > _TOLERANCE and sweeps < _MOST_SWEEPS:
        sweeps += 1
        other = _to_levels(to_odd @ now, level_odd, of_level)
        new = _to_levels(to_even @ other, level_even, of_level)
        if not same_speed:
            rate = _mean_rate(new, other, level_even, level_odd, mu_even, mu_odd, units)
            fresh = _levels(rate, total)
            scale = np.divide(fresh, of_level, out=np.zeros_like(fresh), where=of_level > 0)
            new, of_level = new * scale[level_even], fresh
        change = float(np.abs(new - now).sum())
        now = new
    result = np.empty(number.size)
    result[even] = now
    result[odd] = _to_levels(to_odd @ now, level_odd, of_level)
    return result / result.sum(), sweeps, change


def _half(
    rows: NDArray[np.int64], upward: Floats, speed: Floats, out: Floats, place: NDArray[np.int32]
) -> csr_array:
    """Matrix that gives the states `rows` from their neighbours: one neighbour for each unit."""
    units = speed.size
    unit = np.arange(units)
    flipped = rows[:, None] ^ (1 << unit)
    came_up = (rows[:, None] >> unit) & 1 == 1
    value = np.where(came_up, upward[unit, flipped], speed) / out[rows][:, None]
    start = np.arange(0, rows.size * units + 1, units)
    return csr_array((value.ravel(), place[flipped].ravel(), start), shape=(rows.size, rows.size))


def _to_levels(values: Floats, level: NDArray[np.int64], of_level: Floats) -> Floats:
    """`values` scaled so that each level has its probability."""
    sums = np.bincount(level, values, of_level.size)
    scale = np.divide(of_level, sums, out=np.zeros(of_level.size), where=sums > 0)
    return np.asarray(values * scale[level], dtype=np.float64)


def _mean_rate(
    even: Floats,
    odd: Floats,
    level_even: NDArray[np.int64],
    level_odd: NDArray[np.int64],
    mu_even: Floats,
    mu_odd: Floats,
    units: int,
) -> Floats:
    """Mean service rate of each level under the present probabilities."""
    weight = np.bincount(level_even, even, units + 1) + np.bincount(level_odd, odd, units + 1)
    rate = np.bincount(level_even, even * mu_even, units + 1)
    rate += np.bincount(level_odd, odd * mu_odd, units + 1)
    return np.asarray(np.divide(rate, weight, out=np.zeros(units + 1), where=weight > 0))


def _levels(rate: Floats, total: float) -> Floats:
    """Probability of each number of busy units in the finite part, in logarithms against underflow."""
    step = np.log(total) - np.log(np.maximum(rate[1:], np.finfo(float).tiny))
    logs = np.concatenate(([0.0], np.cumsum(step)))
    weight = np.exp(logs - logs.max())
    return np.asarray(weight / weight.sum())


def _sum_of_bits(values: Floats) -> Floats:
    """Sum of `values` over the bits set, for every state."""
    total = np.zeros(1)
    for value in values:
        total = np.concatenate((total, total + value))
    return total


def _busy(states: Floats) -> Floats:
    """Probability that each unit is busy in the finite part."""
    units = int(states.size).bit_length() - 1
    return np.array([states.reshape(-1, 2, 1 << unit)[:, 1, :].sum() for unit in range(units)])


def _immediate(demand: Demand, states: Floats) -> Floats:
    """Share of all calls answered at once by unit n in area j, shape (units, areas).

    P(all before n busy, n free) = G(before) - G(before and n), G being the sum over all states that
    contain a set.
    """
    holding = states.copy()
    for bit in range(demand.units):
        halves = holding.reshape(-1, 2, 1 << bit)
        halves[:, 0, :] += halves[:, 1, :]
    share = np.zeros((demand.units, demand.rates.size))
    ahead = np.zeros(demand.rates.size, dtype=np.int64)
    area = np.arange(demand.rates.size)
    of_area = demand.rates / demand.total
    for step in range(demand.units):
        sent = demand.preferences[:, step]
        with_it = ahead | (1 << sent)
        share[sent, area] = of_area * np.maximum(holding[ahead] - holding[with_it], 0.0)
        ahead = with_it
    return share
