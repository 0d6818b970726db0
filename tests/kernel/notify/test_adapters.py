"""Mail through a real conversation: encryption, sign-in, refusals for now and for good, lost connections."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from factories.mail_server import MailServer, certificate

from commonbeat.kernel import notify
from commonbeat.kernel.notify import actions
from commonbeat.kernel.notify.models import Message

pytestmark = pytest.mark.django_db
BROKE = "The connection broke while sending; it may have gone out."


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server(pem: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A server that takes mail only encrypted and signed in, and whose certificate is trusted."""
    with MailServer(accounts={"desk": "long secret"}, certificate=pem) as running:
        settings = {
            "COMMONBEAT_MAIL": "smtp",
            "COMMONBEAT_SMTP_HOST": "localhost",
            "COMMONBEAT_SMTP_PORT": str(running.port),
            "COMMONBEAT_SMTP_TLS": "starttls",
            "COMMONBEAT_SMTP_USER": "desk",
            "COMMONBEAT_SMTP_PASSWORD": "long secret",
            "COMMONBEAT_MAIL_FROM": "reports@pd.example",
            "SSL_CERT_FILE": str(pem),
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture
def message() -> Message:
    return notify.send("desk@example.org", "Weekly report", "Ready.\n.\nÉsta es.")


def delivered(message: Message) -> tuple[str, str]:
    done = actions.deliver(message.pk)
    assert done is not None
    return done.state, done.error


def test_mail_goes_encrypted_and_signed_in(server: MailServer, message: Message) -> None:
    assert delivered(message) == ("sent", "")
    (mail,) = server.mails
    assert (mail.encrypted, mail.login, mail.sender) == (True, "desk", "reports@pd.example")
    assert mail.message_id == f"<{message.pk}@pd.example>"
    assert b"\r\n.\r\n" in mail.content, "a line with a single dot does not end the mail"
    assert server.commands[:4] == ["EHLO", "STARTTLS", "EHLO", "AUTH"]


def test_a_certificate_nobody_vouches_for_is_not_spoken_to(
    server: MailServer, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    state, error = delivered(message)
    assert (state, server.mails) == ("queued", [])
    assert "certificate verify failed" in error
    assert "AUTH" not in server.commands, "the password was not sent"


def test_a_server_without_encryption_is_not_given_the_password(
    message: Message, monkeypatch: pytest.MonkeyPatch, server: MailServer
) -> None:
    server.certificate = None
    state, error = delivered(message)
    assert (state, server.mails) == ("queued", [])
    assert "STARTTLS extension not supported" in error
    assert "AUTH" not in server.commands


def test_a_wrong_password_is_said_and_tried_again_later(
    server: MailServer, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONBEAT_SMTP_PASSWORD", "wrong")
    state, error = delivered(message)
    assert state == "queued"
    assert "535" in error
    assert "wrong" not in error


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "BODY"])
def test_an_answer_of_4xx_is_another_try_and_then_it_goes_once(
    server: MailServer, message: Message, command: str
) -> None:
    server.say(command, "451 4.3.0 later")
    assert delivered(message) == ("queued", "The mail server answered 451 4.3.0 later")
    assert server.mails == []
    Message.objects.update(next_try_at=timezone.now())
    assert delivered(message) == ("sent", "")
    assert len(server.mails) == 1


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "BODY"])
def test_an_answer_of_5xx_is_final_and_visible(server: MailServer, message: Message, command: str) -> None:
    server.say(command, "554 5.7.1 refused")
    assert delivered(message) == ("failed", "The mail server answered 554 5.7.1 refused")
    Message.objects.update(next_try_at=timezone.now())
    assert actions.deliver(message.pk) is None
    assert server.mails == []


@pytest.mark.parametrize(("command", "arrived"), [("MAIL", 0), ("RCPT", 0), ("DATA", 0), ("BODY", 1)])
def test_a_connection_lost_while_sending_is_failed_in_the_open_never_sent_twice(
    server: MailServer, message: Message, command: str, arrived: int
) -> None:
    server.say(command, "")
    state, error = delivered(message)
    assert (state, error[: len(BROKE)]) == ("failed", BROKE)
    assert len(server.mails) == arrived, "after the last line it is the server's, whatever we heard"
    Message.objects.update(next_try_at=timezone.now())
    assert actions.deliver(message.pk) is None
    assert len(server.mails) == arrived


def test_a_server_that_hangs_up_at_once_has_not_got_it(server: MailServer, message: Message) -> None:
    server.say("EHLO", "")
    assert delivered(message)[0] == "queued"
