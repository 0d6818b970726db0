"""The embedded server, with the real programs."""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from commonbeat.kernel.database import embedded, lock, orphans, place, urls
from commonbeat.kernel.database.errors import AlreadyRunning, DatabaseTrouble

SUPERVISOR = """
import sys
from commonbeat.kernel.database.embedded import serving
with serving() as server:
    print(server.process.pid, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def _module_home() -> Iterator[Path]:
    """A home every user can walk to; pytest's own temporary folders are closed to others."""
    base = Path(tempfile.mkdtemp(prefix="cbt-", dir=Path(os.environ["COMMONBEAT_TEST_HOME"]).parent))
    base.chmod(0o755)
    yield base / "home"
    shutil.rmtree(base)


@pytest.fixture
def where(_module_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in urls.VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("COMMONBEAT_HOME", str(_module_home))
    return _module_home


@pytest.fixture
def server(where: Path) -> Iterator[embedded.Server]:
    with embedded.serving() as running:
        yield running


def _ask(role: str, query: str) -> object:
    with psycopg.connect(urls.embedded_url(role), autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchone()[0] if cursor.description else cursor.rowcount


def test_it_serves_on_its_socket_only_in_utf8_and_not_as_root(server: embedded.Server) -> None:
    assert _ask("app", "SELECT current_user::text") == "cb_app"
    assert _ask("super", "SHOW listen_addresses") == ""
    assert _ask("super", "SHOW data_checksums") == "on"
    assert _ask("app", "SELECT datlocale FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
    assert _ask("app", "SELECT upper('é')") == "É"
    assert server.process is not None
    assert os.stat(f"/proc/{server.process.pid}").st_uid != 0
    for folder in (server.place.root, server.place.data, server.place.socket):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_every_local_user_is_asked_for_the_password(server: embedded.Server) -> None:
    wrong = urls.socket_url("cb_super", "guess", str(server.place.socket), place.PORT, "postgres")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_a_second_start_on_the_same_home_is_refused(server: embedded.Server) -> None:
    with (
        pytest.raises(AlreadyRunning, match=rf"already runs on .*: process {os.getpid()} "),
        embedded.serving(),
    ):
        pass
    assert server.alive()
    with embedded.available():
        assert _ask("app", "SELECT 1") == 1


def test_a_killed_server_starts_again_with_what_was_committed(server: embedded.Server) -> None:
    _ask("owner", "CREATE TABLE IF NOT EXISTS calls_kept (n int)")
    _ask("owner", "INSERT INTO calls_kept VALUES (1)")
    before = _ask("owner", "SELECT count(*) FROM calls_kept")
    assert server.process is not None
    server.process.kill()
    server.process.wait()
    assert not server.alive()
    server.start()
    assert _ask("owner", "SELECT count(*) FROM calls_kept") == before


def _supervisor() -> tuple[subprocess.Popen[str], int]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert child.stdout is not None
    return child, int(child.stdout.readline())


def test_the_server_does_not_outlive_a_killed_supervisor(where: Path) -> None:
    supervisor, server_pid = _supervisor()
    supervisor.kill()
    supervisor.communicate()
    with embedded.serving() as server:
        assert _ask("app", "SELECT 1") == 1
        assert server.process is not None
        assert server.process.pid != server_pid
        assert not orphans._serves(server_pid, server.place)


def test_supervisor_and_server_killed_at_once(where: Path) -> None:
    supervisor, server_pid = _supervisor()
    os.kill(server_pid, signal.SIGKILL)
    supervisor.kill()
    supervisor.communicate()
    with embedded.serving():
        assert _ask("app", "SELECT 1") == 1


def test_a_server_without_supervisor_is_stopped_first(where: Path) -> None:
    with embedded.serving() as first:
        command, user, socket = first.programs / "postgres", first.user, first.place.socket
    stray = subprocess.Popen(
        [
            command,
            "-D",
            str(first.place.data),
            "-c",
            f"unix_socket_directories={socket}",
            "-c",
            "listen_addresses=",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C"},
        **user.popen(),
    )
    until = time.monotonic() + 20
    while not embedded.connects(urls.embedded_url("app")) and time.monotonic() < until:
        time.sleep(0.05)
    assert orphans.running_server(first.place) == stray.pid
    with embedded.serving():
        assert stray.wait() == 0
        assert _ask("app", "SELECT 1") == 1


def test_a_pid_file_that_names_another_program_is_no_hindrance(where: Path) -> None:
    with embedded.serving() as first:
        folder = first.place.data
    (folder / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}\n")
    assert orphans.running_server(first.place) is None
    with embedded.serving():
        assert _ask("app", "SELECT 1") == 1


def test_commands_outside_up_start_the_server_for_themselves(where: Path) -> None:
    assert not lock.is_held()
    with embedded.available():
        assert lock.is_held()
        assert _ask("app", "SELECT 1") == 1
    assert not lock.is_held()
    assert not embedded.connects(urls.embedded_url("app"))


def test_a_half_made_data_folder_is_made_anew(where: Path) -> None:
    with embedded.serving() as first:
        root = first.place.root
    shutil.rmtree(root / "data")
    (root / "data.new").mkdir()
    (root / "data.new" / "rubbish").touch()
    with embedded.serving():
        assert _ask("app", "SELECT 1") == 1
    assert not (root / "data.new").exists()
    assert not (root / "password.new").exists()


def test_a_server_that_cannot_start_quotes_its_log(where: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "ATTEMPTS", 1)
    with embedded.serving() as first:
        settings = first.place.data / "postgresql.conf"
    before = settings.read_text()
    settings.write_text(before + "\nshared_buffers = 'much'\n")
    with (
        pytest.raises(DatabaseTrouble, match=r"did not start\. Its log .*server\.log ends: .*FATAL"),
        embedded.serving(),
    ):
        pass
    settings.write_text(before)
    assert not lock.is_held()


def test_a_test_cluster_lets_the_owner_make_databases(where: Path) -> None:
    cluster = embedded.start_for_tests()
    assert _ask("super", "SELECT rolcreatedb FROM pg_roles WHERE rolname = 'cb_owner'") is True
    assert _ask("super", "SHOW fsync") == "off"
    cluster.stop()
    with embedded.serving():
        assert _ask("super", "SELECT rolcreatedb FROM pg_roles WHERE rolname = 'cb_owner'") is False
        assert _ask("super", "SHOW fsync") == "on"


def test_the_log_repeats_nothing_people_wrote(server: embedded.Server):
    with psycopg.connect(urls.database_url("owner"), autocommit=True) as connection:
        connection.execute("CREATE TEMPORARY TABLE said (words text PRIMARY KEY)")
        for _ in range(2):
            with contextlib.suppress(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO said VALUES ('my neighbour Rosa')")
    text = server.place.log.read_text()
    assert "duplicate key value" in text
    assert "Rosa" not in text
