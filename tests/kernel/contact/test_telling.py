"""Telling residents that there is news: by their way, in their language, without saying what."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils import timezone
from factories.people import person

from commonbeat.kernel import audit, contact
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.contact import links, telling
from commonbeat.kernel.notify import actions, sms
from commonbeat.kernel.notify.models import Message

pytestmark = pytest.mark.django_db
SECRET = "The neighbour at 12 Elm Street hit his dog."
RESIDENT = audit.Actor("resident")


@pytest.fixture(autouse=True)
def _outbox(monkeypatch, settings, tmp_path):
    settings.COMMONBEAT_HOME = tmp_path
    monkeypatch.setenv("COMMONBEAT_MAIL", "file")
    monkeypatch.setenv("COMMONBEAT_SMS", "file")
    monkeypatch.setattr(
        telling, "_letterhead", lambda: telling.Letterhead("Marisol Police", "MPD", "209-555-0100")
    )


def delivered() -> Message:
    """The one message that waits, a minute later."""
    message = Message.objects.get(state="queued")
    Message.objects.filter(pk=message.pk).update(next_try_at=timezone.now())
    return actions.deliver(message.pk)


def mail(message: Message):
    file = settings.COMMONBEAT_HOME / "outbox" / f"{message.pk}.eml"
    return message_from_bytes(file.read_bytes(), policy=policy.default)


def test_an_email_says_that_there_is_news_and_nothing_else(opened):
    made = opened(name="Rosa Díaz", email="rosa@example.org", wants="email")
    contact.say(made.conversation, actor=RESIDENT, text=SECRET, by="resident")
    contact.tell(made.conversation)
    sent = delivered()
    assert (sent.state, sent.error) == ("sent", "")
    got = mail(sent)
    assert (got["To"], got["Subject"]) == ("rosa@example.org", "A message from Marisol Police")
    body = got.get_content()
    assert "There is news about your case." in body
    for private in (SECRET, "Rosa", made.code, "dog"):
        assert private not in got.as_string()
    token = body.split("/track/link/")[1].split("/")[0]
    assert links.open_link(token, request=RequestFactory().post("/")) == made.conversation


def test_a_new_code_is_said_to_its_owner_apart_from_other_news(opened):
    made = opened(email="rosa@example.org", wants="email")
    contact.tell(made.conversation)
    contact.renew_code(made.conversation, actor=person("records"), reason="knew the place of the report")
    bodies = [message.body for message in Message.objects.filter(state="queued").order_by("pk")]
    assert bodies == ["news", "code"]
    Message.objects.filter(body="news").delete()
    assert (
        "We gave out a new code for your case. If you did not ask for it, call us now."
        in mail(delivered()).get_content()
    )


def test_neither_address_nor_link_stays_in_the_outbox(opened):
    made = opened(email="rosa@example.org", wants="email")
    contact.tell(made.conversation)
    before = str(list(Message.objects.values()))
    sent = delivered()
    token = mail(sent).get_content().split("/track/link/")[1].split("/")[0]
    after = str(list(Message.objects.values()))
    for kept in (before, after):
        assert "rosa" not in kept
        assert token not in kept
    sent.refresh_from_db()
    assert (sent.subject, sent.body) == ("", "")


def test_messages_are_stopped_with_one_press(opened):
    made = opened(email="rosa@example.org", wants="email")
    contact.tell(made.conversation)
    got = mail(delivered())
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = got["List-Unsubscribe"].replace("\r\n ", "").strip("<> ")
    assert stop.startswith(f"{settings.BASE_URL}/track/stop/")
    assert stop in got.get_content()
    token = stop.rstrip("/").rsplit("/", 1)[1]
    assert links.conversation_to_stop(token) == made.conversation


def test_in_the_residents_language(opened):
    made = opened(language="es", email="rosa@example.org", wants="email")
    contact.tell(made.conversation, what="received")
    got = mail(delivered())
    assert got["Subject"] == "Un mensaje de Marisol Police"
    assert "Recibimos lo que usted nos envió." in got.get_content()
    assert "/es/track/link/" in got.get_content()


def test_a_text_message(opened):
    made = opened(language="es", phone="209 555 0142", wants="sms")
    contact.tell(made.conversation)
    sent = delivered()
    text = (settings.COMMONBEAT_HOME / "outbox" / f"{sent.pk}.sms").read_text()
    assert text.startswith("To: +12095550142\n\nMPD: Hay novedades de su caso. http")
    assert text.endswith("Responda ALTO para no recibir más.\n")
    assert sms.segments(text.split("\n\n")[1].strip()) <= 2


def test_five_steps_in_a_minute_are_one_message(opened):
    made = opened(email="rosa@example.org", wants="email")
    for _ in range(5):
        contact.tell(made.conversation)
    assert Message.objects.count() == 1
    waits = Message.objects.get().next_try_at - timezone.now()
    assert timedelta(seconds=50) < waits <= timedelta(seconds=60)
    delivered()
    contact.tell(made.conversation)
    assert Message.objects.count() == 2
    assert AuditEntry.objects.filter(action="contact.told").count() == 2


@pytest.mark.parametrize("known", [{}, {"email": "rosa@example.org"}, {"phone": "209 555 0142"}])
def test_who_wants_nothing_gets_nothing(opened, known):
    contact.tell(opened(**known).conversation)
    assert Message.objects.count() == 0


def test_who_stopped_gets_nothing_until_they_allow_it(opened):
    made = opened(email="rosa@example.org", wants="email")
    for _ in range(2):
        contact.stop_news(made.conversation, actor=RESIDENT)
    contact.tell(made.conversation)
    assert Message.objects.count() == 0
    contact.allow_news(made.conversation, actor=RESIDENT)
    contact.tell(made.conversation)
    assert Message.objects.count() == 1
    chosen = AuditEntry.objects.filter(action="contact.wants_changed").order_by("seq")
    assert [row.details["wants"] for row in chosen] == ["no messages", "messages"]


def test_who_stops_or_is_destroyed_meanwhile_gets_nothing(opened):
    first, second = (opened(email="rosa@example.org", wants="email").conversation for _ in range(2))
    contact.tell(first)
    contact.stop_news(first, actor=RESIDENT)
    assert delivered().error == "The recipient is gone, or wants no more messages."
    contact.tell(second)
    contact.destroy_identity(second, actor=audit.SYSTEM, reason="retention")
    assert delivered().error == "The recipient is gone, or wants no more messages."
    assert not (settings.COMMONBEAT_HOME / "outbox").exists()


def test_there_are_only_fixed_words(opened):
    with pytest.raises(ValueError, match="There are no words for 'your dog'"):
        contact.tell(opened().conversation, what="your dog")
