"""Extensions, steps of delay, and corrections of the file: what they do, what they refuse, what stays visible."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from factories.clock_city import local

from commonbeat.kernel import audit, clocks
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.clocks import ClockRefused, calendar_days, hours
from commonbeat.kernel.clocks.models import Clock, ClockToll
from commonbeat.kernel.clocks.promises import taken_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "legal")]
Freeze = Callable[[str], datetime]
CHIEF = audit.Actor("user", "0196")
END = "23:59:59.999999"


@pytest.fixture
def limit(freeze: Freeze, fence: Any) -> Any:
    """A record whose one-year limit runs since 12 February 2026."""
    freeze("2026-02-12 12:00")
    clocks.start("tests.limit", fence)
    return fence


@pytest.fixture
def delay(freeze: Freeze, fence: Any) -> Any:
    """A record that is to be released within 45 days of 1 January 2026."""
    freeze("2026-01-01 12:00")
    clocks.start("tests.delay", fence)
    return fence


def toll(one: Any, **given: Any) -> Clock:
    """A criminal case, unless said otherwise."""
    return clocks.toll("tests.limit", one, **{"actor": CHIEF, "reason": "so", "ground": "criminal"} | given)


def correct(one: Any, **given: Any) -> Clock:
    """A criminal case in spring that nobody entered."""
    usual = {"actor": CHIEF, "reason": "The court told us today.", "ground": "criminal"}
    return clocks.correct("tests.limit", one, **usual | given)


# -- entries that are refused -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ground": ""}, "no such ground"),
        ({"ground": "weather"}, "no such ground"),
        ({"ground": "agencies"}, "no such ground"),  # that one is an extension
        ({"reason": " "}, "give a reason"),
        ({"since": date(2026, 9, 2)}, "in the future"),
        ({"since": local("2026-09-01 09:02")}, "in the future"),
        ({"since": date(2026, 5, 2), "until": date(2026, 5, 1)}, "before it began"),
        ({"since": local("2026-05-02 09:00"), "until": local("2026-05-02 09:00")}, "before it began"),
        ({"until": date(2026, 5, 1)}, "before it began"),
        ({"since": datetime(2026, 5, 2, 9)}, "zone"),
    ],
)
def test_what_makes_no_sense_is_not_entered(
    limit: Any, freeze: Freeze, given: dict[str, Any], said: str
) -> None:
    freeze("2026-09-01 09:00")
    with pytest.raises(ClockRefused, match=said):
        toll(limit, **given)
    assert (ClockToll.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "say which one"),
        ({"ground": "criminal", "at": date(2026, 2, 20)}, "before it began"),
        ({"ground": "criminal", "at": date(2026, 9, 2)}, "in the future"),
        ({"ground": "criminal", "at": local("2026-09-01 09:02")}, "in the future"),
    ],
)
def test_an_end_is_one_of_a_ground(limit: Any, freeze: Freeze, given: dict[str, Any], said: str) -> None:
    freeze("2026-09-01 09:00")
    toll(limit, since=date(2026, 3, 1))
    toll(limit, since=date(2026, 4, 1), ground="waiver")
    with pytest.raises(ClockRefused, match=said):
        clocks.resume("tests.limit", limit, actor=CHIEF, **given)
    clock = clocks.resume("tests.limit", limit, actor=CHIEF, ground="incapacity")  # not open: nothing to do
    assert clocks.open_grounds(clock) == ["criminal", "waiver"]


def test_a_ground_that_is_open_is_not_opened_again(limit: Any, freeze: Freeze) -> None:
    freeze("2026-03-01 09:00")
    first = toll(limit)
    assert toll(limit).still_since == first.still_since == local("2026-03-01 09:00")
    with pytest.raises(ClockRefused, match="already"):
        toll(limit, since=date(2026, 2, 20))
    toll(limit, since=date(2026, 2, 20), until=date(2026, 2, 25))  # an earlier case, over already
    assert ClockToll.objects.count() == 2


def test_entries_know_who_made_them_and_when(limit: Any, freeze: Freeze) -> None:
    freeze("2026-09-01 09:00")
    clock = toll(limit, since=date(2026, 3, 1), until=date(2026, 5, 10), reason=" charges filed ")
    row = clocks.entries_of(clock)[0]
    assert (row.since, row.until) == (local("2026-03-01 00:00"), local("2026-05-11 00:00"))
    assert (row.ground, row.reason, row.actor_id, row.entered_at) == (
        "criminal", "charges filed", "0196", local("2026-09-01 09:00"),
    )  # fmt: skip
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.reason) == ("clocks.tolled", "charges filed")
    assert entry.details == {
        "clock": "tests.limit",
        "id": str(clock.pk),
        "ground": "criminal",
        "entry": str(row.pk),
        "since": "2026-03-01T08:00:00+00:00",
        "until": "2026-05-11T07:00:00+00:00",
    }


# -- extensions and steps -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"ground": "criminal"}, "no such ground"),
        ({"ground": ""}, "no such ground"),
        ({"reason": ""}, "give a reason"),
        ({"length": hours(24)}, "counted as the clock is"),
        ({"length": clocks.business_days(10)}, "counted as the clock is"),
    ],
)
def test_an_extension_has_its_ground_and_days(limit: Any, given: dict[str, Any], said: str) -> None:
    usual = {"actor": CHIEF, "reason": "so", "ground": "agencies", "length": calendar_days(30)}
    with pytest.raises(ClockRefused, match=said):
        clocks.extend("tests.limit", limit, **usual | given)
    assert ClockToll.objects.count() == 0


def test_what_is_late_is_not_extended(limit: Any, freeze: Freeze) -> None:
    freeze("2027-02-13 00:00")
    with pytest.raises(ClockRefused, match="cannot be extended"):
        clocks.extend(
            "tests.limit", limit, actor=CHIEF, reason="so", ground="agencies", length=calendar_days(9)
        )


def test_delay_goes_by_its_steps_each_with_reasons_of_its_day(delay: Any, freeze: Freeze) -> None:
    def renew(step: str = "") -> str:
        clock = clocks.renew("tests.delay", delay, actor=CHIEF, basis="It would harm the case.", step=step)
        return f"{clock.due_at.astimezone(clocks.calendar.calendar().tz):%Y-%m-%d}"

    freeze("2026-02-10 09:00")
    with pytest.raises(ClockRefused, match="Another step comes first: First delay"):
        renew("further")
    with pytest.raises(ClockRefused, match="give a reason"):
        clocks.renew("tests.delay", delay, actor=CHIEF, basis="")
    assert renew("first") == "2026-04-16"  # 45 + 60 days after 1 January
    for present in ("2026-02-11 09:00", f"2026-02-15 {END}"):
        freeze(present)
        with pytest.raises(ClockRefused, match="before the last step is still running"):
            renew()
    freeze("2026-02-16 00:00")
    assert renew("further") == "2026-10-13"
    freeze("2026-04-17 00:00")
    assert renew() == "2027-04-11"
    freeze("2026-10-14 00:00")
    assert renew() == "2027-07-01"  # 18 months: not all of the 180 days
    freeze("2027-04-12 00:00")
    with pytest.raises(ClockRefused, match="longest time that is allowed"):
        renew()
    assert [one.ground for one in clocks.entries_of(Clock.objects.get())] == [
        "first",
        "further",
        "further",
        "further",
    ]
    assert AuditEntry.objects.filter(action="clocks.renewed").count() == 4
    freeze("2027-07-02 00:00")
    with pytest.raises(ClockRefused, match="late already"):
        renew()


def test_a_clock_without_steps_is_not_renewed(limit: Any) -> None:
    with pytest.raises(ClockRefused, match="No further delay"):
        clocks.renew("tests.limit", limit, actor=CHIEF, basis="so")


def test_a_struck_step_may_be_taken_again(delay: Any, freeze: Freeze) -> None:
    freeze("2026-02-10 09:00")
    clock = clocks.renew("tests.delay", delay, actor=CHIEF, basis="so")
    clock = clocks.strike(clocks.entries_of(clock)[0], actor=CHIEF, reason="The wrong record.")
    following = clocks.next_renewal(clock)
    assert following is not None
    assert (clock.due_at, following.name) == (local(f"2026-02-15 {END}"), "first")


# -- striking out -------------------------------------------------------------------------------------------------------


def test_a_struck_entry_is_kept_with_who_and_why(limit: Any, freeze: Freeze) -> None:
    freeze("2026-09-01 09:00")
    row = clocks.entries_of(toll(limit, since=date(2026, 3, 1)))[0]
    with pytest.raises(ClockRefused, match="give a reason"):
        clocks.strike(row, actor=CHIEF, reason="")
    clock = clocks.strike(row, actor=audit.Actor("user", "0197"), reason="Another officer's case.")
    row.refresh_from_db()
    assert (row.struck_at, row.struck_reason, row.struck_by_id, row.until) == (
        local("2026-09-01 09:00"), "Another officer's case.", "0197", None,
    )  # fmt: skip
    assert (clock.still_since, clocks.open_grounds(clock)) == (None, [])
    with pytest.raises(ClockRefused, match="struck out already"):
        clocks.strike(row, actor=CHIEF, reason="again")
    toll(limit, since=date(2026, 4, 1))  # the ground is free again


def test_a_late_clock_only_gets_its_entry_marked(limit: Any, freeze: Freeze) -> None:
    freeze("2026-09-01 09:00")
    row = clocks.entries_of(toll(limit, since=date(2026, 3, 1), until=date(2026, 3, 10)))[0]
    freeze("2027-03-01 09:00")
    clock = clocks.strike(row, actor=CHIEF, reason="wrong")
    assert (clock.due_at, clock.outcome) == (local(f"2027-02-22 {END}"), "")
    assert "By the entries as they stand now, it would be due 12 Feb 2027: 1 year" in str(
        clocks.explain(clock)
    )


def test_a_clock_kept_by_a_mistaken_entry_is_void_and_a_late_one_takes_its_place(
    limit: Any, freeze: Freeze
) -> None:
    freeze("2026-09-01 09:00")
    row = clocks.entries_of(toll(limit, since=date(2026, 3, 1), until=date(2026, 5, 10)))[0]
    freeze("2027-03-01 09:00")
    kept = clocks.stop("tests.limit", limit, proof="letter 7")
    assert kept is not None
    assert kept.outcome == "kept"
    freeze("2027-04-01 09:00")
    clock = clocks.strike(row, actor=CHIEF, reason="wrong")
    assert (clock.outcome, clock.stopped_at, clock.late_at, clock.proof) == (
        "late", local("2027-03-01 09:00"), local("2027-04-01 09:00"), "letter 7",
    )  # fmt: skip
    kept.refresh_from_db()
    assert (kept.outcome, kept.void_reason, clock.replaces) == ("void", "wrong", kept.pk)
    with pytest.raises(ClockRefused, match="its clock is void"):
        clocks.strike(row, actor=CHIEF, reason="again")


# -- what was entered too late ------------------------------------------------------------------------------------------


def test_a_late_mark_is_not_talked_away_but_the_file_is_put_right(limit: Any, freeze: Freeze) -> None:
    freeze("2026-09-01 09:00")
    toll(limit, since=date(2026, 8, 1), until=date(2026, 8, 10), ground="waiver")
    freeze("2027-03-01 09:00")
    with pytest.raises(ClockRefused, match="late already"):
        toll(limit, since=date(2026, 3, 1), until=date(2026, 5, 10))
    clock = correct(limit, since=date(2026, 3, 1), until=date(2026, 5, 10))
    before = Clock.objects.get(pk=clock.replaces)
    assert (before.outcome, before.late_at, before.due_at) == (
        "void", local("2027-03-01 09:00"), local(f"2027-02-22 {END}"),
    )  # fmt: skip
    assert before.void_reason == "The court told us today."
    assert (clock.outcome, clock.late_at, clock.due_at) == ("", None, local(f"2027-05-04 {END}"))
    assert [(one.ground, one.entered_at) for one in clocks.entries_of(clock)] == [
        ("criminal", local("2027-03-01 09:00")), ("waiver", local("2026-09-01 09:00")),
    ]  # fmt: skip
    assert clocks.explain(before).sentences[0] == "By the file as it stood: due 22 Feb 2027."
    assert str(clocks.explain(before)).endswith(
        "Set aside on 1 Mar 2027: The court told us today. By the file as it stood on 1 Mar 2027, it was late. "
        "By the entries as they stand now, it would be due 4 May 2027: 1 year from 12 Feb 2026, "
        "plus 81 days in which the clock stood still."
    )
    counted = next(
        one for one in clocks.promises(date(2026, 2, 12), date(2026, 2, 12)) if one.kind.name == "tests.limit"
    )
    assert (counted.void, counted.void_late, counted.running, counted.late) == (1, 1, 1, 0)
    assert (
        AuditEntry.objects.filter(action="clocks.corrected", reason="The court told us today.").count() == 1
    )


def test_a_clock_that_stopped_late_is_corrected_too(limit: Any, freeze: Freeze) -> None:
    freeze("2027-03-01 09:00")
    stopped = clocks.stop("tests.limit", limit, proof="letter 7")
    assert stopped is not None
    freeze("2027-06-01 09:00")
    clock = correct(limit, since=date(2026, 3, 1), until=date(2026, 5, 10))
    assert (clock.outcome, clock.stopped_at, clock.replaces) == (
        "kept",
        local("2027-03-01 09:00"),
        stopped.pk,
    )
    assert (clock.proof, clocks.clock_of("tests.limit", limit)) == ("letter 7", clock)
    with pytest.raises(ClockRefused, match="Only a late clock"):
        correct(limit, since=date(2026, 3, 1), until=date(2026, 5, 10))


def test_an_extension_that_had_been_granted_is_entered_too(limit: Any, freeze: Freeze) -> None:
    freeze("2027-03-01 09:00")
    clock = correct(limit, ground="agencies", length=calendar_days(30))
    assert clock.due_at == local(f"2027-03-14 {END}")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"since": date(2027, 2, 13)}, "moves nothing"),
        ({"since": date(2027, 2, 13), "until": date(2027, 2, 20)}, "moves nothing"),
        ({"since": date(2026, 1, 1), "until": date(2026, 1, 20)}, "moves nothing"),
        ({"since": date(2026, 3, 1), "reason": ""}, "give a reason"),
        ({"since": date(2026, 3, 1), "ground": "agencies"}, "no such ground"),
        ({"since": date(2026, 3, 1), "length": calendar_days(3)}, "no such ground"),
        ({"since": date(2026, 3, 1), "length": calendar_days(3), "ground": "agencies"}, "from when"),
        ({}, "from when"),
        ({"length": hours(3), "ground": "agencies"}, "counted as the clock is"),
    ],
)
def test_corrections_that_correct_nothing(
    limit: Any, freeze: Freeze, given: dict[str, Any], said: str
) -> None:
    freeze("2027-03-01 09:00")
    with pytest.raises(ClockRefused, match=said):
        correct(limit, **given)
    assert (Clock.objects.count(), ClockToll.objects.count()) == (1, 0)


def test_a_clock_in_time_is_not_corrected_but_tolled(limit: Any, freeze: Freeze) -> None:
    freeze("2026-09-01 09:00")
    with pytest.raises(ClockRefused, match="Only a late clock"):
        correct(limit, since=date(2026, 3, 1), until=date(2026, 5, 10))


def test_what_is_found_to_stand_still_stands_still(limit: Any, freeze: Freeze) -> None:
    freeze("2027-03-01 09:00")
    clock = correct(limit, since=date(2026, 3, 1))
    assert (clock.still_since, clock.due_at) == (local("2026-03-01 00:00"), local(f"2027-02-12 {END}"))
    freeze("2027-03-20 09:00")
    clock = clocks.resume("tests.limit", limit, actor=CHIEF, at=date(2027, 3, 10))
    assert clock.due_at == local(f"2028-02-22 {END}")


def test_time_taken_counts_each_day_once_and_none_before_the_start(limit: Any, freeze: Freeze) -> None:
    freeze("2026-03-13 12:00")
    toll(limit, since=date(2026, 1, 1), until=local("2026-02-22 12:00"))
    toll(limit, since=local("2026-02-20 12:00"), until=local("2026-02-24 12:00"), ground="waiver")
    clocks.strike(clocks.entries_of(toll(limit, since=date(2026, 3, 1)))[-1], actor=CHIEF, reason="wrong")
    clock = clocks.stop("tests.limit", limit)
    assert clock is not None
    # the night clocks went forward lies in it
    assert taken_by(clock) == timedelta(days=29 - 12, hours=-1)


def test_all_of_it_while_time_goes_on(ticking: Callable[[str], None], subject: Callable[[], Any]) -> None:
    one, other = subject(), subject()
    ticking("2026-02-12 12:00")
    for each in (one, other):
        clocks.start("tests.limit", each)
        clocks.start("tests.delay", each)
    ticking("2026-03-01 09:00")
    toll(one)
    toll(one, ground="waiver")
    clocks.resume("tests.limit", one, actor=CHIEF, ground="waiver")
    clocks.extend("tests.limit", one, actor=CHIEF, reason="so", ground="agencies", length=calendar_days(30))
    clocks.renew("tests.delay", one, actor=CHIEF, basis="so")
    clocks.void("tests.delay", one, actor=CHIEF, reason="so")
    clock = clocks.strike(clocks.entries_of(toll(one))[0], actor=CHIEF, reason="wrong")
    assert (clock.still_since, clock.due_at) == (None, local(f"2027-03-14 {END}"))
    ticking("2027-02-13 00:00")
    first = correct(other, ground="agencies", length=calendar_days(1))
    ticking("2027-02-14 00:00")
    second = correct(other, since=date(2026, 3, 1), until=date(2026, 3, 10))
    assert (first.due_at, second.due_at) == (local(f"2027-02-13 {END}"), local(f"2027-02-23 {END}"))
    ended = clocks.stop("tests.limit", other)
    assert ended is not None
    assert (ended.outcome, Clock.objects.filter(outcome="void").count()) == ("kept", 3)
    assert len(clocks.explain(second).parts) == 2


# -- a record that is opened again --------------------------------------------------------------------------------------


def test_a_promise_that_was_kept_runs_on_when_its_record_is_opened_again(limit: Any, freeze: Freeze) -> None:
    freeze("2026-05-10 12:00")
    toll(limit, since=date(2026, 3, 1), until=date(2026, 5, 10))
    freeze("2026-09-01 12:00")
    clocks.stop("tests.limit", limit, proof="decided")
    freeze("2026-10-01 12:00")
    again = clocks.begin_again("tests.limit", limit, actor=CHIEF, reason="A video turned up.")
    old, new = Clock.objects.filter(subject_id=limit.pk).order_by("id")
    assert again == new
    assert (old.outcome, old.stopped_at, old.proof) == ("kept", local("2026-09-01 12:00"), "decided")
    assert (new.outcome, new.started_at, new.due_at) == ("", old.started_at, old.due_at)
    assert [(one.ground, one.span) for one in new.tolls.all()] == [
        (one.ground, one.span) for one in old.tolls.all()
    ]
    assert clocks.begin_again("tests.limit", limit, actor=CHIEF, reason="Once more.") == new
    entry = AuditEntry.objects.filter(action="clocks.begun_again").get()
    assert (entry.reason, entry.details["clock"]) == ("A video turned up.", "tests.limit")


def test_nothing_runs_on_after_its_time_without_a_clock_or_a_reason(
    limit: Any, fence: Any, freeze: Freeze
) -> None:
    with pytest.raises(ClockRefused, match="give a reason"):
        clocks.begin_again("tests.limit", limit, actor=CHIEF, reason=" ")
    freeze("2026-09-01 12:00")
    clocks.stop("tests.limit", limit)
    freeze("2027-02-13 12:00")
    assert clocks.begin_again("tests.limit", limit, actor=CHIEF, reason="Too late.") is None
    assert clocks.begin_again("tests.delay", limit, actor=CHIEF, reason="None ever ran.") is None
    assert Clock.objects.filter(subject_id=limit.pk).count() == 1
