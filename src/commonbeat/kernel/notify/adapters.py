"""Ways out of the house. One is chosen by the environment; a channel without a way out fails visibly."""

import os
import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from commonbeat.kernel.notify.outgoing import Outgoing
from commonbeat.kernel.notify.sms import Twilio, to_sms_file
from commonbeat.kernel.notify.ways import TIMEOUT_SECONDS, NotNow, NotSent

PERMANENT = 500
Adapter = Callable[[Outgoing], None]


@dataclass(frozen=True)
class Smtp:
    """A mail server.

    Attributes:
        tls: ``starttls``, ``ssl`` or ``none``.
    """

    host: str
    port: int
    user: str
    password: str
    tls: str

    @classmethod
    def from_environment(cls) -> "Smtp":
        """The server named by ``COMMONBEAT_SMTP_*``."""
        tls = os.environ.get("COMMONBEAT_SMTP_TLS", "starttls")
        return cls(
            host=os.environ.get("COMMONBEAT_SMTP_HOST", ""),
            port=int(os.environ.get("COMMONBEAT_SMTP_PORT") or {"ssl": 465, "starttls": 587}.get(tls, 25)),
            user=os.environ.get("COMMONBEAT_SMTP_USER", ""),
            password=os.environ.get("COMMONBEAT_SMTP_PASSWORD", ""),
            tls=tls,
        )

    def __call__(self, message: Outgoing) -> None:
        """Hand the message to the server.

        Raises:
            NotNow: no connection, or the server asks to come again.
            NotSent: refused for good, or the connection broke while sending.
        """
        connection = get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=self.host,
            port=self.port,
            username=self.user,
            password=self.password,
            use_tls=self.tls == "starttls",
            use_ssl=self.tls == "ssl",
            timeout=TIMEOUT_SECONDS,
        )
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise NotNow(f"The mail server {self.host}:{self.port} could not be used: {error}") from error
        try:
            connection.send_messages([as_mail(message)])
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise _refusal(code, text) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(f"The connection broke while sending; it may have gone out. {error}") from error
        finally:
            connection.close()


def _refusal(code: int, text: bytes | str) -> NotNow | NotSent:
    """What an answer of the mail server means for another try (RFC 5321: 4xx later, 5xx never)."""
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    kind = NotSent if code >= PERMANENT else NotNow
    return kind(f"The mail server answered {code} {words}")


def to_file(message: Outgoing) -> None:
    """Write the message into ``COMMONBEAT_HOME/outbox``, for a machine without mail."""
    folder = Path(settings.COMMONBEAT_HOME) / "outbox"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = folder / f".{message.pk}.part"
        part.write_bytes(as_mail(message).message().as_bytes())
        part.replace(folder / f"{message.pk}.eml")
    except OSError as error:
        raise NotNow(f"The outbox folder cannot be written: {error}") from error


def no_way_out(message: Outgoing) -> None:
    """Say that this channel leads nowhere here."""
    raise NotSent(f"No way to send by {message.channel} is set up here.")


def as_mail(message: Outgoing) -> EmailMessage:
    """The message as a mail; its id is in the header, so that a receiver can tell a repetition."""
    sender = os.environ.get("COMMONBEAT_MAIL_FROM", "commonbeat@localhost")
    domain = re.sub(r"[^A-Za-z0-9.-]", "", sender.rpartition("@")[2]) or "localhost"
    return EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=sender,
        to=[message.recipient],
        headers={
            "Message-ID": f"<{message.pk}@{domain}>",
            "Auto-Submitted": "auto-generated",
            **message.headers,
        },
    )


def adapter_for(channel: str) -> Adapter:
    """The way out for a channel.

    ``COMMONBEAT_MAIL`` is ``smtp``, ``file`` or ``none``; unset means ``smtp`` where a server is named and
    ``file`` where none is. ``COMMONBEAT_SMS`` is ``twilio``, ``file`` or ``none``, likewise.
    """
    if channel == "email":
        smtp = Smtp.from_environment()
        chosen = os.environ.get("COMMONBEAT_MAIL") or ("smtp" if smtp.host else "file")
        ways: dict[str, Adapter] = {"smtp": smtp, "file": to_file}
    elif channel == "sms":
        twilio = Twilio.from_environment()
        chosen = os.environ.get("COMMONBEAT_SMS") or ("twilio" if twilio.account else "file")
        ways = {"twilio": twilio, "file": to_sms_file}
    else:
        return no_way_out
    return ways.get(chosen, no_way_out)
