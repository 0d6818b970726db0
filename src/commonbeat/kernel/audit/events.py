"""Events between modules: a fact (a frozen dataclass) is announced, and whoever subscribed hears it on commit."""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

_log = logging.getLogger(__name__)
_handlers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
Event = TypeVar("Event")


def subscribe(kind: type[Event], handler: Callable[[Event], None]) -> None:
    """Have ``handler`` called with each announced event of this type, after commit; once however often asked.

    Args:
        kind: the event's dataclass.
        handler: quick, and safe to repeat; longer work belongs in a job.
    """
    if handler not in _handlers[kind]:
        _handlers[kind].append(handler)


def unsubscribe(kind: type[Event], handler: Callable[[Event], None]) -> None:
    """Stop calling ``handler``; unknown handlers are ignored."""
    if handler in _handlers[kind]:
        _handlers[kind].remove(handler)


def announce(event: object) -> None:
    """Tell subscribers once the current transaction commits; nobody hears of a change that was rolled back."""
    transaction.on_commit(lambda: _tell(event))


def _tell(event: object) -> None:
    """Call each handler; one that fails is logged and does not keep the others from hearing."""
    for handler in list(_handlers[type(event)]):
        try:
            handler(event)
        except Exception:
            _log.exception("A subscriber of %s failed.", type(event).__name__)
