"""What can go wrong between us and PostgreSQL, each as a sentence for the person at the keyboard."""


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
