from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from commonbeat.kernel import notify
from commonbeat.kernel.notify import actions
from commonbeat.kernel.notify.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def message() -> Message:
    return notify.send(
        "desk@example.org", "Weekly report: ready", "It is ready.\nÉsta es.", dedupe_key="week-1"
    )


def test_a_message_goes_out_once(mail_server, message: Message):
    sent = actions.deliver(message.pk)
    assert (sent.state, sent.tries, sent.error) == ("sent", 1, "")
    assert actions.deliver(message.pk) is None
    assert len(mail_server.mails) == 1
    (mail,) = mail_server.mails
    assert (mail.sender, mail.to) == ("commonbeat@localhost", ("desk@example.org",))
    assert mail.message_id == f"<{message.pk}@localhost>"
    assert b"Subject: Weekly report: ready" in mail.content


def test_a_key_is_used_once(message: Message):
    again = notify.send("desk@example.org", "Other", "Other", dedupe_key="week-1")
    assert again.pk == message.pk
    assert Message.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="notify.deliver").count() == 1


def test_a_rolled_back_sender_sends_nothing():
    with transaction.atomic():
        notify.send("desk@example.org", "A", "B")
        transaction.set_rollback(True)
    assert Message.objects.count() == 0
    assert ProcrastinateJob.objects.count() == 0


def test_a_server_that_asks_to_come_again_is_asked_again_then_it_fails(mail_server, message: Message):
    mail_server.say("RCPT", *["451 come later"] * 5)
    first = actions.deliver(message.pk)
    assert (first.state, first.error) == ("queued", "The mail server answered 451 come later")
    assert actions.deliver(message.pk) is None, "its time has not come"
    for _ in range(4):
        Message.objects.update(next_try_at=timezone.now())
        actions.deliver(message.pk)
    message.refresh_from_db()
    assert (message.state, message.tries, mail_server.mails) == ("failed", 5, [])


def test_a_server_that_refuses_is_not_asked_again(mail_server, message: Message):
    mail_server.say("RCPT", "550 no such person")
    refused = actions.deliver(message.pk)
    assert (refused.state, refused.tries, refused.error) == (
        "failed",
        1,
        "The mail server answered 550 no such person",
    )


def test_a_connection_that_breaks_while_sending_is_not_repeated(mail_server, message: Message):
    mail_server.say("DATA", "")
    broken = actions.deliver(message.pk)
    assert broken.state == "failed"
    assert broken.error.startswith("The connection broke while sending; it may have gone out.")


def test_no_server_is_worth_another_try(mail_server, message: Message, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COMMONBEAT_SMTP_PORT", "1")
    assert actions.deliver(message.pk).state == "queued"
    assert ProcrastinateJob.objects.filter(task_name="notify.deliver").count() == 2


def test_without_mail_it_is_written_to_a_file(
    message: Message, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COMMONBEAT_MAIL", "file")
    settings.COMMONBEAT_HOME = tmp_path
    assert actions.deliver(message.pk).state == "sent"
    text = (tmp_path / "outbox" / f"{message.pk}.eml").read_text(encoding="utf-8")
    assert "To: desk@example.org" in text


def test_no_way_out_says_so(message: Message, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COMMONBEAT_MAIL", "none")
    assert actions.deliver(message.pk).error == "No way to send by email is set up here."
    monkeypatch.setenv("COMMONBEAT_SMS", "none")
    text = notify.send("(209) 555-0142", "", "B", channel="sms")
    assert actions.deliver(text.pk).error == "No way to send by sms is set up here."


def test_a_worker_that_died_while_sending_leaves_a_visible_failure(mail_server, message: Message):
    Message.objects.update(state="sending", claimed_at=timezone.now() - timedelta(minutes=11))
    assert actions.deliver(message.pk) is None
    assert actions.sweep() == 1
    message.refresh_from_db()
    assert (message.state, message.error, mail_server.mails) == ("failed", actions.UNCLEAR, [])


def test_a_message_whose_job_got_lost_is_queued_again(message: Message):
    Message.objects.update(next_try_at=timezone.now() - timedelta(minutes=11))
    assert actions.sweep() == 1
    assert ProcrastinateJob.objects.filter(task_name="notify.deliver").count() == 2


def test_old_texts_are_forgotten(message: Message):
    Message.objects.update(state="sent", sent_at=timezone.now() - timedelta(days=31))
    assert actions.forget_bodies() == 1
    message.refresh_from_db()
    assert (message.body, message.state) == ("", "sent")


def test_old_texts_that_never_went_out_are_forgotten_too(message: Message):
    Message.objects.update(state="failed", next_try_at=timezone.now() - timedelta(days=29))
    assert actions.forget_bodies() == 0
    Message.objects.update(next_try_at=timezone.now() - timedelta(days=31))
    assert actions.forget_bodies() == 1


def test_an_address_that_is_to_be_forgotten_is_gone_once_the_message_is_out(mail_server):
    sent = notify.send("rosa@example.org", "News", "A link", forget=True)
    actions.deliver(sent.pk)
    assert [mail.to for mail in mail_server.mails] == [("rosa@example.org",)]
    assert "rosa" not in str(list(Message.objects.values()))


def test_an_address_that_is_to_be_forgotten_is_gone_when_the_server_refuses_it(mail_server):
    mail_server.say("RCPT", "550 5.1.1 <ROSA@Example.org> unknown")
    refused = notify.send("rosa@example.org", "News", "A link", forget=True)
    assert actions.deliver(refused.pk).state == "failed"
    assert "rosa" not in str(list(Message.objects.values())).lower()


def test_an_address_that_is_to_be_forgotten_is_gone_when_the_worker_died():
    notify.send("rosa@example.org", "News", "A link", forget=True)
    Message.objects.update(state="sending", claimed_at=timezone.now() - timedelta(minutes=11))
    actions.sweep()
    assert "rosa" not in str(list(Message.objects.values()))


@pytest.mark.parametrize(
    ("to", "subject", "error"),
    [
        ("no address", "A", ValidationError),
        ("a@example.org\nBcc: b@example.org", "A", ValidationError),
        ("a@example.org", "A\nBcc: b@example.org", ValueError),
        ("a@example.org", "A" * 201, ValueError),
    ],
)
def test_what_cannot_be_a_mail_is_refused(to: str, subject: str, error: type[Exception]):
    with pytest.raises(error):
        notify.send(to, subject, "B")
    assert Message.objects.count() == 0
