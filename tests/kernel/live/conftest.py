import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from commonbeat.kernel.database.urls import database_url
from commonbeat.kernel.live.serving import server


def url_of(name: str) -> str:
    """The app's address of the database the test uses."""
    head, _, query = database_url("app").partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


@contextmanager
def running(url: str, most: int = 500) -> Iterator[Any]:
    """A live server on a port of its own; yields it with ``.port``."""
    made = server(url, host="127.0.0.1", port=0, most=most)
    made.install_signal_handlers = lambda: None
    thread = threading.Thread(target=lambda: asyncio.run(made._serve()), daemon=True)
    thread.start()
    while not made.started:
        threading.Event().wait(0.02)
    while not made.live.ready.is_set():
        threading.Event().wait(0.02)
    made.port = made.servers[0].sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        made.should_exit = True
        thread.join(timeout=10)


@pytest.fixture
def streams(fresh_db: str) -> Iterator[Any]:
    with running(url_of(fresh_db)) as made:
        yield made
