"""Web and worker without root's rights: started by root, they run as the user who also runs the database server.

That user gets the addresses of the app and the read role and the signing key through its environment, never the
file with the owner's and the administrator's passwords, and owns only the folders of the home it must write to.
"""

import json
import os
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.home import GIVEN, SIGNING, home, secret
from commonbeat.kernel.database.place import known_place, let_pass
from commonbeat.kernel.database.server_user import ServerUser, server_user
from commonbeat.kernel.database.urls import VARIABLES, database_url

WRITTEN = ("files", "rejects", "outbox", "roots", "cache", "keys")
"""Folders of the home that web and worker write to."""

PROBE = "import commonbeat.front.cli.main, django, procrastinate, waitress"
FIRST_OPEN_PORT = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")


@dataclass(frozen=True)
class Rights:
    """What a child is started with.

    Attributes:
        environment: its environment.
        options: arguments of ``subprocess.Popen`` that make it another user; none when we are not root.
        warning: why the child keeps root's rights although we are root; empty otherwise.
    """

    environment: dict[str, str]
    options: dict[str, Any] = field(default_factory=dict)
    warning: str = ""


def lowered(environment: dict[str, str], port: int) -> Rights:
    """The rights for web and worker.

    Args:
        environment: what the children would get from us.
        port: where the site is to listen.

    Raises:
        DatabaseTrouble: the port is one that only root may use.
    """
    if os.geteuid() != 0:
        return Rights(environment)
    user = server_user(known_place().user)
    below = _environment(environment, user)
    obstacle = _obstacle(user, below)
    if obstacle:
        return Rights(
            environment,
            warning=f"The site and the worker run as root, for {obstacle}. Install Commonbeat and choose a "
            "COMMONBEAT_HOME where every user can walk to, or start it as an ordinary user.",
        )
    check_port_is_open_to_all(port, user)
    return Rights(below, user.popen())


def with_new_keys(environment: dict[str, str]) -> dict[str, str]:
    """The environment of a child with the home's keys as they are now, where it was given them that way."""
    if GIVEN not in environment:
        return environment
    return {**environment, GIVEN: json.dumps({name: secret(name) for name in SIGNING})}


def hand_over() -> None:
    """Give what root wrote into the folders of web and worker to their user; does nothing for anybody else.

    Links are neither followed nor touched: the folders' owner could have put them there.
    """
    if os.geteuid() != 0 or not all((home() / name).is_dir() for name in WRITTEN):
        return
    owner = (home() / WRITTEN[0]).lstat()
    if owner.st_uid:
        for name in WRITTEN:
            _give(home() / name, owner.st_uid, owner.st_gid)


def check_port_is_open_to_all(port: int, user: ServerUser) -> None:
    """Refuse a port that only root may listen on.

    Raises:
        DatabaseTrouble: it is one.
    """
    first = int(FIRST_OPEN_PORT.read_text()) if FIRST_OPEN_PORT.exists() else 1024
    if port < first:
        raise DatabaseTrouble(
            f"The site runs as {user.name}, who may not listen on port {port}. Choose one from {first} on with "
            "--port, and let a web server in front answer on the usual ports."
        )


def _environment(environment: dict[str, str], user: ServerUser) -> dict[str, str]:
    """The same environment with what this user needs, and without what only migrations need."""
    below = {name: value for name, value in environment.items() if name != VARIABLES["owner"]}
    cache = str(home() / "cache")
    return {
        **below,
        "COMMONBEAT_HOME": str(home()),
        VARIABLES["app"]: database_url("app"),
        VARIABLES["read"]: database_url("read"),
        GIVEN: json.dumps({name: secret(name) for name in SIGNING}),
        "HOME": cache,
        "XDG_CACHE_HOME": cache,
        "USER": user.name,
        "LOGNAME": user.name,
    }


def _obstacle(user: ServerUser, environment: dict[str, str]) -> str:
    """What keeps the user from doing the work; makes the folders when nothing does."""
    if not let_pass(user):
        return f"the system user {user.name} cannot reach {home()}"
    if not _runs(user, environment):
        return f"the system user {user.name} cannot run {sys.executable} with our packages"
    for name in WRITTEN:
        folder = home() / name
        if folder.is_symlink():
            return f"{folder} is a link"
        folder.mkdir(mode=0o700, exist_ok=True)
        _give(folder, user.uid, user.gid)
        if folder.lstat().st_uid != user.uid:
            return f"{folder} belongs to neither root nor {user.name}"
    return ""


def _runs(user: ServerUser, environment: dict[str, str]) -> bool:
    """Whether the user can run Python with our packages; tried, for modes do not tell all."""
    command = [sys.executable, "-c", PROBE]
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=environment, **user.popen())
    except PermissionError:
        return False
    return done.returncode == 0


def _give(folder: Path, uid: int, gid: int) -> None:
    """Give what is root's in a folder to a user."""
    for _, _, names, inside in os.fwalk(folder):
        if os.fstat(inside).st_uid == 0:
            os.fchown(inside, uid, gid)
        for name in names:
            found = os.stat(name, dir_fd=inside, follow_symlinks=False)
            # a file with a second name may have it elsewhere, where it is not ours to give away
            if found.st_uid == 0 and stat.S_ISREG(found.st_mode) and found.st_nlink == 1:
                os.chown(name, uid, gid, dir_fd=inside, follow_symlinks=False)
