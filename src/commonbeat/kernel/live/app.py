"""The ASGI application of ``commonbeat live``: server-sent events, nothing else. Knows no table and no person."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from .hub import Full, Hub
from .listening import listen
from .tokens import BadToken, read_token

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH = "/live/"
HEARTBEAT = 15.0  # seconds; proxies close what is silent for longer
RETRY = 3000  # milliseconds until a browser that lost us comes again
MOST = 2000
# Only the word "changed" travels, to whoever holds a signed token, and no cookie is read: any page may ask.
OPEN_TO_ALL = (b"access-control-allow-origin", b"*")
STREAM = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    OPEN_TO_ALL,
]


class LiveApp:
    """Answers ``GET /live/?t=token`` with a stream of "changed", and ``GET /live/health``.

    Args:
        url: address of the database to listen to.
        most: connections at once; the next one is answered 503.
        heartbeat: seconds between two signs of life.
    """

    def __init__(self, url: str, most: int = MOST, heartbeat: float = HEARTBEAT) -> None:
        self.url, self.heartbeat = url, heartbeat
        self.hub = Hub(most)
        self.ready = asyncio.Event()
        self.ending = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection, or begin and end with the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        task = asyncio.create_task(listen(self.url, self.hub, self.ready))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await send({"type": "lifespan.shutdown.complete"})

    def end(self) -> None:
        """Have every stream finish: browsers come back by themselves."""
        self.ending.set()
        self.hub.tell_all()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == f"{PATH}health":
            await _say(
                send, 200 if self.ready.is_set() else 503, "ok" if self.ready.is_set() else "no database"
            )
        elif scope["path"] != PATH:
            await _say(send, 404, "not found")
        elif scope["method"] != "GET":
            await _say(send, 405, "only GET")
        else:
            await self._stream_to(scope, receive, send)

    async def _stream_to(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("t", [""])[0]
        try:
            topic = read_token(given)
        except BadToken as bad:
            await _say(send, 403, str(bad))
            return
        try:
            with self.hub.listening(topic) as changed:
                await self._stream(changed, receive, send)
        except Full:
            await _say(send, 503, "Too many pages listen at once; this one asks every ten seconds instead.")

    async def _stream(self, changed: asyncio.Event, receive: Receive, send: Send) -> None:
        """Say "changed" at once (something may have happened since the page was drawn), and after each change.

        A ``Last-Event-ID`` needs no answer of its own: whoever comes back is told to look anyway.
        """
        await send({"type": "http.response.start", "status": 200, "headers": STREAM})
        await _write(send, f"retry: {RETRY}\n\n")
        gone = asyncio.create_task(_until_gone(receive, changed))
        number = 0
        changed.set()
        try:
            while not gone.done() and not self.ending.is_set():
                try:
                    await asyncio.wait_for(changed.wait(), self.heartbeat)
                except TimeoutError:
                    await _write(send, ":\n\n")
                    continue
                if gone.done() or self.ending.is_set():
                    break
                changed.clear()
                number += 1
                await _write(send, f"id: {number}\nevent: changed\ndata:\n\n")
            if self.ending.is_set() and not gone.done():
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except OSError:
            pass  # the reader left while we wrote
        finally:
            gone.cancel()


async def _until_gone(receive: Receive, changed: asyncio.Event) -> None:
    """Wait for the reader to leave, then wake the stream."""
    while (await receive())["type"] != "http.disconnect":
        pass
    changed.set()


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _say(send: Send, status: int, text: str) -> None:
    """A short plain answer."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), OPEN_TO_ALL]
    if status == 503:
        headers.append((b"retry-after", b"10"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
