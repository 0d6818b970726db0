"""Fourteen weeks of a real department without places, with a change of its feed."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from commonbeat.operations.calls.models import Call
from commonbeat.operations.insight.measures import ReportWeek, build_weekly_report

DATA = Path(os.environ.get("COMMONBEAT_SHARED", Path(__file__).parents[4] / ".." / "shared")) / "data"
FILES = sorted((DATA / "alexandria-cad-2025").glob("*.csv.gz"))
ZONE = ZoneInfo("America/New_York")
AGENCY = SimpleNamespace(name="Test Police", tz=ZONE, week_start=0, utilisation_target=0.6)
OFFICER = ("TRAFFIC STOP", "OFF DUTY DETAIL")


def moment(text: str) -> dt.datetime | None:
    return None if text in ("", "NULL") else dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


def load() -> None:
    seen: dict[str, Call] = {}
    for file in FILES:
        with gzip.open(file, "rt", encoding="utf-8-sig") as lines:
            for row in csv.DictReader(lines):
                at = moment(row["Incident_Start_Time"])
                if row["Agency"] != "POLICE" or at is None:
                    continue
                arrived = moment(row["Incident_Arrival_Time"])
                own = row["Call_Reception"] == "OFFICER" or row["Problem"] in OFFICER or arrived == at
                number = row["Master_Incident_Number"]
                seen[number] = Call(
                    source="alexandria",
                    external_id=number,
                    number=number,
                    origin="officer" if own else "community",
                    type_code=row["Problem"],
                    type_group=row["Problem"].split(" ")[0].lower(),
                    priority=int(row["Priority_Number"]),
                    received_at=at,
                    received_local=at.replace(tzinfo=dt.UTC),
                    utc_offset_min=int(at.utcoffset().total_seconds() // 60),
                    dispatched_at=moment(row["Incident_Dispatch_Time"]),
                    arrived_at=arrived,
                    cleared_at=moment(row["TimeFirstCallCleared"]),
                    known_at=at,
                )
    Call.objects.bulk_create(seen.values(), batch_size=2000)


@pytest.mark.skipif(not FILES, reason="the department's files are not beside the repository")
def test_the_feed_changed_and_demand_did_not_rise(db: Any) -> None:
    load()
    found = build_weekly_report(connection, AGENCY, week=ReportWeek.parse("2025-W44"))
    (one,) = found.breaks
    assert one.day == dt.date(2025, 10, 5)
    assert one.title.startswith("The feed changed on Sunday 5 October 2025")
    assert {c["type"] for c in one.carriers[:3]} == {"TRAFFIC STOP", "PARKING COMPLAINT", "OFF DUTY DETAIL"}
    assert found.chief.not_to_trust.startswith("The feed changed on 5 October")
    # Three whole weeks since the break are too few to test, so nothing can be said to have risen.
    assert found.chief.findings == ()
    assert {r.note for r in found.what_changed} == {"History too short: under 8 weeks, so not tested."}
    assert "rose" not in json.dumps(found.to_dict())
    assert found.places == ()
    assert found.dates == "Mon 27 October to Sun 2 November 2025"

    before = build_weekly_report(connection, AGENCY, week=ReportWeek.parse("2025-W39"))
    assert before.breaks == ()
    assert before.chief.findings == ()
