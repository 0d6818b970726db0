"""What the writer sees with their code."""

from typing import Any

import pytest

from commonbeat.accountability.commendations import actions, cases
from commonbeat.accountability.commendations.models import Commendation, Suggestion
from commonbeat.city.roster.models import Member
from commonbeat.kernel import contact

pytestmark = pytest.mark.django_db


def offered(record: Any) -> list[str]:
    return [action.name for action in contact.offered(contact.conversation_of(record))]


def test_the_writer_follows_the_thanks_and_never_reads_a_name(thanks: Commendation, desk: Any, reyes: Member):
    shown = contact.shown(contact.conversation_of(thanks))
    assert (str(shown.state), shown.may_write, bool(shown.due)) == ("We have it", True, True)
    actions.match(thanks, actor=desk, member=reyes)
    actions.step(Commendation.objects.get(), "pass_on", actor=desk)
    shown = contact.shown(contact.conversation_of(thanks))
    assert [str(title) for _, title, _ in shown.steps] == ["We have it", "Passed on"]
    assert "Reyes" not in f"{shown.sentence}{shown.title}{shown.steps}"
    assert shown.due == ""


def test_consent_is_taken_back_once(thanks: Commendation):
    assert offered(thanks) == ["private"]
    conversation = contact.conversation_of(thanks)
    cases.COMMENDATION_ACTIONS[0].run(conversation, {})
    assert offered(thanks) == []
    thanks.refresh_from_db()
    assert (thanks.wants_public, thanks.publication, thanks.rule) == (False, "declined", "consent")


def test_the_reason_of_giving_up_is_read(thanks: Commendation, desk: Any):
    actions.step(thanks, "give_up", actor=desk, reason="Nobody was there.")
    shown = contact.shown(contact.conversation_of(thanks))
    assert str(shown.sentence) == "We could not find out who it was."
    assert shown.steps[-1][2] == "Nobody was there."
    assert shown.may_write is False


def test_a_suggestion_is_taken_back_while_it_waits(idea: Suggestion, desk: Any):
    assert offered(idea) == ["withdraw"]
    cases.SUGGESTION_ACTIONS[0].run(contact.conversation_of(idea), {})
    idea.refresh_from_db()
    assert idea.state == "closed"
    assert offered(idea) == []


def test_the_answer_stands_on_the_page(idea: Suggestion, desk: Any):
    actions.step(idea, "answer", actor=desk, values={"answer": "We begin in May.", "outcome": "partly"})
    shown = contact.shown(contact.conversation_of(idea))
    assert shown.extra["answered"] is True
    assert (str(shown.state), shown.may_write) == ("Answered", False)
