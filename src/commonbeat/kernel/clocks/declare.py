"""Kinds of clock: what is promised, to whom, and for how long."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from .lengths import Length

if TYPE_CHECKING:
    from .models import Clock

Text = str | Promise
Route = Callable[["Clock"], Iterable[Any]]
"""Works out whose accounts hear of one clock, for instance up the chain of command and around the person it is about."""
_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_WORD = re.compile(r"[a-z][a-z0-9_]*")
_DAYS = {"hours": 1 / 24, "calendar": 1.0, "business": 1.4, "months": 30.4, "years": 365.2}


class UnknownClock(LookupError):
    """A kind of clock was named that no topic registers."""


@dataclass(frozen=True)
class Ground:
    """Why the law lets a clock stand still, or be extended.

    Attributes:
        name: ``criminal_case``; at most 40 letters.
        title: for staff and the officer: "Criminal case".
        authority: where it says so: "Gov. Code §3304(d)(2)(A)".
        note: what to watch for when it is entered, in a sentence.
        waits: the clock stands still from one moment to another (`toll`); otherwise it is given a length (`extend`).
    """

    name: str
    title: Text
    authority: str = ""
    note: Text = ""
    waits: bool = True


@dataclass(frozen=True)
class Renewal:
    """A declared step by which a clock may be prolonged, each time with its reasons in writing (`renew`).

    Attributes:
        name: ``first_delay``; at most 40 letters.
        title: "Delay of 60 days".
        length: by how much.
        authority: where it says so.
        most: how many times in a row, before the next step; ``None``: until the kind's ``cap``.
    """

    name: str
    title: Text
    length: Length
    authority: str = ""
    most: int | None = 1


@dataclass(frozen=True)
class Escalation:
    """Who hears that a clock is still running so long after it was due.

    Attributes:
        after: how long after the due moment.
        to: a capability, or a function that works out the accounts from the clock.
    """

    after: Length
    to: str | Route


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
        authority: the law the length comes from: "Gov. Code §3304(d)(1)".
        grounds: why it may stand still or be extended; without any it stands still for whatever reason is given.
        alerts: how long after the start its keepers are reminded, each once, shortest first; standing still moves them.
        escalate: who hears how long after the due moment, each once, soonest first.
        renewals: the steps by which it may be prolonged, in their order.
        cap: the longest that length, extensions and renewals come to together; standing still comes on top.
    """

    name: str
    title: Text
    promise: Text
    length: Length
    public: bool = True
    remind: Length | None = None
    escalate_to: str = ""
    authority: str = ""
    grounds: tuple[Ground, ...] = ()
    alerts: tuple[Length, ...] = ()
    escalate: tuple[Escalation, ...] = ()
    renewals: tuple[Renewal, ...] = ()
    cap: Length | None = None

    def __post_init__(self) -> None:
        """Refuse what does not hold together.

        Raises:
            ValueError: the name is not ``topic.clock``, a ground's name is malformed or used twice, alerts or
                escalations are not in their order, or something is counted in other days than the length.
        """
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"A clock is called topic.clock, not {self.name!r}.")
        names = [*(one.name for one in self.grounds), *(one.name for one in self.renewals)]
        if len(set(names)) < len(names) or any(len(n) > 40 or not _WORD.fullmatch(n) for n in names):
            raise ValueError(f"{self.name}: grounds have short names of their own, not {names}.")
        for steps in (self.alerts, tuple(one.after for one in self.escalate)):
            days = [_DAYS[one.unit] * one.number for one in steps]
            if any(later <= sooner for sooner, later in pairwise(days)):
                raise ValueError(f"{self.name}: what comes sooner stands first.")
        added = [one.length for one in self.renewals] + ([self.cap] if self.cap else [])
        if any(one.family != self.length.family for one in added):
            raise ValueError(f"{self.name}: steps and cap are counted as the length is.")

    def ground(self, name: str) -> Ground | Renewal | None:
        """The ground or step of this name, if it is declared."""
        named: dict[str, Ground | Renewal] = {one.name: one for one in self.grounds}
        return (named | {one.name: one for one in self.renewals}).get(name)


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
