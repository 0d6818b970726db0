"""What can go wrong between us and PostgreSQL, each as a sentence for the person at the keyboard."""

import errno

NO_ROOM = (
    "There is no room left on the disk. Nothing of this was kept; what was acknowledged before is safe. "
    "Make room, then do it again."
)
DISK_FULL = "53100"  # SQLSTATE
_FULL = {errno.ENOSPC, errno.EDQUOT}


def is_full_disk(error: BaseException | None) -> bool:
    """Whether a full disk is what lies behind an error, ours or the database's."""
    while error is not None:
        if getattr(error, "sqlstate", "") == DISK_FULL or (
            isinstance(error, OSError) and error.errno in _FULL
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


class DatabaseTrouble(Exception):
    """The database cannot be used as asked; the text says why and what to do."""


class AlreadyRunning(DatabaseTrouble):
    """Another process runs the database of this home."""

    def __init__(self, home: object, pid: int | None, command: str) -> None:
        who = f"process {pid}" if pid else "another process"
        what = f" ({command})" if command else ""
        super().__init__(
            f"Commonbeat already runs on {home}: {who}{what}. "
            "Stop it first, or choose another COMMONBEAT_HOME."
        )
        self.pid = pid
