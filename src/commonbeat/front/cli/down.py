"""``commonbeat down``: stop what runs on this home."""

import os
import signal
import time

import typer

from commonbeat.kernel.database import lock, orphans
from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.home import home
from commonbeat.kernel.database.place import known_place

PATIENCE = 90.0  # seconds; longer than the database's own fast shutdown may take


def register(app: typer.Typer) -> None:
    """Add ``down``."""

    @app.command()
    def down() -> None:
        """Stop what runs on this home, also a database left over from a killed process."""
        if lock.is_held():
            _stop_holder()
        elif orphans.running_server(known_place()) is not None:
            with lock.only_one():
                orphans.stop_left_over(known_place())
        else:
            typer.echo(f"Nothing runs on {home()}.")
            return
        typer.echo("Stopped.")


def _stop_holder() -> None:
    pid, _command = lock.holder()
    if pid is None:
        raise DatabaseTrouble("Another process is starting or stopping here; try again in a moment.")
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while lock.is_held():
        if time.monotonic() > until:
            raise DatabaseTrouble(f"Process {pid} was asked to stop and still runs after {PATIENCE:.0f} s.")
        time.sleep(0.1)
