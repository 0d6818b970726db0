"""The public door of questions: what comes in, what is shown, what is refused, what is kept."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from factories.people import person

from commonbeat.community.questions import actions, actions_hall, keys
from commonbeat.community.questions.models import HallQuestion, Question, TownHall
from commonbeat.kernel import audit
from commonbeat.kernel.access import limits
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.contact.models import Party
from commonbeat.kernel.publish.actions import release

pytestmark = pytest.mark.django_db
GOOD = {
    "text": "Why was Elm closed?",
    "topic": "traffic",
    "wants_public": "yes",
    "wants": "",
    "email": "",
    "phone": "",
}


@pytest.fixture(autouse=True)
def _fresh_hour(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Each test begins with an hour in which nobody has knocked."""
    monkeypatch.setattr(limits, "_folder", lambda: tmp_path)


@pytest.fixture
def hall() -> TownHall:
    host = person("pio")
    made = TownHall(
        slug="forum", title_en="Forum", title_es="Foro", place="Hall", starts_at=timezone.now(), keyword="FORUM", owner=host
    )  # fmt: skip
    actions_hall.plan(made, actor=host)
    actions_hall.open_hall(made, actor=host)
    yield made
    keys.destroy(made.pk)


def put(hall: TownHall, text: str, approve: bool = True) -> HallQuestion:
    question, _ = actions_hall.ask(hall, text=text, language="en")
    if approve:
        actions_hall.moderate(question, "approve", actor=hall.owner)
    return question


def test_a_question_is_taken_and_its_code_shown_once():
    answer = Client().post("/ask/", {**GOOD, "token": "a" * 32})
    question = Question.objects.get()
    assert answer.status_code == 200
    assert question.number in answer.content.decode()
    assert Party.objects.get().is_known is False
    assert dict(answer.cookies) == {}
    again = Client().post("/ask/", {**GOOD, "token": "a" * 32}).content.decode()
    assert "You sent this before" in again
    assert Question.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""), ("text", "x" * 2001), ("topic", ""), ("topic", "nonsense"), ("wants_public", ""),
        ("wants", "email"), ("wants", "sms"), ("wants", "pigeon"), ("email", "nowhere"), ("text", "\x00"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(field: str, value: str):
    answer = Client().post("/ask/", {**GOOD, field: value})
    assert answer.status_code == 400
    assert Question.objects.count() == 0


def test_a_bad_phone_number_is_said_at_its_field():
    answer = Client().post("/ask/", {**GOOD, "wants": "sms", "phone": "12"})
    assert answer.status_code == 400
    assert "phone" in answer.context["form"].errors


@pytest.mark.parametrize("token", ["", "short", "A" * 32, "'; DROP TABLE x; --", "x" * 50])
def test_a_made_up_token_does_no_harm(token: str):
    assert Client().post("/ask/", {**GOOD, "token": token}).status_code in (200, 400)


def test_a_form_from_elsewhere_is_refused():
    assert Client(enforce_csrf_checks=True).post("/ask/", GOOD).status_code == 403
    assert Question.objects.count() == 0


def test_a_flood_from_one_address_is_stopped():
    client = Client(REMOTE_ADDR="198.51.100.7")
    answers = [client.post("/ask/", GOOD).status_code for _ in range(22)]
    assert answers == [200] * 20 + [429] * 2
    assert Question.objects.count() == 20


def test_no_address_and_no_session_is_kept_of_an_asker():
    Client(REMOTE_ADDR="198.51.100.7", HTTP_USER_AGENT="Curious/1.0").post("/ask/", GOOD)
    for entry in AuditEntry.objects.all():
        assert (entry.address, entry.session) == (None, "")
    assert "198.51.100.7" not in str(list(AuditEntry.objects.values()))


def published() -> Question:
    pio = person("pio")
    question = actions.ask(text="<i>Towing?</i>", channel="web", language="en", wants_public=True).question
    actions.step(question, "answer", actor=pio, values={"answer": "After 72 hours."})
    words = {
        "question_en": "<i>Towing?</i>", "answer_en": "After 72 hours.",
        "question_es": "¿Grúa?", "answer_es": "Después de 72 horas.",
    }  # fmt: skip
    actions.publish(question, actor=pio, words=words)
    return question


def test_nothing_is_shown_before_the_first_release_and_then_in_the_readers_language():
    question = published()
    assert Client().get(f"/ask/answers/{question.number}/").status_code == 404
    release("questions", actor=audit.SYSTEM, reason="For a test")
    english = Client().get("/ask/answers/?q=towing").content.decode()
    assert "&lt;i&gt;Towing?&lt;/i&gt;" in english
    assert "<i>Towing" not in english
    assert "¿Grúa?" in Client().get("/es/ask/answers/?q=72").content.decode()
    assert "We found no answer" in Client().get("/ask/answers/?q=zzz").content.decode()
    assert Client().get("/ask/answers/?topic=nonsense").status_code == 400
    assert Client().get("/ask/answers/?page=zz").status_code == 200


def test_useful_counts_once_an_hour_from_one_place():
    question = published()
    release("questions", actor=audit.SYSTEM, reason="For a test")
    path = f"/ask/answers/{question.number}/useful/"
    client = Client()
    assert b"Thank you. It helps" in client.post(path, {"useful": "yes"}).content
    assert b"You told us already" in client.post(path, {"useful": "no"}).content
    assert b"choose yes or no" in client.post(path, {"useful": "<script>"}).content
    question.refresh_from_db()
    assert (question.useful_yes, question.useful_no) == (1, 0)


def test_a_withdrawn_answer_is_gone_at_once():
    question = published()
    release("questions", actor=audit.SYSTEM, reason="For a test")
    actions.decline_publication(question, actor=question.owner or person("community"), rule="personal")
    assert Client().get(f"/ask/answers/{question.number}/").status_code == 404


def test_the_rules_page_counts_what_was_not_shown():
    question = published()
    actions.decline_publication(question, actor=person("community"), rule="case")
    release("questions", actor=audit.SYSTEM, reason="For a test")
    content = Client().get("/ask/rules/").content.decode()
    assert "0 of 1 questions were not taken." in content
    assert "Not shown here, for the asker alone: 1." in content


def test_the_rules_page_counts_what_was_not_taken():
    question = actions.ask(text="Buy my pens?", channel="web", language="en").question
    actions.step(
        question,
        "set_aside",
        actor=person("community"),
        reason="We take questions about safety.",
        values={"rule": "advert"},
    )
    release("questions", actor=audit.SYSTEM, reason="For a test")
    content = Client().get("/ask/rules/").content.decode()
    assert "1 of 1 questions were not taken." in content
    assert "Not shown here, for the asker alone: 0." in content


def test_a_hall_shows_what_somebody_has_looked_at_and_no_html(hall: TownHall):
    put(hall, "<img src=x onerror=alert(1)> lights?")
    put(hall, "not looked at yet", approve=False)
    content = Client().get("/town-hall/forum/").content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt; lights?" in content
    assert "not looked at yet" not in content
    assert "1 question is being looked at" in content
    assert "not looked at yet" not in Client().get("/town-hall/forum/stage/").content.decode()


def test_a_hall_takes_a_question_from_the_web_and_keeps_no_cookie(hall: TownHall):
    answer = Client().post("/es/town-hall/forum/ask/", {"text": "¿Cuándo?", "token": "b" * 32})
    assert answer.status_code == 200
    assert dict(answer.cookies) == {}
    assert HallQuestion.objects.get().language == "es"
    assert Client().post("/town-hall/forum/ask/", {"text": ""}).status_code == 400
    assert Client().post("/town-hall/forum/ask/", {"text": "x" * 601}).status_code == 400


def test_a_vote_counts_once_for_each_browser_and_a_forged_ballot_is_none(hall: TownHall):
    put(hall, "Lights?")
    client, other = Client(), Client()
    first = client.post("/town-hall/forum/vote/1/")
    assert first["Location"] == "/town-hall/forum/?vote=counted&n=1#questions"
    assert "vote=before" in client.post("/town-hall/forum/vote/1/")["Location"]
    other.cookies["hall-forum"] = first.cookies["hall-forum"].value + "x"
    assert "vote=counted" in other.post("/town-hall/forum/vote/1/")["Location"]
    assert "vote=none" in client.post("/town-hall/forum/vote/77/")["Location"]
    assert HallQuestion.objects.get().votes == 2
    cookie = first.cookies["hall-forum"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 43200)


def test_a_note_in_the_address_says_only_what_we_say(hall: TownHall):
    for query in ("vote=<script>&n=1", "vote=counted&n=<b>", "vote=counted&n=9999999999", "vote=x&n=1"):
        content = Client().get(f"/town-hall/forum/?{query}")
        assert content.status_code == 200
        assert b"pq-note" not in content.content


def test_a_closed_hall_takes_nothing_and_says_that_its_key_is_gone(hall: TownHall):
    put(hall, "Lights?")
    actions_hall.close_hall(hall, actor=hall.owner, reason="The evening is over.")
    assert Client().post("/town-hall/forum/ask/", {"text": "Late?"}).status_code == 400
    assert "vote=closed" in Client().post("/town-hall/forum/vote/1/")["Location"]
    content = Client().get("/town-hall/forum/").content.decode()
    assert hall.key_fingerprint in content
    assert "To be answered later" in content


def test_the_square_code_is_a_drawing_of_our_own(hall: TownHall):
    answer = Client().get("/town-hall/forum/code.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")


def test_declined_questions_are_counted_by_rule(hall: TownHall):
    actions_hall.moderate(
        put(hall, "Buy!", approve=False), "decline", actor=hall.owner, values={"rule": "advert"}
    )
    assert "It sells something. 1" in Client().get("/town-hall/forum/").content.decode()


def test_the_page_with_the_code_is_kept_by_no_cache(client: Client):
    kept = client.post("/ask/", GOOD)
    assert (kept.status_code, "no-store" in kept["Cache-Control"]) == (200, True)


def test_a_whole_hall_behind_one_address_can_ask(client: Client, hall: TownHall):
    answers = [client.post("/town-hall/forum/ask/", {"text": f"Question {n}?"}) for n in range(25)]
    assert {answer.status_code for answer in answers} == {200}
    assert all("no-store" in answer["Cache-Control"] for answer in answers)
