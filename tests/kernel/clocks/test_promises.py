"""The count of promises, against one made by hand."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from factories.clock_city import City, local

from commonbeat.kernel import audit, clocks
from commonbeat.kernel.clocks import declare

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "kinds")]
Freeze = Callable[[str], datetime]
MAY = (date(2026, 5, 1), date(2026, 5, 31))


def counts(kind: str) -> tuple[Any, ...]:
    """The numbers of one kind in May."""
    one = next(one for one in clocks.promises(*MAY) if one.kind.name == kind)
    return one.kept, one.late, one.running, one.running_late, one.void, one.void_late, one.median


def test_what_became_of_the_promises_of_may(freeze: Freeze, subject: Callable[[], Any]) -> None:
    freeze("2026-06-10 12:00")
    rows = [  # Friday the 8th to Tuesday the 12th are two business days
        ("2026-05-08 10:00", "2026-05-08 12:00"),
        ("2026-05-08 10:00", "2026-05-12 10:00"),
        ("2026-05-08 10:00", "2026-05-13 00:00"),
        ("2026-05-01 00:00", "2026-05-01 00:30"),
        ("2026-04-30 23:59", "2026-05-01 00:30"),  # April's
        ("2026-05-31 23:59:59.999999", None),  # late by now
        ("2026-06-01 00:00", None),  # June's
    ]
    clocks.bulk_clocks(
        [
            clocks.past(
                "tests.answer", subject(), started=local(a), stopped=local(b) if b else None, days=City()
            )
            for a, b in rows
        ]
    )
    assert counts("tests.answer") == (3, 1, 0, 1, 0, 0, timedelta(days=2, hours=1))
    freeze("2026-05-31 12:00")
    late, still, fresh = subject(), subject(), subject()
    freeze("2026-05-11 12:00")
    clocks.start("tests.answer", late)
    clocks.start("tests.answer", still)
    clocks.toll("tests.answer", still, actor=audit.SYSTEM, reason="we asked back")
    freeze("2026-05-29 12:00")
    clocks.start("tests.answer", fresh)
    clocks.void("tests.answer", late, actor=audit.SYSTEM, reason="a duplicate")
    assert counts("tests.answer") == (3, 1, 3, 0, 1, 1, timedelta(days=2, hours=1))
    promise = next(one for one in clocks.promises(*MAY) if one.kind.name == "tests.answer")
    assert promise.oldest_open is not None
    assert promise.oldest_open.subject_id == still.pk


def test_a_loaded_clock_that_did_not_apply_keeps_its_late_mark(subject: Callable[[], Any]) -> None:
    began = local("2026-05-08 10:00")
    early, late = (
        clocks.past(
            "tests.answer", subject(), started=began, stopped=local(at), void="taken back", days=City()
        )
        for at in ("2026-05-08 12:00", "2026-05-20 12:00")
    )
    assert (early.outcome, early.void_reason, early.stopped_at, early.late_at) == (
        "void",
        "taken back",
        None,
        None,
    )
    assert (late.outcome, late.voided_at, late.late_at) == ("void", local("2026-05-20 12:00"), late.due_at)


def test_kinds_without_a_clock_are_there_and_private_ones_can_be_left_out(freeze: Freeze) -> None:
    freeze("2026-06-10 12:00")
    assert counts("tests.mending") == (0, 0, 0, 0, 0, 0, None)
    names = {one.kind.name for one in clocks.promises(*MAY, public_only=True)}
    assert "tests.answer" in names
    assert "tests.danger" not in names
    assert {one.name for one in clocks.kinds()} >= {"tests.answer", "tests.danger", "tests.mending"}


def test_standstill_is_not_time_taken(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-11 12:00")
    clocks.start("tests.answer", fence)
    freeze("2026-05-11 14:00")
    clocks.toll("tests.answer", fence, actor=audit.SYSTEM, reason="we asked back")
    freeze("2026-05-20 14:00")
    clocks.resume("tests.answer", fence, actor=audit.SYSTEM)
    freeze("2026-05-20 15:00")
    clocks.stop("tests.answer", fence)
    assert counts("tests.answer") == (1, 0, 0, 0, 0, 0, timedelta(hours=3))


def test_a_kind_has_one_declaration(kinds: None) -> None:
    known = clocks.kind("tests.answer")
    assert clocks.register_clock(known) is known
    with pytest.raises(ValueError, match=r"another clock tests\.answer"):
        clocks.register_clock(clocks.ClockKind("tests.answer", "Other", "", clocks.hours(1)))
    with pytest.raises(ValueError, match=r"topic\.clock"):
        clocks.ClockKind("answer", "Other", "", clocks.hours(1))
    assert "tests.other" not in declare._kinds


def test_start_up_names_a_clock_whose_lateness_nobody_may_hear(kinds: None) -> None:
    from commonbeat.kernel.clocks.checks import lateness_reaches_somebody

    ours = [str(one.msg) for one in lateness_reaches_somebody() if "tests." in str(one.msg)]
    assert ours == [
        "Clock tests.answer: No topic registers the capability 'tests.hear'; register it in that topic's module.py."
    ]
