from __future__ import annotations

import numpy as np
import pytest

from commonbeat.analysis.aoristic import hour_of_week


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
