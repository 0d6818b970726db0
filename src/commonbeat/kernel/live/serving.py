"""Running the live application in this process."""

from __future__ import annotations

import asyncio

import uvicorn

from .app import LiveApp

PATIENCE = 5  # seconds streams get to finish


class Server(uvicorn.Server):
    """A server that lets its streams finish when it is asked to end."""

    def __init__(self, config: uvicorn.Config, app: LiveApp) -> None:
        super().__init__(config)
        self.live = app

    async def shutdown(self, sockets: object = None) -> None:
        """End the streams, then the server."""
        self.live.end()
        await super().shutdown(sockets)  # type: ignore[arg-type]


def server(url: str, *, host: str, port: int, most: int) -> Server:
    """A server ready to run. It writes no access log: tokens and addresses are nobody's business.

    Args:
        url: address of the database.
        host: address to listen on.
        port: port to listen on; 0 lets the system choose.
        most: connections at once.
    """
    app = LiveApp(url, most)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        lifespan="on",
        loop="asyncio",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=PATIENCE,
    )
    return Server(config, app)


def serve(url: str, *, host: str, port: int, most: int) -> None:
    """Serve until a signal comes; see :func:`server`."""
    asyncio.run(server(url, host=host, port=port, most=most).serve())
