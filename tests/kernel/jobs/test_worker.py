import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from commonbeat.kernel import audit, notify
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.jobs import declare, housekeeping, job
from commonbeat.kernel.jobs.models import ScheduleMark
from commonbeat.kernel.jobs.worker import run_worker
from commonbeat.kernel.notify.models import Message

WORKER = "import django; django.setup(); from commonbeat.kernel.jobs.worker import run_worker; run_worker()"


@job("tests.write_row")
def write_row(thing: str) -> None:
    audit.register_action("tests.worked", "{actor} worked on {object_id}")
    audit.record("tests.worked", actor=audit.SYSTEM, object_id=thing)


@job("tests.fail", retry=1)
def fail() -> None:
    raise RuntimeError("broken")


@job("tests.lose_database")
def lose_database() -> None:
    raise OperationalError("server closed the connection unexpectedly")


@pytest.mark.django_db
class TestQueue:
    def test_a_job_joins_the_callers_transaction(self):
        with transaction.atomic():
            write_row.defer(thing="1")
            transaction.set_rollback(True)
        assert ProcrastinateJob.objects.count() == 0
        write_row.defer(thing="2")
        assert [one.args for one in ProcrastinateJob.objects.all()] == [{"thing": "2"}]

    @pytest.mark.parametrize("content", [{"a": 1}, [1], 1.5, "x" * 201, b"x", timezone.now()])
    def test_a_job_carries_ids_only(self, content: object):
        with pytest.raises(declare.NotAnId, match="ids only"):
            write_row.defer(thing=content)

    def test_a_key_waits_once(self):
        write_row.defer(once="k", thing="1")
        with pytest.raises(AlreadyEnqueued), transaction.atomic():
            write_row.defer(once="k", thing="2")
        assert ProcrastinateJob.objects.count() == 1

    def test_a_name_is_taken_once(self):
        with pytest.raises(ValueError, match=r"a job tests\.fail already"):
            job("tests.fail")(lambda: None)


@pytest.mark.usefixtures("fresh_db")
class TestWorker:
    def test_runs_what_waits_and_the_log_names_the_job(self):
        number = write_row.defer(thing="7")
        run_worker(once=True)
        assert ProcrastinateJob.objects.get(pk=number).status == "succeeded"
        row = AuditEntry.objects.get(action="tests.worked")
        assert (row.object_id, row.request_id, row.role) == ("7", f"job:{number}", "worker")

    def test_a_job_that_fails_waits_for_another_try(self):
        number = fail.defer()
        run_worker(once=True)
        failed = ProcrastinateJob.objects.get(pk=number)
        assert (failed.status, failed.attempts) == ("todo", 1)
        assert failed.scheduled_at > timezone.now()

    def test_a_job_that_lost_the_database_is_tried_again_without_having_asked_for_it(self):
        number = lose_database.defer()
        run_worker(once=True)
        failed = ProcrastinateJob.objects.get(pk=number)
        assert (failed.status, failed.attempts) == ("todo", 1)
        ProcrastinateJob.objects.filter(pk=number).update(
            scheduled_at=timezone.now(), attempts=declare.DATABASE_TRIES
        )
        run_worker(once=True)
        assert ProcrastinateJob.objects.get(pk=number).status == "failed", "not for ever"

    def test_a_message_goes_out(self, settings, tmp_path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("COMMONBEAT_MAIL", "file")
        settings.COMMONBEAT_HOME = tmp_path
        message = notify.send("desk@example.org", "A", "B")
        run_worker(once=True)
        assert Message.objects.get().state == "sent"
        assert [path.name for path in (tmp_path / "outbox").iterdir()] == [f"{message.pk}.eml"]

    def test_the_kernels_own_schedules_are_known(self):
        run_worker(once=True)
        known = set(ScheduleMark.objects.values_list("job", flat=True))
        assert known >= {
            "audit.seal",
            "audit.daily_root",
            "audit.partitions",
            "notify.sweep",
            "jobs.forget_old_runs",
        }


@pytest.mark.usefixtures("fresh_db")
class TestDeadWorkers:
    @pytest.fixture
    def abandoned(self, owner_connection: psycopg.Connection) -> Callable[[int], ProcrastinateJob]:
        """A job taken by a worker that has not been heard of since."""

        def abandoned(attempts: int) -> ProcrastinateJob:
            number = write_row.defer(thing="1")
            with owner_connection.transaction():
                worker = owner_connection.execute(
                    "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
                ).fetchone()[0]
                owner_connection.execute(
                    "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s",
                    [worker, attempts, number],
                )
            return ProcrastinateJob.objects.get(pk=number)

        return abandoned

    def test_their_jobs_go_back_and_are_done_by_another(self, abandoned):
        taken = abandoned(0)
        assert housekeeping.return_stalled() == 1
        assert housekeeping.return_stalled() == 0
        run_worker(once=True)
        assert ProcrastinateJob.objects.get(pk=taken.pk).status == "succeeded"

    def test_a_job_that_keeps_killing_workers_is_given_up(self, abandoned):
        taken = abandoned(4)
        assert housekeeping.return_stalled() == 0
        assert ProcrastinateJob.objects.get(pk=taken.pk).status == "failed"

    def test_finished_jobs_are_forgotten_failed_ones_stay(self, owner_connection: psycopg.Connection):
        done, lost = write_row.defer(thing="1"), fail.defer()
        old = timezone.now() - timedelta(days=31)
        for number, status in ((done, "succeeded"), (lost, "failed")):
            for before in ("doing", status):
                owner_connection.execute(
                    "UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [before, number]
                )
        owner_connection.execute("UPDATE procrastinate_events SET at = %s", [old])
        housekeeping.forget_old_runs()
        assert list(ProcrastinateJob.objects.values_list("pk", flat=True)) == [lost]


@pytest.fixture
def process(fresh_addresses: dict[str, str]) -> Iterator[subprocess.Popen]:
    """A worker process on the test's own database, past its first look at the schedules."""
    environment = {**os.environ, **fresh_addresses}
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen([sys.executable, "-c", WORKER], env=environment, stderr=said)
        try:
            wait_until(lambda: ScheduleMark.objects.exists() or process.poll() is not None)
            assert process.poll() is None
            yield process
        finally:
            process.kill()
            process.wait()
            said.seek(0)
            print(said.read())


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait for up to a minute; a test that goes well waits for moments only."""
    deadline = time.monotonic() + 60
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.05)


def test_a_worker_stops_cleanly_when_told(process: subprocess.Popen):
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0


def test_a_worker_comes_back_after_its_connections_were_cut(process: subprocess.Popen):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] > 0
    message = notify.send("desk@example.org", "A", "B")
    wait_until(
        lambda: Message.objects.filter(pk=message.pk, state="sent").exists() or process.poll() is not None
    )
    assert Message.objects.get().state == "sent"
    assert process.poll() is None
