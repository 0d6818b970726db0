"""Taking, answering, extending and publishing questions."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from factories.people import person

from commonbeat.community.questions import actions, published
from commonbeat.community.questions.models import Alarm, PublicQuestion, Question
from commonbeat.community.questions.promises import ANSWER, CRISIS
from commonbeat.kernel import clocks, contact
from commonbeat.kernel.access import Refused
from commonbeat.kernel.clocks import ClockRefused
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.workflow import MoveRefused, history

pytestmark = pytest.mark.django_db
ASKED = "Why was Elm Street closed on Friday?"


def asked(**more: Any) -> actions.Asked:
    return actions.ask(**{"text": ASKED, "channel": "web", "language": "en", **more})


def answered(pio: Any, **more: Any) -> Question:
    question = asked(**more).question
    actions.step(question, "answer", actor=pio, values={"answer": "For the parade."})
    return question


def test_a_question_gets_a_number_a_code_and_a_clock(db: None):
    year = timezone.now().year % 100
    first, second = asked(), asked(language="", text="¿Por qué cerraron la calle?")
    assert (first.question.number, second.question.number) == (f"Q{year}-0001", f"Q{year}-0002")
    assert (first.question.language, second.question.language) == ("en", "es")
    assert first.question.state == "awaiting"
    assert clocks.clock_of(ANSWER, first.question).is_running
    assert contact.conversation_of(first.question) is not None
    assert len(first.code) == 19
    assert first.alarm is None


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x07"])
def test_nothing_is_no_question(text: str):
    with pytest.raises(ValidationError):
        asked(text=text)
    assert Question.objects.count() == 0


def test_a_form_sent_twice_makes_one_question_and_shows_its_code_once():
    first, second = asked(door_token="t1"), asked(door_token="t1")
    assert first.question.pk == second.question.pk
    assert second.code == ""


def test_html_is_kept_as_the_words_it_is():
    assert asked(text="<script>alert(1)</script>").question.text == "<script>alert(1)</script>"


def test_a_bad_address_takes_no_number():
    with pytest.raises(ValidationError) as wrong:
        asked(email="nowhere", wants="email")
    assert "email" in wrong.value.message_dict
    assert Question.objects.count() == 0


def test_a_clock_of_a_question_keyed_in_late_began_when_it_reached_us(pio: Any):
    when = timezone.now() - timedelta(days=3)
    one = actions.key_in(
        actor=pio, text=ASKED, channel="social", asked_at=when, source_link="https://social.example/p/1"
    )
    assert clocks.clock_of(ANSWER, one.question).started_at == when
    assert history(one.question).get().actor_kind == "user"


def test_a_post_needs_its_address_and_a_keyer_the_right(pio: Any):
    with pytest.raises(ValidationError):
        actions.key_in(actor=pio, text=ASKED, channel="social")
    with pytest.raises(ValidationError):
        actions.key_in(actor=pio, text=ASKED, channel="phone", asked_at=timezone.now() + timedelta(days=1))
    with pytest.raises(Refused):
        actions.key_in(actor=person("officer"), text=ASKED, channel="phone")


def test_an_answer_stops_the_clock_and_joins_the_conversation(pio: Any):
    question = answered(pio)
    assert question.state == "answered"
    assert clocks.clock_of(ANSWER, question).outcome == "kept"
    said = contact.utterances(contact.conversation_of(question)).get()
    assert (said.by, said.text) == ("department", "For the parade.")


def test_an_answer_needs_words(pio: Any):
    with pytest.raises(MoveRefused) as refused:
        actions.step(asked().question, "answer", actor=pio, values={"answer": ""})
    assert list(refused.value.errors) == ["answer"]


def test_asking_back_holds_the_clock_and_writing_back_lets_it_run(pio: Any):
    question = asked().question
    actions.step(question, "clarify", actor=pio, reason="Which block of Elm Street?")
    assert clocks.clock_of(ANSWER, question).still_since is not None
    assert contact.utterances(contact.conversation_of(question)).get().text == "Which block of Elm Street?"
    actions.step(question, "go_on", actor=pio, reason="Found it.")
    assert clocks.clock_of(ANSWER, question).still_since is None


def test_an_extension_needs_a_reason_and_is_told(pio: Any):
    question = asked().question
    with pytest.raises(ClockRefused):
        actions.extend(question, actor=pio, reason=" ")
    actions.extend(question, actor=pio, reason="The city attorney must agree.")
    assert clocks.clock_of(ANSWER, question).still_since is not None
    assert "attorney" in contact.utterances(contact.conversation_of(question)).get().text
    actions.go_on(question, actor=pio)
    assert clocks.clock_of(ANSWER, question).still_since is None


def test_nobody_clears_a_late_mark(pio: Any):
    late = actions.key_in(
        actor=pio, text=ASKED, channel="phone", asked_at=timezone.now() - timedelta(days=40)
    ).question
    with pytest.raises(ClockRefused):
        actions.extend(late, actor=pio, reason="We were busy.")
    actions.step(late, "answer", actor=pio, values={"answer": "Sorry."})
    assert clocks.clock_of(ANSWER, late).outcome == "late"


def test_the_asker_disagrees_once(pio: Any):
    question = answered(pio)
    actions.disagree(question, reason="That was not my question.")
    assert question.state == "awaiting"
    assert clocks.clock_of(ANSWER, question).is_running
    actions.step(question, "answer", actor=pio, values={"answer": "For the water works."})
    with pytest.raises(ValueError, match="once"):
        actions.disagree(question, reason="Again.")


def test_nothing_is_published_without_consent_or_answer(pio: Any):
    words = {"question_en": "Why?", "answer_en": "Because."}
    with pytest.raises(ValueError, match="did not agree"):
        actions.publish(answered(pio), actor=pio, words=words)
    with pytest.raises(ValueError, match="no answer"):
        actions.publish(asked(wants_public=True).question, actor=pio, words=words)
    with pytest.raises(ValueError, match="half"):
        actions.publish(answered(pio, wants_public=True), actor=pio, words={"question_en": "Why?"})


def test_what_is_published_is_read_at_once_and_gone_at_once(pio: Any):
    question = answered(pio, wants_public=True)
    actions.publish(
        question, actor=pio, words={"question_en": "Why was Elm closed?", "answer_en": "A parade."}
    )
    row = PublicQuestion.objects.get(number=question.number)
    assert (row.question_en, row.answer_en, row.state, row.days) == (
        "Why was Elm closed?",
        "A parade.",
        "answered",
        0,
    )
    actions.decline_publication(question, actor=pio, rule="personal")
    row = PublicQuestion.objects.get(number=question.number)
    assert (row.question_en, row.answer_en, row.rule, row.answered_on) == ("", "", "personal", None)
    question.refresh_from_db()
    assert question.publication == "withdrawn"


def test_the_dataset_holds_every_question_and_no_word_without_consent(pio: Any):
    answered(pio)
    asked(wants_public=True)
    gone = asked().question
    actions.step(gone, "set_aside", actor=pio, reason="This is an offer.", values={"rule": "advert"})
    assert list(published.refresh()) == []
    rows = PublicQuestion.objects.order_by("number")
    assert [(row.state, row.rule) for row in rows] == [
        ("answered", ""),
        ("awaiting", ""),
        ("set_aside", "advert"),
    ]
    assert {row.question_en for row in rows} == {""}
    assert sum(published.months(PublicQuestion)["months"].values()) == 3


def test_danger_raises_an_alarm_with_a_clock_and_mail_without_words(pio: Any):
    one = asked(text="I want to kill myself")
    assert one.alarm.kinds == ["self_harm"]
    assert "988" in one.safe_reply
    assert clocks.clock_of(CRISIS, one.alarm).is_running
    mails = list(Message.objects.filter(recipient=pio.email))
    assert len(mails) == 1
    assert "kill" not in mails[0].subject + mails[0].body


def test_a_safe_reply_is_in_the_writers_language(pio: Any):
    one = asked(text="me quiero matar", language="es")
    assert "988" in one.safe_reply
    assert "Please" not in one.safe_reply


def test_an_acknowledged_alarm_is_closed_with_what_was_done(pio: Any):
    from commonbeat.community.questions import alarms

    alarm = asked(text="Someone is in my house right now").alarm
    with pytest.raises(ValueError, match="what was done"):
        alarms.acknowledge(alarm, actor=pio, done=" ")
    alarms.acknowledge(alarm, actor=pio, done="Dispatch sent a car.")
    assert alarms.open_alarms() == []
    assert clocks.clock_of(CRISIS, Alarm.objects.get()).outcome == "kept"
