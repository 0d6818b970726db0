"""The door for text messages: signed or nothing."""

import time

import pytest
from django.test import Client
from factories import letters
from factories.text_service import TOKEN, signature

from commonbeat.kernel import notify
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.notify import inbound, inbound_mail
from commonbeat.kernel.notify.models import Received

pytestmark = pytest.mark.django_db
ROSA = "+12095550142"
URL = "https://police.example.gov/webhooks/sms/"
EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch, settings):
    monkeypatch.setenv("COMMONBEAT_TWILIO_TOKEN", TOKEN)
    monkeypatch.setattr(inbound, "_handlers", [])
    settings.BASE_URL = "https://police.example.gov"


def text(words: str, number: int = 1, signed: bool = True, **more: str):
    form = {"MessageSid": f"SM{number}", "From": ROSA, "To": "+12095550100", "Body": words, **more}
    headers = {"X-Twilio-Signature": signature(URL, form)} if signed else {}
    return Client(enforce_csrf_checks=True).post("/webhooks/sms/", form, headers=headers)


def test_a_signed_message_is_answered_by_its_topic():
    notify.register_handler(lambda one: f"You said <{one.text}> & more\x07")
    answer = text("hello")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml")
    assert answer.content == (
        b'<?xml version="1.0" encoding="UTF-8"?><Response><Message>You said &lt;hello&gt; &amp; more'
        b"</Message></Response>"
    )
    assert "sessionid" not in answer.cookies


def test_unsigned_is_refused_and_nothing_is_kept():
    taken = []
    notify.register_handler(lambda one: taken.append(one) or "")
    assert text("stop", signed=False).status_code == 403
    assert (taken, Received.objects.count(), notify.is_stopped(ROSA)) == ([], 0, False)
    assert AuditEntry.objects.count() == 0


def test_a_message_sent_again_is_refused():
    taken = []
    notify.register_handler(lambda one: taken.append(one.text) or "")
    assert [text("hello").status_code for _ in range(3)] == [200, 409, 409]
    assert taken == ["hello"]


@pytest.mark.parametrize(
    ("words", "reply"),
    [
        ("stop", b"You will get no more texts. Send START"), ("ALTO", "No recibirá más mensajes de texto.".encode()),
        ("start", b"You will get texts again."), ("empezar", "Recibirá mensajes de texto otra vez.".encode()),
        ("HELP", b"In an emergency call 911."), ("Información", b"En una emergencia llame al 911."),
    ],
)  # fmt: skip
def test_keywords_are_answered_in_their_language(words: str, reply: bytes):
    assert reply in text(words).content


def test_who_said_stop_is_heard_but_not_answered():
    taken = []
    notify.register_handler(lambda one: taken.append(one.text) or "Thank you")
    text("stop", 1)
    assert text("still here", 2).content == EMPTY
    assert taken == ["still here"]
    assert b"again" in text("start", 3).content
    assert b"Thank you" in text("back", 4).content


def test_what_nobody_takes_says_what_to_do_instead_and_falls_silent():
    first = text("hello").content.decode()
    assert "Nobody reads this text. To ask us, text ASK and your question." in first
    assert "Para preguntar, envíe PREGUNTA y su pregunta." in first
    assert "https://police.example.gov/track/" in first
    assert "Nobody reads" in text("", 2).content.decode()
    assert text("hello", 3).content == EMPTY
    assert "Nobody reads" in text("hello", 4, From="+12095550143").content.decode()


def test_a_name_as_sender_gets_no_answer():
    assert text("hello", 2, From="ACME").content == EMPTY


@pytest.mark.parametrize("number", ["", "x" * 101])
def test_a_message_without_a_proper_id_is_refused(number: str):
    assert text("hello", MessageSid=number).status_code == 400


def test_too_much_is_refused_unread():
    assert text("x" * 70_000).status_code == 413
    assert Received.objects.count() == 0


def test_only_forms_are_taken():
    assert Client().get("/webhooks/sms/").status_code == 405


MAIL = "/webhooks/email/"


def post_mail(form):
    return Client(enforce_csrf_checks=True).post(MAIL, form)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a topic took; it takes nothing that says no."""
    found: list[str] = []

    def topic(letter) -> bool:
        found.append(letter.text)
        return "no" not in letter.text

    monkeypatch.setattr(inbound_mail, "_handlers", [topic])
    monkeypatch.setenv("COMMONBEAT_MAILGUN_KEY", letters.KEY)
    return found


def test_a_signed_letter_reaches_its_topic_once(taken):
    form = letters.form("Hello")
    first = letters.signed(form)
    assert [post_mail(first).status_code, post_mail(first).status_code] == [200, 403]
    assert post_mail(letters.signed(form)).status_code == 200, "the service may post the same letter again"
    assert taken == ["Hello"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": "0" * 64}, {"signature": ""}, {"signature": "é"}, {"timestamp": "1"}, {"timestamp": "soon"},
        {"timestamp": "9" * 400}, {"token": ""}, {"token": "x" * 201},
    ],
)  # fmt: skip
def test_what_is_not_signed_is_refused_and_nothing_is_kept(taken, wrong):
    assert post_mail({**letters.signed(letters.form()), **wrong}).status_code == 403
    assert (taken, Received.objects.count()) == ([], 0)


def test_without_a_key_of_ours_nobody_is_believed(taken, monkeypatch):
    monkeypatch.delenv("COMMONBEAT_MAILGUN_KEY")
    assert post_mail(letters.signed(letters.form(), key="")).status_code == 403


def test_an_old_signature_and_a_strange_one_are_refused(taken):
    assert post_mail(letters.signed(letters.form(), at=time.time() - 25 * 3600)).status_code == 403
    assert post_mail(letters.signed(letters.form(), at=time.time() + 25 * 3600)).status_code == 403
    assert post_mail(letters.signed(letters.form(), key="other")).status_code == 403
    assert post_mail(letters.signed(letters.form(), at=time.time() - 8 * 3600)).status_code == 200


def test_what_shall_not_come_again_is_said_so(taken):
    automatic = letters.form(**{"message-headers": '[["Auto-Submitted", "auto-replied"]]'})
    assert post_mail(letters.signed(automatic)).status_code == 406
    assert post_mail(letters.signed(letters.form(**{"from": "nobody"}))).status_code == 406
    assert taken == []
    assert post_mail(letters.signed(letters.form("no"))).status_code == 406


def test_a_topic_that_fails_leaves_the_letter_to_come_again(taken, monkeypatch):
    form = letters.signed(letters.form("Hello"))
    with monkeypatch.context() as broken:
        broken.setattr(inbound_mail, "_handlers", [lambda letter: 1 / 0])
        with pytest.raises(ZeroDivisionError):
            post_mail(form)
    assert post_mail(form).status_code == 200
    assert taken == ["Hello"]


def test_too_much_is_not_read_and_get_is_no_way_in(taken):
    answer = Client().post(
        MAIL, b"x", content_type="multipart/form-data; boundary=x", headers={"Content-Length": "99999999"}
    )
    assert (answer.status_code, Client().get(MAIL).status_code) == (413, 405)
