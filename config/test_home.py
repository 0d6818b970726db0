"""Where a test run's home lies."""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 * 1024**3  # bytes; a run needs less than half of it


def make() -> str:
    """Make a home for this run and return its path.

    It lies in memory where there is plenty, else among temporary files: hundreds of tests begin with a database of
    their own, and on a disk its thousand files cost ten times as much.
    """
    place = MEMORY if _roomy() else None
    if place:
        _sweep(place)
    made = tempfile.mkdtemp(prefix=f"cbt-{os.getpid()}-", dir=place)
    os.chmod(made, 0o755)  # the database's own user may pass
    return made


def _roomy() -> bool:
    """Whether a home in memory leaves enough to work with: what /dev/shm offers may be more than this run is given."""
    try:
        offered = shutil.disk_usage(MEMORY).free >= ROOM and os.access(MEMORY, os.W_OK | os.X_OK)
        return offered and min(_available(), _allowed()) >= 2 * ROOM
    except (OSError, ValueError):
        return False


def _available() -> int:
    """Bytes of memory nobody uses, by the machine's own count."""
    lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
    return int(lines["MemAvailable"].removesuffix("kB")) * 1024


def _allowed() -> int:
    """Bytes of memory a container leaves us; the machine's where there is no limit."""
    limit = Path("/sys/fs/cgroup/memory.max")
    said = limit.read_text().strip() if limit.is_file() else "max"
    return _available() if said == "max" else int(said)


def _sweep(place: Path) -> None:
    """Remove homes of runs that were killed: their memory would stay taken until the machine starts anew."""
    for left in place.glob("cbt-*-*"):
        pid = left.name.split("-")[1]
        if pid.isdecimal() and not Path("/proc", pid).exists():
            shutil.rmtree(left, ignore_errors=True)
