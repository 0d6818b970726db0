"""Farrington bounds against R surveillance 1.20.3 on series anyone can make again.

The series are `floor(a (1 + 0.4 sin(2 pi t / 52)) + ((t (7 + 2j) + 3j) mod 11) / 11 b)`, with outbreaks and a gap added.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.trends import NOUFAILY_2013, ORIGINAL_1996, FarringtonRules, farrington

WEEKS = 330


def made_series() -> np.ndarray:
    t = np.arange(WEEKS)
    levels, noise = [0.4, 2, 8, 40, 300], [1.2, 3, 6, 20, 90]
    table = np.array(
        [
            np.floor(
                levels[j] * (1 + 0.4 * np.sin(2 * np.pi * t / 52))
                + ((t * (7 + 2 * j) + 3 * j) % 11) / 11 * noise[j]
            )
            for j in range(5)
        ]
    )
    table[2, 319:324] *= 3
    table[3, 149:156] *= 3
    table[4, 329] += 400
    table[1, 199:203] = np.nan
    return table


DATES = np.datetime64("2018-01-01") + 7 * np.arange(WEEKS)
POPULATION = 1000 * np.exp(0.001 * np.arange(1, WEEKS + 1))

# (rules, dates used, population used, upper bounds of week 329, upper bounds of week 330)
NAN = np.nan
CASES = {
    "plain": (
        FarringtonRules(),
        False,
        False,
        [NAN, 7.13935329515023, 20.2365792064176, 76.08841905763664, 494.2025444715884],
        [NAN, 7.13909928148692, 20.06184200462355, 76.08841905763686, 502.53573624143007],
    ),
    "noufaily": (
        replace(NOUFAILY_2013, alpha=0.05),
        True,
        False,
        [NAN, 7, 20, 77, 510],
        [NAN, 7, 20, 76, 508],
    ),
    "muan": (
        replace(NOUFAILY_2013, alpha=0.05, threshold="muan"),
        True,
        False,
        [NAN, 7, 20, 78, 511],
        [NAN, 7, 20, 77, 509],
    ),
    "offset": (
        FarringtonRules(seasons=5, years=4, half_window=2, outbreak=2, trend_p=0.2, alpha=0.01, power="1/2"),
        True,
        True,
        [NAN, 9.43888206770538, 24.06123336372269, 89.58383414538872, 580.64013808488824],
        [NAN, 9.06168316497441, 23.82477139202577, 87.57993503803827, 559.11631091501579],
    ),
    "unweighted": (
        FarringtonRules(years=3, reweight=False, trend=False, power="none", alpha=0.1),
        False,
        False,
        [NAN, 6.00552753636721, 18.46199578355099, 73.2035656756572, 487.92119243140439],
        [NAN, 5.94186698510658, 18.29471956075751, 73.20356567565733, 489.94165303196962],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_bounds_equal_the_reference_implementation(name):
    rules, dated, offset, first, second = CASES[name]
    found = farrington(
        made_series(),
        rules,
        at=[328, 329],
        dates=DATES if dated else None,
        population=POPULATION if offset else None,
    )
    assert np.allclose(found.upper, np.transpose([first, second]), rtol=0, atol=1e-6, equal_nan=True)
    assert found.alarm.tolist() == [[False, False]] * 4 + [[False, True]]


def test_tails_and_scores_equal_the_reference_implementation():
    found = farrington(made_series(), replace(NOUFAILY_2013, alpha=0.05), at=[328], dates=DATES)
    p = [4.81191252388e-01, 4.79890366439e-01, 5.05441086249e-01, 3.26124507838e-01, 5.37241031781e-01]
    score = [0.586991765962, 0.476025750304, 0.654800527885, 0.821718798373, 0.869020496753]
    assert found.p[:, 0] == pytest.approx(p, abs=1e-9)
    assert found.score[:, 0] == pytest.approx(score, abs=1e-9)


def test_the_method_of_1996_with_its_own_variance():
    rules = FarringtonRules(years=4, outbreak=1.0, alpha=0.025, variance="plain")  # R halves its level
    found = farrington(made_series()[2:], rules, at=[328, 329])
    expected = [
        [21.7290294926248, 21.5474348998251],
        [78.5437901343867, 78.5437901343867],
        [496.9764044982479, 500.4237542009199],
    ]
    assert np.allclose(found.upper, expected, rtol=0, atol=1e-6)


def test_a_series_alone_gets_what_it_gets_in_a_crowd():
    table = np.vstack([made_series()] * 40)
    crowd = farrington(table, NOUFAILY_2013, dates=DATES)
    alone = farrington(made_series(), NOUFAILY_2013, dates=DATES)
    assert np.allclose(crowd.upper[-5:], alone.upper, equal_nan=True)
    assert np.allclose(crowd.p[:5], alone.p)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(5)))
def test_the_order_of_the_series_does_not_matter(order):
    table = made_series()
    straight = farrington(table, ORIGINAL_1996)
    turned = farrington(table[list(order)], ORIGINAL_1996)
    assert np.allclose(turned.upper, straight.upper[list(order)], equal_nan=True)


def test_a_past_outbreak_hides_a_new_one_only_without_reweighting():
    past = np.random.default_rng(4).poisson(10, (1, 261)).astype(float)
    past[0, 208] = 70
    past[0, 260] = 32
    rules = FarringtonRules(years=4, threshold="nbPlugin", alpha=0.01, least=(0, 1))
    kept = farrington(past, replace(rules, reweight=False))
    counted_less = farrington(past, rules)
    assert counted_less.upper[0, 0] < 0.7 * kept.upper[0, 0]
    assert counted_less.alarm[0, 0]
    assert not kept.alarm[0, 0]


def test_quiet_series_alarm_about_as_often_as_the_level_says():
    table = np.random.default_rng(11).poisson(12, (2000, 261)).astype(float)
    found = farrington(table, replace(NOUFAILY_2013, alpha=0.05, trend=False))
    assert 0.025 < found.alarm.mean() < 0.065


def test_p_is_uniform_when_nothing_changed():
    table = np.random.default_rng(5).poisson(400, (3000, 261)).astype(float)
    rules = FarringtonRules(years=4, half_window=3, trend=False, reweight=False, seasons=1)
    p = farrington(table, rules).p[:, 0]
    shares = np.histogram(p, bins=10, range=(0, 1))[0] / p.size
    assert np.abs(shares - 0.1).max() < 0.03


def test_a_silent_series_never_alarms():
    found = farrington(np.zeros((3, 261)), NOUFAILY_2013)
    assert not found.alarm.any()
    assert np.isnan(found.upper).all()


def test_gaps_are_left_out_and_a_series_of_gaps_is_not_judged():
    table = np.random.default_rng(0).poisson(9, (4, 261)).astype(float)
    table[1] = np.nan
    table[2, :200] = np.nan
    table[3, 60:64] = np.nan
    found = farrington(table, NOUFAILY_2013)
    assert found.failed[:, 0].tolist() == [False, True, True, False]
    assert not found.alarm[1:3].any()
    assert found.warnings[0].startswith("2 of 4 weeks are not judged")


def test_a_season_without_data_does_not_spoil_the_others():
    table = np.random.default_rng(0).poisson(9, (1, 261)).astype(float)
    design = farrington(table, NOUFAILY_2013)
    gone = table.copy()
    for year in range(5):
        gone[0, max(0, 260 - 52 * year - 26) : max(0, 260 - 52 * year - 22)] = np.nan
    found = farrington(gone, NOUFAILY_2013)
    assert found.expected[0, 0] == pytest.approx(design.expected[0, 0], rel=0.2)


def test_too_few_events_lately_means_not_judged():
    table = np.zeros((1, 261))
    table[0, -1] = 3
    assert np.isnan(farrington(table, ORIGINAL_1996).upper[0, 0])
    assert farrington(table, replace(ORIGINAL_1996, least=(1, 4))).alarm[0, 0]


@pytest.mark.parametrize(
    ("table", "rules", "sentence"),
    [
        (np.ones((2, 100)), NOUFAILY_2013, "only 99 weeks long"),
        (-np.ones((2, 300)), NOUFAILY_2013, "negative"),
        (np.ones((2, 300)), FarringtonRules(alpha=0.6), "alpha"),
        (np.ones((2, 300)), FarringtonRules(threshold="other"), "threshold"),
        (np.ones((2, 300)), FarringtonRules(seasons=60), "too many"),
        (np.ones((2, 300)), FarringtonRules(left_out=-1), "left out"),
        (np.ones((2, 300)), FarringtonRules(outbreak=0), "outbreak"),
        (np.ones((2, 300)), FarringtonRules(power="3"), "power"),
    ],
)
def test_impossible_input_is_refused_with_a_sentence(table, rules, sentence):
    with pytest.raises(ImpossibleInput, match=sentence):
        farrington(table, rules)


def test_dates_must_be_weeks():
    with pytest.raises(ImpossibleInput, match="every seven days"):
        farrington(np.ones((1, 300)), dates=np.datetime64("2018-01-01") + np.arange(300))


def test_leap_years_keep_the_weekday():
    days = np.datetime64("2012-03-05") + 7 * np.arange(300)
    found = farrington(np.full((1, 300), 9.0), ORIGINAL_1996, dates=days, at=[299])
    assert found.expected[0, 0] == pytest.approx(9.0)
