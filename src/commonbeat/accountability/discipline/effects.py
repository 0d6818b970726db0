"""What happens with a step of discipline, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commonbeat.accountability.complaints.promises import LIMIT
from commonbeat.kernel import clocks
from commonbeat.kernel.clocks import starts, stops
from commonbeat.kernel.workflow import Effect, MoveRefused

from . import findings, rules
from .promises import NOTICE_30

if TYPE_CHECKING:
    from commonbeat.kernel.workflow.models import Move


def _limit(discipline: Any, move: Move) -> None:
    """The year ends once everybody with a sustained finding was told what is proposed (Gov. Code 3304(d)(1))."""
    if findings.all_noticed(discipline.complaint_id):
        clocks.stop(LIMIT, discipline.complaint, at=move.at, proof=f"move {move.pk}")


def _decidable(discipline: Any, move: Move) -> None:
    if why := rules.why_not_decide(discipline, move.from_state):
        raise MoveRefused({"": why})


def _window(discipline: Any, move: Move) -> None:
    findings.open_windows(discipline)


def _end(discipline: Any, move: Move) -> None:
    findings.end(discipline)


LIMIT_STOPS = Effect("ends the one-year limit once everybody was told", _limit)
DECIDABLE = Effect("checks that the officer was heard and somebody else decides", _decidable)
WINDOW = Effect("notes until when the findings can be appealed", _window)
FINAL = Effect("makes the findings final, as they were or as the appeal ended", _end)
TELLING, TOLD = starts(NOTICE_30), stops(NOTICE_30)
