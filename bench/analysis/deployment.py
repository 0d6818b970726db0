"""Placing units against the textbook models handed to the same solver, and spopt where it is installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, eye_array, hstack

from bench.analysis.table import BenchRow, timed
from commonbeat.analysis.deployment import mclp, mexclp, p_median

AREAS, SITES, UNITS, REACH, BUSY = 400, 60, 10, 0.15, 0.3
TOWNS = 5


def rows() -> list[BenchRow]:
    cities = [_town(seed) for seed in range(TOWNS)]
    cover, first = _mean(lambda d, t: mclp(d, t, UNITS, reach=REACH).value, cities, 3)
    expect, second = _mean(lambda d, t: mexclp(d, t, UNITS, reach=REACH, busy=BUSY).value, cities, 3)
    median, third = _mean(lambda d, t: p_median(d, t, UNITS).value, cities, 1)
    plain, shortest = _mean(_plain_median, cities, 1)
    straight, largest = _mean(_plain_expected, cities, 1)
    other, covered = None, None
    if importlib.util.find_spec("spopt") and importlib.util.find_spec("pulp"):
        other, covered = _mean(_spopt, cities, 1)
    same = None if covered is None else bool(np.allclose(first, covered))
    size = f"400 x 60, 10 units, mean of {TOWNS} towns"
    return [
        BenchRow(f"MCLP {size}", cover, "spopt with CBC", other, same, "<= 0.05 s", most_seconds=0.05),
        BenchRow(
            f"MEXCLP {size}",
            expect,
            "textbook model in HiGHS",
            straight,
            bool(np.allclose(second, largest)),
            "<= 0.05 s",
            most_seconds=0.05,
        ),
        BenchRow(
            f"p-median {size}",
            median,
            "textbook model in HiGHS",
            plain,
            bool(np.allclose(third, shortest)),
            "same optimum",
        ),
    ]


def _town(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    areas, sites = rng.random((AREAS, 2)), rng.random((SITES, 2))
    demand = rng.integers(1, 100, AREAS).astype(float)
    return demand, np.hypot(*(sites[:, None] - areas[None]).transpose(2, 0, 1))


def _mean(
    job: Callable[[np.ndarray, np.ndarray], float],
    cities: list[tuple[np.ndarray, np.ndarray]],
    runs: int,
) -> tuple[float, list[float]]:
    """Mean seconds for one town, and the value found in each."""
    seconds, values = timed(lambda: [job(demand, travel) for demand, travel in cities], runs)
    return seconds / len(cities), values


def _plain_median(demand: np.ndarray, travel: np.ndarray) -> float:
    pairs = AREAS * SITES
    place = SITES + np.arange(pairs).reshape(AREAS, SITES)
    one = coo_array(
        (np.ones(pairs), (np.repeat(np.arange(AREAS), SITES), place.ravel())), shape=(AREAS, SITES + pairs)
    )
    number = np.arange(pairs)
    used = coo_array(
        (
            np.concatenate((np.ones(pairs), -np.ones(pairs))),
            (np.tile(number, 2), np.concatenate((place.ravel(), np.tile(np.arange(SITES), AREAS)))),
        ),
        shape=(pairs, SITES + pairs),
    )
    whole = np.concatenate((np.ones(SITES), np.zeros(pairs)))
    answer = milp(
        np.concatenate((np.zeros(SITES), (travel.T * demand[:, None]).ravel())),
        constraints=[
            LinearConstraint(csr_array(one), 1, 1),
            LinearConstraint(csr_array(used), -np.inf, 0),
            LinearConstraint(whole[None, :], UNITS, UNITS),
        ],
        integrality=whole,
        bounds=Bounds(0, 1),
    )
    return float(answer.fun)


def _plain_expected(demand: np.ndarray, travel: np.ndarray) -> float:
    gain = (1 - BUSY) * BUSY ** np.arange(UNITS)
    columns = AREAS * UNITS
    inside = csr_array((travel.T <= REACH).astype(float))
    table = hstack([inside, -csr_array(np.kron(eye_array(AREAS).toarray(), np.ones((1, UNITS))))])
    whole = np.concatenate((np.ones(SITES), np.zeros(columns)))
    answer = milp(
        np.concatenate((np.zeros(SITES), -(demand[:, None] * gain[None, :]).ravel())),
        constraints=[
            LinearConstraint(csr_array(table), 0, np.inf),
            LinearConstraint(whole[None, :], UNITS, UNITS),
        ],
        integrality=np.ones(SITES + columns),
        bounds=Bounds(0, np.concatenate((np.full(SITES, UNITS), np.ones(columns)))),
    )
    return -float(answer.fun)


def _spopt(demand: np.ndarray, travel: np.ndarray) -> float:
    import pulp
    from spopt.locate import MCLP

    model = MCLP.from_cost_matrix(travel.T, demand, service_radius=REACH, p_facilities=UNITS)
    solved = model.solve(pulp.PULP_CBC_CMD(msg=False))
    return float(pulp.value(solved.problem.objective))
