"""Text messages: Twilio's protocol, a file for machines without it, lengths, and the list of those who said stop.

Sources: Twilio's REST reference (Messages resource, error codes) and its notes on validating requests; 3GPP TS 23.038
for the alphabet.
"""

import base64
import http.client
import json
import os
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from commonbeat.kernel.notify.models import Stopped
from commonbeat.kernel.notify.outgoing import Outgoing, keyed
from commonbeat.kernel.notify.ways import TIMEOUT_SECONDS, NotNow, NotSent

TWILIO = "https://api.twilio.com"
MOST_SEGMENTS = 6
LONGEST_ANSWER = 65_536
SAID_STOP = 21610
TOO_MANY = 429
SERVER_ERROR = 500
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWO = frozenset("^{}\\[~]|€\f")
_ONE_GSM, _MORE_GSM, _ONE_WIDE, _MORE_WIDE = 160, 153, 70, 67


def segments(text: str) -> int:
    """How many pieces a text message is sent in (and paid for): 160 or 153 plain characters each, 70 or 67 others."""
    if all(one in _GSM or one in _GSM_TWO for one in text):
        length, one_piece, of_more = sum(2 if one in _GSM_TWO else 1 for one in text), _ONE_GSM, _MORE_GSM
    else:
        length, one_piece, of_more = len(text.encode("utf-16-be")) // 2, _ONE_WIDE, _MORE_WIDE
    return 1 if length <= one_piece else -(-length // of_more)


@dataclass(frozen=True)
class Twilio:
    """An account at Twilio, or at anybody who speaks the same protocol.

    Attributes:
        account: account id; also the user name.
        token: its token; also signs what comes in.
        sender: our number, or the id of a messaging service (``MG…``).
        url: where the service is.
    """

    account: str
    token: str
    sender: str
    url: str

    @classmethod
    def from_environment(cls) -> "Twilio":
        """The account named by ``COMMONBEAT_TWILIO_*``."""
        return cls(
            account=os.environ.get("COMMONBEAT_TWILIO_ACCOUNT", ""),
            token=os.environ.get("COMMONBEAT_TWILIO_TOKEN", ""),
            sender=os.environ.get("COMMONBEAT_TWILIO_FROM", ""),
            url=os.environ.get("COMMONBEAT_TWILIO_URL", TWILIO).rstrip("/"),
        )

    def __call__(self, message: Outgoing) -> None:
        """Hand a text message to the service.

        Raises:
            NotNow: no connection, too many at once, or the service's own failure.
            NotSent: refused for good, the recipient said stop, or the connection broke after sending.
        """
        refuse_stopped(message.recipient)
        try:
            with _opener().open(self._request(message), timeout=TIMEOUT_SECONDS) as answer:
                answer.read(LONGEST_ANSWER)
        except urllib.error.HTTPError as error:
            with error:
                raise self._refusal(error.code, error.read(LONGEST_ANSWER), message.recipient) from None
        except urllib.error.URLError as error:
            raise NotNow(f"The text message service could not be reached: {error.reason}") from None
        except (OSError, http.client.HTTPException) as error:
            raise NotSent(
                f"The connection broke while sending; it may have gone out. {type(error).__name__}"
            ) from None

    def _request(self, message: Outgoing) -> urllib.request.Request:
        """The request that sends it."""
        by = "MessagingServiceSid" if self.sender.startswith("MG") else "From"
        form = {"To": message.recipient, by: self.sender, "Body": message.body}
        login = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        account = urllib.parse.quote(self.account, safe="")
        return urllib.request.Request(
            f"{self.url}/2010-04-01/Accounts/{account}/Messages.json",
            data=urllib.parse.urlencode(form).encode(),
            headers={
                "Authorization": f"Basic {login}",
                "Content-Type": "application/x-www-form-urlencoded",
                "Accept": "application/json",
            },
            method="POST",
        )

    @staticmethod
    def _refusal(status: int, body: bytes, number: str) -> NotNow | NotSent:
        """What a refusal means for another try. Its words are left out: they repeat the number."""
        try:
            code = int(json.loads(body).get("code") or 0)
        except (ValueError, AttributeError, TypeError):
            code = 0
        if code == SAID_STOP:
            stop(number)
            return NotSent("The recipient said stop to the text message service.")
        kind = NotNow if status == TOO_MANY or status >= SERVER_ERROR else NotSent
        return kind(f"The text message service answered {status}" + (f", error {code}" if code else ""))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the password elsewhere."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Follow none."""


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(_NoRedirect)


def to_sms_file(message: Outgoing) -> None:
    """Write the text message into ``COMMONBEAT_HOME/outbox``, for a machine without a service."""
    refuse_stopped(message.recipient)
    folder = Path(settings.COMMONBEAT_HOME) / "outbox"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = folder / f".{message.pk}.part"
        part.write_text(f"To: {message.recipient}\n\n{message.body}\n", encoding="utf-8")
        part.replace(folder / f"{message.pk}.sms")
    except OSError as error:
        raise NotNow(f"The outbox folder cannot be written: {error}") from error


def stop(number: str) -> None:
    """Send no more text messages to a number (E.164); only its keyed hash is kept."""
    Stopped.objects.get_or_create(number_hash=keyed("stopped", number))


def unstop(number: str) -> None:
    """Allow text messages to a number again."""
    Stopped.objects.filter(number_hash=keyed("stopped", number)).delete()


def is_stopped(number: str) -> bool:
    """Whether a number wants no text messages."""
    return Stopped.objects.filter(number_hash=keyed("stopped", number)).exists()


def refuse_stopped(number: str) -> None:
    """Refuse to write to somebody who said stop.

    Raises:
        NotSent: they did.
    """
    if is_stopped(number):
        raise NotSent("The recipient said stop.")
