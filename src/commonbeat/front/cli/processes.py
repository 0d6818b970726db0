"""``commonbeat web``, ``worker`` and ``live``: one process each, for people who run their own supervisor."""

import signal
import socket
import sys
from types import FrameType
from typing import Any

import typer

from commonbeat.front.cli.surroundings import point_to_settings, set_up_django

THREADS = 8


def register(app: typer.Typer) -> None:
    """Add ``web``, ``worker`` and ``live``."""

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
        waitress.serve(application, sockets=[shared_socket(host, port)], _quiet=True, **manners())

    @app.command()
    def worker() -> None:
        """Do the background work (one process; `up` starts this for you)."""
        set_up_django()
        from commonbeat.kernel.jobs.worker import run_worker  # slow

        run_worker()

    @app.command()
    def live(
        port: int = typer.Option(8001, help="Port to listen on."),
        host: str = typer.Option("127.0.0.1", help="Address to listen on."),
    ) -> None:
        """Tell open pages that something changed (one process; `up` starts this for you)."""
        point_to_settings()
        from django.conf import settings  # slow

        from commonbeat.kernel.database.urls import database_url  # slow
        from commonbeat.kernel.live.serving import serve  # slow

        serve(database_url("app"), host=host, port=port, most=settings.LIVE_MOST)


def manners() -> dict[str, Any]:
    """How the server behaves. What proxies say of a visitor (X-Forwarded-…) reaches the site only behind our own.

    Without a proxy of ours anybody could send these headers, and name another address at every visit.
    """
    from django.conf import settings  # ready only once the application is

    behind_proxy = bool(settings.TRUSTED_PROXIES or settings.HTTPS)
    return {
        "threads": THREADS,
        "ident": "Commonbeat",
        "clear_untrusted_proxy_headers": not behind_proxy,
    }


def shared_socket(host: str, port: int) -> socket.socket:
    """A socket that several web processes may listen on; the system hands each visitor to one of them.

    Args:
        host: address to listen on.
        port: port.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "SO_REUSEPORT"):  # Linux 3.9 and later, macOS
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listening.bind(address)
    return listening


def _end(number: int, frame: FrameType | None) -> None:
    """Leave through waitress's own way out, which lets running answers finish."""
    sys.exit(0)
