"""Reminders and lateness: noted and told once each, whatever happens in between."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from factories.clock_city import local

from commonbeat.kernel import audit, clocks
from commonbeat.kernel.audit import events
from commonbeat.kernel.clocks import ClockLate, ClockReminder, minute
from commonbeat.kernel.clocks.jobs import look
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.jobs.schedules import schedules

pytestmark = [pytest.mark.django_db(transaction=False), pytest.mark.usefixtures("city", "kinds")]
Freeze = Callable[[str], datetime]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was announced and would be told after the commit."""
    heard: list[Any] = []
    monkeypatch.setattr(events, "announce", heard.append)
    return heard


def test_one_reminder_and_one_alarm(freeze: Freeze, fence: Any, told: list[Any]) -> None:
    freeze("2026-05-21 16:30")
    clock = clocks.start("tests.answer", fence)
    for present, events_ in [
        ("2026-05-21 23:59", []),
        ("2026-05-22 00:00", [ClockReminder(str(clock.pk))]),
        ("2026-05-22 00:01", []),
        ("2026-05-26 23:59:59.999999", []),
        ("2026-05-27 00:00", [ClockLate(str(clock.pk))]),
        ("2026-05-27 00:01", []),
    ]:
        freeze(present)
        told.clear()
        look()
        assert told == events_, present
    clock.refresh_from_db()
    assert (clock.reminded_at, clock.late_at) == (local("2026-05-22 00:00"), local("2026-05-27 00:00"))
    freeze("2026-05-28 10:00")
    stopped = clocks.stop("tests.answer", fence, at=local("2026-05-26 10:00"))
    assert stopped is not None
    assert (stopped.outcome, stopped.late_at) == ("late", local("2026-05-27 00:00"))


def test_what_nobody_looked_at_for_days_is_told_late_only(
    freeze: Freeze, fence: Any, told: list[Any]
) -> None:
    freeze("2026-05-21 16:30")
    clock = clocks.start("tests.answer", fence)
    freeze("2026-06-30 12:00")
    assert minute.look() == (0, 1)
    assert told == [ClockLate(str(clock.pk))]


def test_nobody_is_told_of_what_stands_still_or_is_done(
    freeze: Freeze, fence: Any, subject: Callable[[], Any], told: list[Any]
) -> None:
    freeze("2026-05-21 16:30")
    done, void = subject(), subject()
    for one in (fence, done, void):
        clocks.start("tests.answer", one)
    clocks.toll("tests.answer", fence, actor=audit.SYSTEM, reason="we asked back")
    clocks.stop("tests.answer", done)
    clocks.void("tests.answer", void, actor=audit.SYSTEM, reason="a test")
    freeze("2026-06-30 12:00")
    assert (minute.look(), told) == ((0, 0), [])
    clocks.resume("tests.answer", fence, actor=audit.SYSTEM)
    assert minute.look() == (0, 0)  # both of its days still lie before it
    freeze("2026-07-01 00:00")
    assert minute.look() == (1, 0)
    freeze("2026-07-03 00:00")
    assert minute.look() == (0, 1)


def test_many_are_told_in_batches(
    freeze: Freeze, subject: Callable[[], Any], told: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minute, "AT_ONCE", 4)
    freeze("2026-05-21 10:00")
    clocks.bulk_clocks(
        [clocks.past("tests.danger", subject(), started=local("2026-05-21 09:00")) for _ in range(9)]
    )
    freeze("2026-05-21 13:01")
    assert minute.look() == (0, 9)
    assert len(set(told)) == 9
    assert Clock.objects.filter(late_at=local("2026-05-21 13:01")).count() == 9


def test_the_job_looks_every_minute() -> None:
    assert schedules["clocks.look"].text == "every 1 min"
