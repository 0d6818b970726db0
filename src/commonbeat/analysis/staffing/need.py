"""The least number of units for each hour of the week, and the officers it takes to field them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.refusal import numbers, refuse_unless
from commonbeat.analysis.results import Result
from commonbeat.analysis.staffing.erlang import erlang_table

_LONG_CALL = 0.5
_MOST_UNITS = 2000


@dataclass(frozen=True, kw_only=True)
class UnitsNeeded(Result):
    """Least units for each hour and what they would achieve.

    Attributes:
        units: Least number of units, shape (hours,).
        load: Erlangs in each hour, shape (hours,).
        utilisation: Committed share of the units' time with those units.
        waiting: Share of calls that would wait with those units.
        mean_wait: Mean wait in the unit of `service`, with those units.
        binding: For each hour the target that sets the number: "utilisation", "wait", "share waiting",
            "least" or "none".
    """

    units: NDArray[np.int64]
    load: NDArray[np.float64]
    utilisation: NDArray[np.float64]
    waiting: NDArray[np.float64]
    mean_wait: NDArray[np.float64]
    binding: tuple[str, ...]


def units_by_hour(
    calls: ArrayLike,
    service: ArrayLike,
    *,
    utilisation: float | None = None,
    mean_wait: float | None = None,
    wait_over: tuple[float, float] | None = None,
    least: int = 0,
    lag: bool = False,
) -> UnitsNeeded:
    """Least units in each hour so that every target given is met.

    Each hour is treated as a queue of its own in balance (stationary independent period by period):
    load a = calls x service, then the smallest c with a / c <= utilisation, mean wait C s / (c - a) <=
    mean_wait, and C exp(-(c - a) t / s) <= share. With `lag` the calls of an hour are taken one mean
    service time earlier, which suits calls that last over half an hour.

    Args:
        calls: Calls (or unit requests) in each hour, shape (hours,), usually 168.
        service: Mean hours a unit is committed to a call, one number or shape (hours,).
        utilisation: Highest committed share of a unit's time, over 0 and at most 1.
        mean_wait: Longest mean wait, hours.
        wait_over: (t, share): at most `share` of the calls may wait over t hours.
        least: Units on duty in any case.
        lag: Shift the demand by the mean service time.

    Raises:
        ImpossibleInput: no target is given, a target is out of range, or more than 2,000 units are needed.

    Source: Green, Kolesar & Soares, Operations Research 49, 2001 (period by period, and the lag).
    """
    demand = np.atleast_1d(numbers(calls, "Calls by hour", least=0.0))
    hours = np.broadcast_to(numbers(service, "Hours a call takes", least=0.0), demand.shape).astype(float)
    _check_targets(utilisation, mean_wait, wait_over, least)
    refuse_unless(bool((hours[demand > 0] > 0).all()), "A call that takes no time needs no unit.")
    if lag:
        demand = _lagged(demand, hours)
    load = demand * hours
    goals = _goals(load, hours, utilisation, mean_wait, wait_over, least)
    units = np.max(np.stack(list(goals.values())), axis=0)
    names = list(goals)
    binding = tuple(
        names[int(np.argmax([goals[name][i] for name in names]))] if units[i] else "none"
        for i in range(units.size)
    )
    table = erlang_table(load, max(1, int(units.max(initial=1))))
    waiting = np.where(load > 0, table[np.arange(load.size), units], 0.0)
    spare = units - load
    wait = np.divide(waiting * hours, spare, out=np.full(load.shape, np.inf), where=spare > 0)
    return UnitsNeeded(
        method="Erlang C, each hour in balance v1",
        n=int(demand.size),
        period="one week by hour" if demand.size == 168 else "",
        warnings=_cautions(hours, demand, lag, bool((spare[load > 0] <= 0).any())),
        units=units,
        load=load,
        utilisation=np.divide(load, units, out=np.zeros(load.shape), where=units > 0),
        waiting=waiting,
        mean_wait=np.where(load > 0, wait, 0.0),
        binding=binding,
    )


def _check_targets(
    utilisation: float | None, mean_wait: float | None, wait_over: tuple[float, float] | None, least: int
) -> None:
    """Refuse targets nobody can meet or read."""
    given = utilisation is not None or mean_wait is not None or wait_over is not None
    refuse_unless(given, "Name at least one target: a utilisation or a wait.")
    if utilisation is not None:
        refuse_unless(0 < utilisation <= 1, "The utilisation must be over 0 and at most 1.")
    if mean_wait is not None:
        refuse_unless(mean_wait > 0, "The mean wait must be over 0: no number of units makes every wait nil.")
    if wait_over is not None:
        refuse_unless(wait_over[0] >= 0, "A wait cannot be negative.")
        refuse_unless(0 < wait_over[1] < 1, "The share of calls that wait must lie between 0 and 1.")
    refuse_unless(least >= 0, "The least number of units cannot be negative.")


def _lagged(demand: NDArray[np.float64], hours: NDArray[np.float64]) -> NDArray[np.float64]:
    """Demand one mean service time earlier, the hours taken as a circle."""
    index = np.arange(demand.size) - hours
    low = np.floor(index).astype(np.int64)
    part = index - low
    size = demand.size
    return np.asarray(demand[low % size] * (1 - part) + demand[(low + 1) % size] * part)


def _goals(
    load: NDArray[np.float64],
    hours: NDArray[np.float64],
    utilisation: float | None,
    mean_wait: float | None,
    wait_over: tuple[float, float] | None,
    least: int,
) -> dict[str, NDArray[np.int64]]:
    """Units each target asks for on its own."""
    goals: dict[str, NDArray[np.int64]] = {"least": np.full(load.size, least, dtype=np.int64)}
    if utilisation is not None:
        goals["utilisation"] = np.ceil(load / utilisation - 1e-9).astype(np.int64)
    if mean_wait is not None or wait_over is not None:
        most = int(np.ceil(load.max(initial=0.0))) + 8
        while True:
            refuse_unless(
                most <= 2 * _MOST_UNITS, "The targets would take over 2,000 units; check the input."
            )
            goals |= _wait_goals(load, hours, mean_wait, wait_over, most)
            if all(int(found.max(initial=0)) <= most for found in goals.values()):
                break
            most *= 2
    top = max(int(found.max(initial=0)) for found in goals.values())
    refuse_unless(top <= _MOST_UNITS, "The targets would take over 2,000 units; check the input.")
    return goals


def _wait_goals(
    load: NDArray[np.float64],
    hours: NDArray[np.float64],
    mean_wait: float | None,
    wait_over: tuple[float, float] | None,
    most: int,
) -> dict[str, NDArray[np.int64]]:
    """Units each wait target asks for, `most + 1` where `most` are too few."""
    waiting = erlang_table(load, most)
    spare = np.arange(most + 1)[None, :] - load[:, None]
    safe = np.where(spare > 0, spare, np.nan)
    found: dict[str, NDArray[np.int64]] = {}
    service = hours[:, None]
    with np.errstate(invalid="ignore"):
        if mean_wait is not None:
            found["wait"] = _first(waiting * service / safe <= mean_wait, load)
        if wait_over is not None:
            time = np.divide(wait_over[0], service, out=np.zeros_like(service), where=service > 0)
            found["share waiting"] = _first(waiting * np.exp(-safe * time) <= wait_over[1], load)
    return found


def _first(good: NDArray[np.bool_], load: NDArray[np.float64]) -> NDArray[np.int64]:
    """First column that is good in each row; the number of columns where none is; 0 where there is no load."""
    first = np.where(good.any(axis=1), good.argmax(axis=1), good.shape[1])
    return np.where(load > 0, first, 0).astype(np.int64)


def _cautions(
    hours: NDArray[np.float64], demand: NDArray[np.float64], lag: bool, full: bool
) -> tuple[str, ...]:
    """Sentences that belong beside the numbers."""
    said = []
    if not lag and demand.size and float(hours[demand > 0].max(initial=0.0)) > _LONG_CALL:
        said.append(
            "Calls last over half an hour, so work of one hour reaches into the next; "
            "look at the lagged figures too."
        )
    if full:
        said.append("In some hours the units are committed all the time: waits have no bound there.")
    return tuple(said)


@dataclass(frozen=True, kw_only=True)
class Relief(Result):
    """Officers needed to keep posts filled.

    Attributes:
        factor: Officers for one post that is filled for `post_hours` a year.
        officers: Officers for all posts, not rounded.
        available: Hours in a year that one officer is there for a post.
    """

    factor: float
    officers: float
    available: float


def relief_factor(
    post_hours: float, paid_hours: float, absent_hours: float, *, posts: float = 1.0, officers_each: int = 1
) -> Relief:
    """Officers it takes to fill posts, from hours the city itself supplies.

    factor = post hours in a year / (paid hours - hours away from the post). No hour is assumed: leave,
    training, court and sickness differ from city to city and are the caller's figures.

    Args:
        post_hours: Hours in a year one post is filled (8,760 for a post around the clock).
        paid_hours: Hours in a year one officer is paid for, without overtime.
        absent_hours: Hours of these in which the officer is not at the post.
        posts: Number of posts (units).
        officers_each: Officers in one unit.

    Raises:
        ImpossibleInput: hours are negative, or an officer is never there.
    """
    given = numbers([post_hours, paid_hours, absent_hours, posts], "Hours and posts", least=0.0)
    available = float(given[1] - given[2])
    refuse_unless(available > 0, "An officer who is away for all paid hours fills no post.")
    refuse_unless(officers_each >= 1, "A unit has at least one officer.")
    factor = float(given[0]) / available
    return Relief(
        method="post hours over available hours v1",
        n=1,
        period="one year",
        factor=factor,
        officers=factor * float(given[3]) * officers_each,
        available=available,
    )
