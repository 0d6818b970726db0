"""Staff pages of questions: what is typed is kept when refused, who may not is refused, words are never HTML."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories.people import person, signed_in

from commonbeat.community.questions import actions, actions_hall
from commonbeat.community.questions.models import HallQuestion, Question, TownHall
from commonbeat.kernel import contact
from commonbeat.kernel.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
BASE = "/console/questions"


@pytest.fixture
def desk(pio: Any) -> Client:
    return signed_in(pio)


def asked(text: str = "Why was Elm closed?", **more: Any) -> Question:
    return actions.ask(text=text, channel="web", language="en", **more).question


def page(desk: Client, question: Question) -> str:
    return desk.get(f"{BASE}/{question.pk}/").content.decode()


def test_the_list_is_filtered_and_its_counts_are_right(desk: Client, pio: Any):
    asked("Towing <b>rules</b>?")
    late = actions.key_in(
        actor=pio, text="Old one?", channel="phone", asked_at=timezone.now() - timedelta(days=30)
    ).question
    actions.assign(late, actor=pio, owner=pio)
    everything = desk.get(f"{BASE}/").content.decode()
    assert "Towing &lt;b&gt;rules&lt;/b&gt;?" in everything
    assert "2 questions" in everything
    for query, n in {
        "q=towing": 1,
        "only=late": 1,
        "only=open": 2,
        "whose=mine": 1,
        "whose=nobody": 1,
        "q=zz": 0,
    }.items():
        assert desk.get(f"{BASE}/?{query}").context["listing"].page.count == n, query
    assert desk.get(f"{BASE}/?state=nonsense").status_code == 400


def test_an_empty_answer_comes_back_with_what_was_chosen(desk: Client):
    question = asked()
    answer = desk.post(f"{BASE}/{question.pk}/answer/", {"answer": "", "outcome": "refer"})
    assert answer.status_code == 400
    assert (
        'value="refer" class="usa-radio__input"' in answer.content.decode()
        or "checked" in answer.content.decode()
    )
    assert Question.objects.get().state == "awaiting"


def test_an_answer_of_signs_nobody_sees_is_none(desk: Client):
    question = asked()
    answer = desk.post(f"{BASE}/{question.pk}/note/", {"note-reason": "\x07\x08"})
    assert answer.status_code == 400


def test_an_answer_is_given(desk: Client):
    question = asked()
    assert (
        desk.post(f"{BASE}/{question.pk}/answer/", {"answer": "A parade.", "outcome": "answer"}).status_code
        == 302
    )
    assert "A parade." in page(desk, question)


def test_asking_back_extending_and_going_on(desk: Client):
    question = asked()
    desk.post(f"{BASE}/{question.pk}/clarify/", {"clarify-reason": "Which block?"})
    assert Question.objects.get().state == "needs_clarification"
    desk.post(f"{BASE}/{question.pk}/go-on/")
    assert Question.objects.get().state == "awaiting"
    desk.post(f"{BASE}/{question.pk}/extend/", {"extend-reason": "The attorney must agree."})
    assert "On hold" in page(desk, question)
    desk.post(f"{BASE}/{question.pk}/go-on/")
    assert "On hold" not in page(desk, question)


def test_a_late_question_offers_no_extension(desk: Client, pio: Any):
    when = timezone.now() - timedelta(days=30)
    late = actions.key_in(actor=pio, text="Old?", channel="phone", asked_at=when).question
    assert "Extend for a lawful reason" not in page(desk, late)
    answer = desk.post(f"{BASE}/{late.pk}/extend/", {"extend-reason": "We were busy."})
    assert answer.status_code == 400
    assert "▲" in page(desk, late)


def test_two_people_answer_at_once_and_one_is_told(desk: Client, pio: Any):
    question = asked()
    actions.step(Question.objects.get(), "answer", actor=pio, values={"answer": "First."})
    answer = desk.post(f"{BASE}/{question.pk}/answer/", {"answer": "Second.", "outcome": "answer"})
    assert answer.status_code == 400
    assert "Second." in answer.content.decode()
    assert Question.objects.get().answer == "First."


def test_publishing_needs_both_halves_of_a_language(desk: Client, pio: Any):
    question = asked(wants_public=True)
    actions.step(question, "answer", actor=pio, values={"answer": "A parade."})
    path = f"{BASE}/{question.pk}/publish/"
    assert desk.post(path, {"question_en": "Why?", "answer_en": ""}).status_code == 400
    assert desk.post(path, {"question_en": "Why?", "answer_en": "A parade."}).status_code == 302
    assert desk.post(f"{BASE}/{question.pk}/keep-private/", {"rule-rule": "nonsense"}).status_code == 400
    assert desk.post(f"{BASE}/{question.pk}/keep-private/", {"rule-rule": "case"}).status_code == 302
    assert Question.objects.get().publication == "withdrawn"


def test_a_question_is_written_down_on_the_agencys_clock(desk: Client):
    form = {
        "text": "Why?", "channel": "phone", "topic": "other", "asked_at": "2026-03-02T09:30", "language": "",
        "phone": "(209) 555-0142",
    }  # fmt: skip
    answer = desk.post(f"{BASE}/new/", form)
    assert answer.status_code == 200
    assert Question.objects.get().asked_at.isoformat() == "2026-03-02T17:30:00+00:00"
    wrong = desk.post(f"{BASE}/new/", {**form, "asked_at": "2999-01-01T00:00", "phone": "12"})
    assert wrong.status_code == 400


def test_a_town_hall_is_planned_with_a_word_of_its_own(desk: Client, planned: TownHall):
    form = {
        "title_en": "Youth forum", "title_es": "Foro", "place": "School", "starts_at": "2027-01-05T18:30",
        "keyword": "school", "phone": "", "panel": "",
    }  # fmt: skip
    for word in ("ask", "VOTE", "two words", "forum", "ñandú", ""):
        assert desk.post(f"{BASE}/town-halls/new/", {**form, "keyword": word}).status_code == 400, word
    assert desk.post(f"{BASE}/town-halls/new/", {**form, "phone": "12"}).status_code == 400
    assert desk.post(f"{BASE}/town-halls/new/", form)["Location"] == f"{BASE}/town-halls/youth-forum-2/"
    made = TownHall.objects.get(slug="youth-forum-2")
    assert (made.keyword, made.starts_at.isoformat()) == ("SCHOOL", "2027-01-06T02:30:00+00:00")


def test_an_evening_from_planning_to_its_end(desk: Client, planned: TownHall, pio: Any):
    base = f"{BASE}/town-halls/{planned.slug}"
    assert desk.post(f"{base}/open/").status_code == 302
    for words in ("<b>One</b>?", "Two?", "Three?"):
        actions_hall.ask(TownHall.objects.get(), text=words, language="en")
    piece = desk.get(f"{base}/board/piece/").content.decode()
    assert "&lt;b&gt;One&lt;/b&gt;?" in piece
    for number, step, more in [
        (1, "approve", {}), (2, "approve", {}), (2, "merge", {"into": "1"}), (3, "decline", {"rule": "advert"}),
        (1, "stage", {}), (1, "unstage", {}), (1, "follow_up", {}),
    ]:  # fmt: skip
        assert desk.post(f"{base}/{number}/{step}/", more).status_code == 302
    assert list(HallQuestion.objects.order_by("number").values_list("state", flat=True)) == [
        "to_follow_up", "merged", "declined",
    ]  # fmt: skip
    assert desk.post(f"{base}/1/explode/").status_code == 404
    assert desk.post(f"{base}/close/", {"reason": "Over."}).status_code == 400
    assert desk.post(f"{base}/close/", {"reason": "Over.", "sure": "on"}).status_code == 302
    assert "destroyed" in desk.get(f"{base}/").content.decode()
    assert desk.post(f"{base}/open/").status_code == 302
    assert TownHall.objects.get().state == "closed"


@pytest.mark.parametrize("into", ["", "1", "99", "x", "9" * 9])
def test_a_merge_with_nothing_changes_nothing(desk: Client, hall: TownHall, into: str):
    actions_hall.ask(hall, text="One?", language="en")
    desk.post(f"{BASE}/town-halls/{hall.slug}/1/merge/", {"into": into})
    assert HallQuestion.objects.get().state == "pending"


def test_the_panel_sees_no_pseudonym_and_no_number(desk: Client, hall: TownHall):
    name = actions_hall.voice(hall, "+12095550142", "en")
    actions_hall.ask(hall, text="i want to die", language="en", pseudonym=name, by_text=True)
    for path in (f"town-halls/{hall.slug}/board/", f"town-halls/{hall.slug}/", "alarms/"):
        content = desk.get(f"{BASE}/{path}").content.decode()
        assert name not in content
        assert "5550142" not in content


def test_who_may_only_read_is_offered_nothing(hall: TownHall):
    actions_hall.ask(hall, text="One?", language="en")
    reader = signed_in(person("command"))
    content = reader.get(f"{BASE}/town-halls/{hall.slug}/board/").content.decode()
    assert "One?" in content
    assert "Approve" not in content
    assert reader.post(f"{BASE}/town-halls/{hall.slug}/1/approve/").status_code == 403
    assert (
        reader.post(f"{BASE}/town-halls/{hall.slug}/close/", {"reason": "x", "sure": "on"}).status_code == 403
    )


def test_the_first_page_tells_what_waits(desk: Client):
    assert "Questions from residents" not in desk.get("/console/").content.decode()
    asked("Someone is in my house right now")
    content = desk.get("/console/").content.decode()
    assert "1 message sounds like danger and waits for a person." in content
    assert "1 question waits for an answer; 1 of them has no owner." in content


def test_who_asked_is_shown_for_a_purpose_and_written_down():
    desk = signed_in(person("community"))
    question = asked(phone="+14155550123", wants="sms")
    assert f"{BASE}/{question.pk}/who/" in page(desk, question)
    address = f"{BASE}/{question.pk}/who/"
    assert "4155550123" not in desk.get(address).content.decode()
    assert desk.post(address).status_code == 400
    shown = desk.post(address, {"purpose": "danger"})
    assert 'href="tel:+14155550123"' in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    entry = AuditEntry.objects.get(action="contact.identity_read")
    assert (entry.purpose, "4155550123" in str(entry.details)) == ("Somebody may be in danger", False)


def test_a_lost_code_is_replaced(desk: Client):
    question = asked()
    before = contact.conversation_of(question).code_hash
    address = f"{BASE}/{question.pk}/new-code/"
    clerk = signed_in(person("analyst"))
    assert clerk.post(address, {"sure": "content"}).status_code == 403
    assert address in page(desk, question)
    answer = signed_in(person("community")).post(address, {"sure": "content"})
    assert re.search(r"<b>[0-9A-Z]{4}(-[0-9A-Z]{4}){3}</b>", answer.content.decode())
    assert contact.conversation_of(question).code_hash != before
