"""``commonbeat check``: is this installation fit to run?"""

import subprocess
import sys

import typer

from commonbeat.front.cli.disk import nearly_full
from commonbeat.front.cli.surroundings import SUPERVISED, child_environment


def register(app: typer.Typer) -> None:
    """Add ``check``."""

    @app.command()
    def check() -> None:
        """Check settings, database, tables and disk; exit code 1 when something is wrong."""
        from commonbeat.kernel.database.embedded import available  # slow

        with available():
            findings = [*_roles(), *_django("check", "--fail-level=ERROR"), *_django("migrate", "--check")]
        findings += filter(None, [nearly_full()])
        for finding in findings:
            typer.echo(finding, err=True)
        if findings:
            raise typer.Exit(1)
        typer.echo("Settings, database, tables and disk are in order.")


def _roles() -> list[str]:
    """A sentence for each role that cannot reach the database."""
    import psycopg  # slow

    from commonbeat.kernel.database.urls import VARIABLES, database_url  # slow

    wrong = []
    for role in VARIABLES:
        try:
            psycopg.connect(database_url(role), connect_timeout=5).close()
        except psycopg.Error as error:
            wrong.append(f"The {role} role cannot reach the database: {str(error).strip()}")
    return wrong


def _django(*words: str) -> list[str]:
    """What one of Django's commands found wrong."""
    environment = child_environment(COMMONBEAT_DB_ROLE="owner", **{SUPERVISED: "1"})
    done = subprocess.run(
        [sys.executable, "-m", "django", *words], capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode == 0:
        return []
    said = (done.stderr or done.stdout).strip() or "changes are waiting; run `commonbeat migrate`"
    return [f"django {words[0]}: {said}"]
