from __future__ import annotations

from decimal import Decimal, getcontext

import numpy as np
import pytest

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.staffing import erlang_c, erlang_table, relief_factor, units_by_hour


def exact_waiting(servers: int, load: int | str) -> float:
    """Erlang C in fifty digits from the defining sums."""
    getcontext().prec = 60
    a = Decimal(load)
    term, total = Decimal(1), Decimal(1)
    for k in range(1, servers):
        term = term * a / k
        total += term
    last = term * a / servers * servers / (servers - a)
    return float(last / (total + last))


@pytest.mark.parametrize(
    ("servers", "load"), [(1, "0.5"), (7, "6.9"), (50, "40"), (200, "190.5"), (499, "498.9"), (500, "450")]
)
def test_hundreds_of_units_agree_with_exact_arithmetic(servers, load):
    one = erlang_c(servers, float(load))
    assert one.waiting == pytest.approx(exact_waiting(servers, load), abs=1e-10)
    assert one.mean_wait == pytest.approx(one.waiting / (servers - float(load)), rel=1e-12)


def test_more_units_wait_less_and_more_load_waits_more():
    by_units = [erlang_c(c, 8.0).waiting for c in range(9, 40)]
    by_load = [erlang_c(12, a).mean_wait for a in np.linspace(0.1, 11.9, 40)]
    assert by_units == sorted(by_units, reverse=True)
    assert by_load == sorted(by_load)


def test_wait_tail_and_quantile_are_each_others_inverse():
    one = erlang_c(10, 8.0)
    assert one.wait_over(0.0) == one.waiting
    assert one.wait_over(one.wait_quantile(0.9)) == pytest.approx(0.1)
    assert one.wait_quantile(0.5) == 0.0
    assert one.mean_queue == pytest.approx(8 * 0.20459008, abs=1e-6)
    # The mean wait is the area under the tail.
    t = np.linspace(0, 12, 200_001)
    area = np.trapezoid([one.waiting * np.exp(-2 * x) for x in t], t)
    assert area == pytest.approx(one.mean_wait, abs=1e-8)


def test_full_load_has_no_bound():
    one = erlang_c(4, 4.0)
    assert one.wait_over(100.0) == 1.0
    assert one.wait_quantile(0.5) == float("inf")
    assert one.warnings == ("The load is not below the number of units: the queue grows.",)


@pytest.mark.parametrize(("servers", "load"), [(0, 1.0), (2, -1.0), (2, float("nan")), (2.5, 1.0)])
def test_impossible_queues_are_refused(servers, load):
    with pytest.raises(ImpossibleInput, match="At least one unit"):
        erlang_c(servers, load)


def test_table_equals_the_single_values():
    table = erlang_table([0.0, 3.3, 8.0], 12)
    assert table[2, 10] == pytest.approx(0.40918015, abs=1e-8)
    assert table[1, 3] == 1.0
    assert table[0, 1] == 0.0
    assert table[1, 9] == pytest.approx(erlang_c(9, 3.3).waiting, abs=1e-15)


def test_units_by_hour_are_the_least_that_meet_each_target():
    calls = np.array([0.0, 2.0, 8.0, 30.0])
    found = units_by_hour(calls, 0.4, utilisation=0.7, mean_wait=0.05, wait_over=(0.1, 0.1))
    for i, load in enumerate(calls * 0.4):
        c = int(found.units[i])
        if load == 0:
            assert c == 0
            continue

        def good(c: int, load: float = load) -> bool:
            one = erlang_c(c, load)
            return load / c <= 0.7 and one.mean_wait * 0.4 <= 0.05 and one.wait_over(0.1 / 0.4) <= 0.1

        assert good(c)
        assert c == 1 or not good(c - 1)
    assert found.binding[0] == "none"
    assert found.mean_wait[3] <= 0.05


def test_a_stricter_target_never_needs_fewer_units():
    calls = np.linspace(0, 40, 168)
    loose = units_by_hour(calls, 0.5, mean_wait=0.2).units
    strict = units_by_hour(calls, 0.5, mean_wait=0.05).units
    assert (strict >= loose).all()
    assert (np.diff(strict) >= 0).all()


def test_the_lag_moves_demand_by_the_service_time_and_keeps_its_sum():
    calls = np.zeros(24)
    calls[5] = 10.0
    found = units_by_hour(calls, 1.5, utilisation=0.8, lag=True)
    assert found.load.sum() == pytest.approx(15.0)
    assert list(np.flatnonzero(found.load)) == [6, 7]


def test_long_calls_are_remarked_on():
    assert "half an hour" in units_by_hour([3.0], 1.0, utilisation=0.8).warnings[0]
    assert units_by_hour([3.0], 1.0, utilisation=0.8, lag=True).warnings == ()


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        ({}, "at least one target"),
        ({"utilisation": 1.2}, "utilisation must be"),
        ({"mean_wait": 0.0}, "mean wait must be over 0"),
        ({"wait_over": (0.1, 1.0)}, "share of calls"),
        ({"wait_over": (-1.0, 0.5)}, "cannot be negative"),
        ({"utilisation": 0.5, "least": -1}, "cannot be negative"),
    ],
)
def test_targets_nobody_can_read_are_refused(targets, words):
    with pytest.raises(ImpossibleInput, match=words):
        units_by_hour([1.0, 2.0], 0.5, **targets)


def test_thousands_of_units_are_a_slip_of_the_pen():
    with pytest.raises(ImpossibleInput, match="2,000 units"):
        units_by_hour([1e6], 1.0, mean_wait=0.1)


def test_relief_factor_is_hours_over_hours():
    found = relief_factor(8760, 2080, 350, posts=12, officers_each=2)
    assert found.factor == pytest.approx(8760 / 1730)
    assert found.officers == pytest.approx(8760 / 1730 * 24)
    with pytest.raises(ImpossibleInput, match="fills no post"):
        relief_factor(8760, 2080, 2080)
