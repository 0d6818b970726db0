"""``commonbeat web`` and ``commonbeat worker``: one process each, for people who run their own supervisor."""

import signal
import sys
from types import FrameType

import typer

from commonbeat.front.cli.surroundings import point_to_settings, set_up_django

THREADS = 8


def register(app: typer.Typer) -> None:
    """Add ``web`` and ``worker``."""

    @app.command()
    def web(
        port: int = typer.Option(8000, help="Port to listen on."),
        host: str = typer.Option("127.0.0.1", help="Address to listen on."),
    ) -> None:
        """Serve the site (one process; `up` starts this for you)."""
        point_to_settings()
        import waitress  # slow

        from config.wsgi import application  # slow

        signal.signal(signal.SIGTERM, _end)
        waitress.serve(application, host=host, port=port, threads=THREADS, ident="Commonbeat", _quiet=True)

    @app.command()
    def worker() -> None:
        """Do the background work (one process; `up` starts this for you)."""
        set_up_django()
        from commonbeat.kernel.jobs.worker import run_worker  # slow

        run_worker()


def _end(number: int, frame: FrameType | None) -> None:
    """Leave through waitress's own way out, which lets running answers finish."""
    sys.exit(0)
