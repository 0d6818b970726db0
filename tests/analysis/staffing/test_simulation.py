from __future__ import annotations

import numpy as np
import pytest

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.staffing import (
    erlang_c,
    hypercube,
    nearest_first,
    scenario,
    simulate,
    simulate_queue,
)
from commonbeat.analysis.staffing.events import run
from commonbeat.analysis.staffing.scenario import CALL, Draw, draw


def town(units: int = 4, areas: int = 12, load: float = 0.6, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    travel = np.abs(rng.random((units, 2))[:, None] - rng.random((areas, 2))[None]).sum(2)
    rates = rng.random(areas)
    return rates * load * units / rates.sum(), travel


def by_hand(time, service, *, area=None, priority=None, needed=None) -> Draw:
    size = len(time)
    zeros = np.zeros(size, dtype=np.int64)

    def whole(values, instead):
        return instead if values is None else np.array(values)

    return Draw(
        time=np.array(time, dtype=float),
        kind=np.full(size, CALL),
        area=whole(area, zeros),
        priority=whole(priority, zeros),
        service=np.array(service, dtype=float),
        needed=whole(needed, zeros + 1),
        shift=zeros,
    )


def test_the_mean_wait_covers_erlang_c():
    found = simulate_queue(8.0, 1.0, 10, calls=60_000, replications=12, seed=4)
    assert found.wait.covers(erlang_c(10, 8.0).mean_wait)
    assert found.waiting.covers(erlang_c(10, 8.0).waiting)
    assert found.interval == (found.wait.low, found.wait.high)
    assert found.seed == 4
    assert found.n == 58_000 * 12


def test_constant_times_halve_the_wait_of_one_unit():
    """Pollaczek-Khinchine: with one unit and constant times the wait is half of the exponential one."""
    found = simulate_queue(0.7, 1.0, 1, calls=60_000, replications=12, spread=0.0, seed=1)
    assert found.wait.covers(0.7 / (2 * 0.3))


def test_events_and_the_quick_queue_agree_call_by_call():
    rng = np.random.default_rng(3)
    time = np.cumsum(rng.exponential(1 / 3, 500))
    service = rng.exponential(1.0, 500)
    log = run(scenario(1.0, service=1.0, units=4), by_hand(time, service))
    free = [0.0] * 4
    for i in range(500):
        first = min(range(4), key=lambda n: free[n])
        start = max(free[first], time[i])
        free[first] = start + service[i]
        assert log.wait[i] == pytest.approx(start - time[i], abs=1e-12)


def test_the_general_simulation_covers_the_exact_hypercube():
    rates, travel = town()
    exact = hypercube(rates, nearest_first(travel), travel=travel, queue=True)
    city = scenario(rates, service=1.0, travel=travel, travel_is_work=False)
    found = simulate(city, hours=3000, warm_up=50, replications=16, seed=2, coverage=0.99)
    assert found.wait.covers(exact.mean_wait)
    assert found.waiting.covers(exact.saturation)
    assert found.cross.covers(exact.cross)
    assert found.workload == pytest.approx(exact.workload, abs=0.01)
    assert found.utilisation.covers(float(exact.workload.mean()))


def test_the_most_urgent_call_goes_first_and_nobody_is_interrupted():
    city = scenario(1.0, service=[1.0, 1.0], units=1, priorities=[0.5, 0.5])
    log = run(city, by_hand([0.0, 0.1, 0.2, 0.3], [1.0, 1.0, 1.0, 1.0], priority=[1, 1, 0, 0]))
    assert log.wait == pytest.approx([0.0, 2.9, 0.8, 1.7])


def test_priorities_share_the_same_work_in_another_order():
    """Conservation: with equal service times the mean wait over all calls does not depend on priorities."""
    rates, travel = town(load=0.8)
    flat = scenario(rates, service=1.0, travel=travel, travel_is_work=False)
    ranked = scenario(rates, service=[1.0, 1.0], travel=travel, travel_is_work=False, priorities=[0.3, 0.7])
    one = simulate(flat, hours=2000, warm_up=50, replications=10, seed=7)
    two = simulate(ranked, hours=2000, warm_up=50, replications=10, seed=8)
    assert abs(one.wait.mean - two.wait.mean) < (one.wait.high - one.wait.low) + (
        two.wait.high - two.wait.low
    )
    assert two.wait_by_priority[0].high < two.wait_by_priority[1].low


def test_priorities_agree_with_cobhams_formula():
    """Two classes, one kind of service, c units: W1 = W0 / (1 - rho1), W2 = W1 / (1 - rho)."""
    city = scenario(2.4, service=[1.0, 1.0], units=3, priorities=[0.4, 0.6])
    found = simulate(city, hours=4000, warm_up=100, replications=16, seed=5, coverage=0.99)
    first_wait = erlang_c(3, 2.4).waiting / 3
    urgent = first_wait / (1 - 0.4 * 0.8)
    assert found.wait_by_priority[0].covers(urgent)
    assert found.wait_by_priority[1].covers(urgent / (1 - 0.8))


def test_travel_is_added_to_the_time_a_unit_is_taken():
    city = scenario(1.0, service=1.0, travel=[[0.5]])
    log = run(city, by_hand([0.0, 0.2], [1.0, 1.0]))
    assert log.wait == pytest.approx([0.0, 1.3])
    included = scenario(1.0, service=1.0, travel=[[0.5]], travel_is_work=False)
    assert run(included, by_hand([0.0, 0.2], [1.0, 1.0])).wait == pytest.approx([0.0, 0.8])


def test_a_unit_goes_straight_from_one_call_to_the_next():
    city = scenario([1.0, 1.0], service=1.0, travel=[[0.5, 0.5]], between=[[0.0, 0.1], [0.1, 0.0]])
    log = run(city, by_hand([0.0, 0.2], [1.0, 1.0], area=[0, 1]))
    assert log.travel == pytest.approx([0.5, 0.1])


def test_the_nearest_free_unit_is_sent():
    city = scenario([1.0, 1.0], service=1.0, travel=[[0.1, 0.3], [0.4, 0.2]])
    log = run(city, by_hand([0.0, 0.1, 0.2], [5.0, 1.0, 1.0], area=[0, 0, 0]))
    assert list(log.unit) == [0, 1, 1]


def test_several_units_come_as_they_are_free():
    city = scenario(1.0, service=1.0, units=2, needed=[0.5, 0.5])
    log = run(city, by_hand([0.0, 0.5, 0.6], [1.0, 1.0, 1.0], needed=[1, 2, 1]))
    assert log.wait == pytest.approx([0.0, 0.0, 0.9])
    assert log.full_wait == pytest.approx([0.0, 0.5, 0.9])
    assert log.backup.shape == (1, 3)
    assert log.backup[0] == pytest.approx([0, 1.0, 2.0])


def test_patrol_work_takes_its_share_of_free_time():
    """A unit alone with own work: busy share is rate x hours / (1 + rate x hours)."""
    city = scenario(0.01, service=1e-6, units=3, own_rate=0.5, own_hours=0.4)
    found = simulate(city, hours=3000, replications=10, seed=1, coverage=0.999)
    assert found.utilisation.covers(0.2 / 1.2)


def test_patrol_work_makes_calls_wait_longer():
    rates, travel = town(load=0.5)
    travel = travel * 0.1
    plain = simulate(scenario(rates, service=1.0, travel=travel), hours=3000, replications=6)
    busy = simulate(
        scenario(rates, service=1.0, travel=travel, own_rate=2.0, own_hours=0.5), hours=3000, replications=6
    )
    assert busy.wait.low > plain.wait.high


def test_shifts_a_busy_unit_finishes_its_work_and_nights_answer_later():
    roster = np.ones((24, 2), dtype=bool)
    roster[:8] = False
    city = scenario(0.5, service=0.5, units=2, roster=roster)
    found = simulate(city, hours=24 * 60, replications=4, seed=3)
    assert found.wait_by_hour[0] > 7
    assert found.wait_by_hour[12] < 1
    assert found.unanswered == 0
    assert found.wait_by_hour.shape == (24,)


def test_arrivals_follow_the_rates_of_the_hours_and_areas():
    rates = np.zeros((24, 3))
    rates[6] = [1.0, 2.0, 0.0]
    rates[20] = [0.0, 0.0, 4.0]
    city = scenario(rates, service=0.1, units=5)
    events = draw(city, 24 * 3000, np.random.default_rng(0))
    hour = events.time.astype(int) % 24
    assert set(hour.tolist()) == {6, 20}
    count = [
        ((hour == 6) & (events.area == 0)).sum(),
        ((hour == 6) & (events.area == 1)).sum(),
        (hour == 20).sum(),
    ]
    assert np.array(count) / 3000 == pytest.approx([1, 2, 4], abs=0.15)
    assert (events.area[hour == 20] == 2).all()
    assert (np.diff(events.time) >= 0).all()


def test_more_units_never_wait_longer():
    waits = [
        simulate(scenario(4.0, service=1.0, units=n), hours=1500, replications=6, seed=1).wait.mean
        for n in (5, 6, 8)
    ]
    assert waits == sorted(waits, reverse=True)


def test_the_seed_decides_everything():
    rates, travel = town()
    city = scenario(rates, service=1.0, travel=travel)
    one, two, other = (simulate(city, hours=200, replications=3, seed=s) for s in (1, 1, 2))
    assert one.wait == two.wait
    assert np.array_equal(one.workload, two.workload)
    assert one.wait != other.wait


def test_a_run_can_be_watched_and_stopped():
    seen: list[tuple[int, int]] = []

    def stop(done: int, all_: int) -> bool:
        seen.append((done, all_))
        return done < 3

    found = simulate(scenario(1.0, service=1.0, units=3), hours=50, replications=9, on_step=stop)
    assert found.replications == 3
    assert seen == [(1, 9), (2, 9), (3, 9)]
    assert found.warnings == ("Stopped after 3 of 9 replications.",)


def test_too_much_work_and_calls_left_over_are_said():
    found = simulate(scenario(5.0, service=1.0, units=2), hours=50, replications=2)
    assert "more unit-hours than are on duty" in found.warnings[0]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"units": None}, "how many units"),
        ({"priorities": [0.5, 0.4]}, "must sum to 1"),
        ({"needed": [0.0, 0.0, 1.0]}, "more units than there are"),
        ({"roster": [[False, False]]}, "never has a unit"),
        ({"roster": [[True]]}, "hours by units"),
        ({"spread": -1.0}, "cannot be negative"),
        ({"own_rate": -1.0}, "cannot be negative"),
        ({"travel": [[0.1], [0.2]]}, "one preference list for each area"),
        ({"travel": [[0.1, -0.1]]}, "must not be under 0"),
        ({"home": [3, 0]}, "own unit"),
    ],
)
def test_impossible_cities_are_refused(given, words):
    base = {"service": 1.0, "units": 2}
    with pytest.raises(ImpossibleInput, match=words):
        scenario([1.0, 1.0], **(base | given))


def test_impossible_runs_are_refused():
    city = scenario(1.0, service=1.0, units=2)
    with pytest.raises(ImpossibleInput, match="two replications"):
        simulate(city, hours=10, replications=1)
    with pytest.raises(ImpossibleInput, match="warm-up"):
        simulate(city, hours=10, warm_up=10)
    with pytest.raises(ImpossibleInput, match="nothing to simulate"):
        scenario(0.0, service=1.0, units=1)
