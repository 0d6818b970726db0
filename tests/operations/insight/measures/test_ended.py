"""Problems that ended: places as well as series, one a kind, and none that still stands."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from commonbeat.operations.insight.measures.evidence import decide
from commonbeat.operations.insight.measures.findings import ended
from commonbeat.operations.insight.measures.loading import HISTORY_WEEKS
from commonbeat.operations.insight.measures.panel import Key, Panel
from commonbeat.operations.insight.measures.places import FoundPlace, Landmark
from commonbeat.operations.insight.measures.recent import Recent
from commonbeat.operations.insight.measures.week import ReportWeek

WEEK = ReportWeek.parse("2026-W21")


def panel() -> Panel:
    """Forty quiet series; the third was loud last week and is not any more."""
    counts = np.full((40, HISTORY_WEEKS), np.nan)
    counts[:, -60:] = np.random.default_rng(1).poisson(6.0, (40, 60))
    counts[3, -2:] = [24, 6]
    return Panel(tuple(Key("calls", f"group {i}", "3A") for i in range(40)), counts)


def place(group: str) -> FoundPlace:
    events = Recent(
        {
            "lon": np.full(5, -120.42),
            "lat": np.full(5, 36.87),
            "block": np.array(["100 block of Elm Street"] * 5, dtype=object),
            "number": np.arange(5),
        },
        WEEK.end_day,
    )
    return FoundPlace(SimpleNamespace(), "incidents", group, (1, 2), events)  # type: ignore[arg-type]


def back(last: int) -> np.ndarray:
    """Weekly counts of a place: quiet, a burst last week, then `last`."""
    counts = np.full(HISTORY_WEEKS, np.nan)
    counts[-60:] = np.random.default_rng(2).poisson(1.0, 60)
    counts[-2:] = [12, last]
    return counts


def titles(found: list[FoundPlace], weekly: list[np.ndarray], told: list[object] = ()) -> list[str]:  # type: ignore[assignment]
    whole = panel()
    before, now = decide(whole.earlier(), []).series, decide(whole, []).series
    marks = (Landmark("Sixth Street Depot", -120.42, 36.87),)
    return [e.title for e in ended(before, now, found, weekly, marks, list(told))]  # type: ignore[arg-type]


def test_a_series_told_last_week_and_back_in_range_has_ended():
    assert titles([], []) == ["6 group 3 calls in beat 3A, back inside the expected 1 to 12"]


def test_a_place_told_last_week_and_back_in_range_has_ended_and_comes_first():
    found = titles([place("vehicle_theft")], [back(1)])
    assert found[0] == "1 vehicle theft reported near Sixth Street Depot, back inside the expected 0 to 3"
    assert len(found) == 2


def test_a_place_still_out_of_range_has_not_ended():
    assert len(titles([place("vehicle_theft")], [back(11)])) == 1


def test_a_kind_that_is_told_now_has_not_ended():
    assert titles([place("group 3")], [back(1)], [SimpleNamespace(group="group 3")]) == []
