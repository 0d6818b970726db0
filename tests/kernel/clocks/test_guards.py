"""What the database itself refuses about clocks; the app role is the one these tests are connected as."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from factories.clock_city import local

from commonbeat.kernel import audit, clocks
from commonbeat.kernel.clocks.models import Clock, ClockToll

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "kinds")]
Freeze = Callable[[str], datetime]


def refuse(statement: str, said: str) -> None:
    """The statement is refused with these words."""
    with pytest.raises(DatabaseError, match=said), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def late(freeze: Freeze, fence: Any) -> Any:
    """A clock that was stopped too late."""
    freeze("2026-05-21 16:30")
    clocks.start("tests.answer", fence)
    freeze("2026-06-21 16:30")
    clocks.stop("tests.answer", fence)
    return fence


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("late_at = NULL", "What was late stays late"),
        ("late_at = due_at", "What was late stays late"),
        ("outcome = 'kept'", "can only be voided"),
        ("outcome = '', stopped_at = NULL", "can only be voided"),
        ("stopped_at = started_at", "can only be voided"),
        ("due_at = due_at + interval '1 year'", "not at all once it has passed"),
        ("due_at = due_at - interval '1 hour'", "never moves forward"),
        ("started_at = started_at + interval '1 day'", "not changed after its start"),
        ("length = 'hours:9'", "not changed after its start"),
        ("outcome = 'void'", "clocks_outcome_is_so"),
        ("outcome = 'void', voided_at = now()", "clocks_outcome_is_so"),
    ],
)
def test_a_late_mark_is_not_talked_away(late: Any, change: str, said: str) -> None:
    refuse(f"UPDATE clocks_clock SET {change}", said)


def test_a_void_clock_stays_as_it_is(late: Any) -> None:
    clocks.void("tests.answer", late, actor=audit.SYSTEM, reason="a test")
    for change in ("void_reason = 'other'", "outcome = 'late'", "owner = 'x'"):
        refuse(f"UPDATE clocks_clock SET {change}", r"stays as it is|only be voided")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("outcome = 'kept', stopped_at = due_at + interval '1 s'", "clocks_outcome_is_so"),
        ("outcome = 'kept'", "clocks_outcome_is_so"),
        ("outcome = 'late', stopped_at = due_at", "clocks_outcome_is_so"),
        ("outcome = 'kept', stopped_at = started_at - interval '1 s'", "clocks_stop_after_start"),
        ("outcome = 'fine'", "clocks_outcome_is_so"),
        ("kind = 'tests.danger'", "not changed after its start"),
    ],
)
def test_an_outcome_is_what_the_times_say(freeze: Freeze, fence: Any, change: str, said: str) -> None:
    freeze("2026-05-21 16:30")
    clocks.start("tests.answer", fence)
    refuse(f"UPDATE clocks_clock SET {change}", said)


def test_one_clock_runs_per_kind_and_subject(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 16:30")
    clock = clocks.start("tests.answer", fence)
    clock.pk = None
    with pytest.raises(DatabaseError, match="clocks_one_running"), transaction.atomic():
        Clock.objects.bulk_create([clocks.past("tests.answer", fence, started=clock.started_at)])


def test_standstills_are_ended_once(freeze: Freeze, fence: Any) -> None:
    freeze("2026-05-21 16:30")
    clocks.start("tests.answer", fence)
    clock = clocks.toll("tests.answer", fence, actor=audit.SYSTEM, reason="we asked back")
    refuse("UPDATE clocks_clocktoll SET reason = ''", "stays as it is")
    refuse("UPDATE clocks_clocktoll SET until = since - interval '1 s'", "clocks_toll_forward")
    with pytest.raises(DatabaseError, match="clocks_one_open_per_ground"), transaction.atomic():
        ClockToll.objects.create(clock=clock, since=clock.started_at, reason="x", actor_kind="system")
    freeze("2026-05-22 16:30")
    clocks.resume("tests.answer", fence, actor=audit.SYSTEM)
    refuse("UPDATE clocks_clocktoll SET until = now()", "stays as it is")


@pytest.fixture
def entry(freeze: Freeze, fence: Any, legal: None) -> ClockToll:
    """A closed standstill of a running one-year clock."""
    freeze("2026-09-01 09:00")
    clocks.start("tests.limit", fence, at=local("2026-02-12 12:00"))
    clock = clocks.toll(
        "tests.limit",
        fence,
        actor=audit.SYSTEM,
        reason="so",
        ground="criminal",
        since=date(2026, 3, 1),
        until=date(2026, 5, 1),
    )
    return clocks.entries_of(clock)[0]


@pytest.mark.parametrize(
    "change",
    [
        "since = since - interval '1 day'", "until = until + interval '1 day'", "until = NULL", "ground = 'waiver'",
        "reason = 'other'", "actor_id = 'x'", "entered_at = since", "length = 'calendar:9'", "clock_id = id",
        "struck_at = now(), struck_reason = 'x', since = since - interval '1 day'", "struck_at = now(), struck_reason = 'x', until = NULL",
        "struck_reason = 'x'", "struck_tx = 1",
    ],
)  # fmt: skip
def test_an_entry_is_never_edited(entry: ClockToll, change: str) -> None:
    refuse(f"UPDATE clocks_clocktoll SET {change}", "stays as it is|violates")


def test_a_struck_entry_stays_struck(entry: ClockToll) -> None:
    refuse("UPDATE clocks_clocktoll SET struck_at = now()", "clocks_struck_with_reason")
    clocks.strike(entry, actor=audit.SYSTEM, reason="wrong")
    for change in (
        "struck_at = NULL",
        "struck_reason = 'x'",
        "struck_by_id = 'x'",
        "struck_tx = NULL",
        "until = now()",
    ):
        refuse(f"UPDATE clocks_clocktoll SET {change}", "stays as it is")


def test_a_due_moment_comes_forward_only_with_an_entry_struck_out(entry: ClockToll) -> None:
    earlier = "UPDATE clocks_clock SET due_at = due_at - interval '1 day'"
    refuse(earlier, "unless an entry is struck out")
    copied = "clock_id, ground, since, until, length, reason, actor_kind, actor_id, entered_at"
    made = (
        f"INSERT INTO clocks_clocktoll (id, {copied}, struck_reason, struck_by_kind, struck_by_id, struck_at, struck_tx) "
        f"SELECT gen_random_uuid(), {copied}, 'x', '', ''"
    )
    tx = "pg_current_xact_id()::text::bigint"
    refuse(f"{made}, now(), {tx} FROM clocks_clocktoll", "stays as it is")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{made}, NULL, {tx} FROM clocks_clocktoll")
        refuse(earlier, "unless an entry is struck out")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE clocks_clocktoll SET struck_at = now(), struck_reason = 'wrong' WHERE id = %s", [entry.pk]
        )
        cursor.execute(earlier)


def test_an_extension_has_no_time_of_its_own(entry: ClockToll) -> None:
    with pytest.raises(DatabaseError, match="clocks_toll_or_length"), transaction.atomic():
        ClockToll.objects.create(
            clock=entry.clock,
            since=entry.since,
            until=entry.until,
            length="calendar:9",
            reason="x",
            actor_kind="system",
        )


def test_what_a_clock_takes_the_place_of_is_not_changed(entry: ClockToll) -> None:
    refuse("UPDATE clocks_clock SET replaces = id", "not changed after its start")


def test_clocks_are_deleted_by_a_disposal_only(late: Any) -> None:
    refuse("DELETE FROM clocks_clock", "by a disposal only")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('commonbeat.disposal', 'tests.fence', true)")
        Clock.objects.all().delete()
    assert Clock.objects.count() == 0
