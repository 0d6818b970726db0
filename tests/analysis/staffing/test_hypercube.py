from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.staffing import (
    correction_factors,
    erlang_c,
    hypercube,
    hypercube_approximate,
    nearest_first,
)

SHARED = Path(os.environ.get("COMMONBEAT_SHARED", Path(__file__).parents[3] / ".." / "shared"))
VALUES = SHARED / "data" / "reference-analysis" / "published_values.json"
# Larson & Odoni's three units: rates of the four groups of areas and their lists.
RATES = [0.5, 0.25, 0.35, 0.4]
LISTS = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [2, 0, 1]]


def city(units: int, areas: int, load: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    places, points = rng.random((units, 2)), rng.random((areas, 2))
    rates = rng.random(areas)
    return rates * load * units / rates.sum(), np.abs(places[:, None] - points[None]).sum(2)


def direct(rates, lists, speed, queue: bool) -> np.ndarray:
    """State probabilities from a dense solve of the balance equations, written from the definition."""
    units = len(speed)
    size = 1 << units
    flow = np.zeros((size, size))
    for state in range(size):
        for area, rate in enumerate(rates):
            free = [n for n in lists[area] if not state >> n & 1]
            if free:
                flow[state | 1 << free[0], state] += rate
        for n in range(units):
            if state >> n & 1:
                flow[state ^ 1 << n, state] += speed[n]
    flow -= np.diag(flow.sum(axis=0))
    flow[-1] = 1.0
    if queue:
        load = sum(rates) / sum(speed)
        flow[-1, -1] = 1 / (1 - load)
    right = np.zeros(size)
    right[-1] = 1.0
    return np.linalg.solve(flow, right)


def test_three_units_of_the_textbook_to_four_digits():
    found = hypercube(RATES, LISTS)
    assert [round(float(x), 4) for x in found.workload] == [0.5574, 0.4734, 0.4693]
    assert found.saturation == pytest.approx(0.236842, abs=1e-6)
    assert found.method == "hypercube queueing model, exact, infinite line"


@pytest.mark.skipif(not VALUES.is_file(), reason="no reference folder")
def test_every_published_value_of_the_three_units():
    case = json.loads(VALUES.read_text())["patrol"]["larson_odoni_three_server"]
    rates = [one["lambda"] for one in case["classes"]]
    lists = [[n - 1 for n in one["pref"]] for one in case["classes"]]
    line, none = hypercube(rates, lists), hypercube(rates, lists, queue=False)
    for key, probability in case["infinite_line_state_probs_bits_unit3_unit2_unit1"].items():
        assert line.states[int(key, 2)] == pytest.approx(probability, abs=1e-6)
    for key, probability in case["zero_line_state_probs"].items():
        assert none.states[int(key, 2)] == pytest.approx(probability, abs=1e-6)
    assert line.workload == pytest.approx(case["exact_workload_recomputed"], abs=1e-6)
    assert none.workload == pytest.approx(case["zero_line_workload"], abs=1e-6)
    assert line.queue_tail == pytest.approx(case["queue_tail"], abs=1e-6)
    assert line.saturation == pytest.approx(case["P_Q"], abs=1e-6)
    close = hypercube_approximate(rates, lists)
    assert close.correction == pytest.approx(case["Q_published"], abs=5e-6)
    assert close.iterations[:3] == pytest.approx(np.array(case["approx_iterations_recomputed"]), abs=5e-5)
    assert close.iterations[2] == pytest.approx(case["approx_workload_published"], abs=2e-4)
    assert np.abs(close.iterations[2] - close.iterations[1]).max() == pytest.approx(0.00114, abs=5e-6)


@pytest.mark.parametrize("queue", [True, False])
@pytest.mark.parametrize("speed", [[1.0, 1.0, 1.0, 1.0], [0.6, 1.0, 2.5, 1.4]])
def test_states_equal_a_direct_solve(queue, speed):
    rates, travel = city(4, 9, 0.7, seed=3)
    lists = nearest_first(travel)
    found = hypercube(rates, lists, service_rate=speed, queue=queue)
    assert found.states == pytest.approx(direct(rates, lists, speed, queue), abs=1e-12)


@pytest.mark.parametrize("load", [0.02, 0.5, 0.98])
def test_the_number_busy_is_an_m_m_n_queue(load):
    rates, travel = city(7, 40, load)
    found = hypercube(rates, nearest_first(travel))
    plain = erlang_c(7, 7 * load)
    assert found.saturation == pytest.approx(plain.waiting, abs=1e-12)
    assert found.mean_wait == pytest.approx(plain.mean_wait, rel=1e-9)
    assert found.workload.sum() == pytest.approx(7 * load, rel=1e-12)
    lost = hypercube(rates, nearest_first(travel), queue=False)
    assert lost.saturation == pytest.approx(plain.blocking, abs=1e-12)


@pytest.mark.parametrize("queue", [True, False])
@pytest.mark.parametrize("speed", [1.3, [0.5, 1.0, 2.0, 1.0, 0.8]])
def test_what_flows_into_a_unit_flows_out(queue, speed):
    rates, travel = city(5, 30, 0.5, seed=1)
    found = hypercube(rates, nearest_first(travel), service_rate=speed, queue=queue)
    answered = rates.sum() * (1 if queue else 1 - found.saturation)
    assert answered * found.dispatch.sum(axis=1) == pytest.approx(np.broadcast_to(speed, 5) * found.workload)
    assert found.dispatch.sum(axis=0) == pytest.approx(rates / rates.sum())
    assert found.dispatch.sum() == pytest.approx(1.0)


def test_names_of_units_and_areas_do_not_matter():
    rates, travel = city(6, 25, 0.6, seed=5)
    plain = hypercube(rates, nearest_first(travel), travel=travel)
    unit, area = np.random.default_rng(1).permutation(6), np.random.default_rng(2).permutation(25)
    moved = travel[unit][:, area]
    other = hypercube(rates[area], nearest_first(moved), travel=moved)
    assert other.workload == pytest.approx(plain.workload[unit], abs=1e-12)
    assert other.travel_by_area == pytest.approx(plain.travel_by_area[area], abs=1e-10)
    assert other.travel == pytest.approx(plain.travel, abs=1e-12)
    assert other.cross == pytest.approx(plain.cross, abs=1e-12)


def test_areas_with_the_same_list_can_be_put_together():
    split = hypercube([0.2, 0.3, *RATES[1:]], [LISTS[0], *LISTS])
    assert split.workload == pytest.approx(hypercube(RATES, LISTS).workload, abs=1e-12)


def test_an_added_unit_lightens_the_load_and_shortens_travel():
    rates, travel = city(8, 30, 0.5, seed=8)
    found = [hypercube(rates, nearest_first(travel[:n]), travel=travel[:n], queue=True) for n in (6, 7, 8)]
    assert [one.saturation for one in found] == sorted((one.saturation for one in found), reverse=True)
    assert found[2].travel < found[0].travel


def test_travel_follows_from_dispatches():
    rates, travel = city(5, 20, 0.6, seed=2)
    found = hypercube(rates, nearest_first(travel), travel=travel, queue=False)
    assert found.travel == pytest.approx((found.dispatch * travel).sum())
    assert found.travel == pytest.approx((found.travel_by_area * rates).sum() / rates.sum())
    assert found.travel == pytest.approx((found.travel_by_unit * found.dispatch.sum(axis=1)).sum())
    own = found.dispatch[nearest_first(travel)[:, 0], np.arange(20)].sum()
    assert found.cross == pytest.approx(1 - own)


def test_calls_that_waited_travel_between_areas():
    rates, travel = city(3, 6, 0.8, seed=4)
    ways = np.full((6, 6), 2.0)
    with_ways = hypercube(rates, nearest_first(travel), travel=travel, between=ways)
    without = hypercube(rates, nearest_first(travel), travel=travel)
    assert with_ways.warnings == ()
    assert "Calls that waited" in without.warnings[0]
    at_once = with_ways.dispatch - with_ways.saturation / 3 * (rates / rates.sum())
    assert with_ways.travel == pytest.approx((at_once * travel).sum() + with_ways.saturation * 2.0)


@pytest.mark.parametrize(("units", "queue"), [(6, True), (10, True), (10, False)])
def test_the_approximation_keeps_within_its_bound(units, queue):
    for seed in range(6):
        rates, travel = city(units, 60, 0.55, seed)
        lists = nearest_first(travel)
        exact = hypercube(rates, lists, queue=queue)
        close = hypercube_approximate(rates, lists, queue=queue)
        worst = np.abs(exact.workload - close.workload).max() / exact.workload.mean()
        assert worst <= close.error_bound
        assert close.workload.sum() == pytest.approx(exact.workload.sum())
        assert close.dispatch.sum() == pytest.approx(1.0)
        assert close.cross == pytest.approx(exact.cross, abs=0.02)
        assert "4.1 %" in close.warnings[0]


def test_correction_factors_of_the_textbook_and_of_many_units():
    assert correction_factors(3, 1.5) == pytest.approx([1, 0.73684, 0.63158], abs=5e-6)
    many = correction_factors(400, 300.0)
    assert many[0] == pytest.approx(1.0, abs=1e-9)
    assert np.isfinite(many).all()


def test_the_same_input_gives_the_same_digits():
    rates, travel = city(6, 25, 0.6)
    lists = nearest_first(travel)
    assert np.array_equal(hypercube(rates, lists).states, hypercube(rates, lists).states)


@pytest.mark.parametrize(
    ("rates", "lists", "words"),
    [
        ([1.0], [[0, 0]], "name every unit once"),
        ([1.0], [[0.5, 1.0]], "unit numbers"),
        ([1.0, 1.0], [[0, 1]], "one preference list for each area"),
        ([-1.0], [[0, 1]], "must not be under 0"),
        ([0.0], [[0, 1]], "nothing to dispatch"),
        ([float("nan")], [[0, 1]], "must all be there"),
        ([2.0], [[0, 1]], "grow for ever"),
        (["many"], [[0, 1]], "must be numbers"),
        ([1.0], [list(range(19))], "up to 18 units"),
    ],
)
def test_impossible_input_is_refused_in_a_sentence(rates, lists, words):
    with pytest.raises(ImpossibleInput, match=words):
        hypercube(rates, lists)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ImpossibleInput, match="units by areas"):
        hypercube(RATES, LISTS, travel=np.ones((4, 3)))
    with pytest.raises(ImpossibleInput, match="areas by areas"):
        hypercube(RATES, LISTS, travel=np.ones((3, 4)), between=np.ones((3, 3)))
    with pytest.raises(ImpossibleInput, match="own unit"):
        hypercube(RATES, LISTS, home=[0, 1, 2, 3])
    with pytest.raises(ImpossibleInput, match="Service rates"):
        hypercube(RATES, LISTS, service_rate=[1.0, 0.0, 1.0])
    with pytest.raises(ImpossibleInput, match="service rate"):
        hypercube_approximate(RATES, LISTS, service_rate=0.0)
    with pytest.raises(ImpossibleInput, match="table of units by areas"):
        nearest_first([1.0, 2.0])
