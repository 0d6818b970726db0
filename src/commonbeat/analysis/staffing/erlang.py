"""Erlang's formulas for units that answer calls in the order received."""

from __future__ import annotations

from dataclasses import dataclass

from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class Erlang(Result):
    """Blocking, waiting and mean wait (in mean service times) for `servers` units and `load` erlangs."""

    servers: int
    load: float
    blocking: float
    waiting: float
    mean_wait: float


def erlang_c(servers: int, load: float) -> Erlang:
    """Erlang B and C and the mean wait.

    B follows the recursion B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1)), which is stable for hundreds of
    units; C = B / (1 - rho (1 - B)); the mean wait is C / (c - a) mean service times. At or above full
    load every call waits and the wait has no bound.

    Args:
        servers: Units on duty, at least 1.
        load: Calls an hour times mean hours a call (erlangs), not negative.

    Raises:
        ValueError: `servers` is under 1 or `load` is negative.

    >>> round(erlang_c(10, 8.0).waiting, 8)
    0.40918015
    """
    if servers < 1 or load < 0:
        raise ValueError("At least one unit and a load that is not negative are needed.")
    blocking = 1.0
    for k in range(1, servers + 1):
        blocking = load * blocking / (k + load * blocking)
    full = load >= servers
    waiting = 1.0 if full else blocking / (1 - load / servers * (1 - blocking))
    return Erlang(
        method="Erlang B and C, exact recursion",
        n=servers,
        warnings=("The load is not below the number of units: the queue grows.",) if full else (),
        servers=servers,
        load=load,
        blocking=blocking,
        waiting=waiting,
        mean_wait=float("inf") if full else waiting / (servers - load),
    )
