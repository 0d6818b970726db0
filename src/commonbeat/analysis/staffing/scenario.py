"""What a simulation of dispatching is told: demand, units, shifts, travel; and the draws from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.refusal import numbers, refuse_unless
from commonbeat.analysis.staffing.dispatching import Floats
from commonbeat.analysis.staffing.preferences import nearest_first, preference_table, travel_table

CALL, OWN_WORK, SHIFT = 0, 1, 2


@dataclass(frozen=True)
class Scenario:
    """Checked description of a city to simulate; make one with `scenario`.

    Attributes:
        rates: Calls an hour, shape (hours of the cycle, areas).
        priorities: Share of calls of each priority, most urgent first, shape (priorities,).
        service: Mean hours on scene by priority, shape (priorities,).
        spread: Coefficient of variation of the hours on scene (1 exponential, 0 constant).
        needed: Share of calls that need 1, 2, … units, shape (priorities, most units).
        preferences: Units in the order they are sent, shape (areas, units).
        travel: Travel hours from each unit's place, shape (units, areas), or None.
        between: Travel hours between areas, shape (areas, areas), or None.
        travel_is_work: Whether travel adds to the time a unit is taken.
        roster: Which unit is on duty, shape (hours of the cycle, units).
        own_rate: Patrol-initiated activities an hour that a free unit begins.
        own_hours: Mean hours of one.
        home: Each area's own unit, shape (areas,).
    """

    rates: Floats
    priorities: Floats
    service: Floats
    spread: float
    needed: Floats
    preferences: NDArray[np.int64]
    travel: Floats | None
    between: Floats | None
    travel_is_work: bool
    roster: NDArray[np.bool_]
    own_rate: float
    own_hours: float
    home: NDArray[np.int64]

    @property
    def units(self) -> int:
        """Number of units."""
        return int(self.preferences.shape[1])

    @property
    def cycle(self) -> int:
        """Hours after which rates and roster repeat."""
        return int(np.lcm(self.rates.shape[0], self.roster.shape[0]))


def scenario(
    rates: ArrayLike,
    *,
    service: ArrayLike,
    units: int | None = None,
    travel: ArrayLike | None = None,
    preferences: ArrayLike | None = None,
    between: ArrayLike | None = None,
    travel_is_work: bool = True,
    priorities: ArrayLike = (1.0,),
    spread: float = 1.0,
    needed: ArrayLike | None = None,
    roster: ArrayLike | None = None,
    own_rate: float = 0.0,
    own_hours: float = 0.0,
    home: ArrayLike | None = None,
) -> Scenario:
    """Check and complete what a simulation is told. All times are in hours.

    Args:
        rates: Calls an hour: one number, (areas,), or (hours of the cycle, areas) with 24 or 168 hours.
        service: Mean hours on scene, one number or one for each priority.
        units: Number of units; needed only without travel and preferences.
        travel: Travel hours from each unit's place to each area, shape (units, areas).
        preferences: Units in the order they are sent, shape (areas, units); nearest first when left out.
        between: Travel hours between areas, used when a unit goes straight from one call to a waiting one.
        travel_is_work: Whether travel comes on top of `service`; False when `service` includes it.
        priorities: Share of calls of each priority, most urgent first; sums to 1.
        spread: Coefficient of variation of hours on scene (gamma distribution; 1 exponential, 0 constant).
        needed: Share of calls needing 1, 2, … units: (most,) or (priorities, most); rows sum to 1.
        roster: On duty or not, shape (hours of the cycle, units); always on duty when left out.
        own_rate: Patrol-initiated activities a free unit begins an hour, when no call waits.
        own_hours: Mean hours of one such activity (exponential); it is not interrupted.
        home: Each area's own unit; the first of its list when left out.

    Raises:
        ImpossibleInput: a share does not sum to 1, a shape does not fit, or nobody is ever on duty.
    """
    asked = numbers(rates, "Calls an hour", least=0.0)
    asked = asked.reshape(1, -1) if asked.ndim < 2 else asked
    refuse_unless(asked.ndim == 2 and asked.size > 0, "Calls an hour must be hours by areas.")
    refuse_unless(float(asked.sum()) > 0, "Without calls there is nothing to simulate.")
    areas = asked.shape[1]
    times = None if travel is None else travel_table(travel)
    lists = _lists(preferences, times, units, areas)
    count = lists.shape[1]
    refuse_unless(lists.shape[0] == areas, "There must be one preference list for each area.")
    refuse_unless(times is None or times.shape == (count, areas), "Travel must be a table of units by areas.")
    ways = None if between is None else numbers(between, "Travel between areas", least=0.0)
    refuse_unless(
        ways is None or ways.shape == (areas, areas), "Travel between areas must be areas by areas."
    )
    shares = _shares(priorities, "The shares of the priorities").reshape(-1)
    hours = np.broadcast_to(numbers(service, "Hours on scene", least=0.0), shares.shape).astype(float)
    more = np.ones((1, 1)) if needed is None else np.atleast_2d(_shares(needed, "The shares of units needed"))
    refuse_unless(more.shape[0] in (1, shares.size), "Units needed must be given for each priority.")
    refuse_unless(more.shape[1] <= count, "A call cannot need more units than there are.")
    duty = (
        np.ones((1, count), dtype=bool) if roster is None else np.atleast_2d(np.asarray(roster)).astype(bool)
    )
    refuse_unless(duty.ndim == 2 and duty.shape[1] == count, "The roster must be hours by units.")
    refuse_unless(bool(duty.any()), "The roster never has a unit on duty.")
    refuse_unless(np.isfinite(spread) and spread >= 0, "The spread of hours on scene cannot be negative.")
    refuse_unless(min(own_rate, own_hours) >= 0, "Patrol-initiated work cannot be negative.")
    own = lists[:, 0] if home is None else np.asarray(home, dtype=np.int64)
    refuse_unless(
        own.shape == (areas,) and bool(((own >= 0) & (own < count)).all()),
        "Every area's own unit must be one of the units.",
    )
    return Scenario(
        rates=asked,
        priorities=shares,
        service=hours,
        spread=float(spread),
        needed=np.broadcast_to(more, (shares.size, more.shape[1])),
        preferences=lists,
        travel=times,
        between=ways,
        travel_is_work=travel_is_work,
        roster=duty,
        own_rate=float(own_rate if own_hours > 0 else 0.0),
        own_hours=float(own_hours),
        home=own,
    )


def _lists(
    preferences: ArrayLike | None, travel: Floats | None, units: int | None, areas: int
) -> NDArray[np.int64]:
    """Preference lists as given, or from travel, or every unit in order."""
    if preferences is not None:
        return preference_table(preferences)
    if travel is not None:
        return nearest_first(travel)
    refuse_unless(units is not None and units >= 1, "Say how many units there are, at least one.")
    return np.tile(np.arange(units or 1), (areas, 1))


def _shares(values: ArrayLike, name: str) -> Floats:
    """Shares whose last axis sums to 1."""
    shares = numbers(values, name, least=0.0)
    refuse_unless(
        shares.size > 0 and bool(np.allclose(shares.sum(axis=-1), 1.0, atol=1e-6)), f"{name} must sum to 1."
    )
    return shares


@dataclass(frozen=True)
class Draw:
    """One replication's outside events in order of time, and what each call will need."""

    time: Floats
    kind: NDArray[np.int64]
    area: NDArray[np.int64]
    priority: NDArray[np.int64]
    service: Floats
    needed: NDArray[np.int64]
    shift: NDArray[np.int64]


def draw(city: Scenario, hours: int, rng: np.random.Generator) -> Draw:
    """Draw all calls, chances for patrol-initiated work and shift changes of `hours` hours.

    Calls form a Poisson process whose rate is constant within an hour. Chances for patrol-initiated work
    come at `own_rate` for every unit; one that finds its unit free starts, which makes the rate right for
    free units (thinning). Shift changes go on for one more cycle so that what waits at the end is answered.

    Args:
        city: What to simulate.
        hours: Hours to draw.
        rng: Source of chance.
    """
    time, area = _calls(city, hours, rng)
    size = time.size
    priority = _pick(city.priorities, size, rng)
    service = _durations(city.service[priority], city.spread, rng)
    needed = np.ones(size, dtype=np.int64)
    if city.needed.shape[1] > 1:
        above = np.cumsum(city.needed, axis=1)[:, :-1]
        needed += (rng.random(size)[:, None] >= above[priority]).sum(axis=1)
    own = rng.poisson(city.own_rate * city.units * hours) if city.own_rate else 0
    own_time = rng.random(own) * hours
    shift_time = _shift_hours(city, hours)
    kind = np.repeat([SHIFT, CALL, OWN_WORK], [shift_time.size, size, own])
    every = np.concatenate((shift_time, time, own_time))
    none = np.zeros(shift_time.size, dtype=np.int64)
    order = np.argsort(every, kind="stable")
    return Draw(
        time=every[order],
        kind=kind[order],
        area=np.concatenate((none, area, rng.integers(0, city.units, own)))[order],
        priority=np.concatenate((none, priority, np.zeros(own, dtype=np.int64)))[order],
        service=np.concatenate((none * 0.0, service, rng.exponential(city.own_hours, own)))[order],
        needed=np.concatenate((none, needed, np.zeros(own, dtype=np.int64)))[order],
        shift=np.concatenate((shift_time, np.zeros(size + own)))[order].astype(np.int64)
        % city.roster.shape[0],
    )


def _calls(city: Scenario, hours: int, rng: np.random.Generator) -> tuple[Floats, NDArray[np.int64]]:
    """Times and areas of all calls, not sorted."""
    cycle = city.rates.shape[0]
    flat = city.rates.ravel()
    if cycle == 1:
        count = int(rng.poisson(flat.sum() * hours))
        return rng.random(count) * hours, _pick(flat / flat.sum(), count, rng)
    whole = np.tile(city.rates.sum(axis=1), -(-hours // cycle))[:hours]
    of_hour = rng.poisson(whole)
    hour = np.repeat(np.arange(hours), of_hour)
    sums = city.rates.sum(axis=1, keepdims=True)
    cumulative = np.cumsum(np.divide(city.rates, sums, out=np.zeros_like(city.rates), where=sums > 0), axis=1)
    position = hour % cycle + rng.random(hour.size)
    # One search over all hours: row h of the cumulative shares is shifted by h.
    edges = (cumulative + np.arange(cycle)[:, None]).ravel()
    area = np.searchsorted(edges, position, side="right") % city.rates.shape[1]
    return hour + rng.random(hour.size), area.astype(np.int64)


def _pick(shares: Floats, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Numbers drawn with the given shares."""
    if shares.size == 1:
        return np.zeros(size, dtype=np.int64)
    edges = np.cumsum(shares)[:-1]
    return np.searchsorted(edges, rng.random(size), side="right").astype(np.int64)


def _durations(mean: Floats, spread: float, rng: np.random.Generator) -> Floats:
    """Hours on scene with the given means and coefficient of variation."""
    if spread == 0:
        return mean.copy()
    if spread == 1:
        return np.asarray(rng.standard_exponential(mean.size) * mean)
    shape = 1 / spread**2
    return np.asarray(rng.standard_gamma(shape, mean.size) * (mean / shape))


def _shift_hours(city: Scenario, hours: int) -> Floats:
    """Hours at which the roster changes, from the start to one cycle after the end."""
    duty = city.roster
    if duty.shape[0] == 1:
        return np.zeros(0)
    number = np.arange(1, hours + city.cycle + 1)
    changed = (duty[number % duty.shape[0]] != duty[(number - 1) % duty.shape[0]]).any(axis=1)
    return np.asarray(number[changed], dtype=np.float64)
