"""Our own supervisor of the embedded PostgreSQL server of one home.

One process holds the home's lock and is the server's parent; when that process ends, however it ends, the
kernel tells the server to shut down. The server listens on a unix socket only and asks every local user for
a password.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import psycopg

from commonbeat.kernel.database import binaries, orphans, tether
from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.home import home, secret
from commonbeat.kernel.database.lock import is_held, only_one
from commonbeat.kernel.database.place import PORT, Place, known_place, settle
from commonbeat.kernel.database.prepare import prepare
from commonbeat.kernel.database.server_user import ServerUser, server_user
from commonbeat.kernel.database.urls import DATABASE, ROLE_NAMES, embedded_url, is_embedded

START_PATIENCE = 120.0  # seconds; recovery after a crash replays the write-ahead log
STOP_PATIENCE = 60.0  # seconds; a fast shutdown writes one checkpoint
JOIN_PATIENCE = 20.0  # seconds to wait for a server another process is just starting
ATTEMPTS = 8  # one second apart; processes of a killed server need a moment to notice
LOG_LIMIT = 10 * 1024 * 1024  # bytes; beyond this the log is set aside at the next start
SMALL_SHARED_MEMORY = 256 * 1024 * 1024  # bytes; containers often get 64 MB, too little for parallel queries

FORGETFUL = {  # tests only: nothing has to outlive the run, and a copy of a database need not pass through the log
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",  # it may lie in memory
}


class Server:
    """The running server of this home. Made by :func:`serving`, never by hand."""

    def __init__(self, *, for_tests: bool = False) -> None:
        self.for_tests = for_tests
        self.place: Place = settle()
        self.user: ServerUser = server_user(self.place.user)
        self.programs = binaries.reachable(
            binaries.installed(_version(self.place.data)), self.user, self.place.root
        )
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, wait until it answers, and see to its roles and database.

        Raises:
            DatabaseTrouble: it does not come up; the text ends with the last line of its log.
        """
        orphans.stop_left_over(self.place)
        if not (self.place.data / "PG_VERSION").exists():
            self._create()
        self._set_log_aside()
        for attempt in range(ATTEMPTS):
            self._launch()
            if self._answers():
                break
            if attempt == ATTEMPTS - 1:
                raise DatabaseTrouble(
                    f"PostgreSQL did not start. Its log {self.place.log} ends: {_last_line(self.place.log)}"
                )
            time.sleep(1)
        prepare(
            embedded_url("super", "postgres"),
            DATABASE,
            {ROLE_NAMES[role]: secret(role) for role in ("owner", "app", "read")},
            owner_makes_databases=self.for_tests,
        )

    def alive(self) -> bool:
        """Whether the server's process runs."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Shut the server down: open transactions are rolled back, a checkpoint is written."""
        if self.process is not None:
            tether.stop(self.process, ask=signal.SIGINT, patience=STOP_PATIENCE)
            self.process = None

    def _create(self) -> None:
        """Make the data folder beside its final name and rename it: a killed start leaves no half of one."""
        if self.place.data.exists():
            raise DatabaseTrouble(f"{self.place.data} exists but holds no PostgreSQL data; move it away.")
        fresh, password = self.place.root / "data.new", self.place.root / "password.new"
        shutil.rmtree(fresh, ignore_errors=True)
        _write_for(password, secret("super"), self.user)
        command = [
            str(self.programs / "initdb"),
            *("-D", str(fresh), "-U", ROLE_NAMES["super"], f"--pwfile={password}", "-E", "UTF8"),
            *("--auth-local=scram-sha-256", "--auth-host=reject", "--data-checksums", "--no-instructions"),
            *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        ]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=_environment(), **self.user.popen()
        )
        password.unlink()
        if done.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise DatabaseTrouble(f"PostgreSQL could not make its data folder: {_last(done.stderr)}")
        fresh.rename(self.place.data)

    def _launch(self) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.place.socket),
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%t %u ",
            # a failed statement and the details of its error repeat what people wrote
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            **_memory_settings(),
            **(FORGETFUL if self.for_tests else {}),
        }
        command = [str(self.programs / "postgres"), "-D", str(self.place.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with _appending(self.place.log) as log:
            self.process = tether.start(
                command,
                when_orphaned=signal.SIGINT,
                stdout=log,
                stderr=log,
                env=_environment(),
                **self.user.popen(),
            )

    def _answers(self) -> bool:
        """Wait until a real connection works; ``False`` when the process ended first."""
        until = time.monotonic() + START_PATIENCE
        while self.alive():
            if connects(embedded_url("super", "postgres")):
                return True
            if time.monotonic() > until:
                self.stop()
                return False
            time.sleep(0.05)
        return False

    def _set_log_aside(self) -> None:
        log = self.place.log
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))


@contextlib.contextmanager
def serving() -> Iterator[Server]:
    """Run this home's server for the block.

    Raises:
        AlreadyRunning: another process runs it.
        DatabaseTrouble: it cannot be started; the text says why.
    """
    with only_one():
        server = Server()
        try:
            server.start()
            yield server
        finally:
            server.stop()


class TestCluster:
    """A server for a test run: its owner may make databases, and it does not wait for the disk."""

    __test__ = False  # not a class of tests, whatever its name says to pytest

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._stack.enter_context(only_one())
        server = Server(for_tests=True)
        if not server.place.root.is_relative_to(home()):
            self._stack.callback(shutil.rmtree, server.place.root)  # the home is thrown away, this would stay
        self._stack.callback(server.stop)
        try:
            server.start()
        except BaseException:
            self._stack.close()
            raise

    def stop(self) -> None:
        """Stop the server and let go of the home."""
        self._stack.close()


def start_for_tests() -> TestCluster:
    """Start this home's server for a test suite."""
    return TestCluster()


@contextlib.contextmanager
def available() -> Iterator[None]:
    """Make sure the database can be reached for the block, for commands outside ``commonbeat up``.

    A server of one's own and a running embedded one are used as they are; otherwise the embedded server runs
    just for the block.
    """
    if not is_embedded() or _runs_elsewhere():
        yield
        return
    with serving():
        yield


def _runs_elsewhere() -> bool:
    """Whether another process of this home runs the server; one that is just starting is waited for."""
    until = time.monotonic() + JOIN_PATIENCE
    while is_held() and time.monotonic() < until:
        if connects(embedded_url("app")):
            return True
        time.sleep(0.2)
    return False


def connects(url: str) -> bool:
    """Whether a connection to ``url`` can be opened now."""
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def data_folder() -> Path:
    """Where the embedded server's data is or will be, for the check of free disk space."""
    return known_place().data


def _version(data: Path) -> int | None:
    """Major version an existing data folder was made with."""
    try:
        return int((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def _memory_settings() -> dict[str, str]:
    try:
        room = shutil.disk_usage("/dev/shm").total
    except OSError:
        return {}
    return {"dynamic_shared_memory_type": "mmap"} if room < SMALL_SHARED_MEMORY else {}


def _environment() -> dict[str, str]:
    """Our environment without our secrets: no PG* variables of the person's own, no database addresses."""
    kept = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C", "TZ": "UTC"}


def _appending(log: Path) -> BinaryIO:
    """Open the log without following a link: its folder belongs to the server's user, we may be root."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW
    return os.fdopen(os.open(log, flags, 0o600), "ab")


def _write_for(path: Path, text: str, user: ServerUser) -> None:
    """Write a 0600 file that ``user`` can read."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        if user.other:
            os.fchown(file.fileno(), user.uid, user.gid)


def _last_line(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4000))
        return _last(file.read().decode(errors="replace"))


def _last(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "(nothing)"
