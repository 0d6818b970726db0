from __future__ import annotations

import numpy as np
import pytest

from commonbeat.analysis.staffing import call_rates, committed_hours, erlang_c


def test_ten_units_and_eight_erlangs():
    one = erlang_c(10, 8.0)
    assert one.blocking == pytest.approx(0.12166106, abs=1e-8)
    assert one.waiting == pytest.approx(0.40918015, abs=1e-8)
    assert one.mean_wait == pytest.approx(0.20459008, abs=1e-8)


def test_a_load_at_the_number_of_units_has_no_bound():
    one = erlang_c(3, 3.0)
    assert one.waiting == 1.0
    assert one.mean_wait == float("inf")


def test_no_units_are_refused():
    with pytest.raises(ValueError, match="one unit"):
        erlang_c(0, 1.0)


def test_committed_hours_are_conserved_and_wrap():
    start = ["2024-01-07T23:30:00", "2024-01-01T10:15:00", "NaT"]
    end = ["2024-01-08T00:30:00", "2024-01-01T11:00:00", "2024-01-01T11:00:00"]
    found = committed_hours(start, end, [2, 1, 1], weeks=1, utilisation=0.5)
    assert found.committed[167] == pytest.approx(1.0)
    assert found.committed[0] == pytest.approx(1.0)
    assert found.committed[10] == pytest.approx(0.75)
    assert found.committed.sum() == pytest.approx(2.75)
    assert list(found.units[[167, 10, 50]]) == [2, 2, 0]
    assert found.skipped == 1


def test_a_call_left_open_is_cut():
    found = committed_hours(["2024-01-01T00:00"], ["2024-01-09T00:00"], weeks=1, cap_hours=12)
    assert np.isclose(found.committed.sum(), 12)
    assert found.capped == 1


def test_call_rates_are_counts_over_weeks():
    times = ["2024-01-01T00:10", "2024-01-08T00:50", "2024-01-07T23:59", "NaT", "2024-01-03T05:00"]
    found = call_rates(times, ["B", "B", "A", "A", None], weeks=2)
    assert found.areas == ("A", "B")
    assert found.rates.shape == (168, 2)
    assert found.rates[0].tolist() == [0.0, 1.0]
    assert found.rates[167].tolist() == [0.5, 0.0]
    assert found.rates.sum() * 2 == found.n == 3
    assert found.skipped == 2
    assert found.by_hour[0] == 1.0


def test_call_rates_keep_the_columns_asked_for():
    found = call_rates(["2024-01-07T00:10"] * 3, ["x", "y", "z"], weeks=1, areas=["z", "q", "x"], first_day=6)
    assert found.rates[0].tolist() == [1.0, 0.0, 1.0]
    assert found.warnings == ("1 calls without a time or a known area are not counted.",)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"weeks": 0}, "Weeks must be positive"),
        ({"area": ["a"]}, "needs a time and an area"),
        ({"area": [None, ""]}, "No call has an area"),
    ],
)
def test_call_rates_refuse_what_cannot_be(given, words):
    base = {"received": ["2024-01-01T00:00"] * 2, "area": ["a", "b"], "weeks": 1} | given
    with pytest.raises(ValueError, match=words):
        call_rates(base["received"], base["area"], weeks=base["weeks"])


def test_commitments_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="same length"):
        committed_hours(["2024-01-01T00:00"], ["2024-01-01T01:00"] * 2, weeks=1)
    with pytest.raises(ValueError, match="over 0 hours"):
        committed_hours(["2024-01-01T00:00"], ["2024-01-01T01:00"], weeks=1, cap_hours=0)
