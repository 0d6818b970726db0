from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from commonbeat.kernel.jobs.spec import parse

DENVER = ZoneInfo("America/Denver")


def due(text: str, after: str, until: str, zone: ZoneInfo = DENVER) -> list[str]:
    start, end = (datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (after, until))
    return [f"{moment:%Y-%m-%d %H:%M}" for moment in parse(text).between(start, end, zone)]


def test_a_weekly_time_moves_in_utc_when_the_clock_changes():
    assert due("mon 05:00", "2025-10-26", "2025-11-11") == [
        "2025-10-27 11:00",
        "2025-11-03 12:00",
        "2025-11-10 12:00",
    ]


def test_a_time_that_does_not_exist_is_taken_as_if_the_clock_had_not_moved():
    assert due("daily 02:30", "2025-03-08 12:00", "2025-03-10 12:00") == [
        "2025-03-09 09:30",
        "2025-03-10 08:30",
    ]


def test_a_time_that_exists_twice_is_its_first():
    assert due("daily 01:30", "2025-11-01 12:00", "2025-11-03 12:00") == [
        "2025-11-02 07:30",
        "2025-11-03 08:30",
    ]


def test_hourly_runs_each_of_the_25_hours_once():
    assert len(due("hourly :15", "2025-11-02 06:00", "2025-11-03 07:00")) == 25
    assert due("hourly :15", "2025-11-02 07:15", "2025-11-02 09:15") == [
        "2025-11-02 08:15",
        "2025-11-02 09:15",
    ]


def test_hourly_in_a_zone_that_is_off_by_three_quarters_of_an_hour():
    assert due("hourly :00", "2025-01-01 00:00", "2025-01-01 02:00", ZoneInfo("Asia/Kathmandu")) == [
        "2025-01-01 00:15",
        "2025-01-01 01:15",
    ]


def test_minutes_days_and_months():
    assert due("every 30 min", "2025-01-01 00:00", "2025-01-01 01:00") == [
        "2025-01-01 00:30",
        "2025-01-01 01:00",
    ]
    assert due("monthly 1 06:00", "2025-01-01 12:59", "2025-03-02") == [
        "2025-01-01 13:00",
        "2025-02-01 13:00",
        "2025-03-01 13:00",
    ]
    assert due("sat-mon,wed 05:00", "2025-01-01 00:00", "2025-01-08 00:00") == [
        "2025-01-01 12:00",
        "2025-01-04 12:00",
        "2025-01-05 12:00",
        "2025-01-06 12:00",
    ]


def test_the_start_is_outside_and_the_end_inside():
    assert due("daily 05:00", "2025-01-01 12:00", "2025-01-02 12:00") == ["2025-01-02 12:00"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mon",
        "moon 05:00",
        "mon 25:00",
        "every 7 min",
        "every 0 min",
        "hourly :61",
        "monthly 31 05:00",
        "a b c d",
    ],
)
def test_what_is_not_a_schedule_is_refused(text: str):
    with pytest.raises(ValueError, match="Not a schedule"):
        parse(text)
