"""A frozen clock, a calendar with holidays, and subjects to promise things about."""

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import uuid6
from django.utils import timezone
from factories.clock_city import City, local

from commonbeat.kernel import clocks
from commonbeat.kernel.clocks import calendar as calendars
from commonbeat.kernel.clocks import declare


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
def ticking(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the present, which then goes on: each time somebody asks it is a little later."""

    def at(text: str) -> None:
        moments = itertools.count()
        monkeypatch.setattr(timezone, "now", lambda: local(text) + timedelta(milliseconds=next(moments)))

    return at


@pytest.fixture
def kinds() -> Iterator[None]:
    """Three promises."""
    before = dict(declare._kinds)
    for one in (
        clocks.ClockKind(
            "tests.answer", "Answer", "We answer in 2 business days.", clocks.business_days(2),
            remind=clocks.business_days(1), escalate_to="tests.hear",
        ),
        clocks.ClockKind("tests.mending", "Mending", "Mended in 10 days.", clocks.calendar_days(10, roll=True)),
        clocks.ClockKind("tests.danger", "Danger", "Safe in 4 hours.", clocks.hours(4), public=False,
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


@pytest.fixture
def subject() -> Callable[[], Subject]:
    """More records."""
    return Subject


GROUNDS = (
    clocks.Ground("criminal", "Criminal case", "Gov. Code §3304(d)(2)(A)"),
    clocks.Ground("waiver", "Waiver", "Gov. Code §3304(d)(2)(B)", "Both dates are in the paper."),
    clocks.Ground("incapacity", "Officer unable", "Gov. Code §3304(d)(2)(E)"),
    clocks.Ground("agencies", "Several agencies", "Gov. Code §3304(d)(2)(C)", waits=False),
)


@pytest.fixture
def legal(kinds: None) -> None:
    """The one-year limit with its grounds, alerts and chain, and the delay of a disclosure with its steps."""
    clocks.register_clock(
        clocks.ClockKind(
            "tests.limit", "One year", "Within one year.", clocks.years(1), public=False, grounds=GROUNDS,
            authority="Gov. Code §3304(d)(1)", alerts=tuple(map(clocks.calendar_days, (180, 270, 330, 350))),
            escalate=(
                clocks.Escalation(clocks.calendar_days(1), "tests.hear"),
                clocks.Escalation(clocks.calendar_days(7), lambda clock: []),
            ),
        )
    )  # fmt: skip
    clocks.register_clock(
        clocks.ClockKind(
            "tests.delay", "Release", "Within 45 days.", clocks.calendar_days(45), public=False, cap=clocks.months(18),
            renewals=(
                clocks.Renewal("first", "First delay", clocks.calendar_days(60), "PC 832.7(b)(8)(A)"),
                clocks.Renewal("further", "Further delay", clocks.calendar_days(180), "PC 832.7(b)(8)(A)", most=None),
            ),
        )
    )  # fmt: skip
