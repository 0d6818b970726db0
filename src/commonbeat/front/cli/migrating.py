"""``commonbeat migrate``: bring the tables up to date as the owner, then give each role its rights."""

import sys

import typer

from commonbeat.front.cli.surroundings import SUPERVISED, child_environment
from commonbeat.kernel.database import tether
from commonbeat.kernel.database.errors import DatabaseTrouble
from commonbeat.kernel.database.grants import grant
from commonbeat.kernel.database.urls import database_url
from commonbeat.kernel.walls import keys


def bring_up_to_date(*, quiet: bool = True) -> None:
    """Apply migrations in a process of its own, the only one that works as the owner; then set the rights.

    Raises:
        DatabaseTrouble: a migration failed; its own words stand above on standard error.
    """
    command = [sys.executable, "-m", "django", "migrate", "--no-input", f"--verbosity={0 if quiet else 1}"]
    environment = child_environment(COMMONBEAT_DB_ROLE="owner", **{SUPERVISED: "1"})
    child = tether.start(command, env=environment)
    try:
        code = child.wait()
    except BaseException:
        tether.stop(child)
        raise
    if code != 0:
        raise DatabaseTrouble("The tables could not be brought up to date; nothing else was started.")
    grant(database_url("owner"))
    keys.install(database_url("owner"))


def register(app: typer.Typer) -> None:
    """Add ``migrate``."""

    @app.command()
    def migrate() -> None:
        """Bring the database's tables and rights up to date."""
        from commonbeat.kernel.database.embedded import available  # slow

        with available():
            bring_up_to_date(quiet=False)
        typer.echo("Tables and rights are up to date.")
