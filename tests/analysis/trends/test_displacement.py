from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.trends import (
    harm_difference,
    scan_window,
    weighted_displacement_difference,
)

FOUR = ((308, 318), (207, 110), (150, 140), (178, 157))


def test_the_published_example():
    found = weighted_displacement_difference(*FOUR)
    assert found.total == -118
    assert found.total_se == pytest.approx(39.59797975, abs=1e-8)
    assert round(found.z, 2) == -2.98
    assert [round(v) for v in found.interval] == [-196, -40]


def test_local_alone():
    assert weighted_displacement_difference((20, 20), (20, 10)).local == -10
    assert weighted_displacement_difference((20, 20), (20, 20), (20, 20), (20, 10)).displaced == -10


def test_unequal_times_and_areas():
    timed = weighted_displacement_difference((100, 50), (80, 20), time_weights=(2, 1))
    assert (timed.total, timed.total_se) == (-20, pytest.approx(115**0.5))
    sized = weighted_displacement_difference(*FOUR, area_weights=(0.9, 1.2, 1.6, 1.5))
    assert sized.total == pytest.approx(-99.69444444)
    assert sized.total_se == pytest.approx(35.4280755)
    assert sized.interval == pytest.approx((-169.1321965, -30.25669241))


def test_harm_weights_add_up():
    pairs = [
        ((133, 91), (130, 74)),
        ((388, 305), (327, 202)),
        ((148, 97), (398, 190)),
        ((86, 64), (144, 92)),
        ((94, 67), (183, 96)),
    ]
    parts = [weighted_displacement_difference(*pair) for pair in pairs]
    found = harm_difference(parts, [3, 2, 5, 7, 10], part="local")
    assert found.total == pytest.approx(-1721)
    assert found.total_se == pytest.approx(304.10360077)
    assert found.z == pytest.approx(-5.65925558)
    assert found.interval == pytest.approx((-2317.03210507, -1124.96789493))


@given(st.lists(st.integers(0, 500), min_size=4, max_size=4).filter(sum))
def test_swapping_treated_and_control_turns_the_sign(counts):
    a, b, c, d = counts
    one = weighted_displacement_difference((a, b), (c, d))
    other = weighted_displacement_difference((c, d), (a, b))
    assert one.total == -other.total
    assert one.total_se == other.total_se


def test_small_counts_are_told_and_nonsense_refused():
    assert "under 5" in weighted_displacement_difference((4, 9), (8, 9)).warnings[0]
    with pytest.raises(ImpossibleInput, match="no event"):
        weighted_displacement_difference((0, 0), (0, 0))
    with pytest.raises(ImpossibleInput, match="positive"):
        weighted_displacement_difference((1, 2), (3, 4), time_weights=(0, 1))
    with pytest.raises(ImpossibleInput, match="One weight"):
        harm_difference([weighted_displacement_difference((1, 2), (3, 4))], [1, 2])


def test_scan_window_equals_the_published_values():
    assert scan_window(208, 2, 0.6, 6).p == pytest.approx(0.03902238, abs=1e-8)
    assert scan_window(260, 1, 1, 6).p == pytest.approx(0.486814, abs=1e-6)


def test_scan_window_agrees_with_simulation():
    rng = np.random.default_rng(8)
    # Events in continuous time over 30 unit windows; the fullest moving window of each run.
    hits = 0
    for _ in range(2000):
        times = np.sort(rng.uniform(0, 30, rng.poisson(30)))
        ends = np.searchsorted(times, times + 1, side="right")
        hits += int((ends - np.arange(times.size)).max(initial=0) >= 6)
    assert scan_window(30, 2, 1.0, 6).p == pytest.approx(hits / 2000, abs=0.03)


def test_scan_window_falls_with_the_count_and_refuses_nonsense():
    values = [scan_window(100, 1, 2.0, n).p for n in range(4, 15)]
    assert values == sorted(values, reverse=True)
    with pytest.raises(ImpossibleInput, match="2 or more"):
        scan_window(100, 1, 1, 1)
    with pytest.raises(ImpossibleInput, match="mean"):
        scan_window(100, 1, 0, 4)
