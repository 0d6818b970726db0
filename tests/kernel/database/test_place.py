"""Where data and socket go, and that no folder of somebody else is ever widened."""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from commonbeat.kernel.database import binaries, embedded, place
from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.server_user import server_user

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")

JOURNEY = """
import json, os, stat
import psycopg
from commonbeat.kernel.database import embedded, urls
facts = {}
with embedded.serving() as server:
    facts["root"] = str(server.place.root)
    facts["user"] = server.place.user
    with psycopg.connect(urls.embedded_url("app")) as connection:
        facts["role"] = connection.execute("SELECT current_user::text").fetchone()[0]
    server.process.kill()
    server.process.wait()
    server.start()
    facts["again"] = embedded.connects(urls.embedded_url("read"))
print(json.dumps(facts))
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder every user can walk to."""
    base = Path(tempfile.mkdtemp(prefix="cbt-"))
    base.chmod(0o755)
    yield base
    shutil.rmtree(base)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@as_root
def test_a_closed_parent_stays_closed_and_the_data_goes_elsewhere(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = open_folder / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setattr(place, "SYSTEM_PLACES", open_folder / "lib")
    monkeypatch.setenv("COMMONBEAT_HOME", str(private / "home"))
    with embedded.serving() as server:
        assert server.place.root.parent == open_folder / "lib"
    assert _mode(private) == 0o700
    assert (private.stat().st_uid, private.stat().st_gid) == (0, 0)
    assert _mode(private / "home") == 0o700
    assert (private / "home").stat().st_gid == 0
    assert json.loads((private / "home" / "database.json").read_text())["root"] == str(server.place.root)
    with embedded.serving() as again:
        assert again.place == server.place


@as_root
def test_a_closed_home_of_somebody_else_stays_closed(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (open_folder / "home").mkdir(mode=0o700)
    monkeypatch.setattr(place, "SYSTEM_PLACES", open_folder / "lib")
    monkeypatch.setenv("COMMONBEAT_HOME", str(open_folder / "home"))
    assert place.settle().root.parent == open_folder / "lib"
    assert _mode(open_folder / "home") == 0o700
    assert (open_folder / "home").stat().st_gid == 0


@as_root
def test_a_home_of_ours_lets_only_the_servers_group_pass(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONBEAT_HOME", str(open_folder / "home"))
    settled = place.settle()
    assert settled.root == open_folder / "home" / "database"
    assert _mode(open_folder / "home") == 0o710
    assert (open_folder / "home").stat().st_gid == server_user(settled.user).gid
    assert _mode(settled.root) == 0o700


@as_root
def test_where_nothing_can_be_reached_the_refusal_says_how_to_choose_a_home(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = open_folder / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setattr(place, "SYSTEM_PLACES", private / "lib")
    monkeypatch.setenv("COMMONBEAT_HOME", str(private / "home"))
    with pytest.raises(DatabaseTrouble, match=r"cannot reach .*\. Set COMMONBEAT_HOME to a folder"):
        place.settle()
    assert _mode(private) == 0o700


@as_root
def test_data_of_a_deleted_home_is_put_aside(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private = open_folder / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setattr(place, "SYSTEM_PLACES", open_folder / "lib")
    monkeypatch.setenv("COMMONBEAT_HOME", str(private / "home"))
    first = place.settle()
    (first.root / "data").mkdir()
    shutil.rmtree(private / "home")
    second = place.settle()
    assert second.root == first.root
    assert not second.data.exists()
    (aside,) = (open_folder / "lib").glob("*.left-*")
    assert (aside / "data").is_dir()


@as_root
def test_programs_out_of_reach_are_copied(open_folder: Path) -> None:
    user = server_user()
    source = binaries.installed()
    hidden = open_folder / "hidden"
    hidden.mkdir(mode=0o700)
    package = hidden / binaries.PACKAGE
    shutil.copytree(source.parent, package / source.parent.name, symlinks=True)
    shutil.copytree(
        source.parent.parent.with_name(f"{binaries.PACKAGE}.libs"), hidden / f"{binaries.PACKAGE}.libs"
    )
    room = open_folder / "room"
    room.mkdir(mode=0o700)
    os.chown(room, user.uid, user.gid)
    found = binaries.reachable(package / source.parent.name / "bin", user, room)
    assert found.is_relative_to(room)
    assert user.runs(found / "initdb")
    assert _mode(hidden) == 0o700


def _python_of_others() -> str | None:
    """A Python that a user without privileges can run with our packages, if this machine has one."""
    for candidate in (sys.executable, "/usr/bin/python3"):
        done = subprocess.run(
            ["/bin/sh", "-c", 'exec "$@"', "sh", candidate, "-c", "import psycopg, commonbeat"],
            env=_environment(),
            user="nobody",
            group=65534,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            check=False,
        )
        if done.returncode == 0:
            return candidate
    return None


def _environment(**more: str) -> dict[str, str]:
    packages = [path for path in sys.path if "site-packages" in path or path.endswith("src")]
    return {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(packages), **more}


@as_root
def test_an_ordinary_user_runs_the_server_as_itself(open_folder: Path) -> None:
    python = _python_of_others()
    if python is None:
        pytest.skip("no Python that another user may run")
    os.chown(open_folder, 65534, 65534)
    open_folder.chmod(0o700)
    done = subprocess.run(
        [python, "-c", JOURNEY],
        env=_environment(COMMONBEAT_HOME=str(open_folder / "home")),
        user="nobody",
        group=65534,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert json.loads(done.stdout) == {
        "root": str(open_folder / "home" / "database"),
        "user": "",
        "role": "cb_app",
        "again": True,
    }
    assert _mode(open_folder) == 0o700
    assert _mode(open_folder / "home") == 0o700


def test_a_long_home_gets_a_short_socket_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONBEAT_HOME", str(tmp_path / ("long" * 30)))
    known = place.known_place()
    assert len(os.fsencode(known.socket / place.SOCKET_NAME)) <= 107
    assert not known.socket.is_relative_to(tmp_path)


def test_a_socket_folder_somebody_else_put_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(DatabaseTrouble, match="must be a folder of user"):
        place._make_folder(tmp_path / "link", server_user())
