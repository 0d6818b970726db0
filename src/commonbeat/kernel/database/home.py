"""COMMONBEAT_HOME: the one folder an installation keeps its own things in, and the secrets inside it."""

import fcntl
import json
import os
import secrets
import tempfile
from functools import cache
from pathlib import Path

from commonbeat.kernel.database.errors import DatabaseTrouble

MARKER = "made-by-commonbeat"
SECRETS = "secrets.json"
GIVEN = "COMMONBEAT_SECRETS"
"""Variable with some secrets as JSON, for a process that must not read them all (web and worker started by root)."""

SECRET_NAMES = ("django", "walls", "super", "owner", "app", "read")
SIGNING = ("django", "walls")
"""Keys things are signed with; the other secrets are passwords of database roles."""


def home() -> Path:
    """The home folder as an absolute path; made with mode 700 when it does not exist yet.

    A folder we made carries a marker file. One that was there before is never changed in mode or owner.

    Raises:
        DatabaseTrouble: the folder cannot be made or entered (for instance the parent is read-only).
    """
    path = Path(os.environ.get("COMMONBEAT_HOME") or "var").expanduser().resolve()
    try:
        if not path.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir(mode=0o700, exist_ok=True)
            (path / MARKER).touch(mode=0o600)
    except OSError as error:
        raise DatabaseTrouble(
            f"The home {path} cannot be made ({error.strerror}). "
            "Set COMMONBEAT_HOME to a folder this user may write to."
        ) from error
    return path


def cache_folder(name: str) -> Path:
    """A folder of the home for what may be lost at any time and is in no backup; made with mode 700 when it is missing."""
    path = home() / "cache" / name
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def is_ours(path: Path) -> bool:
    """Whether we made this folder, so that its mode and group are ours to set."""
    return (path / MARKER).is_file()


def secret(name: str) -> str:
    """One generated secret of this home, made on first use.

    Args:
        name: ``django`` (signing key), ``walls`` (key of claims to protected records, known to the database too) or a
            database role: ``super``, ``owner``, ``app``, ``read``.

    Raises:
        KeyError: no such secret.
        DatabaseTrouble: the home or its secrets belong to another user.
    """
    given = os.environ.get(GIVEN)
    if given:
        return str(json.loads(given)[name])
    path = home() / SECRETS
    try:
        return _secrets(path)[name]
    except PermissionError as error:
        raise DatabaseTrouble(
            f"{path} cannot be read or written by this user. Start Commonbeat as the user "
            "who started it first, or set COMMONBEAT_HOME to another folder."
        ) from error


@cache
def _secrets(path: Path) -> dict[str, str]:
    """Read the secrets; the first of several processes to get here writes them."""
    if not path.exists():
        _write_once(path, {name: fresh_secret(name) for name in SECRET_NAMES})
    known = dict(json.loads(path.read_text()))
    return known if known.keys() >= set(SECRET_NAMES) else _changed(path, {})


def forget_secrets() -> None:
    """Read the file anew when a secret is asked for next: another process changed it."""
    _secrets.cache_clear()


def fresh_secret(name: str) -> str:
    """A new value for a secret, kept nowhere yet.

    Args:
        name: of the secret.
    """
    return secrets.token_urlsafe(48 if name in SIGNING else 24)


def renew_secret(name: str, value: str = "") -> str:
    """Replace one signing key of this home; processes that run keep the old one until they are started again.

    Args:
        name: of the key.
        value: the new one, of `fresh_secret`, where others had to know it first.

    Raises:
        KeyError: not a signing key (passwords are changed in the database first).
    """
    if name not in SIGNING:
        raise KeyError(name)
    path = home() / SECRETS
    _secrets(path)
    _changed(path, {name: value or fresh_secret(name)})
    _secrets.cache_clear()
    return _secrets(path)[name]


def _changed(path: Path, new: dict[str, str]) -> dict[str, str]:
    """Set some secrets, and make those that a home of an earlier version has not; one process at a time."""
    with (path.parent / f".{SECRETS}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        content = {**json.loads(path.read_text()), **new}
        content |= {name: fresh_secret(name) for name in SECRET_NAMES if name not in content}
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")
        with os.fdopen(descriptor, "w") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        owner = path.stat()
        if os.geteuid() == 0:
            os.chown(temporary, owner.st_uid, owner.st_gid)
        os.replace(temporary, path)
    return content


def _write_once(path: Path, content: dict[str, str]) -> None:
    """Write a whole 0600 file in one step; a file that appeared meanwhile wins.

    ``link`` fails when the name is taken, so two first starts end up with the same secrets.
    """
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")
    try:
        with os.fdopen(descriptor, "w") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        return
    finally:
        os.unlink(temporary)
