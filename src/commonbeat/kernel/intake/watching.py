"""How far a running import has come, for its page, and whether somebody wants it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable

from .errors import Cancelled
from .models import IntakeRun

EVERY = 1.0  # seconds between two looks


class Watch:
    """Writes progress on the run and stops the import when it was cancelled."""

    def __init__(self, record: IntakeRun | None, settle: Callable[[], None]) -> None:
        """``settle`` is called before the database is asked, as it may be busy with a batch."""
        self._record = record
        self._settle = settle
        self._last = time.monotonic()

    def look(self, done: int, *, now: bool = False) -> None:
        """Note ``done`` bytes, at most once a second unless ``now``.

        Raises:
            Cancelled: somebody asked for it.
        """
        if self._record is None or not (now or time.monotonic() - self._last >= EVERY):
            return
        self._settle()
        mine = IntakeRun.objects.filter(pk=self._record.pk)
        mine.update(bytes_done=done)
        self._record.bytes_done = done
        if mine.filter(cancel_asked=True).exists():
            raise Cancelled("The import was cancelled; nothing of it was kept.")
        self._last = time.monotonic()
