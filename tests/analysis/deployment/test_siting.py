from __future__ import annotations

from itertools import combinations, combinations_with_replacement

import numpy as np
import pytest

from commonbeat.analysis.deployment import mclp, mexclp, p_median
from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.staffing import hypercube_approximate, nearest_first


def town(sites: int, areas: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    travel = np.hypot(*(rng.random((sites, 2))[:, None] - rng.random((areas, 2))[None]).transpose(2, 0, 1))
    return rng.integers(0, 20, areas).astype(float) + (seed % 2), travel


@pytest.mark.parametrize("seed", range(25))
def test_mclp_equals_enumeration(seed):
    demand, travel = town(9, 25, seed)
    units = 1 + seed % 4
    inside = travel <= 0.25
    best = max(demand[inside[list(pick)].any(axis=0)].sum() for pick in combinations(range(9), units))
    found = mclp(demand, travel, units, reach=0.25)
    assert found.value == pytest.approx(best)
    assert found.optimal
    assert found.units.sum() == units
    assert found.share == pytest.approx(best / demand.sum())
    assert (found.covered == inside[found.sites].sum(axis=0)).all()


@pytest.mark.parametrize("seed", range(25))
def test_mexclp_equals_enumeration(seed):
    demand, travel = town(7, 20, seed)
    units, busy = 1 + seed % 4, (0.0, 0.3, 0.7)[seed % 3]
    inside = (travel <= 0.3).astype(int)

    def expected(pick: tuple[int, ...]) -> float:
        return float(demand @ (1 - busy ** inside[list(pick)].sum(axis=0)))

    best = max(expected(pick) for pick in combinations_with_replacement(range(7), units))
    found = mexclp(demand, travel, units, reach=0.3, busy=busy)
    assert found.value == pytest.approx(best)
    assert found.units.sum() == units
    single = mexclp(demand, travel, units, reach=0.3, busy=busy, most_at_site=1)
    assert single.value == pytest.approx(max(expected(pick) for pick in combinations(range(7), units)))
    assert single.units.max() == 1


@pytest.mark.parametrize("seed", range(60))
def test_p_median_equals_enumeration(seed):
    demand, travel = town(10, 18, seed)
    units = 1 + seed % 6
    held = [] if seed % 3 else [seed % 10]
    best = min(
        (demand * travel[list(pick)].min(axis=0)).sum()
        for pick in combinations(range(10), units)
        if set(held) <= set(pick)
    )
    found = p_median(demand, travel, units, held=held)
    assert found.value == pytest.approx(best)
    assert found.optimal
    assert found.units.sum() == units
    assert set(held) <= set(found.sites.tolist())
    assert found.mean_travel == pytest.approx(best / demand.sum())
    assert (travel[found.nearest, np.arange(18)] == travel[found.sites].min(axis=0)).all()


def test_p_median_with_a_gap_between_bound_and_answer_is_still_proven():
    """Equal travel between all different places leaves the relaxation a wide gap."""
    rng = np.random.default_rng(4)
    travel = 1.0 + (rng.random((14, 40)) < 0.75)
    demand = rng.integers(1, 9, 40).astype(float)
    best = min((demand * travel[list(pick)].min(axis=0)).sum() for pick in combinations(range(14), 3))
    assert p_median(demand, travel, 3).value == pytest.approx(best)


def test_more_units_never_cover_less_and_never_travel_more():
    demand, travel = town(15, 60, 1)
    covered = [mclp(demand, travel, k, reach=0.2).value for k in range(1, 8)]
    expected = [mexclp(demand, travel, k, reach=0.2, busy=0.4).value for k in range(1, 8)]
    ways = [p_median(demand, travel, k).value for k in range(1, 8)]
    assert covered == sorted(covered)
    assert expected == sorted(expected)
    assert ways == sorted(ways, reverse=True)


def test_units_never_busy_make_mexclp_an_mclp():
    demand, travel = town(12, 40, 3)
    assert mexclp(demand, travel, 4, reach=0.2, busy=0.0).value == pytest.approx(
        mclp(demand, travel, 4, reach=0.2).value
    )


def test_names_of_sites_do_not_matter():
    demand, travel = town(12, 40, 5)
    order = np.random.default_rng(0).permutation(12)
    for model in (
        lambda way: mclp(demand, way, 3, reach=0.2),
        lambda way: mexclp(demand, way, 3, reach=0.2, busy=0.3),
        lambda way: p_median(demand, way, 3),
    ):
        assert model(travel).value == pytest.approx(model(travel[order]).value)


def test_held_sites_are_used():
    demand, travel = town(12, 40, 5)
    worst = int(travel.sum(axis=1).argmax())
    assert mclp(demand, travel, 3, reach=0.2, held=[worst]).units[worst] == 1
    assert mexclp(demand, travel, 3, reach=0.2, busy=0.3, held=[worst]).units[worst] >= 1


def test_a_reach_nobody_has_covers_nothing():
    found = mclp([1.0, 2.0], [[5.0, 5.0], [6.0, 6.0]], 1, reach=1.0)
    assert found.value == 0.0
    assert found.share == 0.0
    assert "not covered" in found.warnings[0]


def test_the_busy_share_can_come_from_the_hypercube():
    demand, travel = town(10, 30, 7)
    rates = demand / demand.sum() * 2.0
    first = mclp(demand, travel, 5, reach=0.3)
    model = hypercube_approximate(rates, nearest_first(travel[first.sites]))
    busy = float(model.workload.mean())
    assert busy == pytest.approx(0.4)
    assert mexclp(demand, travel, 5, reach=0.3, busy=busy).value <= first.value + 1e-9


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: mclp([1.0], [[1.0]], 2, reach=1.0), "more units than sites"),
        (lambda: mclp([1.0], [[1.0]], 0, reach=1.0), "At least one unit"),
        (lambda: mclp([1.0], [[1.0]], 1, reach=-1.0), "reach must be"),
        (lambda: mclp([1.0, 1.0], [[1.0]], 1, reach=1.0), "one demand for each area"),
        (lambda: mclp([0.0], [[1.0]], 1, reach=1.0), "Without demand"),
        (lambda: mclp([1.0], [1.0], 1, reach=1.0), "sites by areas"),
        (lambda: mclp([1.0], [[float("nan")]], 1, reach=1.0), "must all be there"),
        (lambda: mclp([1.0], [[1.0]], 1, reach=1.0, held=[3]), "does not exist"),
        (lambda: mclp([1.0], [[1.0], [1.0]], 1, reach=1.0, held=[0, 1]), "than there are units"),
        (lambda: mexclp([1.0], [[1.0]], 1, reach=1.0, busy=1.0), "busy share"),
        (lambda: mexclp([1.0], [[1.0]], 2, reach=1.0, busy=0.5, most_at_site=1), "cannot take"),
        (lambda: mexclp([1.0], [[1.0]], 1, reach=1.0, busy=0.5, most_at_site=0), "at least one unit"),
        (lambda: p_median([1.0], [[1.0]], 2), "more units than sites"),
    ],
)
def test_impossible_placements_are_refused(call, words):
    with pytest.raises(ImpossibleInput, match=words):
        call()
