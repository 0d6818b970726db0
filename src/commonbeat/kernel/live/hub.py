"""Who listens to what, within one process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Full(Exception):
    """No more listeners fit."""


class Hub:
    """Listeners by topic. Used from one event loop only.

    Args:
        most: listeners at once; a page that finds no room asks every ten seconds instead.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.count = 0
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def listening(self, topic: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever ``topic`` changes, until the block ends; many changes at once are one.

        Raises:
            Full: there are as many listeners as may be.
        """
        if self.count >= self.most:
            raise Full
        changed = asyncio.Event()
        self.count += 1
        self._listeners[topic].add(changed)
        try:
            yield changed
        finally:
            self.count -= 1
            self._listeners[topic].discard(changed)
            if not self._listeners[topic]:
                del self._listeners[topic]

    def tell(self, topic: str) -> int:
        """Wake the listeners of a topic.

        Returns:
            How many there are.
        """
        listeners = self._listeners.get(topic, set())
        for changed in listeners:
            changed.set()
        return len(listeners)

    def tell_all(self) -> None:
        """Wake everybody: notices may have been missed."""
        for topic in list(self._listeners):
            self.tell(topic)
