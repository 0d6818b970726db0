"""Several at once, each in a transaction of its own."""

import threading
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connections
from factories.clock_city import local

from commonbeat.kernel import audit, clocks
from commonbeat.kernel.audit import events
from commonbeat.kernel.clocks import ClockLate, minute
from commonbeat.kernel.clocks.models import Clock

pytestmark = pytest.mark.usefixtures("city", "kinds", "fresh_db")
Freeze = Callable[[str], datetime]


def together(act: Callable[[], Any], times: int = 4) -> list[Any]:
    """Do the same at the same time; returns the answers."""
    gate, answers = threading.Barrier(times), []

    def one() -> None:
        try:
            gate.wait()
            answers.append(act())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return answers


def test_one_clock_starts(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 16:30")
    made = together(lambda: clocks.start("tests.answer", fence).pk)
    assert (len(made), len(set(made)), Clock.objects.count()) == (4, 1, 1)


def test_one_of_them_stops_it(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 16:30")
    clocks.start("tests.answer", fence)
    stopped = together(lambda: clocks.stop("tests.answer", fence))
    assert sorted(one is None for one in stopped) == [False, True, True, True]


def test_lateness_is_told_once(freeze: Freeze, subject: Callable[[], Any]) -> None:
    heard: list[ClockLate] = []
    events.subscribe(ClockLate, heard.append)
    freeze("2026-05-21 10:00")
    for _ in range(8):
        clocks.start("tests.danger", subject())
    freeze("2026-05-21 14:01")
    try:
        looked = together(minute.look)
    finally:
        events.unsubscribe(ClockLate, heard.append)
    assert sum(late for _, late in looked) == 8
    assert {one.clock_id for one in heard} == {str(pk) for pk in Clock.objects.values_list("pk", flat=True)}
    assert len(heard) == 8


def test_grounds_opened_at_once_are_all_there_and_each_once(freeze: Freeze, fence: Any, legal: None) -> None:
    freeze("2026-02-12 12:00")
    clocks.start("tests.limit", fence)
    freeze("2026-09-01 09:00")
    names = iter(["criminal", "waiver", "criminal", "incapacity"])
    spans = {"criminal": (1, 10), "waiver": (5, 15), "incapacity": (20, 29)}

    def enter() -> Any:
        name = next(names)
        first, last = (date(2026, 3, day) for day in spans[name])
        clocks.toll(
            "tests.limit", fence, actor=audit.SYSTEM, reason="so", ground=name, since=first, until=last
        )
        return clocks.toll("tests.limit", fence, actor=audit.SYSTEM, reason="so", ground=name)

    assert len(together(enter)) == 4
    clock = Clock.objects.get()
    assert sorted(clocks.open_grounds(clock)) == ["criminal", "incapacity", "waiver"]
    # 1 to 15 and 20 to 29 March; what is open counts for nothing yet
    assert clock.due_at == local("2027-03-09 23:59:59.999999")
    assert clock.still_since == local("2026-09-01 09:00")
