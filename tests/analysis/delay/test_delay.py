"""Nowcasts against R surveillance 1.20.3 on delays anyone can make again, and same-age comparisons."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.delay import (
    CALIFORNIA_MIDDLE_TERMS,
    HarmWeights,
    compare_at_same_age,
    harm_total,
    nowcast,
    reporting_triangle,
)
from commonbeat.analysis.refusal import ImpossibleInput

START = np.datetime64("2024-01-01")
CUTS = np.array([0.35, 0.55, 0.7, 0.8, 0.87, 0.92, 0.95, 0.97, 0.985, 0.995])


def made_events(days: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Day t has 12 + 7t mod 9 (+ 6 on Saturdays) events; delays follow a fixed pattern."""
    event, delay = [], []
    for t in range(days):
        for i in range(1, 12 + (t * 7) % 9 + (6 if t % 7 == 5 else 0) + 1):
            event.append(t)
            delay.append(int(((i * 37 + t * 11) % 101 / 101 > CUTS).sum()))
    happened = START + np.array(event)
    return happened, happened + np.array(delay)


def made_triangle(longest: int = 10):
    return reporting_triangle(*made_events(), today=START + 59, longest=longest, first=START)


def test_the_triangle_counts_what_was_known():
    triangle = made_triangle()
    assert triangle.reported[-11:].tolist() == [13, 20, 18, 16, 13, 17, 17, 13, 10, 7, 6]
    assert np.isnan(triangle.table[-1, 1:]).all()
    assert triangle.n + triangle.future == made_events()[0].size


def test_lawless_delays_equal_the_reference_implementation():
    found = nowcast(made_triangle(), "lawless")
    cdf = [
        0.359570033305, 0.556067459956, 0.704830894815, 0.801654045801, 0.872606253289, 0.921264594551,
        0.948847366843, 0.970132018519, 0.990675990676, 1, 1,
    ]  # fmt: skip
    assert found.delay_cdf == pytest.approx(cdf, abs=1e-11)
    # The reference leaves out the doubt about the delays, rounds up and cuts the normal off differently.
    assert np.abs(found.median[-11:] - [13, 20, 18, 17, 14, 19, 20, 17, 15, 13, 17]).max() <= 1
    assert np.abs(found.lower[-11:] - [13, 20, 18, 16, 13, 17, 17, 13, 10, 7, 6]).max() <= 2
    assert np.abs(found.upper[-11:] - [13, 20, 19, 17, 15, 20, 22, 20, 18, 18, 26]).max() <= 3


def test_a_window_learns_from_the_latest_days_only():
    found = nowcast(made_triangle(6), "lawless", window=28)
    cdf = [0.355147813864, 0.551976722752, 0.697118012400, 0.797030691701, 0.870131139757, 0.917098445596, 1]
    assert found.delay_cdf == pytest.approx(cdf, abs=1e-11)
    assert np.abs(found.median[-11:] - [13, 20, 18, 16, 13, 19, 20, 17, 15, 13, 17]).max() <= 1


def test_closed_form_equals_the_reference_implementation():
    found = nowcast(made_triangle(), "bayes_notrunc")
    cdf = [
        0.369941604344, 0.568794180924, 0.717446982891, 0.812826554656, 0.881569511321, 0.927773793669,
        0.953488372093, 0.973056039340, 0.991599221391, 0.999897551480, 1,
    ]  # fmt: skip
    assert found.delay_cdf == pytest.approx(cdf, abs=1e-11)
    assert found.lower[-11:].tolist() == [13, 20, 18, 16, 13, 17, 17, 13, 10, 8, 9]
    assert found.upper[-11:].tolist() == [13, 20, 19, 18, 16, 21, 23, 21, 20, 21, 31]


def test_drawn_posterior_agrees_with_the_reference_implementation():
    found = nowcast(made_triangle(), "bayes")
    cdf = [0.359245345913, 0.555611219306, 0.704300241662, 0.801111628786, 0.872084153596, 0.920791268553]
    assert found.delay_cdf[:6] == pytest.approx(cdf, abs=1e-3)
    assert np.abs(found.lower[-11:] - [13, 20, 18, 16, 13, 17, 17, 13, 11, 8, 9]).max() <= 1
    assert np.abs(found.upper[-11:] - [13, 20, 19, 18, 16, 22, 24, 21, 20, 21, 31]).max() <= 3


def test_seeded_draws_repeat():
    one, two, other = (nowcast(made_triangle(), "bayes", seed=s) for s in (1, 1, 2))
    assert (one.upper == two.upper).all()
    assert one.seed == 1
    assert (one.delay_cdf != other.delay_cdf).any()


@pytest.mark.parametrize("method", ["lawless", "bayes", "bayes_notrunc"])
def test_intervals_hold_the_final_count_about_as_often_as_they_say(method):
    rng = np.random.default_rng(20)
    inside, means, whole = [], [], 0
    for _ in range(60):
        event = np.repeat(np.arange(80), rng.poisson(25, 80))
        delay = np.minimum(rng.geometric(0.35, event.size) - 1, 12)
        triangle = reporting_triangle(
            START + event, START + event + delay, today=START + 79, longest=12, first=START
        )
        found = nowcast(triangle, method, draws=1000)
        truth = np.bincount(event, minlength=80)[-5:]
        inside.extend((found.lower[-5:] <= truth) & (truth <= found.upper[-5:]))
        means.append(found.estimate[-5:].sum())
        whole += truth.sum()
    assert 0.9 <= np.mean(inside) <= 0.995
    assert sum(means) == pytest.approx(whole, rel=0.06)


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_events_does_not_matter(random):
    happened, known = made_events(40)
    order = list(range(happened.size))
    random.shuffle(order)
    straight = reporting_triangle(happened, known, today=START + 39, longest=8)
    turned = reporting_triangle(happened[order], known[order], today=START + 39, longest=8)
    assert np.array_equal(straight.table, turned.table, equal_nan=True)


def test_final_days_stay_as_they_are():
    found = nowcast(made_triangle(), "bayes")
    assert (found.estimate[:49] == found.reported[:49]).all()
    assert (found.lower[:49] == found.upper[:49]).all()
    assert (found.lower <= found.median).all()
    assert (found.median <= found.upper).all()


def test_a_day_without_any_report_yet_is_not_guessed_by_division():
    happened, known = made_events()
    keep = happened < START + 59
    triangle = reporting_triangle(happened[keep], known[keep], today=START + 59, longest=10, first=START)
    found = nowcast(triangle, "bayes")
    assert found.reported[-1] == 0
    assert found.upper[-1] > 0


def test_weeks_as_periods():
    triangle = reporting_triangle(*made_events(), today=START + 55, longest=2, step=7, first=START)
    assert triangle.table.shape == (8, 3)
    assert triangle.periods[1] == START + 7


def test_same_age_takes_late_paperwork_out():
    happened, known = made_events(70)
    found = compare_at_same_age(happened, known, today=START + 72, weeks=10, last_week=START + 63)
    assert found.age_days == 2
    week = happened.astype(int) - START.astype(int)
    first_week = (week < 7) & (known <= START + 7 + 2)
    assert found.at_age[0] == first_week.sum()
    assert found.known_now[0] == (week < 7).sum()
    assert found.at_age[-1] == found.known_now[-1]
    assert 0.8 < found.share_at_age < 1
    assert found.interval[0] < found.share_at_age < found.interval[1]


def test_harm_totals_name_what_has_no_weight():
    found = harm_total({"robbery": 10, "rape": 2, "bicycle theft": 30}, CALIFORNIA_MIDDLE_TERMS)
    assert found.total == 10 * 36 + 2 * 72
    assert found.unweighted == (("bicycle theft", 30),)
    reach = 1.959963984540054 * (36**2 * 10 + 72**2 * 2) ** 0.5
    assert found.interval == pytest.approx((504 - reach, 504 + reach))
    assert found.warnings == (
        "30 offences of 1 kinds have no weight and are not in the total.",
        "More than half of the total is robbery.",
    )


def test_weights_of_one_are_a_count():
    one = HarmWeights({"a": 1, "b": 1}, "events", "none")
    assert harm_total({"a": 3, "b": 4}, one).total == 7


def test_impossible_input_is_refused():
    happened, known = made_events()
    with pytest.raises(ImpossibleInput, match="cannot show a delay"):
        reporting_triangle(happened, known, today=START + 59, longest=60)
    with pytest.raises(ImpossibleInput, match="No event had become known"):
        reporting_triangle(happened, known, today="2023-01-01", longest=3, first="2022-12-01")
    with pytest.raises(ImpossibleInput, match="must be dates"):
        reporting_triangle(["x"], ["y"], today=START, longest=3)
    with pytest.raises(ImpossibleInput, match="must be a date"):
        reporting_triangle(happened, known, today="never", longest=3)
    with pytest.raises(ImpossibleInput, match="method"):
        nowcast(made_triangle(), "magic")
    with pytest.raises(ImpossibleInput, match="not over"):
        compare_at_same_age(happened, known, today=START + 10, last_week=START + 7)
    with pytest.raises(ImpossibleInput, match="source"):
        harm_total({"a": 1}, HarmWeights({"a": 1}, "days", ""))
    with pytest.raises(ImpossibleInput, match="None of these"):
        harm_total({"x": 1}, CALIFORNIA_MIDDLE_TERMS)
    with pytest.raises(ImpossibleInput, match="whole number"):
        harm_total({"robbery": -1}, CALIFORNIA_MIDDLE_TERMS)
