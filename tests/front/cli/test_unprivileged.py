"""Started by root, the site and the worker run as somebody who is not."""

import contextlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonbeat.front.cli import unprivileged
from commonbeat.front.cli.surroundings import project_root
from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.server_user import ServerUser

LONG = 300.0  # seconds before a test gives up waiting; passing tests never wait that long
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
NOBODY = pwd.getpwnam("nobody")
USER = ServerUser("nobody", NOBODY.pw_uid, NOBODY.pw_gid, other=True)


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    base = Path(tempfile.mkdtemp(prefix="cbt-", dir=Path(os.environ["COMMONBEAT_TEST_HOME"]).parent))
    base.chmod(0o755)
    monkeypatch.setenv("COMMONBEAT_HOME", str(base / "home"))
    (base / "home").mkdir(mode=0o755)
    yield base / "home"
    shutil.rmtree(base)


def test_an_ordinary_users_children_are_like_their_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    rights = unprivileged.lowered({"A": "b"}, 80)
    assert rights == unprivileged.Rights({"A": "b"})


def test_a_port_of_roots_is_refused_with_another_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = tmp_path / "first"
    first.write_text("1024\n")
    monkeypatch.setattr(unprivileged, "FIRST_OPEN_PORT", first)
    unprivileged.check_port_is_open_to_all(1024, USER)
    with pytest.raises(DatabaseTrouble) as refusal:
        unprivileged.check_port_is_open_to_all(443, USER)
    assert str(refusal.value) == (
        "The site runs as nobody, who may not listen on port 443. Choose one from 1024 on with --port, "
        "and let a web server in front answer on the usual ports."
    )


@as_root
def test_only_what_is_roots_own_changes_hands(home: Path) -> None:
    for name in unprivileged.WRITTEN:
        (home / name).mkdir()
        os.chown(home / name, USER.uid, USER.gid)
    outside = home.parent / "outside"
    outside.mkdir()
    (outside / "precious").write_text("root's")
    files = home / "files"
    (files / "aa").mkdir()
    (files / "aa" / "stored").write_text("by the command line")
    (files / "somebody").write_text("theirs")
    os.chown(files / "somebody", 12345, 12345)
    (files / "link").symlink_to(outside)
    (files / "other").symlink_to(outside / "precious")
    os.link(outside / "precious", files / "hard")

    unprivileged.hand_over()

    assert (files / "aa").stat().st_uid == (files / "aa" / "stored").stat().st_uid == USER.uid
    assert (files / "somebody").stat().st_uid == 12345
    assert [
        one.lstat().st_uid for one in (outside, outside / "precious", files / "link", files / "other")
    ] == [
        0,
        0,
        0,
        0,
    ]


@as_root
def test_a_closed_folder_above_keeps_root_and_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONBEAT_PG_USER", "nobody")
    home.parent.chmod(0o700)
    rights = unprivileged.lowered({"A": "b"}, 8000)
    assert (rights.environment, rights.options) == ({"A": "b"}, {})
    assert rights.warning.startswith(
        f"The site and the worker run as root, for the system user nobody cannot reach {home}. "
    )
    assert home.parent.stat().st_mode & 0o777 == 0o700
    assert home.stat().st_mode & 0o777 == 0o755


@as_root
def test_a_linked_folder_keeps_root_and_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONBEAT_PG_USER", "nobody")
    monkeypatch.setattr(unprivileged, "_runs", lambda user, environment: True)
    (home / "files").symlink_to(home.parent)
    assert f"for {home / 'files'} is a link." in unprivileged.lowered({}, 8000).warning


def _python_for_all() -> str:
    """A Python like ours that the server's user can run."""
    for python in (sys.executable, "/usr/bin/python3"):
        test = [python, "-c", "import sys; print(*sys.version_info[:2])"]
        with contextlib.suppress(OSError):
            done = subprocess.run(
                test, capture_output=True, text=True, user=NOBODY.pw_uid, cwd="/", check=False
            )
            if done.stdout.split() == [str(part) for part in sys.version_info[:2]]:
                return python
    return ""


@as_root
@pytest.mark.skipif(not project_root().parent.stat().st_mode & 1, reason="this checkout is closed to others")
def test_web_and_worker_run_as_the_servers_user_without_the_owners_password(home: Path) -> None:
    python = _python_for_all()
    if not python:
        pytest.skip("no Python here that other users can run")
    home.rmdir()
    paths = [str(project_root()), str(project_root() / "src"), sysconfig.get_paths()["purelib"]]
    ours = {
        name: text for name, text in os.environ.items() if not name.startswith(("DATABASE_", "COMMONBEAT_"))
    }
    environment = {
        **ours,
        "COMMONBEAT_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(paths),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    up = subprocess.Popen(
        [python, "-m", "commonbeat.front.cli.main", "up", "--port", "38417"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert up.stdout is not None
        said = []
        for line in up.stdout:
            said.append(line)
            if line.startswith("Ready:"):
                break
        assert said == ["Ready: http://localhost:38417\n"]
        with urllib.request.urlopen("http://127.0.0.1:38417/", timeout=60) as answer:
            assert answer.status == 200
        children = _children(up.pid)
        owner = json.loads((home / "secrets.json").read_text())["owner"]
        assert {"web", "worker"} < set(children)
        for pid in children.values():
            status = Path(f"/proc/{pid}/status").read_text()
            uids = next(line for line in status.splitlines() if line.startswith("Uid:")).split()[1:]
            assert 0 not in map(int, uids)
            assert owner not in Path(f"/proc/{pid}/environ").read_text()
        assert (home / "secrets.json").stat().st_uid == 0
        assert (home / "secrets.json").stat().st_mode & 0o777 == 0o600
        assert home.stat().st_mode & 0o777 == 0o710
        assert (home / "files").stat().st_uid == Path(f"/proc/{children['web']}").stat().st_uid
    finally:
        up.send_signal(signal.SIGINT)
        assert up.wait(LONG) == 0


def _children(pid: int) -> dict[str, int]:
    """Name to process number of the children of a process, once all three are there."""
    found: dict[str, int] = {}
    until = time.monotonic() + LONG
    while len(found) < 3 and time.monotonic() < until:
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, IndexError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                words = (folder / "cmdline").read_text().split("\0")
                if int(fields[1]) == pid:
                    found["postgres" if "postgres" in Path(words[0]).name else words[3]] = int(folder.name)
    return found
