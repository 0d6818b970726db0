"""A town hall from its plan to the destruction of its key."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from factories.people import person

from commonbeat.community.questions import actions, actions_hall, hall_texts, keys
from commonbeat.community.questions.models import HallQuestion, HallVoice, HallVote, Question, TownHall
from commonbeat.community.questions.promises import ANSWER
from commonbeat.kernel import clocks, contact
from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.notify import actions as notify_actions
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.workflow import MoveRefused

pytestmark = pytest.mark.django_db
NUMBERS = [f"+1209555{n:04d}" for n in range(100, 106)]


def texted(
    hall: TownHall, number: str, text: str = "Why so few lights?", language: str = "en"
) -> HallQuestion:
    name = actions_hall.voice(hall, number, language)
    return actions_hall.ask(hall, text=text, language=language, pseudonym=name, by_text=True)[0]


def fresh(question: HallQuestion) -> HallQuestion:
    return HallQuestion.objects.get(pk=question.pk)


def test_opening_makes_the_key_and_keeps_its_fingerprint(hall: TownHall):
    assert hall.state == "open"
    assert hall.key_fingerprint == keys.fingerprint(hall.pk)
    assert keys.fingerprint(hall.pk).encode() not in (keys.folder() / str(hall.pk)).read_bytes()


def test_who_may_not_open_leaves_no_key(planned: TownHall):
    with pytest.raises(Refused):
        actions_hall.open_hall(planned, actor=person("officer"))
    assert not keys.lives(planned.pk)


def test_nothing_is_taken_before_or_after(planned: TownHall):
    with pytest.raises(actions_hall.NotOpen):
        actions_hall.ask(planned, text="Early?", language="en")
    with pytest.raises(actions_hall.NotOpen):
        actions_hall.vote(planned, 1, "a")


def test_questions_are_numbered_and_hold_no_number_of_a_phone(hall: TownHall):
    first, second = texted(hall, NUMBERS[0]), texted(hall, NUMBERS[1])
    assert (first.number, second.number) == (1, 2)
    assert first.pseudonym != second.pseudonym
    assert NUMBERS[0] not in str(HallVoice.objects.values_list("pseudonym", "sealed"))
    assert hall_texts.number_of(f"{hall.pk}:{first.pseudonym}") == NUMBERS[0]


def test_a_question_on_the_web_keeps_nothing_of_its_writer(hall: TownHall):
    question, alarm = actions_hall.ask(hall, text="Hello?", language="en", door_token="a")
    assert (question.pseudonym, alarm) == (None, None)
    assert actions_hall.ask(hall, text="Hello?", language="en", door_token="a")[0].pk == question.pk


@pytest.mark.parametrize("text", ["", " ", "x" * 601])
def test_too_little_and_too_much_is_refused(hall: TownHall, text: str):
    with pytest.raises(ValidationError):
        actions_hall.ask(hall, text=text, language="en")


def test_one_sender_asks_ten_times_an_hour(hall: TownHall):
    for n in range(10):
        texted(hall, NUMBERS[0], f"Question {n}?")
    with pytest.raises(ValidationError):
        texted(hall, NUMBERS[0], "One more?")
    texted(hall, NUMBERS[1])


def test_a_vote_counts_once_and_only_for_what_is_shown(hall: TownHall, pio: Any):
    question = texted(hall, NUMBERS[0])
    assert actions_hall.vote(hall, 1, "a") is None
    actions_hall.moderate(question, "approve", actor=pio)
    assert actions_hall.vote(hall, 1, "a") is True
    assert actions_hall.vote(hall, 1, "a") is False
    assert actions_hall.vote(hall, 1, "b") is True
    assert actions_hall.vote(hall, 99, "b") is None
    assert fresh(question).votes == 2


def test_a_merged_question_gives_its_votes_and_a_voter_for_both_counts_once(hall: TownHall, pio: Any):
    first, second = texted(hall, NUMBERS[0]), texted(hall, NUMBERS[1])
    for one in (first, second):
        actions_hall.moderate(one, "approve", actor=pio)
    for voter in ("a", "b"):
        actions_hall.vote(hall, 1, voter)
    for voter in ("b", "c"):
        actions_hall.vote(hall, 2, voter)
    actions_hall.merge(fresh(second), actor=pio, into=first)
    assert fresh(second).state == "merged"
    assert fresh(first).votes == 3
    assert actions_hall.vote(hall, 2, "d") is True
    assert fresh(first).votes == 4
    with pytest.raises(ValueError, match="another question"):
        actions_hall.merge(fresh(first), actor=pio, into=fresh(second))


def test_one_question_is_on_stage_at_a_time(hall: TownHall, pio: Any):
    first, second = texted(hall, NUMBERS[0]), texted(hall, NUMBERS[1])
    for one in (first, second):
        actions_hall.moderate(one, "approve", actor=pio)
        actions_hall.moderate(one, "stage", actor=pio)
    assert [fresh(first).state, fresh(second).state] == ["approved", "on_stage"]


def test_a_refusal_names_a_published_rule_and_is_texted_in_the_senders_language(hall: TownHall, pio: Any):
    question = texted(hall, NUMBERS[0], "Vendo mi carro", "es")
    with pytest.raises(MoveRefused):
        actions_hall.moderate(question, "decline", actor=pio)
    actions_hall.moderate(fresh(question), "decline", actor=pio, values={"rule": "advert"})
    sent = Message.objects.get(channel="sms")
    assert sent.recipient == f"townhall:{hall.pk}:{question.pseudonym}"
    assert "Your question" not in sent.body


def test_an_answer_is_texted_to_everybody_who_asked_it(hall: TownHall, pio: Any):
    first, second = texted(hall, NUMBERS[0]), texted(hall, NUMBERS[1], "¿Por qué tan oscuro?", "es")
    for one in (first, second):
        actions_hall.moderate(one, "approve", actor=pio)
    actions_hall.merge(fresh(second), actor=pio, into=first)
    words = {"answer_en": "New lights come in May.", "answer_es": "En mayo hay luces nuevas."}
    actions_hall.moderate(fresh(first), "answer", actor=pio, values=words)
    bodies = {m.recipient.rpartition(":")[2]: m.body for m in Message.objects.filter(channel="sms")}
    assert "New lights come in May." in bodies[first.pseudonym]
    assert "En mayo hay luces nuevas." in bodies[second.pseudonym]


def test_danger_can_be_answered_while_the_key_lives_and_never_after(hall: TownHall, pio: Any):
    name = actions_hall.voice(hall, NUMBERS[0], "en")
    question, alarm = actions_hall.ask(
        hall, text="i want to die", language="en", pseudonym=name, by_text=True
    )
    assert alarm.kinds == ["self_harm"]
    hall_texts.reply_privately(question, actor=pio, body="Please call me at 555-0100. Ana")
    assert Message.objects.filter(channel="sms").count() == 1
    with pytest.raises(Refused):
        hall_texts.reply_privately(question, actor=person("officer"), body="x")
    actions_hall.close_hall(TownHall.objects.get(), actor=pio, reason="The evening is over.")
    with pytest.raises(ValueError, match="no way back"):
        hall_texts.reply_privately(fresh(question), actor=pio, body="Are you safe?")


def test_closing_forgets_senders_keeps_counts_and_gives_what_is_left_an_owner(hall: TownHall, pio: Any):
    shown, left, declined = (texted(hall, number) for number in NUMBERS[:3])
    for one in (shown, left):
        actions_hall.moderate(one, "approve", actor=pio)
    actions_hall.vote(hall, 1, "a")
    actions_hall.moderate(fresh(shown), "answer", actor=pio, values={"answer_en": "Soon."})
    actions_hall.moderate(declined, "decline", actor=pio, values={"rule": "off_topic"})
    fingerprint = hall.key_fingerprint
    assert actions_hall.close_hall(hall, actor=pio, reason="The evening is over.") == 1

    assert not keys.lives(hall.pk)
    assert (hall.state, hall.people, hall.key_destroyed_at is not None) == ("closed", 3, True)
    assert HallVoice.objects.count() == HallVote.objects.count() == 0
    assert set(HallQuestion.objects.values_list("pseudonym", flat=True)) == {None}
    assert fresh(shown).votes == 1
    follow = Question.objects.get()
    assert (follow.channel, follow.owner, follow.hall_question.number) == ("town_hall", pio, 2)
    assert contact.conversation_of(follow) is None
    assert clocks.clock_of(ANSWER, follow).is_running
    proof = AuditEntry.objects.get(action="questions.key_destroyed")
    assert proof.details == {"key": fingerprint}
    with pytest.raises(LookupError):
        hall_texts.number_of(f"{hall.pk}:{shown.pseudonym}")


def test_after_the_close_nothing_says_which_questions_one_sender_asked(hall: TownHall, pio: Any):
    first, second = texted(hall, NUMBERS[0], "One?"), texted(hall, NUMBERS[0], "Two?")
    other = texted(hall, NUMBERS[1], "Three?")
    for question in (first, second, other):
        actions_hall.moderate(question, "decline", actor=pio, values={"rule": "advert"})
    before = list(Message.objects.values_list("recipient", "dedupe_key"))
    assert len({recipient for recipient, _key in before}) == 2
    actions_hall.close_hall(hall, actor=pio, reason="Over.")
    after = list(Message.objects.values_list("recipient", "dedupe_key"))
    assert {recipient for recipient, _key in after} == {f"townhall:{hall.pk}:forgotten"}
    assert not {key for _to, key in after} & {key for _to, key in before}
    assert first.pseudonym not in str(list(Message.objects.values()))
    assert {notify_actions.deliver(one.pk).state for one in Message.objects.all()} == {"failed"}


def test_a_vote_that_meets_the_close_is_not_counted(
    hall: TownHall, pio: Any, monkeypatch: pytest.MonkeyPatch
):
    question = texted(hall, NUMBERS[0])
    actions_hall.moderate(question, "approve", actor=pio)
    seen_open = TownHall.objects.get(pk=hall.pk)
    actions_hall.close_hall(hall, actor=pio, reason="Over.")
    monkeypatch.setattr(actions_hall, "VOTED_FOR", ("to_follow_up",))  # as it was read before the close
    with pytest.raises(actions_hall.NotOpen):
        actions_hall.vote(seen_open, question.number, "a")
    assert (HallVote.objects.count(), fresh(question).votes) == (0, 0)


def test_an_answer_given_later_stands_on_the_evenings_page(hall: TownHall, pio: Any):
    texted(hall, NUMBERS[0])
    actions_hall.close_hall(hall, actor=pio, reason="The evening is over.")
    follow = Question.objects.get()
    actions.step(follow, "answer", actor=pio, values={"answer": "In May."})
    actions.publish(follow, actor=pio, words={"question_en": "Lights?", "answer_en": "In May."})
    left = HallQuestion.objects.get()
    assert (left.state, left.answer("es")) == ("answered", "In May.")


def test_closing_needs_a_reason_and_changes_nothing_without_one(hall: TownHall, pio: Any):
    texted(hall, NUMBERS[0])
    with pytest.raises(MoveRefused):
        actions_hall.close_hall(hall, actor=pio, reason="")
    assert keys.lives(hall.pk)
    assert HallVoice.objects.count() == 1


def test_a_code_word_is_free_again_when_its_evening_is_over(hall: TownHall, pio: Any):
    actions_hall.close_hall(hall, actor=pio, reason="The evening is over.")
    again = TownHall(
        slug="again",
        title_en="Again",
        title_es="Otra vez",
        place="Here",
        starts_at=hall.starts_at,
        keyword="forum",
        owner=pio,
    )
    assert actions_hall.plan(again, actor=pio).keyword == "FORUM"
