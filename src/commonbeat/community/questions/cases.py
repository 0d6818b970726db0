"""A question as its asker sees it on the tracking page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import clocks, contact
from commonbeat.kernel.contact import CaseShown, ResidentAction
from commonbeat.kernel.workflow import history, move, process, state_of

from . import actions
from .models import Question
from .process import ANSWERED, OPEN
from .promises import ANSWER
from .text import SENTENCES

LONGEST_TITLE = 80


def question_of(conversation: Any) -> Question:
    """The question a conversation is about."""
    return Question.objects.get(pk=conversation.subject_id)


def show(conversation: Any) -> CaseShown:
    """What the asker sees: the state in plain words, the due date, each step, the answer."""
    question = question_of(conversation)
    course = process(question.PROCESS)
    state = state_of(question)
    clock = clocks.clock_of(ANSWER, question)
    title = question.text if len(question.text) <= LONGEST_TITLE else f"{question.text[: LONGEST_TITLE - 1]}…"
    steps: list[Any] = []
    for made in history(question):
        shown = made.reason if made.transition in ("clarify", "set_aside", "disagree") else ""
        steps.append((made.at, course.state(made.to_state).public_title, shown))
    return CaseShown(
        number=question.number,
        title=title,
        state=state.public_title,
        state_kind=state.kind,
        sentence=str(SENTENCES[question.state]),
        due=clocks.due_text(clock) if clock is not None and clock.is_running else "",
        steps=steps,
        may_write=question.state
        == "awaiting",  # asked back, the asker answers by the action that lets the clock run
        extra_template="questions/_case.html",
        extra={"question": question, "answered": question.state in ANSWERED},
    )


def _withdraw(conversation: Any, given: dict[str, Any]) -> None:
    question = question_of(conversation)
    move(question, "withdraw", actor=actions.RESIDENT, details={"number": question.number})


def _wrote_back(conversation: Any, given: dict[str, Any]) -> None:
    question = question_of(conversation)
    contact.say(conversation, actor=actions.RESIDENT, text=given["reason"], by="resident")
    move(
        question,
        "clarified",
        actor=actions.RESIDENT,
        reason="The asker wrote back.",
        details={"number": question.number},
    )


def _disagree(conversation: Any, given: dict[str, Any]) -> None:
    actions.disagree(question_of(conversation), reason=given["reason"])


def _is(*states: str) -> Any:
    return lambda conversation: question_of(conversation).state in states


def _may_disagree(conversation: Any) -> bool:
    question = question_of(conversation)
    return question.state in ANSWERED and question.disagreed_at is None


ACTIONS = (
    ResidentAction(
        "clarify",
        _("Send, so that work goes on"),
        _wrote_back,
        asks_reason=True,
        shown=_is("needs_clarification"),
    ),
    ResidentAction(
        "disagree", _("This does not answer my question"), _disagree, asks_reason=True, shown=_may_disagree
    ),
    ResidentAction("withdraw", _("Take my question back"), _withdraw, shown=_is(*OPEN)),
)
