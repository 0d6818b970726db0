"""Which system user runs the embedded server: ourselves, or (started by root) one without privileges."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commonbeat.kernel.database.errors import DatabaseTrouble

PREFERRED = "commonbeat"
LAST_RESORT = "nobody"


@dataclass(frozen=True)
class ServerUser:
    """A system user; ``other`` when it is not the one we run as."""

    name: str
    uid: int
    gid: int
    other: bool

    def popen(self) -> dict[str, Any]:
        """Arguments for ``subprocess`` that run a program as this user, without our groups and folder."""
        common: dict[str, Any] = {"cwd": "/", "umask": 0o077}
        if self.other:
            common |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return common

    def reaches(self, folder: Path) -> bool:
        """Whether this user can walk into ``folder``; tried, for modes do not tell all (ACLs, mounts)."""
        return self._can('cd -- "$1"', folder)

    def runs(self, program: Path) -> bool:
        """Whether this user can execute ``program``."""
        return self._can('"$1" --version', program)

    def _can(self, script: str, path: Path) -> bool:
        done = subprocess.run(
            ["/bin/sh", "-c", script, "sh", str(path)], capture_output=True, check=False, **self.popen()
        )
        return done.returncode == 0


def server_user(remembered: str = "") -> ServerUser:
    """The user for the server.

    Args:
        remembered: the name this home's data already belongs to; it wins over everything else.

    Raises:
        DatabaseTrouble: root asked for a user that does not exist.
    """
    if os.geteuid() != 0:
        mine = pwd.getpwuid(os.geteuid()) if _known(os.geteuid()) else None
        return ServerUser(
            mine.pw_name if mine else str(os.geteuid()), os.geteuid(), os.getegid(), other=False
        )
    asked = remembered or os.environ.get("COMMONBEAT_PG_USER", "")
    if asked:
        return _by_name(asked)
    if not _exists(PREFERRED):
        _create(PREFERRED)
    return _by_name(PREFERRED if _exists(PREFERRED) else LAST_RESORT)


def _by_name(name: str) -> ServerUser:
    if not _exists(name):
        raise DatabaseTrouble(f"There is no system user {name} to run PostgreSQL as; set COMMONBEAT_PG_USER.")
    found = pwd.getpwnam(name)
    if found.pw_uid == 0:
        raise DatabaseTrouble(
            "PostgreSQL may not run as root; set COMMONBEAT_PG_USER to another system user."
        )
    return ServerUser(found.pw_name, found.pw_uid, found.pw_gid, other=True)


def _create(name: str) -> None:
    """Make the system user where that is possible; a failure leaves the last resort."""
    tool = shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if tool:
        command = [tool, "--system", "--no-create-home", "--user-group", "--shell", "/usr/sbin/nologin", name]
        subprocess.run(command, capture_output=True, check=False)


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _known(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True
