import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection, transaction

from commonbeat.kernel import audit
from commonbeat.kernel.audit import export, sealing
from commonbeat.kernel.audit.models import AuditDailyRoot, AuditEntry, AuditLeaf, AuditSeal
from commonbeat.kernel.audit.queries import lines
from commonbeat.kernel.audit.verifying import verify_log

pytestmark = pytest.mark.usefixtures("fresh_db")
INSERTS_AS_USUAL = "ALTER TABLE audit_entry ENABLE TRIGGER audit_made"
WHO = audit.Actor("tests", "7")


def test_nothing_to_seal_makes_no_seal():
    assert sealing.seal_pending() is None
    assert AuditSeal.objects.count() == 0


def test_a_line_on_the_screen_names_its_seal_once_there_is_one(write: Callable, seal_all: Callable):
    rows = write(2)
    assert [line.seal for line in lines(rows)] == [None, None]
    seal = seal_all()
    assert [line.seal for line in lines(rows)] == [seal.no, seal.no]


def test_seals_follow_each_other_and_hold_each_row_once(write: Callable, seal_all: Callable):
    write(3)
    first = seal_all()
    write(2)
    second = seal_all()
    assert sealing.seal_pending() is None
    assert (bytes(first.previous), bytes(second.previous)) == (bytes(32), bytes(first.root))
    assert second.from_tx == first.to_tx
    assert sum(AuditSeal.objects.values_list("count", flat=True)) == 5
    in_order = AuditLeaf.objects.order_by("seal_id", "position").values_list("entry_seq", flat=True)
    assert list(in_order) == list(AuditEntry.objects.order_by("seq").values_list("seq", flat=True))


def test_a_row_of_an_open_transaction_is_sealed_later_and_blocks_nobody(
    write: Callable, seal_all: Callable, action: str
):
    opened, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                audit.record(action, actor=WHO, object_id="late")
                opened.set()
                may_commit.wait(60)
        finally:
            connection.close()

    write(1)
    seal_all()
    thread = threading.Thread(target=slow)
    thread.start()
    try:
        assert opened.wait(60)
        write(2)  # committed, with higher numbers than the open row's
        sealing.seal_pending()
        verdict = verify_log()
        assert (verdict.rows, verdict.unsealed, verdict.faults) == (1, 2, [])
    finally:
        may_commit.set()
        thread.join()
    seal_all()
    verdict = verify_log()
    assert (verdict.rows, verdict.unsealed, verdict.faults) == (4, 0, [])
    assert AuditLeaf.objects.filter(entry_seq=AuditEntry.objects.get(object_id="late").seq).count() == 1


def test_many_writers_and_sealers_lose_and_double_nothing(write: Callable, seal_all: Callable):
    def work() -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    write(3)
                sealing.seal_pending()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seal_all()
    verdict = verify_log()
    assert (verdict.rows, verdict.unsealed, verdict.faults) == (120, 0, [])


def test_only_one_seals_at_a_time(write: Callable, owner_connection: psycopg.Connection):
    write(1)
    owner_connection.execute("SELECT pg_advisory_lock(%s)", [sealing.SEALER_LOCK])
    assert sealing.seal_pending() is None
    assert AuditSeal.objects.count() == 0


def test_after_a_restore_onto_another_server_sealing_goes_on(
    write: Callable, seal_all: Callable, tamperer: psycopg.Connection
):
    tamperer.execute(INSERTS_AS_USUAL)
    write(2)
    seal_all()
    write(2)
    # what a restored log looks like: rows and seals count transactions of a server that is not this one
    tamperer.execute("UPDATE audit_entry SET cluster = 'old', tx = tx + 1000000000")
    tamperer.execute("UPDATE audit_entry e SET leaf = audit_leaf_of(e)")
    tamperer.execute("TRUNCATE audit_leaf, audit_seal, audit_daily_root")
    seal_all()
    write(1)
    seal_all()
    assert list(AuditSeal.objects.order_by("no").values_list("count", flat=True)) == [4, 1]
    assert verify_log().faults == []


def test_rows_that_wait_are_counted_with_their_age(write: Callable, tamperer: psycopg.Connection):
    tamperer.execute(INSERTS_AS_USUAL)
    write(2)
    assert verify_log().unsealed == 2
    assert not verify_log().is_sealed_late
    tamperer.execute("UPDATE audit_entry SET at = at - interval '6 minutes'")
    tamperer.execute("UPDATE audit_entry e SET leaf = audit_leaf_of(e)")
    assert verify_log().is_sealed_late


def test_each_finished_day_gets_its_last_root_once(write: Callable, seal_all: Callable, tmp_path):
    write(1)
    seal_all()
    write(1)
    last = seal_all()
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert sealing.make_daily_roots(datetime.now(UTC) - timedelta(days=1)) == []
    assert [(daily.seal_id, bytes(daily.root)) for daily in sealing.make_daily_roots(tomorrow)] == [
        (last.no, bytes(last.root))
    ]
    assert sealing.make_daily_roots(tomorrow) == []
    assert AuditDailyRoot.objects.count() == 1
    written = export.write_roots(tmp_path / "roots")
    assert bytes(last.root).hex() in written[0].read_text(encoding="utf-8")
    assert export.write_roots(tmp_path / "roots") == []
    assert verify_log().is_sound


def test_the_tables_of_coming_months_are_made_once(owner_connection: psycopg.Connection):
    assert sealing.make_partitions() == 0, "the migration makes a year"
    later = datetime.now(UTC) + timedelta(days=330)
    assert sealing.make_partitions(later) > 0
    assert sealing.make_partitions(later) == 0
    statement = f"TRUNCATE audit_entry_{later + timedelta(days=62):%Y_%m}"
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
        owner_connection.execute(statement)
