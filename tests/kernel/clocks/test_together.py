"""Several at once, each in a transaction of its own."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import connections

from commonbeat.kernel import clocks
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
