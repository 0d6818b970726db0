"""``commonbeat up`` from start to stop, with the real database, site and worker."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonbeat.front.cli import up
from commonbeat.front.cli.processes import shared_socket
from commonbeat.front.cli.surroundings import own_command, project_root
from commonbeat.kernel.database import lock
from commonbeat.kernel.database.errors import DatabaseTrouble

SETTINGS = {"DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUNBUFFERED": "1"}  # not those of the suite
LONG = 300.0  # seconds before a test gives up waiting; passing tests never wait that long


class Running:
    """One ``commonbeat up`` and everything it said so far."""

    def __init__(self, environment: dict[str, str], *words: str) -> None:
        self.process = subprocess.Popen(
            own_command("up", *words),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_for(self, words: str) -> str:
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            for line in self.lines:
                if words in line:
                    return line
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"never said {words!r}:\n" + "\n".join(self.lines))

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(LONG)
        self._reader.join(LONG)
        return code


@pytest.fixture(scope="module")
def where() -> Iterator[Path]:
    base = Path(tempfile.mkdtemp(prefix="cbt-", dir=Path(os.environ["COMMONBEAT_TEST_HOME"]).parent))
    base.chmod(0o755)
    yield base / "home"
    shutil.rmtree(base)


@pytest.fixture
def environment(where: Path) -> dict[str, str]:
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "COMMONBEAT_"))
    }
    paths = os.pathsep.join([str(project_root()), str(project_root() / "src")])
    return {**ours, "COMMONBEAT_HOME": str(where), "PYTHONPATH": paths, **SETTINGS}


@pytest.fixture
def port() -> int:
    return _free_port()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _status(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def _children(pid: int) -> dict[str, int]:
    """Name → process number of the children of a process."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            words = (folder / "cmdline").read_text().split("\0")
            if int(fields[1]) == pid:
                name = "postgres" if "postgres" in Path(words[0]).name else words[3]
                found[name] = int(folder.name)
    return found


def test_up_serves_survives_kills_and_stops(environment: dict[str, str], port: int) -> None:
    first = Running(environment, "--port", str(port))
    try:
        assert first.wait_for("Ready:") == f"Ready: http://localhost:{port}"
        assert _status(port) < 500

        second = subprocess.run(
            own_command("up", "--port", str(_free_port())),
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 2
        assert second.stdout == ""
        assert (
            f"already runs on {environment['COMMONBEAT_HOME']}: process {first.process.pid}" in second.stderr
        )

        children = _children(first.process.pid)
        assert sorted(children) == ["live", "postgres", "web", "worker"]
        os.kill(children["web"], signal.SIGKILL)
        first.wait_for("The web process ended (signal 9); starting it again in 1 s.")
        os.kill(children["postgres"], signal.SIGKILL)
        first.wait_for("The database ended; starting it again.")
        until = time.monotonic() + LONG
        while not up.answers("127.0.0.1", port) and time.monotonic() < until:
            time.sleep(0.1)
        assert _status(port) < 500
        assert sum(line.startswith("Ready:") for line in first.lines) == 1
    finally:
        code = first.end()
    assert code == 0
    assert first.lines[-1] == "Stopped."
    for pid in children.values():
        assert not Path(f"/proc/{pid}").exists()


def test_after_a_killed_up_the_next_one_serves_on_the_same_port_until_down(
    environment: dict[str, str], port: int
) -> None:
    def down() -> str:
        return subprocess.run(
            own_command("down"), env=environment, capture_output=True, text=True, check=True
        ).stdout

    first = Running(environment, "--port", str(port), "--no-worker")
    first.wait_for("Ready:")
    assert sorted(_children(first.process.pid)) == ["live", "postgres", "web"]
    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    second = Running(environment, "--port", str(port), "--no-worker")
    try:
        assert second.wait_for("Ready:") == f"Ready: http://localhost:{port}"
        assert _status(port) < 500
        assert down() == "Stopped.\n"
    finally:
        code = second.end(signal.SIGTERM)
    assert code == 0
    assert down() == f"Nothing runs on {environment['COMMONBEAT_HOME']}.\n"


def test_a_busy_port_is_said_in_one_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(DatabaseTrouble) as refusal:
            up.check_port("127.0.0.1", port, patience=0)
    assert str(refusal.value) == (
        f"Cannot listen on 127.0.0.1 port {port}: Address already in use. Choose another one with --port."
    )


@pytest.mark.parametrize(
    ("host", "address"), [("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("city.example", "city.example")]
)
def test_the_printed_address_can_be_opened(host: str, address: str) -> None:
    assert up._for_address(host) == address


@pytest.mark.parametrize(
    ("host", "name"),
    [("127.0.0.1", "localhost"), ("0.0.0.0", "localhost"), ("::1", "localhost"), ("10.1.2.3", "10.1.2.3")],
)
def test_people_are_given_a_name_because_passkeys_need_one(host: str, name: str) -> None:
    assert up._for_person(host) == name


def test_sign_ins_of_the_demo_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMMONBEAT_HOME", str(tmp_path))
    up.show_sign_ins()
    (tmp_path / "demo-signins.json").write_text('{"chief": {"email": "a@b.example", "password": "p"}}')
    up.show_sign_ins()
    assert capsys.readouterr().err == (
        "Demo sign-ins (role: e-mail, password, secret for the code):\n  chief: a@b.example  p\n"
    )


def test_nothing_holds_this_home_afterwards(where: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONBEAT_HOME", str(where))
    assert not lock.is_held()


def test_two_web_processes_may_listen_on_one_port():
    first = shared_socket("127.0.0.1", 0)
    port = first.getsockname()[1]
    second = shared_socket("127.0.0.1", port)

    assert second.getsockname()[1] == port
    first.close()
    second.close()
