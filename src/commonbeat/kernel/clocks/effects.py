"""Clocks that follow a process: effects for `workflow.Transition` and `workflow.Process`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from commonbeat.kernel.audit import Actor
from commonbeat.kernel.workflow import Effect, MoveRefused

from . import running
from .lengths import Length

if TYPE_CHECKING:
    from commonbeat.kernel.workflow.models import Move


def starts(kind: str, length: Callable[[Any], Length] | None = None) -> Effect:
    """The clock starts with the move.

    Args:
        kind: which clock.
        length: works out a record's own length; the kind's otherwise.
    """

    def run(record: Any, move: Move) -> None:
        running.start(kind, record, at=move.at, length=length(record) if length else None)

    return Effect(f"starts {kind}", run)


def stops(kind: str) -> Effect:
    """The clock stops with the move, which is its proof; nothing happens where none runs."""

    def run(record: Any, move: Move) -> None:
        running.stop(kind, record, at=move.at, proof=f"move {move.pk}")

    return Effect(f"stops {kind}", run)


Named = str | Callable[[Any, Any], str]
"""The name of a ground, or what works it out from the record and the move."""


def tolls(kind: str, ground: Named = "") -> Effect:
    """The clock stands still from the move on; nothing happens where none runs or it is late already.

    Args:
        kind: which clock.
        ground: why, where the kind declares grounds.
    """

    def run(record: Any, move: Move) -> None:
        reason, why = move.reason or move.transition, _name(ground, record, move)
        _if_possible(lambda: running.toll(kind, record, actor=_actor(move), reason=reason, ground=why))

    return Effect(f"tolls {kind}", run)


def resumes(kind: str, ground: Named = "") -> Effect:
    """The clock runs on from the move; nothing happens where none runs or something else holds it.

    Args:
        kind: which clock.
        ground: which of the grounds has ended; may be left out where only one is open at a time.
    """

    def run(record: Any, move: Move) -> None:
        why = _name(ground, record, move)
        _if_possible(lambda: running.resume(kind, record, actor=_actor(move), ground=why))

    return Effect(f"resumes {kind}", run)


def voids(kind: str) -> Effect:
    """The promise did not apply; nothing happens where no clock runs."""

    def run(record: Any, move: Move) -> None:
        if running._running(kind, record) is not None:
            running.void(kind, record, actor=_actor(move), reason=move.reason or move.transition or "begun")

    return Effect(f"voids {kind}", run)


def _actor(move: Move) -> Actor:
    return Actor(move.actor_kind, move.actor_id)


def _name(ground: Named, record: Any, move: Move) -> str:
    return ground if isinstance(ground, str) else ground(record, move)


def _if_possible(run: Callable[[], object]) -> None:
    """A clock that cannot stand still because it is late, or is not there, is no reason to refuse the move.

    Raises:
        MoveRefused: what else the clock refuses, for instance a ground it does not know.
    """
    try:
        run()
    except (running.NoClock, running.TooLate):
        return
    except running.ClockRefused as refused:
        raise MoveRefused({"": str(refused)}) from refused
