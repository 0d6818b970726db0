"""Dispatching simulated event by event, with priorities, several units, travel, shifts and patrol work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heapreplace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from commonbeat.analysis.refusal import refuse_unless
from commonbeat.analysis.results import Result
from commonbeat.analysis.staffing.dispatching import Floats
from commonbeat.analysis.staffing.events import Log, run
from commonbeat.analysis.staffing.scenario import CALL, Draw, Scenario, draw

Step = Callable[[int, int], bool]


@dataclass(frozen=True)
class Estimate:
    """Mean over replications and its interval."""

    mean: float
    low: float
    high: float

    def covers(self, value: float) -> bool:
        """Whether `value` lies in the interval."""
        return self.low <= value <= self.high


@dataclass(frozen=True, kw_only=True)
class Simulation(Result):
    """Figures of a simulated city; times in hours. `interval` is that of the mean wait.

    Attributes:
        wait: Mean wait until the first unit is sent.
        waiting: Share of calls that wait at all.
        response: Mean wait and travel.
        response_90: Response that 9 of 10 calls do not exceed.
        travel: Mean travel of first units.
        cross: Share of first dispatches by a unit other than the area's own.
        full_wait: Mean wait until the last unit needed is sent.
        utilisation: Committed unit-hours over unit-hours on duty, calls and patrol-initiated work.
        wait_by_priority: Mean wait for each priority, most urgent first.
        workload: Committed hours of each unit over its hours on duty, shape (units,).
        wait_by_hour: Mean wait by hour of the cycle in which the call came, shape (hours of the cycle,).
        replications: Replications run.
        unanswered: Calls never answered because nobody came on duty.
    """

    wait: Estimate
    waiting: Estimate
    response: Estimate
    response_90: Estimate
    travel: Estimate
    cross: Estimate
    full_wait: Estimate
    utilisation: Estimate
    wait_by_priority: tuple[Estimate, ...]
    workload: Floats
    wait_by_hour: Floats
    replications: int
    unanswered: int


def simulate(
    city: Scenario,
    *,
    hours: int,
    warm_up: int = 0,
    replications: int = 20,
    seed: int = 0,
    coverage: float = 0.95,
    on_step: Step | None = None,
) -> Simulation:
    """Simulate a city several times and give every figure with an interval.

    Each replication draws its own calls and starts empty; calls of the first `warm_up` hours are not
    counted. The interval is mean +- t s / sqrt(replications) (Law, Simulation Modeling and Analysis, 2015,
    chapter 9).

    Args:
        city: What to simulate; see `scenario`.
        hours: Hours simulated in each replication, warm-up included.
        warm_up: Hours at the start that are not counted.
        replications: Number of replications, at least 2.
        seed: Seed; the same seed gives the same figures.
        coverage: Coverage of the intervals.
        on_step: Called with (done, all) after each replication; the run ends early when it returns False.

    Raises:
        ImpossibleInput: fewer than two replications, or nothing is left after the warm-up.
    """
    refuse_unless(replications >= 2, "An interval needs at least two replications.")
    refuse_unless(0 <= warm_up < hours, "The hours simulated must be more than the warm-up.")
    refuse_unless(0 < coverage < 1, "The coverage must lie between 0 and 1.")
    rows: list[_Row] = []
    for number, source in enumerate(np.random.SeedSequence(seed).spawn(replications), 1):
        events = draw(city, hours, np.random.default_rng(source))
        rows.append(_row(city, events, run(city, events), warm_up, hours))
        if on_step is not None and not on_step(number, replications) and number >= 2:
            break
    refuse_unless(sum(row.calls for row in rows) > 0, "No call came in the hours simulated; simulate longer.")
    return _summary(city, rows, hours, warm_up, seed, coverage, replications)


@dataclass(frozen=True)
class _Row:
    """Figures of one replication."""

    calls: int
    unanswered: int
    figures: Floats
    by_priority: Floats
    committed: Floats
    on_duty: Floats
    hour_sum: Floats
    hour_count: Floats


def _row(city: Scenario, events: Draw, log: Log, start: int, end: int) -> _Row:
    """Figures of one replication between `start` and `end`."""
    counted = (events.kind == CALL) & (events.time >= start)
    answered = counted & (log.unit >= 0)
    wait, travel = log.wait[answered], log.travel[answered]
    committed = _committed(city, events, log, start, end)
    hours = np.arange(start, end)
    on_duty = city.roster[hours % city.roster.shape[0]].sum(axis=0).astype(np.float64)
    own = city.home[events.area[answered]] == log.unit[answered]
    figures = np.full(8, np.nan)
    if wait.size:
        response = wait + travel
        figures[:7] = [
            wait.mean(),
            (wait > 0).mean(),
            response.mean(),
            np.quantile(response, 0.9),
            travel.mean(),
            1 - own.mean(),
            log.full_wait[answered].mean(),
        ]
    figures[7] = committed.sum() / on_duty.sum() if on_duty.sum() else np.nan
    groups = city.priorities.size
    sums = np.bincount(events.priority[answered], wait, groups)
    counts = np.bincount(events.priority[answered], minlength=groups)
    hour = events.time[answered].astype(np.int64) % city.cycle
    return _Row(
        calls=int(counted.sum()),
        unanswered=int(counted.sum() - answered.sum()),
        figures=figures,
        by_priority=np.divide(sums, counts, out=np.full(groups, np.nan), where=counts > 0),
        committed=committed,
        on_duty=on_duty,
        hour_sum=np.bincount(hour, wait, city.cycle).astype(np.float64),
        hour_count=np.bincount(hour, minlength=city.cycle).astype(np.float64),
    )


def _committed(city: Scenario, events: Draw, log: Log, start: int, end: int) -> Floats:
    """Hours each unit was taken between `start` and `end`."""
    sent = log.unit >= 0
    begin = events.time[sent] + log.wait[sent]
    stop = begin + events.service[sent] + (log.travel[sent] if city.travel_is_work else 0.0)
    unit = log.unit[sent]
    total = np.bincount(unit, _within(begin, stop, start, end), city.units).astype(np.float64)
    more = log.backup
    total += np.bincount(more[:, 0].astype(np.int64), _within(more[:, 1], more[:, 2], start, end), city.units)
    return total


def _within(begin: Floats, stop: Floats, start: int, end: int) -> Floats:
    """Length of each span that lies between `start` and `end`."""
    return np.asarray(np.maximum(np.minimum(stop, end) - np.maximum(begin, start), 0.0))


def _estimate(values: Floats, coverage: float) -> Estimate:
    """Mean of replications with Student's interval; missing ones are left out."""
    there = values[~np.isnan(values)]
    if there.size == 0:
        return Estimate(float("nan"), float("nan"), float("nan"))
    mean = float(there.mean())
    if there.size == 1:
        return Estimate(mean, float("nan"), float("nan"))
    half = float(student.ppf((1 + coverage) / 2, there.size - 1) * there.std(ddof=1) / np.sqrt(there.size))
    return Estimate(mean, mean - half, mean + half)


def _summary(
    city: Scenario, rows: list[_Row], hours: int, warm_up: int, seed: int, coverage: float, wanted: int
) -> Simulation:
    """Figures of all replications together."""
    table = np.array([row.figures for row in rows])
    found = [_estimate(column, coverage) for column in table.T]
    by_priority = np.array([row.by_priority for row in rows])
    unanswered = sum(row.unanswered for row in rows)
    count = sum(row.hour_count for row in rows)
    total = sum(row.hour_sum for row in rows)
    duty = np.sum([row.on_duty for row in rows], axis=0)
    committed = np.sum([row.committed for row in rows], axis=0)
    return Simulation(
        method="dispatch simulation, event by event v1",
        n=sum(row.calls for row in rows),
        period=f"{hours - warm_up} hours, {len(rows)} times",
        interval=(found[0].low, found[0].high),
        coverage=coverage,
        warnings=_cautions(city, unanswered, len(rows), wanted),
        seed=seed,
        wait=found[0],
        waiting=found[1],
        response=found[2],
        response_90=found[3],
        travel=found[4],
        cross=found[5],
        full_wait=found[6],
        utilisation=found[7],
        wait_by_priority=tuple(_estimate(column, coverage) for column in by_priority.T),
        workload=_over(committed, duty),
        wait_by_hour=_over(np.asarray(total), np.asarray(count)),
        replications=len(rows),
        unanswered=unanswered,
    )


def _over(top: NDArray[np.float64], bottom: NDArray[np.float64]) -> Floats:
    """`top / bottom`, missing where `bottom` is 0."""
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0))


def _cautions(city: Scenario, unanswered: int, run_count: int, wanted: int) -> tuple[str, ...]:
    """Sentences that belong beside the figures."""
    said = []
    each = (city.needed * np.arange(1, city.needed.shape[1] + 1)).sum(axis=1)
    load = float(city.rates.sum() / city.rates.shape[0] * (city.priorities * each * city.service).sum())
    if load >= city.roster.sum() / city.roster.shape[0]:
        said.append("The calls take more unit-hours than are on duty: waits grow with the hours simulated.")
    if unanswered:
        said.append(f"{unanswered} calls were never answered: nobody came on duty again.")
    if run_count < wanted:
        said.append(f"Stopped after {run_count} of {wanted} replications.")
    return tuple(said)


@dataclass(frozen=True, kw_only=True)
class QueueSimulation(Result):
    """Mean wait and share waiting of a simulated queue; times in the unit of `service`."""

    wait: Estimate
    waiting: Estimate
    wait_90: Estimate
    replications: int


def simulate_queue(
    rate: float,
    service: float,
    units: int,
    *,
    calls: int = 100_000,
    warm_up: int = 2_000,
    replications: int = 10,
    spread: float = 1.0,
    seed: int = 0,
    coverage: float = 0.95,
) -> QueueSimulation:
    """Simulate equal units that answer calls first come first served, without travel.

    Each call takes the unit that is free first (Kiefer & Wolfowitz, Transactions of the AMS 78, 1955).

    Args:
        rate: Calls per time unit.
        service: Mean time on a call.
        units: Units on duty, at least 1.
        calls: Calls in each replication, warm-up included.
        warm_up: Calls at the start that are not counted.
        replications: Number of replications, at least 2.
        spread: Coefficient of variation of the time on a call (1 exponential, 0 constant).
        seed: Seed; the same seed gives the same figures.
        coverage: Coverage of the intervals.

    Raises:
        ImpossibleInput: rates are not positive, or nothing is left after the warm-up.
    """
    refuse_unless(rate > 0 and service > 0, "The rate of calls and the time on a call must be over 0.")
    refuse_unless(units >= 1, "At least one unit is needed.")
    refuse_unless(replications >= 2, "An interval needs at least two replications.")
    refuse_unless(0 <= warm_up < calls, "There must be more calls than the warm-up.")
    refuse_unless(0 < coverage < 1, "The coverage must lie between 0 and 1.")
    refuse_unless(spread >= 0, "The spread of time on a call cannot be negative.")
    rows = []
    for source in np.random.SeedSequence(seed).spawn(replications):
        rng = np.random.default_rng(source)
        arrivals = np.cumsum(rng.standard_exponential(calls)) / rate
        waits = first_come_first_served(arrivals, _times(calls, service, spread, rng), units)[warm_up:]
        rows.append((waits.mean(), (waits > 0).mean(), np.quantile(waits, 0.9)))
    wait, waiting, tail = (_estimate(column, coverage) for column in np.array(rows).T)
    full = rate * service >= units
    return QueueSimulation(
        method="first come first served queue, simulated v1",
        n=(calls - warm_up) * replications,
        interval=(wait.low, wait.high),
        coverage=coverage,
        warnings=("The load is not below the number of units: the queue grows.",) if full else (),
        seed=seed,
        wait=wait,
        waiting=waiting,
        wait_90=tail,
        replications=replications,
    )


def _times(calls: int, service: float, spread: float, rng: np.random.Generator) -> Floats:
    """Times on calls."""
    if spread == 0:
        return np.full(calls, service)
    shape = 1 / spread**2
    return rng.standard_gamma(shape, calls) * (service / shape)


def first_come_first_served(arrivals: Floats, services: Floats, units: int) -> Floats:
    """Wait of each call when equal units take calls in the order they came.

    Args:
        arrivals: Times of the calls, rising.
        services: Time each call takes.
        units: Units on duty.

    Source: Kiefer & Wolfowitz, Transactions of the American Mathematical Society 78, 1955.
    """
    free = [0.0] * units
    starts: list[float] = []
    put = starts.append
    for arrival, service in zip(arrivals.tolist(), services.tolist(), strict=True):
        begin = free[0] if free[0] > arrival else arrival
        heapreplace(free, begin + service)
        put(begin)
    return np.maximum(np.array(starts) - arrivals, 0.0)
