"""Clocks that follow the moves of a process."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import uuid6
from factories.clock_city import local

from commonbeat.kernel import clocks
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.clocks.models import Clock, ClockToll
from commonbeat.kernel.workflow import MoveRefused
from commonbeat.kernel.workflow.models import Move

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "kinds")]
Freeze = Callable[[str], datetime]


def step(at: str, name: str = "step", reason: str = "") -> Move:
    """A move as effects get it."""
    return Move(
        id=uuid6.uuid7(), at=local(at), transition=name, reason=reason, actor_kind="resident", actor_id="",
    )  # fmt: skip


def test_a_clock_starts_and_stops_with_its_moves(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 16:31")
    clocks.starts("tests.answer").run(fence, step("2026-05-21 16:30"))
    assert Clock.objects.get().started_at == local("2026-05-21 16:30")
    freeze("2026-05-22 10:00")
    last = step("2026-05-22 10:00")
    clocks.stops("tests.answer").run(fence, last)
    clocks.stops("tests.answer").run(fence, last)
    clock = Clock.objects.get()
    assert (clock.outcome, clock.proof) == ("kept", f"move {last.pk}")


def test_a_record_may_have_its_own_length(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 16:30")
    clocks.starts("tests.answer", lambda record: clocks.hours(2)).run(fence, step("2026-05-21 16:30"))
    assert Clock.objects.get().due_at == local("2026-05-21 18:30")


def test_tolling_and_resuming_name_the_mover_and_the_reason(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 16:30")
    for effect in (clocks.tolls, clocks.resumes, clocks.voids, clocks.stops):
        effect("tests.answer").run(fence, step("2026-05-21 16:30"))  # none runs: nothing happens
    assert (Clock.objects.count(), AuditEntry.objects.count()) == (0, 0)
    clocks.start("tests.answer", fence)
    clocks.tolls("tests.answer").run(fence, step("2026-05-21 16:30", "ask"))
    toll = ClockToll.objects.get()
    assert (toll.reason, toll.actor_kind) == ("ask", "resident")
    freeze("2026-05-26 10:00")
    clocks.resumes("tests.answer").run(fence, step("2026-05-26 10:00"))
    assert Clock.objects.get().due_at == local("2026-05-28 23:59:59.999999")


def test_a_late_clock_is_no_reason_to_refuse_a_move(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 16:30")
    clocks.start("tests.answer", fence)
    freeze("2026-06-21 16:30")
    clocks.tolls("tests.answer").run(fence, step("2026-06-21 16:30", "ask"))
    assert (ClockToll.objects.count(), Clock.objects.get().still_since) == (0, None)
    clocks.voids("tests.answer").run(fence, step("2026-06-21 16:30", "withdraw", "found the owner"))
    clock = Clock.objects.get()
    assert (clock.outcome, clock.void_reason) == ("void", "found the owner")
    assert clock.late_at == local("2026-06-21 16:30")


def test_effects_are_labelled_for_the_diagram() -> None:
    made = [
        one("tests.answer").label
        for one in (clocks.starts, clocks.stops, clocks.tolls, clocks.resumes, clocks.voids)
    ]
    assert made == [f"{verb} tests.answer" for verb in ("starts", "stops", "tolls", "resumes", "voids")]


def test_grounds_follow_the_move(freeze: Freeze, fence: Any, legal: None) -> None:
    freeze("2026-02-12 12:00")
    clocks.start("tests.limit", fence)
    for ground in ("criminal", lambda record, move: move.reason):
        clocks.tolls("tests.limit", ground).run(fence, step("2026-02-12 12:00", "toll", "waiver"))
    clock = Clock.objects.get()
    assert sorted(clocks.open_grounds(clock)) == ["criminal", "waiver"]
    freeze("2026-03-12 12:00")
    with pytest.raises(MoveRefused, match="say which one") as refused:
        clocks.resumes("tests.limit").run(fence, step("2026-03-12 12:00"))
    assert list(refused.value.errors) == [""]
    clocks.resumes("tests.limit", "criminal").run(fence, step("2026-03-12 12:00"))
    clocks.resumes("tests.limit").run(fence, step("2026-03-12 12:00"))
    assert clocks.open_grounds(clock) == []
    with pytest.raises(MoveRefused, match="no such ground"):
        clocks.tolls("tests.limit").run(fence, step("2026-03-12 12:00", "toll"))
