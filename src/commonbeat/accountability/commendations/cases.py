"""A commendation and a suggestion as their writer sees them on the tracking page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commonbeat.kernel import clocks
from commonbeat.kernel.contact import CaseShown, ResidentAction
from commonbeat.kernel.workflow import history, move, process, state_of

from . import actions
from .enums import Publication
from .models import Commendation, Suggestion
from .process import OPEN
from .promises import ANSWER, PASS_ON
from .text import COMMENDATION_SENTENCES, GAVE_UP, SUGGESTION_SENTENCES


def commendation_of(conversation: Any) -> Commendation:
    """The commendation a conversation is about."""
    return Commendation.objects.get(pk=conversation.subject_id)


def suggestion_of(conversation: Any) -> Suggestion:
    """The suggestion a conversation is about."""
    return Suggestion.objects.get(pk=conversation.subject_id)


def _shown(record: Any, title: Any, clock_name: str, sentence: Any, told: tuple[str, ...]) -> CaseShown:
    course, state = process(record.PROCESS), state_of(record)
    clock = clocks.clock_of(clock_name, record)
    steps: list[Any] = [
        (made.at, course.state(made.to_state).public_title, made.reason if made.transition in told else "")
        for made in history(record)
        if made.transition not in ("match", "unmatch")
    ]
    return CaseShown(
        number=record.number,
        title=title,
        state=state.public_title,
        state_kind=state.kind,
        sentence=sentence,
        due=clocks.due_text(clock) if clock is not None and clock.is_running else "",
        steps=steps,
        may_write=state.kind == "open",
        extra_template="commendations/_case.html",
        extra={"record": record, "answered": record.state == "answered"},
    )


def show_commendation(conversation: Any) -> CaseShown:
    """Where the thanks stand; never whom staff believe they are for."""
    record = commendation_of(conversation)
    gave_up = record.state == "closed" and not record.praised.exists()
    sentence = GAVE_UP if gave_up else COMMENDATION_SENTENCES[record.state]
    return _shown(record, _("Your thanks"), PASS_ON, sentence, ("give_up",))


def show_suggestion(conversation: Any) -> CaseShown:
    """Where the idea stands, and the answer."""
    record = suggestion_of(conversation)
    return _shown(record, _("Your suggestion"), ANSWER, SUGGESTION_SENTENCES[record.state], ("close",))


def _no_consent(conversation: Any, given: dict[str, Any]) -> None:
    actions.take_back_consent(commendation_of(conversation))


def _may_take_back(conversation: Any) -> bool:
    record = commendation_of(conversation)
    return record.wants_public and record.publication in (Publication.WAITING, Publication.PUBLISHED)


def _withdraw(conversation: Any, given: dict[str, Any]) -> None:
    record = suggestion_of(conversation)
    move(record, "withdraw", actor=actions.RESIDENT, details={"number": record.number})


COMMENDATION_ACTIONS = (
    ResidentAction("private", _("Do not show my words to the public"), _no_consent, shown=_may_take_back),
)
SUGGESTION_ACTIONS = (
    ResidentAction(
        "withdraw",
        _("Take my suggestion back"),
        _withdraw,
        shown=lambda conversation: suggestion_of(conversation).state in OPEN,
    ),
)
