"""The entry of the command line."""

import os
import pkgutil
import sys
from importlib import import_module

import typer

from commonbeat.front import cli
from commonbeat.front.cli.surroundings import SUPERVISED, point_to_settings, set_up_django
from commonbeat.kernel.database.errors import NO_ROOM, DatabaseTrouble, is_full_disk

BARE = {"up", "down", "database", "migrate", "check", "web", "worker", "live", "backup", "restore"}
"""Commands that see to Django and the database themselves."""

app = typer.Typer(
    name="commonbeat",
    help="Commonbeat: the open platform for community policing.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


@app.callback()
def before(context: typer.Context) -> None:
    """Set up Django, and a database that can be reached, for the command that follows."""
    if context.invoked_subcommand in BARE or "--help" in sys.argv:
        return
    set_up_django()
    if os.environ.get(SUPERVISED):
        return
    from commonbeat.front.cli.unprivileged import hand_over  # slow
    from commonbeat.kernel.database.embedded import available  # slow

    context.call_on_close(hand_over)
    context.with_resource(available())


def add_commands(to: typer.Typer) -> None:
    """Let every module of this package that has ``register(app)`` add its commands."""
    for found in pkgutil.iter_modules(cli.__path__):
        module = import_module(f"{cli.__name__}.{found.name}") if found.name != "main" else None
        if hasattr(module, "register"):
            module.register(to)


point_to_settings()
add_commands(app)


def main() -> None:
    """Run the command line; trouble with the database or a full disk ends as one sentence and exit code 2."""
    try:
        app()
    except DatabaseTrouble as trouble:
        print(trouble, file=sys.stderr)
        sys.exit(2)
    except Exception as error:
        if not is_full_disk(error):
            raise
        print(NO_ROOM, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
