"""The timeline every record shows: what happened, when, by whom and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from commonbeat.kernel.accounts.queries import names_of
from commonbeat.kernel.workflow import history, process

if TYPE_CHECKING:
    from commonbeat.kernel.workflow.models import Moving


@dataclass(frozen=True)
class TimelineEntry:
    """One line of `ui/partials/timeline.html`.

    Attributes:
        at: when, aware (UTC) or naive local wall clock.
        text: what happened, as a sentence; escaped unless it is a SafeString.
        who: who did it, "" for a machine.
        why: the reason given, "" when none was asked for.
        dated: drawn with its day, for what lasts longer than a shift.
    """

    at: datetime
    text: str
    who: str = ""
    why: str = ""
    dated: bool = False


def of_moves(record: Moving, others: Mapping[str, str] | None = None) -> list[TimelineEntry]:
    """The states a record came to, oldest first, with who and why.

    Args:
        record: what went through its process.
        others: who did it where it was no account, by the actor's kind: ``{"resident": "the asker"}``.
    """
    moves, course, kinds = list(history(record)), process(record.PROCESS), others or {}
    names = names_of(one.actor_id for one in moves if one.actor_kind == "user")
    return [
        TimelineEntry(
            one.at,
            str(course.state(one.to_state).title),
            names.get(one.actor_id) or kinds.get(one.actor_kind, ""),
            one.reason,
            dated=True,
        )
        for one in moves
    ]
