"""A beat is redrawn: weeks before are counted on today's beats."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from commonbeat.city.places.models import Beat
from commonbeat.operations.calls.models import Call
from commonbeat.operations.insight.measures import ReportWeek, build_weekly_report
from commonbeat.operations.insight.measures.loading import CALLS, HISTORY_WEEKS, Loader

ZONE = ZoneInfo("UTC")
WEEK = ReportWeek.parse("2026-W21")
AGENCY = SimpleNamespace(name="Test Police", tz=ZONE, week_start=0, utilisation_target=0.6)
REDRAWN = dt.date(2026, 5, 1)


def box(west: float, east: float) -> dict[str, Any]:
    ring = [[west, 37.0], [east, 37.0], [east, 37.1], [west, 37.1], [west, 37.0]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def city(db: Any) -> None:
    """Beats A (west) and B (east) met at -120.9; since 1 May they meet at -120.95, and C stays as it was."""
    for code, west, east, old_west, old_east in (
        ("A", -121.0, -120.95, -121.0, -120.9),
        ("B", -120.95, -120.8, -120.9, -120.8),
    ):
        Beat.objects.create(code=code, geometry=box(old_west, old_east), area_km2=1, valid_to=REDRAWN)
        Beat.objects.create(code=code, geometry=box(west, east), area_km2=1, valid_from=REDRAWN)
    Beat.objects.create(code="C", geometry=box(-120.8, -120.7), area_km2=1)


def call(number: int, day: dt.date, beat: str, lon: float | None) -> None:
    at = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    Call.objects.create(
        source="test",
        external_id=str(number),
        number=str(number),
        origin="community",
        type_code="T",
        type_group="theft",
        received_at=at,
        received_local=at,
        utc_offset_min=0,
        known_at=at,
        beat_code=beat,
        lon=lon,
        lat=None if lon is None else 37.05,
    )


def weekly(code: str) -> dict[int, int]:
    """Counts of a beat by weeks before the reported one."""
    rows = Loader(connection, ZONE, WEEK, WEEK.as_of(ZONE)).weekly(CALLS)
    return {
        HISTORY_WEEKS - 1 - week: n
        for _, beat, band, weeks, counts in rows
        if band is None and beat == code
        for week, n in zip(weeks, counts, strict=True)
    }


def test_old_weeks_are_counted_on_todays_beats_and_the_report_says_so(city):
    before, after = dt.date(2026, 4, 22), dt.date(2026, 5, 20)
    call(1, before, "A", -120.93)  # between the old border and the new one: now B
    call(2, before, "A", -120.97)  # stays in A
    call(3, before, "A", None)  # no coordinates: stays where it was recorded
    call(4, before, "C", -120.93)  # C was not redrawn: what it recorded is kept
    call(5, after, "A", -120.93)  # recorded on today's beats: kept as recorded
    assert weekly("A") == {4: 2, 0: 1}
    assert weekly("B") == {4: 1}
    assert weekly("C") == {4: 1}
    found = build_weekly_report(connection, AGENCY, week=WEEK)
    (row,) = [r for r in found.quality if r.check == "redrawn"]
    assert (row.count, row.of) == (1, 2)
    assert row.sentence == (
        "Beats redrawn: A on 2026-05-01, B on 2026-05-01. Earlier weeks are counted again on today's beats, by "
        "coordinates: 1 rows moved to another beat; 1 without coordinates stay where they were recorded."
    )
    public = build_weekly_report(connection, AGENCY, week=WEEK, edition="public").public_page
    year = {r.beat: r.count for r in public.rows if r.window == "year to date" and r.beat}
    assert year == {"A": 3, "B": 1, "C": 1}


def test_a_city_whose_beats_were_never_redrawn_is_left_alone(db):
    Beat.objects.create(code="A", geometry=box(-121, -120.9), area_km2=1, valid_from=REDRAWN)
    call(1, dt.date(2026, 4, 22), "A", -120.2)
    assert weekly("A") == {4: 1}
    found = build_weekly_report(connection, AGENCY, week=WEEK)
    assert [r for r in found.quality if r.check == "redrawn"] == []
