"""Text messages: what is for us, in whose language the answer is, and what is kept of the number."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from factories.letters import raw

from commonbeat.community.questions import actions_hall, hall_texts, inbound, keys
from commonbeat.community.questions.inbound import heard
from commonbeat.community.questions.models import Alarm, HallQuestion, HallVoice, Question, TownHall
from commonbeat.kernel import contact
from commonbeat.kernel.access.limits import refusals
from commonbeat.kernel.contact.models import Party
from commonbeat.kernel.notify.inbound import Inbound
from commonbeat.kernel.notify.letters import letter_of
from commonbeat.kernel.notify.models import Message

pytestmark = pytest.mark.django_db
NUMBER, OTHER, OURS = "+12095550142", "+12095550143", "+12095550100"


def say(text: str, sender: str = NUMBER, to: str = OURS) -> str | None:
    return heard(Inbound(sender, to, text, timezone.now()))


def test_ask_takes_a_question_and_answers_with_a_code():
    reply = say("ASK Why was Elm Street closed?")
    question = Question.objects.get()
    assert (question.text, question.language, question.channel) == (
        "Why was Elm Street closed?",
        "en",
        "text",
    )
    assert question.number in reply
    assert "/track/" in reply
    assert Party.objects.get().wants == "sms"


@pytest.mark.parametrize(
    "text", ["Pregunta: ¿por qué cerraron la calle?", "PREGUNTA por que cerraron la calle"]
)
def test_pregunta_is_answered_in_spanish(text: str):
    say(text)
    assert Question.objects.get().language == "es"


def test_ask_alone_says_how():
    assert "ASK" in say("ask")
    assert Question.objects.count() == 0


def test_an_eleventh_question_within_an_hour_waits():
    for n in range(10):
        say(f"ASK question {n}")
    say("ASK one more")
    assert Question.objects.count() == 10


@pytest.mark.parametrize("text", ["", "hello", "forum", "vote 3", "asking for a friend"])
def test_what_is_not_for_us_is_left_to_others(text: str):
    assert say(text) is None


def test_a_cry_for_help_is_heard_without_any_word_before_it():
    reply = say("please help, someone is in my house right now")
    assert "911" in reply
    assert Alarm.objects.get().kinds == ["crime_now"]


def test_the_code_word_puts_a_question_to_the_open_town_hall(hall: TownHall):
    reply = say("Forum Why are there so few lights?")
    question = HallQuestion.objects.get()
    assert question.text == "Why are there so few lights?"
    assert "number 1" in reply
    assert Party.objects.count() == 0


def test_after_that_the_word_is_not_needed_any_more(hall: TownHall):
    say("FORUM first?")
    say("And what about the park?")
    assert HallQuestion.objects.count() == 2
    assert HallVoice.objects.count() == 1


def test_the_towns_halls_own_number_needs_no_word(hall: TownHall):
    assert "number 1" in say("Who pays for it?", to=hall.phone)


def test_votes_by_text_count_once_in_both_languages(hall: TownHall, pio: Any):
    say("forum First question of the evening?")
    actions_hall.moderate(HallQuestion.objects.get(), "approve", actor=pio)
    assert "counts" in say("VOTE 1", OTHER)
    assert say("vote #1", OTHER) != say("voto 1", OTHER)
    assert HallQuestion.objects.get().votes == 1
    assert say("voto 7", OTHER) is not None


def test_a_spanish_message_makes_a_spanish_question(hall: TownHall):
    say("FORUM ¿Por qué hay tan pocas luces en el parque?")
    assert HallQuestion.objects.get().language == "es"


def test_before_and_after_the_evening_people_are_told(planned: TownHall, pio: Any):
    assert "begins" in say("forum early?")
    actions_hall.open_hall(planned, actor=pio)
    say("forum in time?")
    actions_hall.close_hall(planned, actor=pio, reason="The evening is over.")
    assert "over" in say("forum too late?")
    assert say("voting?") is None
    assert HallQuestion.objects.count() == 1


def test_danger_at_a_town_hall_is_answered_safely(hall: TownHall):
    assert "988" in say("forum i want to kill myself")
    assert Alarm.objects.get().hall_question.number == 1


def test_too_many_and_too_long_are_told_kindly(hall: TownHall):
    assert "600" in say("forum " + "x" * 700)
    for n in range(10):
        say(f"forum question {n}?")
    assert "wait an hour" in say("forum more?")


def test_a_long_answer_is_cut_to_one_message():
    from commonbeat.kernel.notify.sms import segments

    assert segments(hall_texts.fitting("ñ" * 3000)) == 6
    assert hall_texts.fitting("short") == "short"


def test_a_text_that_meets_the_close_leaves_no_voice(hall: TownHall, pio: Any):
    seen_open = TownHall.objects.get(pk=hall.pk)
    actions_hall.close_hall(hall, actor=pio, reason="Over.")
    keys.make(hall.pk)  # as if the message had read the key before it was destroyed
    reply = inbound._hall(Inbound(NUMBER, OURS, "Why?", timezone.now()), seen_open, "Why?")
    keys.destroy(hall.pk)
    assert "over" in reply
    assert (HallVoice.objects.count(), HallQuestion.objects.count()) == (0, 0)


def mailed(text: str = "Why was Elm Street closed?", **headers: str) -> bool:
    return inbound.asked_by_mail(letter_of(raw(text, **headers)))


def test_a_letter_is_a_question_and_its_sender_is_told():
    assert mailed(Subject="A closed street") is True
    question = Question.objects.get()
    assert (question.text, question.channel, question.language, question.publication) == (
        "A closed street\n\nWhy was Elm Street closed?", "email", "en", "private"
    )  # fmt: skip
    party = Party.objects.get()
    assert (party.name, party.email, party.wants) == ("Rosa Díaz", "rosa@example.org", "email")
    assert [(one.channel, one.body) for one in Message.objects.all()] == [("email", "received")]


def test_a_letter_in_spanish_and_a_subject_that_is_its_first_line():
    assert mailed("¿Por qué cerraron la calle? Gracias.", Subject="¿Por qué cerraron la calle?") is True
    question = Question.objects.get()
    assert (question.text, question.language) == ("¿Por qué cerraron la calle? Gracias.", "es")


def test_a_cry_for_help_in_a_letter_raises_the_alarm():
    assert mailed("I want to kill myself") is True
    assert Alarm.objects.count() == 1


def test_a_long_letter_is_kept_whole_in_its_conversation():
    words = "".join(f"word {n} " for n in range(500)).strip()
    assert mailed(words) is True
    question = Question.objects.get()
    assert question.text == words[:2000].strip()
    assert [one.text for one in contact.utterances(contact.conversation_of(question))] == [words]


def test_files_are_not_kept_and_staff_know_it():
    letter = replace(letter_of(raw("See here")), files=2)
    assert inbound.asked_by_mail(letter) is True
    [note] = contact.utterances(contact.conversation_of(Question.objects.get()), viewer="staff")
    assert (note.internal, note.text) == (
        True, "The e-mail came with 2 files. They were not kept; ask for them on the case's page."
    )  # fmt: skip


def test_an_eleventh_letter_within_an_hour_is_counted_and_not_taken():
    assert [mailed(f"question {n}") for n in range(11)] == [True] * 10 + [False]
    assert [(door, n) for door, _hour, n in refusals(since=timezone.now() - timedelta(hours=2))] == [
        ("question by e-mail", 1)
    ]


def test_an_empty_letter_is_nothing():
    assert mailed("") is False
