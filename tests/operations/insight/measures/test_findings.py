from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from commonbeat.operations.insight.measures.findings import Candidate, bands_of, finding, fold
from commonbeat.operations.insight.measures.recent import Recent, densest_hours
from commonbeat.operations.insight.measures.week import ReportWeek

WEEK = ReportWeek.parse("2026-W21")


def candidate(**fields: Any) -> Candidate:
    given = {
        "source": "calls",
        "group": "vehicle_theft",
        "beat": "",
        "band": "",
        "place": "",
        "count": 14,
        "expected": 6.0,
        "low": 4,
        "high": 9,
        "p": 1e-6,
        "q": 1e-4,
        "days": 7,
        "history": (),
        "method": "m",
        "weeks": 60,
        "running": 1,
        "warnings": (),
    }
    return Candidate(**{**given, **fields})


def test_the_title_is_a_statement_with_its_numbers():
    assert candidate(source="incidents", place="the depot").title == (
        "14 vehicle thefts reported near the depot; 4 to 9 expected"
    )
    assert candidate(beat="3A").title == "14 vehicle theft calls in beat 3A; 4 to 9 expected"
    assert candidate(band="weekend_night", days=28).title == (
        "14 vehicle theft calls citywide, Friday and Saturday from 22:00 to 03:00 in 28 days; 4 to 9 expected"
    )


def test_one_problem_is_told_once():
    place = candidate(place="the depot", beat="3A", cells=(1, 2), count=14, expected=3)
    beat = candidate(beat="3A", count=18, expected=8, high=13)
    city = candidate(count=30, expected=18, high=26, p=1e-3)
    everything = candidate(group="all", beat="3A", count=90, expected=75, high=85, p=1e-3)
    reports = candidate(source="incidents", place="the depot", beat="3A", cells=(1, 2), p=1e-5)
    (told,) = fold([everything, city, beat, reports, place])
    assert told.title == place.title
    assert sorted(told.also) == sorted([beat.title, city.title, everything.title, reports.title])


def test_a_rise_beyond_the_place_stays_a_finding_of_its_own():
    place = candidate(place="the depot", beat="3A", cells=(1,), count=9, expected=3)
    city = candidate(count=60, expected=18, high=26)
    assert len(fold([place, city])) == 2


def test_other_kinds_and_other_beats_are_other_problems():
    rows = [candidate(beat="3A"), candidate(beat="4B"), candidate(beat="3A", group="burglary")]
    assert len(fold(rows)) == 3


def test_the_public_edition_names_no_owner_place_or_call():
    one = candidate(place="the depot", beat="3A", cells=(0x8928308280FFFFF,), lon=1.0, lat=2.0)
    staff = finding(one, WEEK, {"3A": "Sergeant A"}, public=False)
    public = finding(one, WEEK, {"3A": "Sergeant A"}, public=True)
    assert (staff.owner, staff.lon, staff.cells) == ("Sergeant A", 1.0, ("8928308280fffff",))
    assert (public.owner, public.lon, public.cells, public.events) == ("", None, (), ())
    assert staff.id == "calls-vehicle_theft-3a-the-depot"


@pytest.mark.parametrize(
    ("local", "band"),
    [
        ("2026-05-22T22:00", "weekend_night"),  # Friday
        ("2026-05-24T02:59", "weekend_night"),  # the night of Saturday
        ("2026-05-24T22:30", "week_night"),  # Sunday
        ("2026-05-22T01:00", "week_night"),  # the night of Thursday
        ("2026-05-22T03:00", "early"),
        ("2026-05-22T07:00", "day"),
        ("2026-05-22T17:00", "evening"),
    ],
)
def test_bands(local, band):
    assert bands_of(np.array([local], dtype="datetime64[s]"))[0] == band


def test_the_densest_hours():
    local = np.array(
        ["2026-05-22T22:10"] * 7 + ["2026-05-22T01:10"] * 4 + ["2026-05-22T12:00"] * 3, "datetime64[s]"
    )
    events = Recent({"number": np.arange(14), "local": local}, WEEK.end_day)
    assert densest_hours(events) == "11 of 14 between 22:00 and 02:00"
    spread = Recent({"number": np.arange(12), "local": local[:1] + np.arange(12) * 7200}, WEEK.end_day)
    assert densest_hours(spread) == ""
