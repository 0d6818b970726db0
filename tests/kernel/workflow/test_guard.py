"""What the database itself refuses, whoever writes: the app role is the one these tests are connected as."""

import contextlib
import threading
from typing import Any

import psycopg
import pytest
import uuid6
from django.apps import apps
from django.db import DatabaseError, connection, connections, transaction

from commonbeat.kernel import audit, workflow
from commonbeat.kernel.workflow import MoveRefused, Process
from commonbeat.kernel.workflow.migrations_sql import guard
from commonbeat.kernel.workflow.models import Move

NO_MOVE = "has no move in its transaction"


@pytest.fixture
def fence(fences: Process, fence_model: Any) -> Any:
    """A fence on file."""
    record = fence_model(id=uuid6.uuid7())
    workflow.begin(record, actor=audit.SYSTEM, capability=None)
    return record


def sql(text: str, *values: Any) -> None:
    """Run a statement in a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text, values)


def test_the_tests_are_connected_as_the_app_role(fences: Process) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("cb_app",)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE workflow_fences SET state = 'mended'",
        "INSERT INTO workflow_fences VALUES (gen_random_uuid(), 'new', '', '')",
        "INSERT INTO workflow_fences VALUES (gen_random_uuid(), 'mended', '', '')",
        "INSERT INTO workflow_fences SELECT gen_random_uuid(), 'new', '', '' FROM generate_series(1, 500)",
    ],
)
def test_a_state_without_a_move_is_refused_at_commit(fence: Any, statement: str) -> None:
    with pytest.raises(DatabaseError, match=NO_MOVE):
        sql(statement)
    assert list(type(fence).objects.values_list("state", flat=True)) == ["new"]


@transaction.atomic
def copy_three() -> None:
    """Three rows by COPY; they are there until the commit."""
    with connection.cursor() as cursor:
        with cursor.copy("COPY workflow_fences FROM STDIN") as copy:
            for _ in range(3):
                copy.write_row((str(uuid6.uuid7()), "mended", "", ""))
        cursor.execute("SELECT count(*) FROM workflow_fences")
        assert cursor.fetchone() == (4,)


def test_copy_is_refused_at_commit_too(fence: Any) -> None:
    with pytest.raises(DatabaseError, match=NO_MOVE):
        copy_three()
    assert type(fence).objects.count() == 1


def test_a_move_of_an_earlier_transaction_is_no_permit(fence: Any, mender: Any) -> None:
    workflow.move(fence, "take", actor=mender, values={"owner": "Ana"})
    with pytest.raises(DatabaseError, match=NO_MOVE):
        sql("UPDATE workflow_fences SET state = 'new'")
    with pytest.raises(DatabaseError, match=NO_MOVE):
        sql("UPDATE workflow_fences SET state = 'mended'")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("state = 'mended'", "tests.fence"),
        ("state = 'taken'", "gates.gate"),
        ("state = 'taken'", "tests.fence"),
    ],
)
def test_a_move_permits_its_own_step_of_its_own_process_only(fence: Any, change: str, kind: str) -> None:
    step = f"""INSERT INTO workflow_move (id, process, subject_kind, subject_id, from_state, to_state, transition,
               actor_kind, actor_id, reason, details, tx) VALUES (gen_random_uuid(), '{kind}', 'x', %s, 'new', 'taken',
               'take', 'system', '', '', '{{}}', '1'); UPDATE workflow_fences SET {change}"""
    if (change, kind) == ("state = 'taken'", "tests.fence"):
        sql(step, fence.pk)  # the transaction number that was given ('1') was replaced by the true one
        assert type(fence).objects.get().state == "taken"
    else:
        with pytest.raises(DatabaseError, match=NO_MOVE):
            sql(step, fence.pk)


def test_several_moves_in_one_transaction_are_held_to_one_by_one(fence: Any, mender: Any) -> None:
    with transaction.atomic():
        workflow.move(fence, "take", actor=mender, values={"owner": "Ana"})
        workflow.move(fence, "mend", actor=mender, reason="done")
        workflow.move(fence, "reopen", actor=audit.SYSTEM, reason="not done")
        workflow.move(fence, "take", actor=mender, values={"owner": "Bea"})
    fence.refresh_from_db()
    assert (fence.state, workflow.history(fence).count()) == ("taken", 5)
    with pytest.raises(DatabaseError, match=NO_MOVE):
        move_and_write(fence, mender)
    fence.refresh_from_db()
    assert fence.state == "taken"


@transaction.atomic
def move_and_write(fence: Any, mender: Any) -> None:
    """One honest move, and one that is not."""
    workflow.move(fence, "mend", actor=mender, reason="done")
    sql("UPDATE workflow_fences SET state = 'new'")


@transaction.atomic
def half_a_move(fence: Any) -> None:
    """A move that is rolled back to before, and a state that stays."""
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        Move.objects.create(
            process="tests.fence", subject_kind="x", subject_id=fence.pk, from_state="new",
            to_state="taken", transition="take", actor_kind="system",
        )  # fmt: skip
        raise ZeroDivisionError
    sql("UPDATE workflow_fences SET state = 'taken'")


def test_a_savepoint_that_is_rolled_back_takes_its_permit_along(fence: Any) -> None:
    with pytest.raises(DatabaseError, match=NO_MOVE):
        half_a_move(fence)


def test_other_columns_are_nobodys_business(fence: Any) -> None:
    sql("UPDATE workflow_fences SET note = 'seen', state = state")
    assert type(fence).objects.get().note == "seen"


@pytest.mark.parametrize("verb", ["UPDATE workflow_move SET reason = ''", "DELETE FROM workflow_move"])
def test_moves_are_append_only_for_the_app(fence: Any, verb: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        sql(verb)
    assert Move.objects.count() == 1


def test_moves_are_append_only_for_the_owner(fence: Any, owner_connection: psycopg.Connection) -> None:
    for verb in (
        "UPDATE workflow_move SET reason = ''",
        "DELETE FROM workflow_move",
        "TRUNCATE workflow_move",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            owner_connection.execute(verb)
    assert Move.objects.count() == 1


def test_a_disposal_of_one_process_opens_no_other(fence: Any) -> None:
    other = "SELECT set_config('commonbeat.disposal', 'gates.gate', true); DELETE FROM "
    for table in ("workflow_move", "workflow_fences"):
        with pytest.raises(DatabaseError):
            sql(other + table)


def test_two_people_at_once_the_second_is_told(fence: Any, mender: Any) -> None:
    seen_by_second = type(fence).objects.get(pk=fence.pk)
    answers: list[Any] = []

    def second() -> None:
        try:
            workflow.move(seen_by_second, "take", actor=mender, values={"owner": "Bea"})
        except MoveRefused as refused:
            answers.append(refused.errors)
        finally:
            connections.close_all()

    with transaction.atomic():
        workflow.move(fence, "take", actor=mender, values={"owner": "Ana"})
        other = threading.Thread(target=second)
        other.start()
        wait_for_a_lock()
    other.join(10)
    assert answers == [{"": "Somebody else moved this a moment ago. It is now: Taken."}]
    assert type(fence).objects.get().owner == "Ana"
    assert (seen_by_second.state, seen_by_second.owner) == ("taken", "Ana")


def wait_for_a_lock() -> None:
    """Until some connection waits for a lock of ours."""
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE NOT granted AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("Nobody waited.")


@transaction.atomic
def move_and_die(fence: Any, mender: Any) -> None:
    """The connection is killed between the move and its commit."""
    workflow.move(fence, "take", actor=mender, values={"owner": "Ana"})
    sql("SELECT pg_terminate_backend(pg_backend_pid())")


def test_a_killed_transaction_leaves_nothing(fence: Any, mender: Any) -> None:
    with pytest.raises(DatabaseError):
        move_and_die(fence, mender)
    connection.close()
    assert type(fence).objects.get().state == "new"
    assert Move.objects.count() == 1
    workflow.move(type(fence).objects.get(), "take", actor=mender, values={"owner": "Bea"})
    assert type(fence).objects.get().owner == "Bea"


def test_the_guard_comes_off_as_it_went_on(fence: Any, owner_connection: psycopg.Connection) -> None:
    forward, backward = guard("workflow_fences", "tests.fence")
    owner_connection.execute(backward)
    assert strays(fence) == []
    sql("UPDATE workflow_fences SET state = 'mended'")
    assert strays(fence) == [fence.pk]
    owner_connection.execute(forward)
    with pytest.raises(DatabaseError, match=NO_MOVE):
        sql("UPDATE workflow_fences SET state = 'new'")


def strays(fence: Any) -> list[Any]:
    """Fences that stand elsewhere than their last move led."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apps, "get_model", lambda label: type(fence))
        return [one.pk for one in workflow.strays("tests.fence")]


@pytest.mark.parametrize("names", [("Fences; DROP", "tests.fence"), ("fences", "fences'"), ("", "a.b")])
def test_the_guard_takes_names_only(names: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="Not names"):
        guard(*names)
