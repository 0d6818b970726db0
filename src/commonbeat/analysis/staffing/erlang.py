"""Erlang's formulas for units that answer calls in the order received."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.refusal import numbers, refuse_unless
from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class Erlang(Result):
    """Blocking, waiting and mean wait for `servers` units and `load` erlangs.

    Attributes:
        servers: Units on duty.
        load: Calls an hour times mean hours a call (erlangs).
        blocking: Share of calls that find every unit busy if such calls go elsewhere (Erlang B).
        waiting: Share of calls that find every unit busy if such calls wait (Erlang C).
        mean_wait: Mean wait of all calls, in mean service times.
    """

    servers: int
    load: float
    blocking: float
    waiting: float
    mean_wait: float

    @property
    def utilisation(self) -> float:
        """Share of a unit's time that is committed, at most 1."""
        return min(1.0, self.load / self.servers)

    @property
    def mean_queue(self) -> float:
        """Mean number of calls waiting (Little's law: load times mean wait in service times)."""
        return self.load * self.mean_wait if self.load else 0.0

    def wait_over(self, time: float) -> float:
        """Share of calls that wait longer than `time` mean service times: C exp(-(c - a) time).

        Raises:
            ImpossibleInput: `time` is negative or missing.
        """
        refuse_unless(time >= 0, "A wait cannot be negative.")
        if self.load >= self.servers:
            return 1.0
        return self.waiting * float(np.exp(-(self.servers - self.load) * time))

    def wait_quantile(self, share: float) -> float:
        """Wait in mean service times that `share` of calls do not exceed; 0 when that share does not wait.

        Raises:
            ImpossibleInput: `share` does not lie between 0 and 1.
        """
        refuse_unless(0 <= share < 1, "The share of calls must be at least 0 and under 1.")
        if self.load >= self.servers:
            return float("inf")
        if self.waiting <= 1 - share:
            return 0.0
        return float(np.log(self.waiting / (1 - share)) / (self.servers - self.load))


def erlang_c(servers: int, load: float) -> Erlang:
    """Erlang B and C and the mean wait.

    B follows the recursion B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1)), which is stable for hundreds of
    units; C = B / (1 - rho (1 - B)); the mean wait is C / (c - a) mean service times. At or above full
    load every call waits and the wait has no bound. The wait beyond t is C exp(-(c - a) t).

    Args:
        servers: Units on duty, at least 1.
        load: Calls an hour times mean hours a call (erlangs), not negative.

    Raises:
        ImpossibleInput: `servers` is under 1 or `load` is negative or missing.

    Source: A. K. Erlang 1917; Cooper, Introduction to Queueing Theory, 1981, chapter 3.

    >>> round(erlang_c(10, 8.0).waiting, 8)
    0.40918015
    """
    refuse_unless(
        servers >= 1 and servers == int(servers) and np.isfinite(load) and load >= 0,
        "At least one unit and a load that is not negative are needed.",
    )
    blocking = 1.0
    for k in range(1, int(servers) + 1):
        blocking = load * blocking / (k + load * blocking)
    full = load >= servers
    waiting = 1.0 if full else blocking / (1 - load / servers * (1 - blocking))
    return Erlang(
        method="Erlang B and C, exact recursion",
        n=int(servers),
        warnings=("The load is not below the number of units: the queue grows.",) if full else (),
        servers=int(servers),
        load=float(load),
        blocking=float(blocking),
        waiting=float(waiting),
        mean_wait=float("inf") if full else float(waiting / (servers - load)),
    )


def erlang_table(load: ArrayLike, most: int) -> NDArray[np.float64]:
    """Share of calls that wait (Erlang C) for every load and every number of units up to `most`.

    Args:
        load: Loads in erlangs, shape (loads,).
        most: Largest number of units, at least 1.

    Returns:
        Array of shape (loads, most + 1): column c is C(c, load); 1 where the load is not below c.

    Raises:
        ImpossibleInput: a load is negative or missing, or `most` is under 1.
    """
    loads = np.atleast_1d(numbers(load, "Loads", least=0.0))
    refuse_unless(most >= 1, "At least one unit is needed.")
    waiting = np.ones((loads.size, most + 1))
    blocking = np.ones(loads.size)
    for k in range(1, most + 1):
        blocking = loads * blocking / (k + loads * blocking)
        below = loads < k
        waiting[below, k] = blocking[below] / (1 - loads[below] / k * (1 - blocking[below]))
    return waiting
