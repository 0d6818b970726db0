"""Windows of 28 days, the year to date, and what may not be told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from commonbeat.operations.insight.measures.loading import CALLS, PUBLIC_WINDOWS
from commonbeat.operations.insight.measures.public import dispersion, periods, public_rows
from commonbeat.operations.insight.measures.week import ReportWeek

WEEK = ReportWeek.parse("2026-W21")


class Counts:
    """Counts given by the test."""

    def __init__(self, windows: list[tuple[Any, ...]], dates: list[tuple[Any, ...]] = ()) -> None:
        self._windows, self._dates = windows, list(dates)

    def held_groups(self) -> frozenset[str]:
        """Groups that may be told for the whole city at most."""
        return frozenset({"welfare"})

    def windows(self, source: Any) -> list[tuple[Any, ...]]:
        """As a loader gives them."""
        return self._windows

    def same_dates(self, source: Any, starts: Any, ends: Any) -> list[tuple[Any, ...]]:
        """As a loader gives them."""
        return self._dates


def steady(each: int = 300, group: str = "theft", beat: str = "3A") -> list[tuple[Any, ...]]:
    return [(w, group, beat, each + (10 if w % 2 else -10)) for w in range(PUBLIC_WINDOWS)]


def found(
    counts: Counts, first: dt.date = dt.date(2020, 1, 1), since: dt.date | None = None
) -> dict[Any, Any]:
    rows = public_rows(counts, CALLS, WEEK, first, since)
    return {(r.window, r.group, r.beat): r for r in rows}


def test_windows_are_exactly_28_days_and_52_weeks_apart():
    month, year = periods(WEEK)
    assert (month.starts[0], month.ends[0]) == (dt.date(2026, 4, 27), dt.date(2026, 5, 25))
    assert {(e - s).days for s, e in zip(month.starts, month.ends, strict=True)} == {28}
    assert [(month.starts[0] - s).days for s in month.starts] == [0, 364, 728, 1092]
    assert {s.weekday() for s in month.starts} == {0}
    assert (year.starts[3], year.ends[3]) == (dt.date(2023, 1, 1), dt.date(2023, 5, 25))


def test_three_earlier_years_and_a_range_as_wide_as_the_windows_vary():
    row = found(Counts(steady()))[("28 days", "all", "")]
    assert row.count == 290
    assert [p["first_day"] for p in row.prior] == ["2025-04-28", "2024-04-29", "2023-05-01"]
    assert [p["count"] for p in row.prior] == [310, 290, 310]
    assert row.dispersion == 1.0
    assert (row.expected_low, row.expected_high) == (265, 344)
    assert row.change_percent == -6


def test_dispersion_is_measured_from_neighbouring_windows():
    rng = np.random.default_rng(1)
    assert dispersion(rng.poisson(300, 38).astype(float)) == pytest.approx(1.0, abs=0.4)
    assert dispersion(rng.normal(300, np.sqrt(1200), 400)) == pytest.approx(4.0, rel=0.2)
    trend = np.linspace(200, 400, 38)
    assert dispersion(trend) == 1.0
    assert dispersion(np.array([3.0, 4.0])) == 2.0  # too few windows: assumed
    assert dispersion(np.zeros(12)) == 1.0


def test_no_percentage_on_a_base_under_20():
    few = [(0, "theft", "3A", 30), (13, "theft", "3A", 19), (26, "theft", "3A", 90)]
    assert found(Counts(few))[("28 days", "all", "")].change_percent is None
    more = [(0, "theft", "3A", 30), (13, "theft", "3A", 20)]
    assert found(Counts(more))[("28 days", "all", "")].change_percent == 50


def test_sensitive_kinds_are_told_citywide_only():
    rows = found(Counts(steady(group="domestic") + steady(group="theft")))
    assert ("28 days", "domestic", "") in rows
    assert ("28 days", "domestic", "3A") not in rows
    assert ("28 days", "theft", "3A") in rows
    assert rows[("28 days", "all", "3A")].count == 290


def test_years_before_the_data_or_a_feed_break_are_not_compared():
    rows = found(Counts(steady()), first=dt.date(2025, 1, 1))
    assert len(rows[("28 days", "all", "")].prior) == 1
    cut = found(Counts(steady()), since=dt.date(2026, 5, 1))[("28 days", "all", "")]
    assert (cut.whole, cut.prior, cut.expected_low) == (False, (), None)


def test_the_year_to_date_has_its_own_rows():
    dates = [(0, "theft", "3A", 1000), (1, "theft", "3A", 980), (2, "theft", "", 990)]
    rows = found(Counts(steady(), dates))
    row = rows[("year to date", "all", "")]
    assert (row.count, [p["count"] for p in row.prior]) == (1000, [980, 990, 0])
    assert ("year to date", "theft", "") in rows
    assert ("year to date", "theft", "3A") not in rows


def test_nothing_on_file_gives_no_rows():
    assert public_rows(Counts([]), CALLS, WEEK, None, None) == ()


def test_a_beats_total_leaves_sensitive_kinds_out_so_that_no_difference_tells_them():
    rows = found(Counts(steady() + steady(40, "welfare") + steady(70, "domestic")))
    assert rows["28 days", "all", ""].count == 300 + 40 + 70 - 3 * 10
    assert rows["28 days", "all", "3A"].count == rows["28 days", "theft", "3A"].count == 290
    assert ("28 days", "welfare", "3A") not in rows
    assert rows["28 days", "welfare", ""].count == 30
