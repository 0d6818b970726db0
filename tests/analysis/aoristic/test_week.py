from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.aoristic import hour_of_week
from commonbeat.analysis.refusal import ImpossibleInput


def table(start: str, end: str | None, first_day: int = 0) -> dict[int, float]:
    found = hour_of_week([start], None if end is None else [end], first_day=first_day).table
    return {int(i): round(float(found[i]), 6) for i in np.flatnonzero(found)}


# Monday 1 January 2024
@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-01-01T01:00", None, {1: 1.0}),
        ("2024-01-01T01:00", "2024-01-01T01:00", {1: 1.0}),
        ("2024-01-01T01:00", "2024-01-01T02:30", {1: 0.666667, 2: 0.333333}),
        ("2024-01-01T01:50", "2024-01-01T02:10", {1: 0.5, 2: 0.5}),
        ("2024-01-01T23:30", "2024-01-02T01:15", {23: 0.285714, 24: 0.571429, 25: 0.142857}),
        ("2024-01-07T22:00", "2024-01-08T02:00", {0: 0.25, 1: 0.25, 166: 0.25, 167: 0.25}),
        ("2024-01-01T15:30", "NaT", {15: 1.0}),
        ("2024-01-01T14:30", "2024-01-01T12:15", {14: 1.0}),
    ],
)
def test_rules(start, end, expected):
    assert table(start, end) == expected


def test_a_week_or_more_says_nothing_about_when():
    found = hour_of_week(["2024-01-01T12:00"], ["2024-01-09T12:00"])
    assert np.allclose(found.table, 1 / 168)
    assert found.long_share == 1.0


def test_an_unknown_start_is_skipped_and_counted():
    found = hour_of_week(["NaT", "2024-01-01T05:00"], ["2024-01-01T15:30", "NaT"])
    assert (found.n, found.skipped) == (1, 1)


def test_the_first_day_moves_hour_zero():
    assert table("2024-01-07T00:10", None, first_day=6) == {0: 1.0}
    assert table("2024-01-07T00:10", None, first_day=0) == {144: 1.0}


@pytest.mark.parametrize("unit", ["m", "s", "ms", "us", "ns"])
def test_seconds_are_cut_off_in_every_unit(unit):
    start = np.array(["2024-01-01T01:50:59"], dtype=f"datetime64[{unit}]")
    end = np.array(["2024-01-01T02:10:30"], dtype=f"datetime64[{unit}]")
    found = hour_of_week(start, end).table
    assert found[1] == pytest.approx(0.5)
    assert found[2] == pytest.approx(0.5)


def test_dates_before_1970_keep_their_weekday():
    assert table("1968-05-06T03:00", None) == {3: 1.0}


def test_shares_say_how_much_is_known():
    start = ["2024-01-01T01:00"] * 4
    end = ["NaT", "2024-01-01T03:00", "2024-01-02T02:00", "2024-02-01T00:00"]
    found = hour_of_week(start, end)
    assert (found.point_share, found.long_share, found.week_share) == (0.25, 0.5, 0.25)
    assert found.warnings == (
        "50% of the weight comes from windows over 24 hours.",
        "25% comes from windows of a week or more and is spread evenly.",
    )


def test_a_small_share_is_not_told_as_nothing():
    start = ["2024-01-01T01:00"] * 1000
    found = hour_of_week(start, ["NaT"] * 999 + ["2024-01-03T01:00"])
    assert found.warnings == ("Under 1% of the weight comes from windows over 24 hours.",)


def test_an_end_before_the_start_is_told():
    found = hour_of_week(["2024-01-01T14:30"], ["2024-01-01T12:15"])
    assert found.reversed == 1
    assert found.warnings == ("1 events end before they start; they count in their start hour.",)


def test_the_nights_when_clocks_change_are_wall_clock_time():
    # 10 March 2024, New York: 02:00 to 03:00 does not exist; 3 November: 01:00 to 02:00 comes twice.
    assert table("2024-03-10T01:30", "2024-03-10T03:30") == {145: 0.25, 146: 0.5, 147: 0.25}
    assert table("2024-11-03T00:30", "2024-11-03T02:30") == {144: 0.25, 145: 0.5, 146: 0.25}


events = st.lists(
    st.tuples(st.integers(0, 60 * 24 * 400), st.one_of(st.none(), st.integers(-100, 30_000))),
    min_size=1,
    max_size=40,
)


def arrays(rows):
    base = np.datetime64("2023-05-01T00:00", "m")
    start = base + np.array([r[0] for r in rows])
    end = np.array([np.datetime64("NaT", "m") if r[1] is None else base + r[0] + r[1] for r in rows])
    return start, end


@settings(max_examples=100, deadline=None)
@given(events)
def test_weights_add_up_to_the_events(rows):
    found = hour_of_week(*arrays(rows))
    assert found.table.sum() == pytest.approx(len(rows), abs=1e-9)
    assert found.table.min() > -1e-12


@settings(max_examples=50, deadline=None)
@given(events, st.integers(0, 6), st.integers(-3, 3))
def test_order_first_day_and_whole_weeks_do_not_matter(rows, first_day, weeks):
    start, end = arrays(rows)
    plain = hour_of_week(start, end)
    order = np.random.default_rng(0).permutation(len(rows))
    week = np.timedelta64(7 * weeks, "D")
    moved = hour_of_week(start[order] + week, end[order] + week, first_day=first_day)
    assert np.allclose(np.roll(moved.table, 24 * first_day), plain.table)


@settings(max_examples=50, deadline=None)
@given(events)
def test_it_equals_the_minute_by_minute_loop(rows):
    start, end = arrays(rows)
    slow = np.zeros(168)
    for one, other in zip(start, end, strict=True):
        minute = int((one - np.datetime64("2024-01-01T00:00", "m")).astype(int)) % 10_080
        length = 0 if np.isnat(other) else int((other - one).astype(int))
        if length <= 1:
            slow[minute // 60] += 1
        elif length >= 10_080:
            slow += 1 / 168
        else:
            for step in range(length):
                slow[(minute + step) % 10_080 // 60] += 1 / length
    assert np.allclose(hour_of_week(start, end).table, slow, atol=1e-9)


def test_the_interval_is_seeded_and_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(1)
    base = np.datetime64("2024-01-01T00:00", "m")
    start = base + rng.integers(0, 10_080, 400)
    end = start + rng.integers(0, 600, 400)
    one = hour_of_week(start, end, draws=200, seed=3)
    again = hour_of_week(start, end, draws=200, seed=3)
    assert (one.lower == again.lower).all()
    assert one.seed == 3
    assert (one.lower <= one.table + 1e-9).mean() > 0.98
    inside = (one.lower <= 400 / 168) & (one.upper >= 400 / 168)
    assert inside.mean() > 0.85


def test_no_event_gives_an_empty_table():
    found = hour_of_week(np.array([], dtype="datetime64[s]"), np.array([], dtype="datetime64[s]"), draws=10)
    assert (found.n, found.table.sum(), found.lower) == (0, 0.0, None)


def test_impossible_input_is_refused():
    with pytest.raises(ImpossibleInput, match="same length"):
        hour_of_week(["2024-01-01"], ["2024-01-01", "2024-01-02"])
    with pytest.raises(ImpossibleInput, match="weekday"):
        hour_of_week(["2024-01-01"], first_day=7)
    with pytest.raises(ImpossibleInput, match="without a time zone"):
        hour_of_week([dt.datetime(2024, 1, 1, tzinfo=dt.UTC)])
    with pytest.raises(ImpossibleInput, match="hours and minutes"):
        hour_of_week(["yesterday"])
