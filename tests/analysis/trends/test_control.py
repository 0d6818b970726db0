from __future__ import annotations

import numpy as np
import pytest

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.trends import cusum, ears, ewma

TOY = [5, 7, 6, 9, 4, 8, 12, 15, 14, 18]


def test_ewma_of_the_toy_series():
    found = ewma(TOY, baseline=5, first=0, weight=0.3)
    expected = [
        -0.187155, -0.006239, -0.035559, 0.411804, -0.054855, 0.242334, 1.074217, 2.124422, 2.703604, 3.732881,
    ]  # fmt: skip
    assert found.statistic[0] == pytest.approx(expected, abs=1e-6)
    assert found.limit[0] == pytest.approx(3 * 0.3)
    assert found.alarm[0].tolist() == [False] * 7 + [True] * 3


def test_cusum_of_the_toy_series():
    found = cusum(TOY, baseline=5, first=0, reference=0.5, transform="sd")
    expected = [0, 0, 0, 0.955651, 0, 0.435775, 2.951052, 7.025954, 10.580981, 16.215509]
    assert found.statistic[0] == pytest.approx(expected, abs=1e-6)


def test_every_transform_stays_at_zero_when_counts_stay_at_their_mean():
    for transform in ("rossi", "standard", "anscombe", "anscombe2nd", "pearsonNegBin"):
        found = cusum(np.full((2, 20), 9.0), baseline=10, transform=transform)
        assert (found.statistic == 0).all()
        assert not found.alarm.any()


@pytest.mark.parametrize("transform", ["rossi", "standard", "anscombe", "pearsonNegBin"])
def test_the_upper_count_is_the_first_that_alarms(transform):
    history = [5.0, 7, 6, 9, 4]
    upper = float(cusum([*history, 0.0], baseline=5, transform=transform).upper[0, 0])
    assert cusum([*history, upper + 1e-9], baseline=5, transform=transform).alarm[0, 0]
    assert not cusum([*history, upper - 1.001], baseline=5, transform=transform).alarm[0, 0]


def test_a_lasting_small_rise_is_found():
    table = np.random.default_rng(2).poisson(10, (200, 60)).astype(float)
    table[:100, 40:] += np.random.default_rng(3).poisson(6, (100, 20))
    found = cusum(table, baseline=30)
    assert found.alarm[:100, 20:].any(axis=1).mean() > 0.95
    assert found.alarm[100:].any(axis=1).mean() < 0.25


def test_charts_refuse_what_they_cannot_measure():
    with pytest.raises(ImpossibleInput, match="baseline mean of 0"):
        cusum([0, 0, 0, 4], baseline=3)
    with pytest.raises(ImpossibleInput, match="does not vary"):
        ewma([3, 3, 3, 4], baseline=3)
    with pytest.raises(ImpossibleInput, match="transform"):
        cusum(TOY, baseline=5, transform="log")
    with pytest.raises(ImpossibleInput, match="No week"):
        cusum(TOY, baseline=10)


@pytest.mark.parametrize(("kind", "need"), [("C1", 7), ("C2", 9), ("C3", 11)])
def test_ears_needs_its_history(kind, need):
    assert ears(np.ones(need + 1), kind).upper.shape == (1, 1)
    with pytest.raises(ImpossibleInput, match=f"{need} weeks"):
        ears(np.ones(need), kind)


def test_ears_c1_is_mean_plus_three_sd():
    found = ears([1, 2, 3, 4, 5, 6, 7, 30], "C1")
    assert found.upper[0, 0] == pytest.approx(4 + 3.090232306 * np.std([1, 2, 3, 4, 5, 6, 7], ddof=1))
    assert found.alarm[0, 0]


def test_ears_refuses_nonsense():
    with pytest.raises(ImpossibleInput, match="three weeks"):
        ears(np.ones(30), baseline=2)
    with pytest.raises(ImpossibleInput, match="C1"):
        ears(np.ones(30), "C4")
    with pytest.raises(ImpossibleInput, match="negative"):
        ears(-np.ones(30))


def test_ears_does_not_care_about_the_order_of_series():
    table = np.random.default_rng(1).poisson(4, (6, 30)).astype(float)
    assert (ears(table[::-1], "C3").upper == ears(table, "C3").upper[::-1]).all()
