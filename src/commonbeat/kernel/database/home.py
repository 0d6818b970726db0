"""COMMONBEAT_HOME: the one folder an installation keeps its own things in, and the secrets inside it."""

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

SECRET_NAMES = ("django", "super", "owner", "app", "read")


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
        name: ``django`` (signing key) or a database role: ``super``, ``owner``, ``app``, ``read``.

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
        _write_once(
            path, {name: secrets.token_urlsafe(48 if name == "django" else 24) for name in SECRET_NAMES}
        )
    return dict(json.loads(path.read_text()))


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
