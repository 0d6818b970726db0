"""The key: told to the worker, changed while work goes on, missing in an old home, unknown to the database; backups."""

import json
import os
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg import sql

from commonbeat.front.cli import backups
from commonbeat.kernel import audit, contact
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.contact import codes
from commonbeat.kernel.database.home import SECRET_NAMES, SECRETS, secret
from commonbeat.kernel.database.urls import VARIABLES, database_url
from commonbeat.kernel.notify import actions as outbox
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.walls import WallsClosed, claims, grants, keys, looking
from commonbeat.kernel.walls.claims import Claims
from commonbeat.kernel.walls.keys import Key, signing_key

ALL = {"dossiers": (frozenset({"plain", "chief"}), frozenset({"plain", "chief"}))}
JOB = """
from django.db import connection

from commonbeat.kernel import access, audit
from commonbeat.kernel.jobs import job
from commonbeat.kernel.walls import Kind, Purpose, looking, register_kind, register_purpose

for name in ("plain", "chief"):
    access.register_capability(f"tests.{name}", name)
labels = {name: f"tests.{name}" for name in ("plain", "chief")}
register_kind(Kind("dossiers", "dossier", labels, *["tests.plain"] * 3))
register_purpose(Purpose("dossier_job", "Job", ("dossiers",), needs_case=False, writes=True))


@job("tests.dossiers")
def mark(text: str) -> None:
    with looking(audit.SYSTEM, "dossier_job", writing=True), connection.cursor() as cursor:
        cursor.execute("UPDATE tests_dossier SET text = %s", [text])
"""
WORKER = """
import django
django.setup()
import dossier_job
from commonbeat.kernel.jobs.worker import run_worker
run_worker(once=True)
"""


def at(name: str, role: str = "owner") -> str:
    """The address of a database on this server."""
    head, _, query = database_url(role).partition("?")  # type: ignore[arg-type]
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def believed(conn: psycopg.Connection, key: Key) -> bool:
    """Whether the database believes claims signed with a key."""
    with conn.transaction():
        (tx,) = conn.execute("SELECT pg_current_xact_id()::text").fetchone() or ("0",)
        text = key.signed(Claims(int(tx), labels=ALL).payload(conn.info.dbname))
        return bool((conn.execute("SELECT walls_enter(%s)", [text]).fetchone() or (False,))[0])


def test_a_worker_process_reaches_protected_records(
    house: Any, fresh_addresses: dict[str, str], owner_connection: psycopg.Connection, tmp_path: Path
) -> None:
    """A real worker: its own process, its own threads, with nothing but the home and the database."""
    (tmp_path / "dossier_job.py").write_text(JOB)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'tests.dossiers', 0, NULL, NULL, "
            '\'{"text": "by the worker"}\', NULL)::procrastinate_job_to_defer_v1])'
        )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(tmp_path)])}
    environment |= fresh_addresses
    done = subprocess.run(
        [sys.executable, "-c", WORKER],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    texts = owner_connection.execute("SELECT DISTINCT text FROM tests_dossier").fetchall()
    assert texts == [("by the worker",)], done.stderr
    row = AuditEntry.objects.filter(purpose="dossier_job").get()
    assert (row.actor_kind, row.role, row.outcome, row.request_id[:4]) == ("system", "worker", "done", "job:")


@pytest.fixture
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home of the test's own; its key is the test's, its database is still the one of the run."""
    addresses = {variable: database_url(role) for role, variable in VARIABLES.items()}  # type: ignore[arg-type]
    for variable, address in addresses.items():
        monkeypatch.setenv(variable, address)
    monkeypatch.setenv("COMMONBEAT_HOME", str(tmp_path))
    monkeypatch.delenv("COMMONBEAT_SECRETS", raising=False)
    return tmp_path


def test_a_key_is_changed_while_work_goes_on(
    house: Any,
    fresh_db: str,
    own_home: Path,
    owner_connection: psycopg.Connection,
    as_app: psycopg.Connection,
) -> None:
    keys.install(at(fresh_db))
    old = signing_key()
    with looking(audit.SYSTEM, "dossier_list"):
        pass
    assert keys.rotate(at(fresh_db)) == signing_key().fingerprint != old.fingerprint
    assert [believed(as_app, one) for one in (old, signing_key(), Key(b"guess"))] == [True, True, False]
    left = owner_connection.execute(
        "SELECT ends_at BETWEEN now() + interval '59 minutes' AND now() + interval '1 hour' FROM walls_key "
        "WHERE fingerprint = %s",
        [old.fingerprint],
    ).fetchone()
    assert left == (True,)
    keys.install(at(fresh_db))  # again, as every `migrate` does: the old one's end does not move away
    owner_connection.execute("UPDATE walls_key SET ends_at = now() WHERE fingerprint = %s", [old.fingerprint])
    assert [believed(as_app, one) for one in (old, signing_key())] == [False, True]
    owner_connection.execute(
        "UPDATE walls_key SET ends_at = ends_at - interval '2 days' WHERE ends_at IS NOT NULL"
    )
    keys.install(at(fresh_db))
    assert owner_connection.execute("SELECT fingerprint FROM walls_key").fetchall() == [
        (signing_key().fingerprint,)
    ]


def test_a_home_of_an_earlier_version_gets_its_key(own_home: Path) -> None:
    before = {name: f"old-{name}" for name in SECRET_NAMES if name != "walls"}
    (own_home / SECRETS).write_text(json.dumps(before))
    (own_home / SECRETS).chmod(0o600)
    made = secret("walls")
    assert len(made) == 64
    assert json.loads((own_home / SECRETS).read_text()) == {**before, "walls": made}


def test_a_process_without_the_key_is_told_so(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as meanwhile:
        meanwhile.setenv("COMMONBEAT_SECRETS", json.dumps({"django": secret("django")}))
        with pytest.raises(WallsClosed, match="not given the key"), looking(audit.SYSTEM, "dossier_list"):
            raise AssertionError("inside")


@pytest.fixture
def unknown_key(wall: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The home's key is not the one the database knows."""
    monkeypatch.setattr(claims, "signing_key", lambda: Key(b"another home's"))


def test_a_page_says_why_protected_records_are_shut(unknown_key: None) -> None:
    client = Client(raise_request_exception=False)
    answer = client.post(reverse("portal_track:home"), {"code": codes.new_code()})
    assert answer.status_code == 503
    assert "Protected records are shut for now" in answer.content.decode()
    assert "commonbeat migrate" in answer.content.decode()


def test_a_message_waits_until_the_key_is_right(
    house: Any, person: Any, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.COMMONBEAT_HOME = tmp_path
    monkeypatch.setenv("COMMONBEAT_MAIL", "file")
    made = contact.open_conversation(
        person("case"), kind="example", language="en", email="rosa@example.org", wants="email"
    )
    contact.tell(made.conversation)
    Message.objects.update(next_try_at="2020-01-01T00:00Z")
    with monkeypatch.context() as patch:
        patch.setattr(claims, "signing_key", lambda: Key(b"another home's"))
        waits = outbox.deliver(Message.objects.get().pk)
    assert waits is not None
    assert (waits.state, waits.tries) == ("queued", 1)
    Message.objects.update(next_try_at="2020-01-01T00:00Z")
    sent = outbox.deliver(waits.pk)
    assert sent is not None
    assert (sent.state, sent.error) == ("sent", "")


def test_a_backup_holds_protected_rows_and_brings_their_walls_back(
    house: Any,
    fresh_db: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    owner_connection: psycopg.Connection,
) -> None:
    grants.let_in(house.commander, "dossiers", house.one, house.ana, role="reviewer", reason="yours")
    grants.recuse(house.commander, "dossiers", house.two, house.inspector, reason="related")
    new = f"cbt_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(at("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(new)))
        try:
            with monkeypatch.context() as patch:
                patch.setenv("DATABASE_OWNER_URL", at(fresh_db))
                backups.write_backup(tmp_path / "all.tar")
                patch.setenv("DATABASE_OWNER_URL", at(new))
                backups.read_backup(tmp_path / "all.tar")
            there(new, owner_connection)
        finally:
            drop(server, new)


def drop(server: psycopg.Connection, name: str) -> None:
    """Drop a database; a connection that is still leaving is waited for (the owner may not end the app's)."""
    for _ in range(50):
        with suppress(psycopg.errors.ObjectInUse):
            server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
            return
        time.sleep(0.1)


def there(new: str, before: psycopg.Connection) -> None:
    """Rows, walls and what they know are in the new database, and its key is not the old one's copy."""
    from commonbeat.kernel.database.grants import grant

    asked = (
        "SELECT number, label, text FROM tests_dossier ORDER BY number",
        "SELECT text FROM tests_page ORDER BY text",
        "SELECT case_id, account_id, role FROM walls_grant",
        "SELECT case_id, account_id FROM walls_recusal",
        "SELECT * FROM walls_subject ORDER BY subject_id",
        "SELECT relname::text, relforcerowsecurity FROM pg_class WHERE relrowsecurity ORDER BY 1",
        "SELECT polname::text, polrelid::regclass::text, pg_get_expr(polqual, polrelid) FROM pg_policy ORDER BY 2, 1",
    )
    with psycopg.connect(at(new), autocommit=True) as owner:
        for text in asked:
            assert owner.execute(text).fetchall() == before.execute(text).fetchall(), text
        assert owner.execute("SELECT count(*) FROM tests_dossier").fetchone() == (3,)
        assert owner.execute("SELECT count(*) FROM walls_key").fetchone() == (0,)
        grant(at(new))
        with psycopg.connect(at(new, "app"), autocommit=True) as app:
            assert believed(app, signing_key()) is False
            keys.install(at(new))
            assert believed(app, signing_key()) is True
            assert app.execute("SELECT count(*) FROM tests_dossier").fetchone() == (0,)
