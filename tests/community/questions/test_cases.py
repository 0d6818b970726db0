"""A question on the tracking page: what its asker sees, and may do."""

from typing import Any

import pytest
from factories.people import signed_in

from commonbeat.community.questions import actions, queries
from commonbeat.community.questions.models import Question
from commonbeat.community.questions.promises import ANSWER
from commonbeat.kernel import clocks, contact
from commonbeat.kernel.contact.cases import offered

pytestmark = pytest.mark.django_db


@pytest.fixture
def question() -> Question:
    return actions.ask(text="Why was Elm closed? " * 8, channel="web", language="en").question


def seen(question: Question) -> Any:
    return contact.shown(contact.conversation_of(question))


def may(question: Question) -> dict[str, Any]:
    talk = contact.conversation_of(question)
    return {one.name: lambda reason="", run=one.run: run(talk, {"reason": reason}) for one in offered(talk)}


def test_a_waiting_question_shows_its_due_date_and_can_be_taken_back(question: Question):
    shown = seen(question)
    assert (shown.number, shown.state_kind, shown.may_write) == (question.number, "open", True)
    assert len(shown.title) == 80
    assert "●" in shown.due
    assert list(may(question)) == ["withdraw"]
    may(question)["withdraw"]()
    question.refresh_from_db()
    assert question.state == "withdrawn"
    assert clocks.clock_of(ANSWER, question).outcome == "void"
    assert seen(question).due == ""


def test_asked_back_the_asker_answers_and_the_clock_runs_on(question: Question, pio: Any):
    actions.step(question, "clarify", actor=pio, reason="Which block?")
    shown = seen(question)
    assert shown.may_write is False
    assert shown.steps[-1][2] == "Which block?"
    may(question)["clarify"]("The 400 block.")
    question.refresh_from_db()
    assert question.state == "awaiting"
    assert clocks.clock_of(ANSWER, question).still_since is None
    assert queries.load().unread == 1
    assert list(queries.filtered(pio, {"only": "unread"})) == [question]
    signed_in(pio).get(f"/console/questions/{question.pk}/")
    assert queries.load().unread == 0


def test_who_disagrees_says_why_and_once(question: Question, pio: Any):
    actions.step(question, "answer", actor=pio, values={"answer": "A parade."})
    assert list(may(question)) == ["disagree"]
    assert seen(question).extra["question"].answer == "A parade."
    may(question)["disagree"]("Not on Friday.")
    question.refresh_from_db()
    assert question.state == "awaiting"
    actions.step(question, "answer", actor=pio, values={"answer": "Then the works."})
    assert may(question) == {}


def test_a_question_set_aside_shows_the_reason(question: Question, pio: Any):
    actions.step(question, "set_aside", actor=pio, reason="This is an offer.", values={"rule": "advert"})
    shown = seen(question)
    assert (shown.state_kind, shown.steps[-1][2]) == ("closed", "This is an offer.")
