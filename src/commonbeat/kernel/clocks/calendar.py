"""The agency's calendar, as the kernel sees it: a zone, and which days are business days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SATURDAY = 5
INSTANT = timedelta(microseconds=1)


class Calendar(Protocol):
    """What a city tells the clocks."""

    @property
    def tz(self) -> ZoneInfo:
        """The zone whose days are counted."""

    def is_business_day(self, day: date) -> bool:
        """Whether the department's office is open that day."""


@dataclass(frozen=True)
class Weekdays:
    """Mondays to Fridays without holidays: until a city registers its own."""

    tz: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    def is_business_day(self, day: date) -> bool:
        """Neither Saturday nor Sunday."""
        return day.weekday() < SATURDAY


_provider: list[Callable[[], Calendar]] = [Weekdays]


def register_calendar(provider: Callable[[], Calendar]) -> None:
    """Tell clocks whose days are counted (call it in ``module.py``).

    Args:
        provider: asked before each computation, so that a new holiday counts from then on.
    """
    _provider[0] = provider


def calendar() -> Calendar:
    """The calendar in force."""
    return _provider[0]()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a local day, in UTC.

    Where clocks are put forward at midnight the day begins at the change, and where midnight comes twice, with its
    first.
    """
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last moment of a local day, in UTC; to the microsecond, so that it still bears the day's date."""
    return start_of(day + timedelta(days=1), zone) - INSTANT
