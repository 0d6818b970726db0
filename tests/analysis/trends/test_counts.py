from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.trends import weekly_counts

MONDAY = dt.date(2024, 1, 1)


def test_events_go_to_their_series_and_week():
    when = np.array(["2024-01-01T00:00", "2024-01-07T23:59", "2024-01-08T00:00"], dtype="datetime64[m]")
    found = weekly_counts(when, ["theft", "assault", "theft"])
    assert found.labels == ("assault", "theft")
    assert found.table.tolist() == [[1, 0], [1, 1]]
    assert found.weeks.tolist() == [MONDAY, MONDAY + dt.timedelta(days=7)]


@pytest.mark.parametrize("unit", ["D", "h", "m", "s", "ms", "us", "ns"])
def test_the_unit_of_the_times_does_not_matter(unit):
    days = np.datetime64("2023-12-30") + np.arange(40)
    found = weekly_counts(days.astype(f"datetime64[{unit}]"), np.zeros(40, int), first=MONDAY, weeks=5)
    assert found.table.tolist() == [[7, 7, 7, 7, 7]]
    assert (found.outside, found.undated) == (5, 0)


def test_weeks_may_begin_on_sunday():
    when = np.array(["2024-01-06", "2024-01-07"], dtype="datetime64[D]")
    found = weekly_counts(when, [0, 0], week_start=6)
    assert found.weeks.tolist() == [dt.date(2023, 12, 31), dt.date(2024, 1, 7)]
    assert found.table.tolist() == [[1, 1]]


def test_times_before_1970_work():
    found = weekly_counts(np.array(["1968-05-06T10", "1968-05-13T10"], dtype="datetime64[s]"), [0, 0])
    assert found.weeks.tolist() == [dt.date(1968, 5, 6), dt.date(1968, 5, 13)]


def test_events_without_time_or_series_are_told():
    when = np.array(["NaT", "2024-01-01", "2024-01-01"], dtype="datetime64[s]")
    found = weekly_counts(when, pl.Series(["a", None, "a"]))
    assert (found.n, found.undated) == (1, 2)
    assert found.warnings == ("2 events have no time or no series.",)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(-20, 80), st.integers(-1, 3)), min_size=1, max_size=60))
def test_every_event_is_counted_once(events):
    when = np.datetime64("2024-01-01", "s") + np.array([e[0] for e in events]) * np.timedelta64(1, "D")
    rows = np.array([e[1] for e in events])
    found = weekly_counts(when, rows, first=MONDAY, weeks=6, series_count=4)
    assert found.table.sum() + found.outside + found.undated == len(events)
    order = np.random.default_rng(1).permutation(len(events))
    assert (
        weekly_counts(when[order], rows[order], first=MONDAY, weeks=6, series_count=4).table == found.table
    ).all()


def test_impossible_input_is_refused():
    day = np.array(["2024-01-01"], dtype="datetime64[D]")
    with pytest.raises(ImpossibleInput, match="One time and one series"):
        weekly_counts(day, [0, 1])
    with pytest.raises(ImpossibleInput, match="larger than the number"):
        weekly_counts(day, [3], series_count=2)
    with pytest.raises(ImpossibleInput, match="no dated event"):
        weekly_counts(np.array(["NaT"], dtype="datetime64[s]"), [0])
    with pytest.raises(ImpossibleInput, match="a date must be wrong"):
        weekly_counts(np.array(["0024-01-01", "2024-01-01"], dtype="datetime64[D]"), [0, 0])
    with pytest.raises(ImpossibleInput, match="whole numbers or names"):
        weekly_counts(day, [0.5])
