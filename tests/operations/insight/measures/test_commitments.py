"""Before and after of what was promised."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from commonbeat.operations.calls.models import Call
from commonbeat.operations.insight.measures.commitments import commitment_results

DECIDED = dt.datetime(2026, 5, 18, 12, tzinfo=dt.UTC)


def call(number: int, day: float, beat: str, **fields: Any) -> None:
    at = DECIDED + dt.timedelta(days=day)
    given = {
        "source": "test",
        "external_id": str(number),
        "number": str(number),
        "origin": "community",
        "type_code": "DIST",
        "type_group": "disturbance",
        "received_at": at,
        "received_local": at,
        "utc_offset_min": 0,
        "known_at": at,
        "beat_code": beat,
    }
    Call.objects.create(**{**given, **fields})


def promise(**fields: Any) -> Any:
    given = {
        "finding_key": "k",
        "title": "t",
        "source": "calls",
        "group": "disturbance",
        "beat_code": "3A",
        "tactic": "foot post",
        "owner": "watch commander",
        "hours": "Fri 22-02",
        "review_on": dt.date(2026, 6, 8),
        "decided_at": DECIDED,
    }
    return SimpleNamespace(**{**given, **fields})


@pytest.fixture
def calls(db: None) -> None:
    for number, (day, beat) in enumerate(
        [(-3, "3A"), (-2, "3A"), (-20, "3A"), (1, "3A"), (-1, "2B"), (2, "2B"), (9, "3A")]
    ):
        call(number, day, beat)
    call(90, 1, "3A", type_group="theft")
    call(91, 1, "3A", is_test=True)
    call(92, 2, "3A", origin="officer", cleared_at=DECIDED + dt.timedelta(days=2, minutes=30), unit_count=2)


def test_equal_spans_before_and_after_are_compared_with_all_other_beats(calls: None) -> None:
    (row,) = commitment_results(connection, [promise()], DECIDED + dt.timedelta(days=7))

    assert (row["before"], row["after"], row["elsewhere_before"], row["elsewhere_after"]) == (2, 1, 1, 1)
    assert (row["days"], row["officer_minutes"], row["status"]) == (7.0, 60, "on time")


def test_nothing_after_the_reports_moment_or_beyond_28_days_is_counted(calls: None) -> None:
    (row,) = commitment_results(connection, [promise()], DECIDED + dt.timedelta(days=100))

    assert (row["before"], row["after"], row["days"], row["status"]) == (3, 2, 28.0, "late")


def test_a_commitment_made_later_is_not_told(calls: None) -> None:
    assert commitment_results(connection, [promise()], DECIDED - dt.timedelta(days=1)) == ()
