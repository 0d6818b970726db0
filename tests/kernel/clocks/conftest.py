"""A frozen clock, a calendar with one holiday, and subjects to promise things about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import uuid6
from django.utils import timezone

from commonbeat.kernel import clocks
from commonbeat.kernel.clocks import calendar as calendars
from commonbeat.kernel.clocks import declare

PACIFIC = ZoneInfo("America/Los_Angeles")
HOLIDAYS = frozenset({date(2026, 5, 25), date(2026, 7, 3), date(2026, 12, 25), date(2027, 1, 1)})


@dataclass(frozen=True)
class City:
    """Mondays to Fridays in California, without the holidays."""

    tz: ZoneInfo = PACIFIC
    closed: frozenset[date] = HOLIDAYS

    def is_business_day(self, day: date) -> bool:
        """Neither a weekend nor a holiday."""
        return day.weekday() < 5 and day not in self.closed


def local(text: str) -> datetime:
    """A moment on the wall clock in California: ``2026-05-22 16:30``."""
    return datetime.fromisoformat(text).replace(tzinfo=PACIFIC).astimezone(UTC)


@pytest.fixture
def city() -> Iterator[City]:
    """The calendar in force during the test."""
    before = calendars._provider[0]
    clocks.register_calendar(City)
    yield City()
    clocks.register_calendar(before)


@pytest.fixture
def freeze(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """Set the present: ``freeze("2026-05-22 16:30")`` on the wall clock in California."""

    def at(text: str) -> datetime:
        moment = local(text)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    return at


@pytest.fixture
def kinds() -> Iterator[None]:
    """Three promises."""
    before = dict(declare._kinds)
    for one in (
        clocks.ClockKind(
            "fences.answer", "Answer", "We answer in 2 business days.", clocks.business_days(2),
            remind=clocks.business_days(1), escalate_to="fences.mend",
        ),
        clocks.ClockKind("fences.mending", "Mending", "Mended in 10 days.", clocks.calendar_days(10, roll=True)),
        clocks.ClockKind("fences.danger", "Danger", "Safe in 4 hours.", clocks.hours(4), public=False,
                         remind=clocks.hours(1)),
    ):  # fmt: skip
        clocks.register_clock(one)
    yield
    declare._kinds.clear()
    declare._kinds.update(before)


class _Meta:
    label = "fences.Fence"


class Subject:
    """Something promises are made about."""

    _meta: Any = _Meta

    def __init__(self) -> None:
        self.pk = uuid6.uuid7()


@pytest.fixture
def fence() -> Subject:
    """A record."""
    return Subject()
