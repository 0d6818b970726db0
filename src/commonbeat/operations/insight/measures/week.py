"""The week a report is about: an ISO name, the agency's own first day, printed dates."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

_NAME = re.compile(r"(\d{4})-W(\d{2})")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class HasClock(Protocol):
    """What is asked of an agency here: its zone and the first day of its week (0 = Monday)."""

    @property
    def tz(self) -> ZoneInfo:
        """Time zone."""

    @property
    def week_start(self) -> int:
        """First day of the week."""


@dataclass(frozen=True)
class ReportWeek:
    """Seven days from `first_day`; `name` is the ISO week whose Thursday they hold, as 2025-W44."""

    name: str
    first_day: dt.date

    @classmethod
    def parse(cls, name: str, week_start: int = 0) -> ReportWeek:
        """The week called `name` for an agency whose weeks begin on `week_start` (0 = Monday).

        Raises:
            ValueError: The text is not a week such as 2025-W44, or that year has no such week.
        """
        match = _NAME.fullmatch(name)
        if match is None:
            raise ValueError(f"“{name}” is not a week; write it like 2025-W44.")
        thursday = dt.date.fromisocalendar(int(match[1]), int(match[2]), 4)
        if thursday.year == dt.MAXYEAR:
            raise ValueError(f"“{name}” is too far away; its last day has no date.")
        return cls(name, thursday - dt.timedelta(days=(3 - week_start) % 7))

    @classmethod
    def holding(cls, day: dt.date, week_start: int = 0) -> ReportWeek:
        """The week that holds `day`."""
        first = day - dt.timedelta(days=(day.weekday() - week_start) % 7)
        thursday = first + dt.timedelta(days=(3 - week_start) % 7)
        year, week, _ = thursday.isocalendar()
        return cls(f"{year}-W{week:02d}", first)

    @property
    def end_day(self) -> dt.date:
        """First day after the week."""
        return self.first_day + dt.timedelta(days=7)

    @property
    def last_day(self) -> dt.date:
        """Last day of the week."""
        return self.first_day + dt.timedelta(days=6)

    @property
    def words(self) -> str:
        """Printed dates, as "Mon 27 October to Sun 2 November 2025"."""
        return span(self.first_day, self.last_day)

    def as_of(self, tz: ZoneInfo) -> dt.datetime:
        """05:00 local on the day after the week: when the report is prepared."""
        return dt.datetime.combine(self.end_day, dt.time(5), tzinfo=tz)


def span(first: dt.date, last: dt.date) -> str:
    """Two dates as words; the year once when it is the same."""
    year = "" if first.year == last.year else f" {first.year}"
    return f"{first:%a} {first.day} {first:%B}{year} to {last:%a} {last.day} {last:%B} {last.year}"
