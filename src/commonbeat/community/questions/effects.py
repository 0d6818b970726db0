"""What happens with a question's moves, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from commonbeat.kernel import clocks, contact
from commonbeat.kernel.audit import Actor
from commonbeat.kernel.workflow import Effect

from .promises import ANSWER

if TYPE_CHECKING:
    from commonbeat.kernel.workflow.models import Move


def _start(question: Any, move: Move) -> None:
    """The answer's clock starts when the question reached us, not when somebody wrote it down."""
    clocks.start(ANSWER, question, at=min(question.asked_at, move.at), owner=str(question.owner_id or ""))


def _tell_answer(question: Any, move: Move) -> None:
    """The answer joins the conversation, and the asker is told that there is news."""
    conversation = contact.conversation_of(question)
    if conversation is None:
        return
    contact.say(
        conversation, actor=Actor(move.actor_kind, move.actor_id), text=question.answer, by="department"
    )
    contact.tell(conversation)


def _tell_news(question: Any, move: Move) -> None:
    """The asker is told that there is news."""
    conversation = contact.conversation_of(question)
    if conversation is not None:
        contact.tell(conversation)


START = Effect(f"starts {ANSWER}", _start)
TELL_ANSWER = Effect("tells the asker the answer", _tell_answer)
TELL_NEWS = Effect("tells the asker that there is news", _tell_news)
