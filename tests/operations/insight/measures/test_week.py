from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from commonbeat.operations.insight.measures.week import ReportWeek


@pytest.mark.parametrize(
    ("start", "first", "last"),
    [(0, "2025-10-27", "2025-11-02"), (6, "2025-10-26", "2025-11-01"), (3, "2025-10-30", "2025-11-05")],
)
def test_a_week_begins_on_the_agencys_day(start, first, last):
    week = ReportWeek.parse("2025-W44", start)
    assert (week.first_day.isoformat(), week.last_day.isoformat()) == (first, last)
    assert ReportWeek.holding(week.first_day, start) == week
    assert ReportWeek.holding(week.last_day, start) == week


def test_the_turn_of_the_year():
    assert ReportWeek.holding(dt.date(2027, 1, 1)).name == "2026-W53"


@pytest.mark.parametrize("name", ["2025-44", "W44", "2025-W60", "2025-W00", "", "2025-w44"])
def test_what_is_no_week_is_refused(name):
    with pytest.raises(ValueError):  # noqa: PT011  two sentences, one of them Python's own
        ReportWeek.parse(name)


def test_words_and_the_hour_it_is_prepared():
    week = ReportWeek.parse("2025-W44")
    assert week.words == "Mon 27 October to Sun 2 November 2025"
    assert week.as_of(ZoneInfo("America/New_York")).isoformat() == "2025-11-03T05:00:00-05:00"
