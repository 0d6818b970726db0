"""What a killed supervisor or a killed server left behind: a running server, or only its pid file."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.place import SOCKET_NAME, Place

PATIENCE = 30.0  # seconds for a fast shutdown, then as long again for an immediate one


def stop_left_over(place: Place) -> None:
    """Stop a server that still runs on this data folder, and clear away the files of one that does not.

    Called with the home's lock held, so whatever runs has lost its supervisor.

    Raises:
        DatabaseTrouble: it does not stop.
    """
    pid = running_server(place)
    for ask in (signal.SIGINT, signal.SIGQUIT):  # fast, then immediate shutdown
        if pid is None:
            break
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, ask)
        if _ended(pid, place):
            pid = None
    if pid is not None:
        raise DatabaseTrouble(f"An earlier PostgreSQL server (process {pid}) on {place.data} does not stop.")
    for left in (
        place.data / "postmaster.pid",
        place.socket / SOCKET_NAME,
        place.socket / f"{SOCKET_NAME}.lock",
    ):
        left.unlink(missing_ok=True)


def running_server(place: Place) -> int | None:
    """Process number of the server on this data folder; ``None`` when that pid is another program's."""
    try:
        pid = int((place.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None
    return pid if _serves(pid, place) else None


def _serves(pid: int, place: Place) -> bool:
    arguments = _arguments(pid)
    return bool(arguments) and Path(arguments[0]).name == "postgres" and str(place.data) in arguments


def _arguments(pid: int) -> list[str]:
    """Command line of a process; empty when it has ended, is a zombie, or is not ours to see."""
    try:
        return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).rstrip("\0").split("\0")
    except OSError:
        if Path("/proc/self").exists():
            return []
    listed = subprocess.run(
        ["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout.split()


def _ended(pid: int, place: Place) -> bool:
    until = time.monotonic() + PATIENCE
    while _serves(pid, place):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
