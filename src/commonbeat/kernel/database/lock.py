"""One supervisor for each home: a kernel file lock, which the kernel itself drops when its holder dies."""

import contextlib
import fcntl
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from commonbeat.kernel.database.errors import AlreadyRunning
from commonbeat.kernel.database.home import home

LOCK = "running.lock"
PATIENCE = 0.5  # seconds; `is_held` in another process takes the lock for an instant


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Hold this home's lock for the block.

    Raises:
        AlreadyRunning: another process holds it; the text names its process number.
    """
    path = home() / LOCK
    with _opened(path) as descriptor:
        if not _taken(descriptor, PATIENCE):
            raise AlreadyRunning(home(), *holder())
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n{_command()}\n".encode(), 0)
        try:
            yield
        finally:
            os.ftruncate(descriptor, 0)


def holder() -> tuple[int | None, str]:
    """Process number and command written by the holder; ``(None, "")`` when there is none."""
    try:
        lines = (home() / LOCK).read_text().splitlines()
    except FileNotFoundError:
        return None, ""
    return (int(lines[0]), lines[1]) if len(lines) == 2 and lines[0].isdigit() else (None, "")


def is_held() -> bool:
    """Whether some process holds this home's lock now."""
    path = home() / LOCK
    if not path.exists():
        return False
    with _opened(path) as descriptor:
        return not _taken(descriptor, patience=0)


def _taken(descriptor: int, patience: float) -> bool:
    """Take the lock, trying for ``patience`` seconds; ``False`` when another process keeps it."""
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(0.05)
        else:
            return True


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _command() -> str:
    """What the person typed, as far as it helps to recognise it."""
    return " ".join(["commonbeat", *sys.argv[1:3]]) if sys.argv[1:] else Path(sys.argv[0] or "python").name
