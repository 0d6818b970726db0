"""A clock in words: a sign, a few words and the day, in both languages."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import translation

from commonbeat.kernel import audit, clocks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "kinds")]
Freeze = Callable[[str], datetime]


def test_how_a_clock_stands_over_its_life(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 16:30")
    clock = clocks.start("tests.mending", fence)
    for present, name, text in [
        ("2026-05-29 12:00", "on_time", "● On time: due 1 Jun 2026"),
        ("2026-06-01 00:00", "due_soon", "◐ Due soon: 1 Jun 2026"),
        ("2026-06-01 23:59", "due_soon", "◐ Due soon: 1 Jun 2026"),
        ("2026-06-02 00:00", "late", "▲ Late: was due 1 Jun 2026"),
    ]:
        freeze(present)
        assert (clocks.standing(clock).name, clocks.due_text(clock)) == (name, text)
    done = clocks.stop("tests.mending", fence)
    assert done is not None
    assert (clocks.standing(done).name, clocks.due_text(done)) == ("kept_late", "✓ Done late")
    void = clocks.void("tests.mending", fence, actor=audit.SYSTEM, reason="no fence there")
    assert (clocks.standing(void).name, clocks.due_text(void)) == ("void", "– Does not apply")


def test_on_hold_and_in_time(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 16:30")
    clocks.start("tests.answer", fence)
    clock = clocks.toll("tests.answer", fence, actor=audit.SYSTEM, reason="we asked back")
    freeze("2026-09-01 12:00")
    assert (clocks.standing(clock).name, clocks.due_text(clock)) == ("still", "● On hold")
    done = clocks.stop("tests.answer", fence)
    assert done is not None
    assert (clocks.standing(done).name, clocks.due_text(done)) == ("kept", "✓ Done in time")


def test_hours_are_said_with_their_time_and_reminders_make_them_due_soon(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 09:30")
    clock = clocks.start("tests.danger", fence)
    assert clocks.due_text(clock) == "● On time: due 21 May 2026, 1:30 p.m."
    freeze("2026-05-21 12:30")
    assert clocks.due_text(clock) == "◐ Due soon: 21 May 2026, 1:30 p.m."


def test_residents_read_it_in_spanish(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 16:30")
    clock = clocks.start("tests.answer", fence)
    with translation.override("es"):
        assert clocks.due_text(clock) == "● A tiempo: el plazo termina el 26 de mayo de 2026"
