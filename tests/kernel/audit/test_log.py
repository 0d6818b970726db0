import hashlib

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from commonbeat.kernel import audit
from commonbeat.kernel.audit.canonical import ROW_AS_TEXTS, leaf_of
from commonbeat.kernel.audit.context import bound
from commonbeat.kernel.audit.models import AuditEntry, AuditIsAppendOnly

pytestmark = pytest.mark.django_db
WHO = audit.Actor("tests", "7", "Ana")


def test_a_row_holds_what_was_said_and_where_it_came_from(action: str):
    with bound(address="192.0.2.7", role="analyst", session="s1", agency="a1") as origin:
        made = audit.record(
            action,
            actor=WHO,
            object_kind="call",
            object_id=12,
            reason="r",
            purpose="p",
            case="c",
            details={"n": 1},
        )
    stored = AuditEntry.objects.get(seq=made.seq)
    values = {field.name: getattr(stored, field.name) for field in AuditEntry._meta.fields}
    assert values == {
        "seq": made.seq,
        "at": made.at,
        "tx": made.tx,
        "cluster": values["cluster"],
        "actor_kind": "tests",
        "actor_id": "7",
        "role": "analyst",
        "agency": "a1",
        "address": "192.0.2.7",
        "session": "s1",
        "action": action,
        "object_kind": "call",
        "object_id": "12",
        "purpose": "p",
        "case_ref": "c",
        "reason": "r",
        "outcome": "done",
        "request_id": origin.request_id,
        "details": {"n": 1},
        "salt": values["salt"],
        "leaf": made.leaf,
    }
    assert len(values["salt"]) == 32


def test_the_name_of_the_actor_is_not_stored(action: str):
    made = audit.record(action, actor=WHO)
    assert "Ana" not in str(AuditEntry.objects.filter(seq=made.seq).values())


@pytest.mark.parametrize(
    "text", ["", "-", "3:abc", "é" * 40, "\U0001f46e", "a\nb\t\\x00 'quoted' \"twice\"", "٣", "\u2028"]
)
def test_python_and_database_agree_on_every_leaf(action: str, text: str):
    details = {"text": text, "list": [1, 1.50, 1e30, None, True], "z": {"bb": 1, "a": 2}, "ü": "x"}
    made = audit.record(action, actor=WHO, object_id=text, reason=text, details=details)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT salt, leaf, {ROW_AS_TEXTS} FROM audit_entry WHERE seq = %s", [made.seq])
        salt, leaf, *texts = cursor.fetchone()
    assert leaf_of(bytes(salt), texts) == bytes(leaf) == made.leaf


def test_the_leaf_is_what_the_page_on_the_log_says():
    assert (
        leaf_of(b"salt", ["é", None, ""]) == hashlib.sha256(b"salt" + b"2:\xc3\xa9" + b"-" + b"0:").digest()
    )


def test_a_row_falls_with_the_change_it_describes(action: str):
    with transaction.atomic():
        made = audit.record(action, actor=WHO)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.filter(seq=made.seq).exists()


def test_an_unknown_action_is_refused_and_writes_nothing():
    before = AuditEntry.objects.count()
    with pytest.raises(audit.UnknownAction, match=r"'tests\.never'"):
        audit.record("tests.never", actor=WHO)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("nobody", [None, "Ana", object()])
def test_somebody_must_act(action: str, nobody: object):
    with pytest.raises(TypeError, match="needs somebody who acts"):
        audit.record(action, actor=nobody)


def test_models_refuse_before_the_database_does(action: str):
    made = audit.record(action, actor=WHO)
    for attempt in (
        made.save,
        made.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(role=""),
    ):
        with pytest.raises(AuditIsAppendOnly):
            attempt()


@pytest.mark.parametrize(
    "table", ["audit_entry", "audit_seal", "audit_leaf", "audit_daily_root", "audit_entry_rest"]
)
@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_app_role_may_not_change_the_log(table: str, verb: str):
    column = {"audit_seal": "no", "audit_leaf": "position", "audit_daily_root": "seal_no"}.get(table, "seq")
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(verb.format(table, column, column))


def test_the_app_role_chooses_neither_number_nor_time_nor_leaf(action: str):
    made = audit.record(action, actor=WHO)
    columns = [field.column for field in AuditEntry._meta.fields]
    copied = ", ".join(
        {"seq": "1", "tx": "1", "cluster": "'x'", "at": "clock_timestamp()"}.get(one, one) for one in columns
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_entry ({', '.join(columns)}) SELECT {copied} FROM audit_entry WHERE seq = %s "
            "RETURNING seq, tx, cluster <> 'x', salt",
            [made.seq],
        )
        seq, tx, is_own_cluster, salt = cursor.fetchone()
    assert seq > made.seq
    assert (tx, is_own_cluster) == (made.tx, True)
    assert bytes(salt) != bytes(AuditEntry.objects.get(seq=made.seq).salt)


def test_a_time_of_ones_own_is_refused(action: str):
    made = audit.record(action, actor=WHO)
    columns = [field.column for field in AuditEntry._meta.fields]
    copied = ", ".join({"at": "at - interval '1 day'"}.get(one, one) for one in columns)
    with pytest.raises(DatabaseError, match="time of an audit row"), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_entry ({', '.join(columns)}) SELECT {copied} FROM audit_entry WHERE seq = %s",
            [made.seq],
        )


def test_a_temporary_table_takes_no_name_from_the_log(action: str):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY SEQUENCE audit_entry_seq")
        first = audit.record(action, actor=WHO).seq
        cursor.execute("SELECT setval('pg_temp.audit_entry_seq', 1)")
        assert audit.record(action, actor=WHO).seq == first + 1


class TestOwner:
    """The owner's rights go further; the triggers stop what is done by mistake."""

    @pytest.mark.parametrize("table", ["audit_entry", "audit_seal", "audit_leaf", "audit_daily_root"])
    def test_is_refused_by_the_triggers(self, owner_connection: psycopg.Connection, table: str):
        children = [
            child
            for (child,) in owner_connection.execute(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [table]
            ).fetchall()
        ]
        column = {"audit_seal": "no", "audit_leaf": "position", "audit_daily_root": "seal_no"}.get(
            table, "seq"
        )
        for name in [table, *children]:
            cascade = " CASCADE" if table == "audit_seal" else ""
            for statement in (
                f"UPDATE {name} SET {column} = {column}",
                f"DELETE FROM {name}",
                f"TRUNCATE {name}{cascade}",
            ):
                with pytest.raises(
                    psycopg.errors.InsufficientPrivilege, match="The audit log is append-only"
                ):
                    owner_connection.execute(statement)
