"""What each role may do, on the wheel's server and on Debian's when it is installed."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from commonbeat.kernel.database import binaries, embedded, tether, urls
from commonbeat.kernel.database.grants import app_rights, grant, readable
from commonbeat.kernel.database.prepare import prepare
from commonbeat.kernel.database.server_user import server_user

DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
PASSWORDS = {"cb_owner": "o", "cb_app": "a", "cb_read": "r"}
TABLES = """
CREATE TABLE calls_call (id serial PRIMARY KEY, n int);
CREATE TABLE audit_entry (id int PRIMARY KEY, n int);
CREATE TABLE mfa_authenticator (id int PRIMARY KEY, n int);
CREATE TABLE django_migrations (id int PRIMARY KEY, n int);
CREATE TABLE calls_publicnumberkey (year int PRIMARY KEY, key bytea);
CREATE TABLE jobs_apitoken (id int PRIMARY KEY, n int);
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
"""


class Address:
    """Addresses of a server with our roles in a database ``city``."""

    def __init__(self, superuser_url: str) -> None:
        self.super = superuser_url

    def of(self, role: str) -> str:
        return urls.with_login(self.super, role, PASSWORDS[role], "city")

    def may(self, role: str, statement: str) -> bool:
        with psycopg.connect(self.of(role), autocommit=True) as connection:
            try:
                connection.execute(statement)
            except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction):
                return False
        return True


@pytest.fixture(
    scope="module",
    params=[
        "wheel",
        pytest.param(
            "debian", marks=pytest.mark.skipif(not DEBIAN, reason="Debian's PostgreSQL is not here")
        ),
    ],
)
def server(request: pytest.FixtureRequest) -> Iterator[Address]:
    user = server_user()
    programs = binaries.installed() if request.param == "wheel" else DEBIAN[-1]
    base = Path(tempfile.mkdtemp(prefix="cbt-", dir=Path(os.environ["COMMONBEAT_TEST_HOME"]).parent))
    os.chown(base, user.uid, user.gid)
    password = base / "p"
    password.write_text("s")
    os.chown(password, user.uid, user.gid)
    subprocess.run(
        [
            programs / "initdb",
            "-D",
            base / "d",
            "-U",
            "boss",
            "--pwfile",
            password,
            "-A",
            "scram-sha-256",
            "-N",
        ],
        check=True,
        capture_output=True,
        env={"LC_ALL": "C.UTF-8"},
        **user.popen(),
    )
    command = [str(programs / "postgres"), "-D", str(base / "d"), "-F"]
    command += ["-c", "listen_addresses=", "-c", f"unix_socket_directories={base}"]
    process = tether.start(
        command, when_orphaned=signal.SIGINT, stderr=subprocess.DEVNULL, env={"LC_ALL": "C"}, **user.popen()
    )
    address = Address(urls.socket_url("boss", "s", str(base), 5432, "postgres"))
    until = time.monotonic() + 30
    while not embedded.connects(address.super) and time.monotonic() < until:
        time.sleep(0.05)
    prepare(address.super, "city", PASSWORDS)
    with psycopg.connect(address.of("cb_owner")) as connection:
        connection.execute(TABLES)
    grant(address.of("cb_owner"))
    yield address
    tether.stop(process, ask=signal.SIGINT)
    shutil.rmtree(base)


@pytest.mark.parametrize(
    ("role", "statement", "allowed"),
    [
        ("cb_app", "INSERT INTO calls_call (n) VALUES (1)", True),
        ("cb_app", "UPDATE calls_call SET n = 2", True),
        ("cb_app", "DELETE FROM calls_call", True),
        ("cb_app", "TRUNCATE calls_call", False),
        ("cb_app", "DROP TABLE calls_call", False),
        ("cb_app", "ALTER TABLE calls_call ADD COLUMN x int", False),
        ("cb_app", "CREATE TABLE mine (n int)", False),
        ("cb_app", "CREATE SCHEMA mine", False),
        ("cb_app", "CREATE TEMP TABLE mine (n int)", True),
        ("cb_app", "SELECT one()", True),
        ("cb_app", "INSERT INTO audit_entry VALUES (1, 1)", True),
        ("cb_app", "SELECT * FROM audit_entry", True),
        ("cb_app", "UPDATE audit_entry SET n = 2", False),
        ("cb_app", "DELETE FROM audit_entry", False),
        ("cb_app", "SELECT * FROM django_migrations", True),
        ("cb_app", "DELETE FROM django_migrations", False),
        ("cb_app", "SET ROLE cb_owner", False),
        ("cb_app", "CREATE ROLE other", False),
        ("cb_app", "CREATE DATABASE other", False),
        ("cb_read", "SELECT * FROM calls_call", True),
        ("cb_read", "SELECT * FROM audit_entry", True),
        ("cb_read", "SELECT * FROM mfa_authenticator", False),
        ("cb_read", "SELECT * FROM jobs_apitoken", False),
        ("cb_read", "SELECT * FROM calls_publicnumberkey", False),
        ("cb_app", "SELECT * FROM calls_publicnumberkey", True),
        ("cb_read", "INSERT INTO calls_call (n) VALUES (1)", False),
        ("cb_read", "SELECT nextval('calls_call_id_seq')", False),
        ("cb_read", "CREATE TEMP TABLE mine (n int)", False),
        ("cb_owner", "CREATE DATABASE other", False),
    ],
)
def test_each_role_may_do_this_and_no_more(server: Address, role: str, statement: str, allowed: bool) -> None:
    assert server.may(role, statement) is allowed


def test_writing_stays_forbidden_when_the_read_role_drops_its_own_guard(server: Address) -> None:
    with psycopg.connect(server.of("cb_read"), autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("INSERT INTO calls_call (n) VALUES (1)")


def test_a_new_table_is_open_to_the_app_at_once_and_closed_to_readers_until_granted(server: Address) -> None:
    with psycopg.connect(server.of("cb_owner")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS places_beat (n int)")
    assert server.may("cb_app", "SELECT * FROM places_beat")
    assert not server.may("cb_read", "SELECT * FROM places_beat")
    grant(server.of("cb_owner"))
    assert server.may("cb_read", "SELECT * FROM places_beat")


def test_a_right_given_by_hand_is_gone_after_the_next_grant(server: Address) -> None:
    with psycopg.connect(server.of("cb_owner")) as connection:
        connection.execute("GRANT ALL ON audit_entry TO cb_app; GRANT SELECT ON mfa_authenticator TO PUBLIC")
    grant(server.of("cb_owner"))
    assert not server.may("cb_app", "DELETE FROM audit_entry")
    assert not server.may("cb_read", "SELECT * FROM mfa_authenticator")


def test_preparing_again_changes_passwords_and_keeps_rows(server: Address) -> None:
    with psycopg.connect(server.of("cb_owner")) as connection:
        connection.execute("INSERT INTO places_beat VALUES (7)")
    prepare(server.super, "city", PASSWORDS | {"cb_app": "new"})
    assert not embedded.connects(server.of("cb_app"))
    prepare(server.super, "city", PASSWORDS)
    assert embedded.connects(server.of("cb_app"))
    assert server.may("cb_app", "SELECT n FROM places_beat")


def test_other_databases_of_the_server_are_not_ours_to_change(server: Address) -> None:
    elsewhere = urls.with_login(server.super, "cb_app", PASSWORDS["cb_app"], "postgres")
    with psycopg.connect(elsewhere) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE mine (n int)")


WHAT_RESIDENTS_WROTE = (
    "contact_party",
    "contact_utterance",
    "questions_alarm",
    "questions_hallquestion",
    "questions_hallvoice",
    "questions_hallvote",
    "questions_question",
    "reports_callback",
    "reports_draft",
    "reports_handover",
    "reports_onlinereport",
    "reports_personline",
    "reports_propertyline",
    "reports_vehicleline",
    "requests_follower",
    "requests_inspection",
    "requests_postedupdate",
    "requests_questionnaire",
    "requests_servicerequest",
    "workflow_move",
)
PUBLIC_SIDE = (
    "promises_publicpromise",
    "questions_publicquestion",
    "reports_publicreport",
    "requests_publicrequest",
    "requests_publicrequestmonth",
    "requests_publicupdate",
)


@pytest.mark.parametrize(
    ("table", "rights", "may_be_read"),
    [
        ("calls_call", ("SELECT", "INSERT", "UPDATE", "DELETE"), True),
        ("audit_seal", ("SELECT", "INSERT"), True),
        ("django_migrations", ("SELECT",), True),
        ("accounts_user", ("SELECT", "INSERT", "UPDATE", "DELETE"), False),
        ("account_emailaddress", ("SELECT", "INSERT", "UPDATE", "DELETE"), False),
        ("django_session", ("SELECT", "INSERT", "UPDATE", "DELETE"), False),
        ("calls_publicnumberkey", ("SELECT", "INSERT", "UPDATE", "DELETE"), False),
        ("notify_message", ("SELECT", "INSERT", "UPDATE", "DELETE"), False),
        *((table, ("SELECT", "INSERT", "UPDATE", "DELETE"), False) for table in WHAT_RESIDENTS_WROTE),
        *((table, ("SELECT", "INSERT", "UPDATE", "DELETE"), True) for table in PUBLIC_SIDE),
    ],
)
def test_rights_follow_the_name(table: str, rights: tuple[str, ...], may_be_read: bool) -> None:
    assert app_rights(table) == rights
    assert readable(table) is may_be_read
