"""The one connection of a live process on which PostgreSQL tells what changed."""

from __future__ import annotations

import asyncio
import logging

import psycopg

from .announcing import CHANNEL
from .hub import Hub

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds before the next try to connect
LOOK_EVERY = 20.0  # seconds without a notice after which we see whether the connection still lives
_log = logging.getLogger(__name__)


async def listen(url: str, hub: Hub, ready: asyncio.Event) -> None:
    """Pass notices on to the hub for ever; after a break connect again, and have every page look.

    Args:
        url: address of the database.
        hub: who hears of it.
        ready: set while the connection stands.
    """
    pause = FIRST_PAUSE
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(
                url, autocommit=True, application_name="commonbeat live", connect_timeout=5
            ) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                ready.set()
                pause = FIRST_PAUSE
                hub.tell_all()
                await _pass_on(connection, hub)
        except (psycopg.Error, OSError) as error:
            _log.warning(
                "The live process lost its database connection and tries again: %s", type(error).__name__
            )
        finally:
            ready.clear()
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _pass_on(connection: psycopg.AsyncConnection, hub: Hub) -> None:
    while True:
        async for notice in connection.notifies(timeout=LOOK_EVERY):
            hub.tell(notice.payload)
        await connection.execute("SELECT 1")
