from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from commonbeat.analysis.trends import expected_range, range_from_periods
from commonbeat.analysis.trends.expected import RECENT, SEASONAL, SHORT, UNTESTED


def weekly(mean, weeks: int, series: int = 400, seed: int = 7) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (series, weeks)).astype(float)


@pytest.mark.parametrize(
    ("weeks", "method"),
    [(7, UNTESTED), (8, SHORT), (25, SHORT), (26, RECENT), (103, RECENT), (104, SEASONAL)],
)
def test_the_method_follows_the_length_of_the_history(weeks, method):
    assert expected_range(np.full((1, weeks), 5.0), [5]).methods == (method,)


def test_a_short_history_is_not_tested_and_says_so():
    one = expected_range(np.full((1, 5), 9.0), [40]).one(0)
    assert one.interval is None
    assert np.isnan(one.p_high)
    assert one.warnings == ("History too short: under 8 weeks, so not tested.",)


def test_a_gap_ends_the_history():
    past = np.full((2, 60), 5.0)
    past[1, 30] = np.nan
    assert list(expected_range(past, [5, 5]).weeks) == [60, 29]


def test_a_steady_series_gives_the_poisson_range_of_its_mean():
    one = expected_range(np.tile([4.0, 6.0, 5.0, 5.0], (1, 13)), [14]).one(0)
    assert one.expected == pytest.approx(5.0)
    assert one.dispersion == 1.0
    assert one.interval == (1.0, 10.0)
    assert one.p_high == pytest.approx(stats.poisson.sf(13, 5), abs=3e-4)


@pytest.mark.parametrize("weeks", [12, 60, 160])
@pytest.mark.parametrize("mean", [0.4, 3.0, 40.0])
def test_quiet_series_rarely_leave_their_range(weeks, mean):
    table = weekly(mean, weeks + 1, series=2000)
    found = expected_range(table[:, :-1], table[:, -1])
    assert np.mean(found.count > found.upper) < 0.035
    assert np.mean(found.p_high < 0.01) < 0.016


def test_a_season_that_comes_back_is_expected():
    week = np.arange(157)
    mean = 20 * np.exp(0.5 * np.sin(2 * np.pi * (week - 10) / 52))
    table = weekly(mean, 157)
    peak = 52 * 2 + 23
    found = expected_range(table[:, :peak], table[:, peak])
    assert abs(np.mean(found.expected) / mean[peak] - 1) < 0.12
    assert np.mean(found.count > found.upper) < 0.06


def test_last_months_burst_does_not_hide_this_one():
    past = weekly(4.0, 60, series=1)
    past[0, -3] = 40
    found = expected_range(past, [14]).one(0)
    assert found.expected < 6
    assert found.p_high < 0.01


def test_a_moved_level_is_followed_and_told():
    past = np.concatenate([weekly(20.0, 40, 1), weekly(60.0, 8, 1)], axis=1)
    found = expected_range(past, [60]).one(0)
    assert 50 < found.expected < 70
    assert found.warnings[0].startswith("The level moved")


def test_all_zero_history_expects_half_an_event():
    found = expected_range(np.zeros((1, 52)), [3]).one(0)
    assert found.expected == pytest.approx(0.5 / 26)
    assert found.interval == (0.0, 0.0)
    assert found.p_high < 0.001


def test_the_same_period_of_earlier_years():
    found = range_from_periods([30, 34, 32], 60)
    assert found.expected == 32
    assert found.interval[0] < 30 < 34 < found.interval[1] < 60
    assert range_from_periods([30], 30).warnings == ("Only one earlier year: the range is wide.",)
    with pytest.raises(ValueError, match="earlier count"):
        range_from_periods([], 3)
