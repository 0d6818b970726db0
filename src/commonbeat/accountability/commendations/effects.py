"""What happens with a move, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commonbeat.kernel import clocks, contact
from commonbeat.kernel.audit import Actor
from commonbeat.kernel.workflow import Effect

from .promises import ANSWER, PASS_ON

if TYPE_CHECKING:
    from commonbeat.kernel.workflow.models import Move


def _start(kind: str) -> Any:
    def run(record: Any, move: Move) -> None:
        """The clock starts when it reached us, not when somebody wrote it down."""
        clocks.start(kind, record, at=min(record.received_at, move.at))

    return run


def _hand_on(record: Any, move: Move) -> None:
    from .passing_on import hand_on  # needs the tables

    hand_on(record, at=move.at)


def _tell_news(record: Any, move: Move) -> None:
    """The writer is told that there is news."""
    conversation = contact.conversation_of(record)
    if conversation is not None:
        contact.tell(conversation)


def _say(record: Any, move: Move, text: str) -> None:
    conversation = contact.conversation_of(record)
    if conversation is not None and text:
        contact.say(conversation, actor=Actor(move.actor_kind, move.actor_id), text=text, by="department")
        contact.tell(conversation)


START_PASS_ON = Effect(f"starts {PASS_ON}", _start(PASS_ON))
START_ANSWER = Effect(f"starts {ANSWER}", _start(ANSWER))
HAND_ON = Effect("tells the people it thanks and their supervisors", _hand_on)
TELL_NEWS = Effect("tells the writer that there is news", _tell_news)
TELL_REASON = Effect("tells the writer the reason", lambda record, move: _say(record, move, move.reason))
TELL_ANSWER = Effect("tells the writer the answer", lambda record, move: _say(record, move, record.answer))
