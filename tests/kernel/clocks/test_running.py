"""Clocks over their whole life."""

import pytest

from commonbeat.kernel import audit, clocks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "kinds")]


def test_a_promise_kept(freeze, fence):
    freeze("2026-05-21 16:30")  # a Thursday; Monday is Memorial Day
    clock = clocks.start("fences.answer", fence)
    freeze("2026-05-26 23:59")
    assert clocks.due_text(clock) == "◐ Due soon: May 26, 2026"
    stopped = clocks.stop("fences.answer", fence)
    assert stopped.outcome == "kept"
    assert clocks.clock_of("fences.answer", fence) == stopped


def test_tolling(freeze, fence):
    freeze("2026-05-21 16:30")
    clocks.start("fences.answer", fence)
    freeze("2026-05-26 12:00")
    clocks.toll("fences.answer", fence, actor=audit.SYSTEM, reason="we asked")
    freeze("2026-05-28 12:00")
    clock = clocks.resume("fences.answer", fence, actor=audit.SYSTEM)
    assert clocks.due_text(clock) == "● On time: due May 28, 2026" or clock.due_at
