"""How far a running import has come, for its page, and whether somebody wants it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable

from .errors import Cancelled
from .models import IntakeRun

EVERY = 1.0  # seconds between two looks


class Watch:
    """Writes progress on the run and stops the import when it was cancelled."""

    def __init__(
        self, record: IntakeRun | None, settle: Callable[[], None], *, quietly: bool = False
    ) -> None:
        """Watch one import.

        Args:
            record: its run, None for a trial.
            settle: called before the database is asked, as it may be busy with a batch.
            quietly: the whole import is one transaction: progress written in it would be seen by nobody and keep the
                run locked, so that nobody could ask to stop it.
        """
        self._quietly = quietly
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
        if not self._quietly:
            mine.update(bytes_done=done)
        self._record.bytes_done = done
        if mine.filter(cancel_asked=True).exists():
            raise Cancelled("The import was cancelled; nothing of it was kept.")
        self._last = time.monotonic()
