"""Reminders at several days, and escalation: each once, in order, moved by standstill, all of them after an outage."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from factories.clock_city import local

from commonbeat.kernel import audit, clocks
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.audit import events
from commonbeat.kernel.clocks import ClockEscalated, ClockLate, ClockReminder, checks, declare, minute
from commonbeat.kernel.clocks.models import Clock

pytestmark = [pytest.mark.django_db(transaction=False), pytest.mark.usefixtures("city", "legal")]
Freeze = Callable[[str], datetime]
CHIEF = audit.Actor("user", "0196")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was announced and would be told after the commit."""
    heard: list[Any] = []
    monkeypatch.setattr(events, "announce", heard.append)
    return heard


@pytest.fixture
def limit(freeze: Freeze, fence: Any) -> str:
    """The id of a one-year clock that runs since 12 February 2026."""
    freeze("2026-02-12 12:00")
    return str(clocks.start("tests.limit", fence).pk)


def test_each_alert_once_then_late_then_up_the_chain(freeze: Freeze, limit: str, told: list[Any]) -> None:
    for present, wanted in [
        ("2026-08-10 23:59", []),
        ("2026-08-11 00:00", [ClockReminder(limit, "calendar:180")]),
        ("2026-08-11 00:01", []),
        ("2026-11-09 00:00", [ClockReminder(limit, "calendar:270")]),
        ("2027-01-08 00:00", [ClockReminder(limit, "calendar:330")]),
        ("2027-01-28 00:00", [ClockReminder(limit, "calendar:350")]),
        ("2027-02-12 23:59", []),
        ("2027-02-13 00:00", [ClockLate(limit)]),
        ("2027-02-13 23:59", []),
        ("2027-02-14 00:00", [ClockEscalated(limit, 0)]),
        ("2027-02-14 00:01", []),
        ("2027-02-20 00:00", [ClockEscalated(limit, 1)]),
        ("2028-02-20 00:00", []),
    ]:
        freeze(present)
        told.clear()
        minute.look()
        assert told == wanted, present
        assert {one.kind for one in told} <= {"tests.limit"}
    assert Clock.objects.get().next_at is None


def test_after_an_outage_each_is_told_once_in_its_order(freeze: Freeze, limit: str, told: list[Any]) -> None:
    freeze("2027-01-10 03:00")
    assert minute.look() == (3, 0)
    assert [one.which for one in told] == ["calendar:180", "calendar:270", "calendar:330"]
    told.clear()
    freeze("2027-06-01 03:00")
    assert minute.look() == (0, 3)
    assert told == [ClockLate(limit), ClockEscalated(limit, 0), ClockEscalated(limit, 1)]
    assert minute.look() == (0, 0)


def test_standing_still_moves_them(freeze: Freeze, limit: str, fence: Any, told: list[Any]) -> None:
    freeze("2026-03-01 09:00")
    clocks.toll("tests.limit", fence, actor=CHIEF, reason="so", ground="criminal")
    freeze("2026-12-01 09:00")
    assert minute.look() == (0, 0)
    clock = clocks.resume("tests.limit", fence, actor=CHIEF, at=date(2026, 5, 10))  # 70 days
    assert clock.next_at == local("2026-10-20 00:00")
    assert (minute.look(), [one.which for one in told]) == ((1, 0), ["calendar:180"])
    assert Clock.objects.get().next_at == local("2027-01-18 00:00")


def test_a_struck_entry_brings_them_forward(freeze: Freeze, limit: str, fence: Any, told: list[Any]) -> None:
    freeze("2026-07-01 09:00")
    clock = clocks.toll("tests.limit", fence, actor=CHIEF, reason="so", ground="criminal", since=date(2026, 3, 1),
                        until=date(2026, 5, 10))  # fmt: skip
    assert clock.next_at == local("2026-10-21 00:00")
    clock = clocks.strike(clocks.entries_of(clock)[0], actor=CHIEF, reason="wrong")
    assert clock.next_at == local("2026-08-11 00:00")


def test_a_clock_in_place_of_another_does_not_tell_old_alerts_again(
    freeze: Freeze, limit: str, fence: Any, told: list[Any]
) -> None:
    freeze("2027-02-13 00:00")
    minute.look()
    told.clear()
    clock = clocks.correct("tests.limit", fence, actor=CHIEF, reason="so", ground="criminal", since=date(2026, 3, 1),
                           until=date(2026, 5, 10))  # fmt: skip
    assert (minute.look(), told) == ((0, 0), [])
    assert clock.next_at == local("2027-03-20 00:00")
    freeze("2027-05-30 00:00")
    minute.look()
    assert told == [ClockLate(str(clock.pk)), *(ClockEscalated(str(clock.pk), n) for n in (0, 1))]


def test_what_is_stopped_or_void_is_told_no_more(
    freeze: Freeze, limit: str, fence: Any, told: list[Any]
) -> None:
    clocks.stop("tests.limit", fence)
    freeze("2027-06-01 03:00")
    assert (minute.look(), told, Clock.objects.get().next_at) == ((0, 0), [], None)


def test_many_step_in_batches(
    freeze: Freeze, subject: Callable[[], Any], told: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minute, "AT_ONCE", 2)
    freeze("2026-08-11 00:00")
    started = local("2026-02-12 12:00")
    clocks.bulk_clocks([clocks.past("tests.limit", subject(), started=started) for _ in range(5)])
    assert minute.look() == (5, 0)
    assert len({one.clock_id for one in told}) == 5


def test_loaded_clocks_know_when_they_stood_still(freeze: Freeze, subject: Callable[[], Any]) -> None:
    freeze("2026-08-11 00:00")
    started, spring = local("2026-02-12 12:00"), (local("2026-03-01 00:00"), local("2026-05-11 00:00"))
    over = clocks.past("tests.limit", subject(), started=started, still=[spring])
    assert (over.due_at, over.next_at) == (local("2027-04-24 23:59:59.999999"), local("2026-10-21 00:00"))
    still = clocks.past("tests.limit", subject(), started=started, still=[(spring[0], None)])
    assert still.still_since == spring[0]
    done = clocks.past(
        "tests.limit", subject(), started=started, still=[spring], stopped=local("2027-04-01 09:00")
    )
    assert (done.outcome, done.next_at, done.still_since) == ("kept", None, None)


# -- who hears ----------------------------------------------------------------------------------------------------------


def test_a_topic_routes_around_the_person_it_is_about(freeze: Freeze, fence: Any, kinds: None) -> None:
    boss, gone = (
        User.objects.create(email=f"{name}@example.org", name=name, is_active=name == "boss")
        for name in ("boss", "gone")
    )
    clocks.register_clock(
        clocks.ClockKind(
            "tests.routed", "Routed", "", clocks.hours(1), public=False,
            escalate=(clocks.Escalation(clocks.hours(1), lambda clock: [boss, gone] if clock.owner == "desk" else []),),
        )
    )  # fmt: skip
    freeze("2026-05-21 10:00")
    clock = clocks.start("tests.routed", fence, owner="desk")
    assert (clocks.hearers(clock, 0), clocks.hearers(clock)) == ([boss], [])
    with pytest.raises(IndexError):
        clocks.hearers(clock, 1)


def test_a_capability_is_asked_of_everybody(
    freeze: Freeze, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from commonbeat.kernel.clocks import queries

    boss = User.objects.create(email="boss@example.org", name="Boss")
    User.objects.create(email="gone@example.org", name="Gone", is_active=False)
    User.objects.create(email="clerk@example.org", name="Clerk")
    monkeypatch.setattr(
        queries, "allowed", lambda who, name: (who.email, name) == ("boss@example.org", "tests.hear")
    )
    assert clocks.hearers(Clock.objects.get(), 0) == [boss]


def test_whoever_is_told_must_be_known() -> None:
    declare._kinds.pop("tests.answer")
    wrong = [one for one in checks.lateness_reaches_somebody() if "tests.limit" in one.msg]
    assert [one.id for one in wrong] == ["clocks.E001"]  # the capability; a function is no name


@pytest.mark.parametrize(
    "given",
    [
        {"grounds": (clocks.Ground("A", "x"),)},
        {"grounds": (clocks.Ground("a", "x"), clocks.Ground("a", "y"))},
        {"grounds": (clocks.Ground("a" * 41, "x"),)},
        {
            "grounds": (clocks.Ground("a", "x"),),
            "renewals": (clocks.Renewal("a", "x", clocks.calendar_days(3)),),
        },
        {"alerts": (clocks.calendar_days(270), clocks.calendar_days(180))},
        {"alerts": (clocks.calendar_days(180), clocks.calendar_days(180))},
        {
            "escalate": (
                clocks.Escalation(clocks.hours(48), "a.b"),
                clocks.Escalation(clocks.calendar_days(1), "a.b"),
            )
        },
        {"renewals": (clocks.Renewal("a", "x", clocks.hours(3)),)},
        {"cap": clocks.business_days(3)},
    ],
)
def test_what_does_not_hold_together_is_not_declared(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"tests\.bad"):
        clocks.ClockKind("tests.bad", "Bad", "", clocks.years(1), **given)
