"""``commonbeat demo``: build the demo city in the database."""

from importlib import import_module
from importlib.util import find_spec

import typer

from commonbeat.kernel.database.errors import DatabaseTrouble


def register(app: typer.Typer) -> None:
    """Add ``demo``."""

    @app.command()
    def demo(
        when_empty: bool = typer.Option(
            False, "--when-empty", help="Do nothing when there are calls already."
        ),
    ) -> None:
        """Build the invented city with its calls, so that there is something to look at."""
        from commonbeat.operations.calls.models import Call  # slow

        if Call.objects.exists():
            if when_empty:
                return
            raise DatabaseTrouble("The database holds calls; the demo city is only built in an empty one.")
        build()


def build() -> None:
    """Call the builder, which is an optional part above this one and may be left out of an installation."""
    if find_spec("commonbeat.demo") is None:
        raise DatabaseTrouble("The demo city is not part of this installation.")
    import_module("commonbeat.demo.build").build(_progress)


def _progress(*words: object) -> None:
    typer.echo(" ".join(str(word) for word in words if word is not None), err=True)
