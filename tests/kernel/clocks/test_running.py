"""Clocks over their whole life, with the present frozen."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from factories.clock_city import local

from commonbeat.kernel import audit, clocks
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.clocks import ClockRefused
from commonbeat.kernel.clocks.models import Clock, ClockToll
from commonbeat.kernel.clocks.promises import taken_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "kinds")]
Freeze = Callable[[str], datetime]
CLERK = audit.Actor("user", "0196")
# Thursday before Memorial Day: two business days end on Tuesday the 26th.
THURSDAY, DUE = "2026-05-21 16:30", "2026-05-26 23:59:59.999999"


@pytest.fixture
def answer(freeze: Freeze, fence: Any) -> Any:
    """A fence whose reporter waits for an answer since Thursday."""
    freeze(THURSDAY)
    clocks.start("tests.answer", fence, owner="desk")
    return fence


def running(subject: Any) -> Clock:
    """The fence's answer clock as stored."""
    return Clock.objects.get(subject_id=subject.pk)


def test_a_start_says_when_it_is_due_and_when_to_remind(answer: Any) -> None:
    clock = running(answer)
    assert (clock.started_at, clock.due_at) == (local(THURSDAY), local(DUE))
    assert clock.remind_at == local("2026-05-22 00:00")
    assert (clock.length, clock.owner, clock.subject_kind) == ("business:2", "desk", "fences.Fence")
    assert (clock.outcome, clock.is_running, clock.declared.title) == ("", True, "Answer")


def test_starting_twice_is_starting_once(answer: Any, freeze: Freeze) -> None:
    freeze("2026-05-22 10:00")
    again = clocks.start("tests.answer", answer, owner="somebody else", length=clocks.hours(1))
    assert again == running(answer)
    assert (again.owner, again.due_at) == ("desk", local(DUE))
    clocks.start("tests.danger", answer)
    assert len(clocks.clocks_of(answer)) == 2


def test_a_clock_may_have_its_own_length_and_moment(freeze: Freeze, fence: Any) -> None:
    freeze(THURSDAY)
    clock = clocks.start("tests.danger", fence, at=local("2026-05-21 10:00"), length=clocks.hours(1))
    assert (clock.due_at, clock.remind_at) == (local("2026-05-21 11:00"), local("2026-05-21 10:00"))


@pytest.mark.parametrize(
    ("stopped", "outcome"),
    [
        (THURSDAY, "kept"),
        ("2026-05-25 12:00", "kept"),  # on the holiday
        ("2026-05-26 23:59", "kept"),
        (DUE, "kept"),  # the last instant counts
        ("2026-05-27 00:00", "late"),
        ("2026-08-01 09:00", "late"),
    ],
)
def test_kept_until_the_last_instant_and_late_from_the_next(
    answer: Any, freeze: Freeze, stopped: str, outcome: str
) -> None:
    freeze(stopped)
    clock = clocks.stop("tests.answer", answer, proof="letter 7")
    assert clock is not None
    assert (clock.outcome, clock.stopped_at, clock.proof) == (outcome, local(stopped), "letter 7")
    assert clock.late_at == (None if outcome == "kept" else local(stopped))
    assert clocks.stop("tests.answer", answer) is None


def test_an_earlier_moment_is_entered_but_what_is_late_is_late(answer: Any, freeze: Freeze) -> None:
    freeze("2026-05-27 09:00")
    clock = clocks.stop("tests.answer", answer, at=local("2026-05-26 15:00"))
    assert clock is not None
    assert (clock.outcome, clock.stopped_at) == ("late", local("2026-05-26 15:00"))


def test_an_earlier_moment_in_time_is_kept(answer: Any, freeze: Freeze) -> None:
    freeze("2026-05-26 09:00")
    clock = clocks.stop("tests.answer", answer, at=local("2026-05-22 15:00"))
    assert clock is not None
    assert (clock.outcome, taken_by(clock)) == ("kept", timedelta(hours=22, minutes=30))


def test_a_transaction_over_midnight_keeps_its_promise(answer: Any, freeze: Freeze) -> None:
    moment = local(DUE)
    freeze("2026-05-27 00:00:04")
    clock = clocks.stop("tests.answer", answer, at=moment)
    assert clock is not None
    assert clock.outcome == "kept"


@pytest.mark.parametrize("moment", ["2026-05-21 16:00", "2026-05-23 12:00"])
def test_nothing_stops_before_its_start_or_in_the_future(answer: Any, freeze: Freeze, moment: str) -> None:
    freeze("2026-05-22 12:00")
    with pytest.raises(ClockRefused, match="between its start and now"):
        clocks.stop("tests.answer", answer, at=local(moment))
    with pytest.raises(ClockRefused, match="in the future"):
        clocks.start("tests.danger", answer, at=local("2026-05-22 12:02"))
    assert running(answer).is_running


def test_two_machines_may_differ_by_a_moment(answer: Any, freeze: Freeze) -> None:
    freeze("2026-05-21 16:29:30")
    clock = clocks.stop("tests.answer", answer)
    assert clock is not None
    assert (clock.outcome, clock.stopped_at) == ("kept", local(THURSDAY))


def test_a_stopped_clock_can_be_started_anew(answer: Any, freeze: Freeze) -> None:
    clocks.stop("tests.answer", answer)
    freeze("2026-06-01 08:00")
    second = clocks.start("tests.answer", answer)
    assert [one.outcome for one in clocks.clocks_of(answer)] == ["kept", ""]
    assert clocks.clock_of("tests.answer", answer) == second
    clocks.stop("tests.answer", answer)
    assert clocks.clock_of("tests.answer", answer) == second
    assert clocks.clock_of("tests.danger", answer) is None


@pytest.mark.parametrize(
    ("since", "until", "due"),
    [
        ("2026-05-22 09:00", "2026-05-22 17:00", DUE),  # within a day
        ("2026-05-22 09:00", "2026-05-23 09:00", DUE),  # over a night into Saturday
        ("2026-05-22 09:00", "2026-05-25 09:00", DUE),  # resumed on the holiday
        ("2026-05-22 09:00", "2026-05-26 09:00", "2026-05-27 23:59:59.999999"),
        ("2026-05-26 23:00", "2026-05-29 10:00", "2026-05-29 23:59:59.999999"),  # across due
        ("2026-05-26 23:00", "2026-05-30 10:00", "2026-06-01 23:59:59.999999"),  # across due, into a weekend
        (DUE, "2026-06-02 10:00", "2026-06-02 23:59:59.999999"),  # in the last instant
    ],
)
def test_tolling_moves_the_due_day(answer: Any, freeze: Freeze, since: str, until: str, due: str) -> None:
    freeze(since)
    assert clocks.toll("tests.answer", answer, actor=CLERK, reason="we asked back").still_since == local(
        since
    )
    freeze(until)
    assert clocks.late(["tests.answer"]).count() == 0
    clock = clocks.resume("tests.answer", answer, actor=CLERK)
    assert (clock.due_at, clock.still_since) == (local(due), None)
    assert not clock.is_late(local(until))
    toll = ClockToll.objects.get()
    assert (toll.since, toll.until, toll.reason, toll.actor_id) == (
        local(since), local(until), "we asked back", "0196",
    )  # fmt: skip
    assert list(AuditEntry.objects.order_by("seq").values_list("action", "reason")) == [
        ("clocks.tolled", "we asked back"),
        ("clocks.resumed", ""),
    ]


def test_tolling_twice_at_once_is_tolling_once(answer: Any, freeze: Freeze) -> None:
    freeze("2026-05-22 09:00")
    clocks.toll("tests.answer", answer, actor=CLERK, reason="first")
    freeze("2026-05-22 11:00")
    clocks.toll("tests.answer", answer, actor=CLERK, reason="second")
    assert ClockToll.objects.get().reason == "first"
    freeze("2026-05-26 10:00")
    clocks.resume("tests.answer", answer, actor=CLERK)
    clocks.resume("tests.answer", answer, actor=CLERK)
    clocks.toll("tests.answer", answer, actor=CLERK, reason="once more")
    freeze("2026-05-28 10:00")
    clock = clocks.resume("tests.answer", answer, actor=CLERK)
    # 22nd counted; 26th, 27th and 28th began in a standstill; the 29th is the second day
    assert clock.due_at == local("2026-05-29 23:59:59.999999")
    assert AuditEntry.objects.filter(action="clocks.resumed").count() == 2


def test_hours_stand_still_to_the_minute(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 10:00")
    clocks.start("tests.danger", fence)
    freeze("2026-05-21 13:59")
    clocks.toll("tests.danger", fence, actor=CLERK, reason="nobody at home")
    freeze("2026-05-21 18:00")
    clock = clocks.resume("tests.danger", fence, actor=CLERK)
    assert (clock.due_at, clock.remind_at) == (local("2026-05-21 18:01"), local("2026-05-21 17:01"))


def test_stopping_while_it_stands_still_is_kept(answer: Any, freeze: Freeze) -> None:
    freeze("2026-05-26 20:00")
    clocks.toll("tests.answer", answer, actor=CLERK, reason="we asked back")
    freeze("2026-06-03 10:00")
    clock = clocks.stop("tests.answer", answer)
    assert clock is not None
    assert (clock.outcome, clock.due_at) == ("kept", local("2026-06-03 23:59:59.999999"))
    assert ClockToll.objects.get().until == local("2026-06-03 10:00")
    assert taken_by(clock) == timedelta(days=5, hours=3, minutes=30)


def test_what_is_late_cannot_be_made_to_stand_still(answer: Any, freeze: Freeze) -> None:
    freeze("2026-05-27 00:00")
    with pytest.raises(ClockRefused, match="late already"):
        clocks.toll("tests.answer", answer, actor=CLERK, reason="oh")
    assert ClockToll.objects.count() == 0


def test_there_must_be_a_clock_and_a_reason(answer: Any, fence: Any, freeze: Freeze) -> None:
    for act in (clocks.toll, clocks.void):
        with pytest.raises(ClockRefused, match="Please give a reason"):
            act("tests.answer", answer, actor=CLERK, reason="  ")
        with pytest.raises(ClockRefused, match=r"No such clock|no clock to void"):
            act("tests.danger", answer, actor=CLERK, reason="because")
    with pytest.raises(ClockRefused, match="No such clock"):
        clocks.resume("tests.danger", answer, actor=CLERK)
    for name in ("tests.nothing", ""):
        for ask in (clocks.start, clocks.stop, clocks.clock_of):
            with pytest.raises(clocks.UnknownClock):
                ask(name, answer)


def test_a_void_clock_keeps_its_late_mark_and_its_reason(answer: Any, freeze: Freeze) -> None:
    freeze("2026-05-28 09:00")
    clocks.void("tests.answer", answer, actor=CLERK, reason="a duplicate of R26-000012")
    clock = running(answer)
    assert (clock.outcome, clock.void_reason) == ("void", "a duplicate of R26-000012")
    assert clock.late_at == clock.voided_at == local("2026-05-28 09:00")
    assert AuditEntry.objects.get(action="clocks.voided").details == {
        "clock": "tests.answer", "id": str(clock.pk),
    }  # fmt: skip
    with pytest.raises(ClockRefused, match="no clock to void"):
        clocks.void("tests.answer", answer, actor=CLERK, reason="again")


def test_a_kept_clock_and_one_that_stands_still_can_be_voided(answer: Any, freeze: Freeze) -> None:
    clocks.stop("tests.answer", answer)
    assert clocks.void("tests.answer", answer, actor=CLERK, reason="wrong number").late_at is None
    freeze("2026-06-01 08:00")
    clocks.start("tests.answer", answer)
    clocks.toll("tests.answer", answer, actor=CLERK, reason="we asked back")
    freeze("2026-07-01 08:00")
    clock = clocks.void("tests.answer", answer, actor=CLERK, reason="withdrawn")
    assert (clock.late_at, clock.still_since, ClockToll.objects.get().until) == (
        None, None, local("2026-07-01 08:00"),
    )  # fmt: skip


def test_a_holiday_that_is_taken_away_brings_no_due_day_forward(
    answer: Any, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:
    from factories.clock_city import City

    clocks.register_calendar(lambda: City(closed=frozenset()))
    freeze("2026-05-22 09:00")
    clocks.toll("tests.answer", answer, actor=CLERK, reason="a moment")
    assert clocks.resume("tests.answer", answer, actor=CLERK).due_at == local(DUE)


def test_late_ones_come_longest_due_first(answer: Any, freeze: Freeze, subject: Callable[[], Any]) -> None:
    older, newer = subject(), subject()
    clocks.start("tests.answer", older, at=local("2026-05-01 09:00"))
    freeze("2026-05-27 00:00")
    clocks.start("tests.answer", newer)
    late = clocks.late(["tests.answer"])
    assert [one.subject_id for one in late] == [older.pk, answer.pk]
    assert list(clocks.late(["tests.danger"])) == list(clocks.late([])) == []
    with pytest.raises(clocks.UnknownClock):
        clocks.late(["tests.nothing"])
