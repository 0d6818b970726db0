"""The whole report over generated rows in the database."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import h3.api.basic_int as h3
import numpy as np
import pytest
from django.db import connection

from commonbeat.city.places.models import Landmark
from commonbeat.operations.calls.models import Call
from commonbeat.operations.insight.measures import ReportWeek, build_weekly_report
from commonbeat.operations.records.models import Incident

ZONE = ZoneInfo("America/Los_Angeles")
WEEK = ReportWeek.parse("2026-W21")
AGENCY = SimpleNamespace(name="Test Police", tz=ZONE, week_start=0, utilisation_target=0.6)
GROUPS = ("theft", "disturbance", "vehicle_theft", "domestic")
DEPOT = (-120.42, 36.87)


class Rows:
    """Calls made up for one test."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.rng = np.random.default_rng(11)

    def add(self, local: dt.datetime, spot: tuple[float, float] | None, **fields: Any) -> None:
        """One community call at a wall-clock time."""
        at = local.replace(tzinfo=ZONE)
        n = len(self.calls)
        lon, lat = spot or (None, None)
        given = {
            "source": "test",
            "external_id": str(n),
            "number": f"CALL{n:06d}",
            "origin": "community",
            "type_code": str(fields.get("type_group", "theft")).upper(),
            "type_group": "theft",
            "priority": 2,
            "received_at": at,
            "received_local": local.replace(tzinfo=dt.UTC),
            "utc_offset_min": int(at.utcoffset().total_seconds() // 60),
            "dispatched_at": at + dt.timedelta(minutes=2),
            "arrived_at": at + dt.timedelta(minutes=8),
            "cleared_at": at + dt.timedelta(minutes=40),
            "known_at": at + dt.timedelta(minutes=41),
            "lon": lon,
            "lat": lat,
            "h3": h3.latlng_to_cell(lat, lon, 9) if spot else None,
            "block_text": "100 block of Elm Street",
            "location_text": f"{n % 97} Elm Street",
            "beat_code": "3A" if n % 2 else "1B",
            "unit_count": 1,
        }
        self.calls.append(Call(**{**given, **fields}))

    def city(self, weeks: int = 40, each_day: int = 6) -> None:
        """Quiet weeks up to the end of the reported one, spread over 40 spots."""
        first = dt.datetime.combine(WEEK.end_day, dt.time()) - dt.timedelta(weeks=weeks)
        for day in range(weeks * 7):
            for _ in range(self.rng.poisson(each_day)):
                spot = int(self.rng.integers(40))
                where = (DEPOT[0] + 0.01 * (1 + spot % 8), DEPOT[1] + 0.01 * (spot // 8))
                local = first + dt.timedelta(days=day, minutes=int(self.rng.integers(1440)))
                self.add(local, where, type_group=GROUPS[int(self.rng.integers(4))])

    def burst(self, count: int = 14) -> None:
        """Vehicle thefts by the depot on the nights of the reported week."""
        for n in range(count):
            local = dt.datetime.combine(WEEK.first_day, dt.time(22, 15)) + dt.timedelta(days=n % 6, minutes=n)
            self.add(local, DEPOT, type_group="vehicle_theft", beat_code="3A")

    def save(self) -> None:
        """Store them."""
        Call.objects.bulk_create(self.calls)


@pytest.fixture
def rows(db: Any) -> Rows:
    return Rows()


def report(**fields: Any) -> Any:
    return build_weekly_report(connection, AGENCY, **{"week": WEEK, **fields})


def test_nothing_on_file_gives_a_report_that_says_so(db):
    for edition in ("staff", "public"):
        found = report(edition=edition)
        assert found.empty
        assert json.loads(json.dumps(found.to_dict()))["week"] == "2026-W21"
    assert report().chief.sentences[0] == "No calls and no reported crimes are on file for this week."
    assert report().chief.findings == ()


def test_a_planted_burst_is_the_headline(rows):
    rows.city()
    rows.burst()
    rows.save()
    Landmark.objects.create(name="Sixth Street Depot", kind="depot", lon=DEPOT[0], lat=DEPOT[1])
    found = report(beat="3A")
    first = found.chief.findings[0]
    assert first.title.startswith("14 vehicle theft calls near Sixth Street Depot; ")
    assert first.title.endswith(" expected")
    assert first.hours == "14 of 14 between 22:00 and 02:00"
    assert (first.count, first.beat, first.source) == (14, "3A", "calls")
    assert first.confidence == "high"
    assert len(first.events) == 14
    assert first.history[-1].count == 14
    assert found.chief.sentences[0].startswith(first.title)
    assert len(found.chief.sentences) == 3
    assert [f.title for f in found.chief.findings if f.group == "vehicle_theft"] == [first.title]
    assert found.beat_page.beat == "3A"
    assert len(found.beat_page.hour_of_week) == 168
    json.dumps(found.to_dict())


def test_the_public_edition_holds_nothing_of_the_staff_one(rows):
    rows.city()
    rows.burst()
    rows.save()
    text = json.dumps(report(edition="public", beat="3A").to_dict())
    assert report(edition="public").chief is None
    assert "Elm" not in text
    assert "CALL" not in text
    assert "domestic" not in json.dumps([r["group"] for r in json.loads(text)["what_changed"]])


def test_quiet_weeks_are_quiet(rows):
    rows.city()
    rows.save()
    found = report()
    assert found.chief.findings == ()
    assert found.chief.sentences[0].startswith("Nothing left its expected range: ")
    assert found.breaks == ()


def test_officers_and_test_calls_never_enter_a_finding(rows):
    rows.city()
    for n in range(60):
        local = dt.datetime.combine(WEEK.first_day, dt.time(10)) + dt.timedelta(hours=n)
        kind = {"origin": "officer"} if n % 2 else {"is_test": True}
        rows.add(local, DEPOT, type_group="vehicle_theft", **kind)
    rows.save()
    found = report()
    assert found.chief.findings == ()
    assert {c.name: c.value for c in found.counts}["officer_and_administrative"] == 30


def test_response_leaves_out_with_counts(rows):
    local = dt.datetime.combine(WEEK.first_day, dt.time(9))
    at = local.replace(tzinfo=ZONE)
    for n in range(30):
        rows.add(local + dt.timedelta(minutes=n), None, priority=1)
    rows.add(local, None, priority=1, arrived_at=None)
    rows.add(local, None, priority=1, arrived_at=at)
    rows.add(local, None, priority=1, cancelled=True)
    rows.add(local, None, priority=1, held=True)
    rows.save()
    found = report()
    (total,) = [r for r in found.response if (r.beat, r.measure, r.priority) == ("", "total", "1")]
    assert (total.median, total.p90, total.n) == (480.0, 480.0, 30)
    assert total.excluded["no arrival pressed"] == 1
    assert total.excluded["on-view (arrival at the start)"] == 1
    assert total.excluded["cancelled"] == 1
    assert total.excluded["scheduled or held on purpose"] == 1
    assert total.no_arrival_share == 1 / 31
    assert found.chief.priority_one.value == 480.0


def test_only_what_was_known_counts(rows):
    local = dt.datetime.combine(WEEK.first_day, dt.time(9))
    for n in range(10):
        rows.add(local + dt.timedelta(minutes=n), None)
    late = WEEK.as_of(ZONE) + dt.timedelta(days=1)
    rows.add(local, None, known_at=late)
    rows.save()
    assert report().counts[0].value == 10
    assert report(as_of=late + dt.timedelta(days=1)).counts[0].value == 11


def test_a_load_of_history_counts_at_the_age_of_its_events(rows):
    rows.city(weeks=12)
    for call in rows.calls:
        call.known_at = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    rows.save()
    assert report().counts[0].value > 20


def test_serious_events_are_listed_and_never_tested(db):
    at = dt.datetime(2026, 5, 20, 4, tzinfo=dt.UTC)
    for n, (kind, held) in enumerate([("armed_robbery", False), ("hate_crime", True)]):
        Incident.objects.create(
            source="test",
            external_id=str(n),
            case_number=f"26-9{n}",
            offence_code="X",
            offence_group="robbery",
            reported_at=at,
            reported_local=at - dt.timedelta(hours=7),
            utc_offset_min=-420,
            known_at=at,
            serious=kind,
            victim_identifiable=held,
        )
    staff, public = report(), report(edition="public")
    assert [e.label for e in staff.chief.serious] == ["Robbery with a weapon", "Hate crime"]
    assert staff.chief.findings == ()
    assert [e.kind for e in public.public_page.serious] == ["armed_robbery"]
    assert public.public_page.serious[0].case_number == ""
    assert public.public_page.serious_sentence.startswith("1 serious event is held back")


def test_repeat_addresses_are_for_the_beat_page_only(rows):
    local = dt.datetime.combine(WEEK.first_day, dt.time(9))
    for n in range(4):
        rows.add(local + dt.timedelta(hours=n), None, location_text="12 Oak Street", beat_code="3A")
    rows.save()
    (row,) = report(beat="3A").beat_page.repeat_addresses
    assert (row["address"], row["calls"]) == ("12 Oak Street", 4)
    assert "Oak" not in json.dumps(report(edition="public", beat="3A").to_dict())


def test_another_edition_is_refused(db):
    with pytest.raises(ValueError, match="choose staff or public"):
        report(edition="press")
