"""Text messages: what is for us, in whose language the answer is, and what is kept of the number."""

from typing import Any

import pytest
from django.utils import timezone

from commonbeat.community.questions import actions_hall, hall_texts, inbound, keys
from commonbeat.community.questions.inbound import heard
from commonbeat.community.questions.models import Alarm, HallQuestion, HallVoice, Question, TownHall
from commonbeat.kernel.contact.models import Party
from commonbeat.kernel.notify.inbound import Inbound

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
