"""Hypercube and dispatch simulation against a sparse direct solve and SimPy."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csc_array
from scipy.sparse.linalg import spsolve

from bench.analysis.table import BenchRow, Growth, timed
from bench.analysis.table import growth as growth_of
from commonbeat.analysis.staffing import (
    Scenario,
    hypercube,
    hypercube_approximate,
    nearest_first,
    scenario,
)
from commonbeat.analysis.staffing.events import run
from commonbeat.analysis.staffing.scenario import Draw, draw
from commonbeat.analysis.staffing.simulation import first_come_first_served

CALLS = 40_000


def rows() -> list[BenchRow]:
    return [*_hypercube(), *_simulation()]


def growth() -> list[Growth]:
    rates, travel = town(12, 300, 0.55)
    city = scenario(rates, service=[1.0, 0.8, 0.9], travel=travel * 0.15, priorities=[0.2, 0.5, 0.3])

    def job(calls: int) -> Callable[[], Any]:
        events = draw(city, int(calls / rates.sum()), np.random.default_rng(2))
        return lambda: run(city, events)

    return [growth_of("simulation with priorities and travel, calls", job)]


def town(units: int, areas: int, load: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    travel = np.abs(rng.random((units, 2))[:, None] - rng.random((areas, 2))[None]).sum(2)
    rates = rng.random(areas)
    return rates * load * units / rates.sum(), travel


def direct(rates: np.ndarray, lists: np.ndarray) -> np.ndarray:
    """Zero-line steady state: sparse balance equations, one replaced by the sum, solved by SuperLU."""
    units = lists.shape[1]
    number = np.arange(1 << units)
    row, column, value = [], [], []
    for area, rate in enumerate(rates):
        sent = np.full(number.size, -1)
        for unit in lists[area]:
            sent[(sent < 0) & (number >> unit & 1 == 0)] = unit
        up = sent >= 0
        row += [number[up] | 1 << sent[up], number[up]]
        column += [number[up], number[up]]
        value += [np.full(up.sum(), rate), np.full(up.sum(), -rate)]
    for unit in range(units):
        down = number[number >> unit & 1 == 1]
        row += [down ^ 1 << unit, down]
        column += [down, down]
        value += [np.ones(down.size), -np.ones(down.size)]
    parts = [np.concatenate(part) for part in (row, column, value)]
    keep = parts[0] != number.size - 1
    last = np.full(number.size, number.size - 1)
    table = coo_array(
        (
            np.concatenate((parts[2][keep], np.ones(number.size))),
            (np.concatenate((parts[0][keep], last)), np.concatenate((parts[1][keep], number))),
        ),
        shape=(number.size, number.size),
    )
    right = np.zeros(number.size)
    right[-1] = 1.0
    return spsolve(csc_array(table), right)


def _hypercube() -> list[BenchRow]:
    rates, travel = town(10, 60, 0.6)
    lists = nearest_first(travel)
    peer, states = timed(lambda: direct(rates, lists), 3)
    ours, ten = timed(lambda: hypercube(rates, lists, queue=False, travel=travel))
    large, far = town(15, 300, 0.6)
    fifteen, answer = timed(lambda: hypercube(large, nearest_first(far), travel=far), 3)
    flow = np.abs(large.sum() * answer.dispatch.sum(axis=1) - answer.workload).max()
    many, ways = town(60, 1000, 0.6)
    order = nearest_first(ways)
    sixty, _ = timed(lambda: hypercube_approximate(many, order, travel=ways))
    return [
        BenchRow(
            "hypercube exact, 10 units",
            ours,
            "SciPy sparse direct solve, 10 units",
            peer,
            bool(np.abs(states - ten.states).max() < 1e-10),
            "<= 0.1 s",
            most_seconds=0.1,
        ),
        BenchRow(
            "hypercube exact, 15 units",
            fifteen,
            "SciPy sparse direct solve, 10 units",
            peer,
            bool(flow < 1e-9),
            ">= 0.5x of it",
            least_ratio=0.5,
        ),
        BenchRow(
            "hypercube approximate, 60 units x 1,000 areas",
            sixty,
            "no public peer with right answers",
            None,
            None,
            "<= 0.02 s",
            most_seconds=0.02,
        ),
    ]


def _simulation() -> list[BenchRow]:
    rng = np.random.default_rng(1)
    time = np.cumsum(rng.exponential(1 / 8, CALLS))
    service = rng.exponential(1.0, CALLS)
    queue, waits = timed(lambda: first_come_first_served(time, service, 10))
    rates, travel = town(12, 300, 0.55)
    city = scenario(rates, service=[1.0, 0.8, 0.9], travel=travel * 0.15, priorities=[0.2, 0.5, 0.3])
    events = draw(city, int(CALLS / rates.sum()), np.random.default_rng(2))
    full, log = timed(lambda: run(city, events))
    try:
        import simpy
    except ImportError:
        return [
            BenchRow("simulation, first come first served", queue, "SimPy", None, None, ">= 4x", 4),
            BenchRow("simulation, priorities and travel", full, "SimPy", None, None, ">= 4x", 4),
        ]
    plain, theirs = timed(lambda: _simpy_queue(simpy, time, service, 10), 2)
    ranked, others = timed(lambda: _simpy_city(simpy, city, events), 2)
    size = events.time.size
    return [
        BenchRow(
            f"simulation, first come first served ({CALLS / queue:,.0f} calls/s)",
            queue,
            "SimPy Resource",
            plain,
            bool(np.allclose(waits, theirs, atol=1e-7)),
            ">= 500,000 calls/s and >= 4x",
            least_ratio=4,
            most_seconds=CALLS / 500_000,
        ),
        BenchRow(
            f"simulation, priorities and travel ({size / full:,.0f} calls/s)",
            full,
            "SimPy, the same dispatch rules",
            ranked,
            bool(np.allclose(log.wait, others, atol=1e-7)),
            ">= 4x",
            least_ratio=4,
        ),
    ]


def _simpy_queue(simpy: Any, time: np.ndarray, service: np.ndarray, units: int) -> np.ndarray:
    env = simpy.Environment()
    desk = simpy.Resource(env, capacity=units)
    wait = np.zeros(time.size)
    length = service.tolist()

    def call(number: int) -> Iterator[Any]:
        came = env.now
        with desk.request() as turn:
            yield turn
            wait[number] = env.now - came
            yield env.timeout(length[number])

    def source() -> Iterator[Any]:
        for number, when in enumerate(time.tolist()):
            yield env.timeout(when - env.now)
            env.process(call(number))

    env.process(source())
    env.run()
    return wait


def _simpy_city(simpy: Any, city: Scenario, events: Draw) -> np.ndarray:
    env = simpy.Environment()
    free = set(range(city.units))
    waiting: list[tuple[int, int, Any]] = []
    lists, travel = city.preferences.tolist(), city.travel.T.tolist()
    area, rank, length = events.area.tolist(), events.priority.tolist(), events.service.tolist()
    wait = np.zeros(events.time.size)

    def call(number: int) -> Iterator[Any]:
        came = env.now
        where = area[number]
        if free:
            unit = next(one for one in lists[where] if one in free)
            free.remove(unit)
        else:
            turn = env.event()
            heapq.heappush(waiting, (rank[number], number, turn))
            unit = yield turn
            wait[number] = env.now - came
        yield env.timeout(travel[where][unit] + length[number])
        if waiting:
            heapq.heappop(waiting)[2].succeed(unit)
        else:
            free.add(unit)

    def source() -> Iterator[Any]:
        for number, when in enumerate(events.time.tolist()):
            yield env.timeout(when - env.now)
            env.process(call(number))

    env.process(source())
    env.run()
    return wait
