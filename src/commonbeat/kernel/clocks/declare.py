"""Kinds of clock: what is promised, to whom, and for how long."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise

from .lengths import Length

Text = str | Promise
_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class UnknownClock(LookupError):
    """A kind of clock was named that no topic registers."""


@dataclass(frozen=True)
class ClockKind:
    """One kind of promise.

    Attributes:
        name: ``topic.clock``, for instance ``requests.closing``.
        title: for staff: "Closing".
        promise: the sentence residents read: "We close your request within 5 business days."
        length: how long, unless a clock is started with its own.
        public: whether the promises page shows it.
        remind: how long before it is due the owner is reminded.
        escalate_to: capability of those who hear that it is late.
    """

    name: str
    title: Text
    promise: Text
    length: Length
    public: bool = True
    remind: Length | None = None
    escalate_to: str = ""

    def __post_init__(self) -> None:
        """Refuse a malformed name.

        Raises:
            ValueError: the name is not ``topic.clock``.
        """
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"A clock is called topic.clock, not {self.name!r}.")


_kinds: dict[str, ClockKind] = {}


def register_clock(kind: ClockKind) -> ClockKind:
    """Make a kind of clock known (call it in ``module.py``); the same one may be registered again.

    Raises:
        ValueError: another kind has this name.
    """
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"There is another clock {kind.name} already.")
    return kind


def kind(name: str) -> ClockKind:
    """The registered kind of this name.

    Raises:
        UnknownClock: nobody registered it.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownClock(f"No topic registers the clock {name!r}.") from None


def kinds() -> list[ClockKind]:
    """Every registered kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
