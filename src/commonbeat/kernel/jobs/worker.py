"""The worker process: runs jobs, looks at the schedules every minute, survives a database that comes and goes."""

import asyncio
import logging
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import cast

from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from commonbeat.kernel.jobs.housekeeping import return_stalled
from commonbeat.kernel.jobs.schedules import tick

AT_ONCE = 2
GRACE_SECONDS = 20.0
LONGEST_WAIT_SECONDS = 30.0
MINUTE_SECONDS = 60
_log = logging.getLogger(__name__)


def run_worker(*, once: bool = False, at_once: int = AT_ONCE) -> None:
    """Run jobs until told to stop (SIGTERM, SIGINT); running jobs get 20 seconds to finish.

    Args:
        once: stop when nothing is left to do (tests, command line).
        at_once: how many jobs run side by side.
    """
    stop = threading.Event()
    _stop_on_signals(stop)
    wait = 1.0
    while True:
        try:
            asyncio.run(_work(stop, once, at_once))
        except (ConnectorException, OSError) as error:
            _log.warning("The database cannot be reached (%s); trying again in %.0f s.", error, wait)
            stop.wait(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)
        else:
            return
        if stop.is_set():
            return


def _stop_on_signals(stop: threading.Event) -> None:
    """Remember SIGTERM and SIGINT; only the main thread may set handlers."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())


async def _work(stop: threading.Event, once: bool, at_once: int) -> None:
    """One life of the worker: from opening the database to stopping or losing it."""
    if once:
        await asyncio.to_thread(_one_tick)
    # a copy of the app: jobs queued by jobs keep using Django's connection, and so join its transaction
    connector = cast(DjangoConnector, app.connector)
    working = app.with_connector(connector.get_worker_connector())
    async with working.open_async():
        work = asyncio.create_task(
            working.run_worker_async(
                wait=not once,
                concurrency=at_once,
                name=f"worker-{os.getpid()}",
                shutdown_graceful_timeout=GRACE_SECONDS,
                install_signal_handlers=False,
            )
        )
        others = [asyncio.create_task(_until(stop))]
        if not once:
            others.append(asyncio.create_task(_tick_every_minute()))
        await asyncio.wait({work, others[0]}, return_when=asyncio.FIRST_COMPLETED)
        for task in others:
            task.cancel()
        if not work.done():
            work.cancel()  # the worker takes this as "finish what runs, take nothing new"
        await asyncio.gather(work, *others, return_exceptions=True)
    if not work.cancelled() and (error := work.exception()):
        raise error


async def _until(stop: threading.Event) -> None:
    """Return once ``stop`` is set."""
    while not stop.is_set():
        await asyncio.sleep(0.2)


async def _tick_every_minute() -> None:
    """Look at the schedules at once and then on every full minute, in a thread of its own."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, "tick") as thread:
        while True:
            await loop.run_in_executor(thread, _one_tick)
            await asyncio.sleep(MINUTE_SECONDS - loop.time() % MINUTE_SECONDS)


def _one_tick() -> None:
    """Queue what is due and return jobs of dead workers; trouble is logged, the next minute tries again."""
    try:
        return_stalled()
        tick()
    except Exception:
        _log.exception("Looking at the schedules failed.")
    finally:
        connections.close_all()
