"""Text messages that come in: whose they are, what the keywords do, and which topic answers.

Anybody can post to an open address; only what the service signed with our token is believed. Source: Twilio's notes
on request validation (HMAC-SHA1 over the full address and the sorted parameters).
"""

import base64
import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from commonbeat.kernel.notify.models import Received
from commonbeat.kernel.notify.outgoing import keyed
from commonbeat.kernel.notify.phones import NotAPhone, e164
from commonbeat.kernel.notify.sms import Twilio, stop, unstop

LONGEST_TEXT = 1_600


@dataclass(frozen=True)
class Inbound:
    """A text message that came in. Keep the number only as long as it is needed, and never in the clear.

    Attributes:
        from_number: who sent it (E.164).
        to_number: our number it was sent to.
        text: what it says, at most 1,600 characters.
        at: when it arrived here.
    """

    from_number: str
    to_number: str
    text: str
    at: datetime


class Said(StrEnum):
    """What became of a text message."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    ANSWERED = "answered"
    NOBODY = "nobody"
    AGAIN = "again"


@dataclass(frozen=True)
class Answer:
    """What to answer: a keyword's fixed words in ``language``, or a topic's own ``text``."""

    said: Said
    language: str = ""
    text: str = ""


Handler = Callable[[Inbound], str | None]
_handlers: list[Handler] = []
_KEYWORDS = {
    **dict.fromkeys(("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"), (Said.STOP, "en")),
    **dict.fromkeys(("ALTO", "PARAR", "BAJA", "CANCELAR", "DETENER"), (Said.STOP, "es")),
    **dict.fromkeys(("START", "UNSTOP"), (Said.START, "en")),
    **dict.fromkeys(("EMPEZAR", "COMENZAR", "REANUDAR"), (Said.START, "es")),
    **dict.fromkeys(("HELP", "INFO"), (Said.HELP, "en")),
    **dict.fromkeys(("INFORMACION", "AYUDA"), (Said.HELP, "es")),
}


def register_handler(handler: Handler) -> None:
    """Have a topic asked about text messages that are no keyword; called in its ``module.py``.

    Args:
        handler: returns the reply, "" for taken without a reply, or ``None`` when the message is not for this topic.
    """
    if handler not in _handlers:
        _handlers.append(handler)


def verify_twilio(request: HttpRequest) -> bool:
    """Whether a request was signed with our token, for the address residents' side of the site has.

    The address is built from the setting ``BASE_URL``, because a proxy in front may change scheme, host and port.
    """
    token = Twilio.from_environment().token
    given = request.headers.get("X-Twilio-Signature", "")
    if not token or not given:
        return False
    said = "".join(
        f"{name}{value}" for name in sorted(request.POST) for value in sorted(set(request.POST.getlist(name)))
    )
    right = [_signature(token, f"{address}{said}") for address in _addresses(request)]
    matches = [hmac.compare_digest(one.encode(), given.encode()) for one in right]
    return any(matches)


def _addresses(request: HttpRequest) -> Iterator[str]:
    """The address as it may have been signed: without and with the scheme's usual port."""
    base = settings.BASE_URL.rstrip("/")
    yield f"{base}{request.get_full_path()}"
    parts = urlsplit(base)
    if parts.port is None:
        port = 443 if parts.scheme == "https" else 80
        yield f"{base.replace(parts.netloc, f'{parts.netloc}:{port}', 1)}{request.get_full_path()}"


def _signature(token: str, text: str) -> str:
    """The signature of a text under a token."""
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def inbound_of(request: HttpRequest) -> Inbound | None:
    """The text message in a signed request, or ``None`` when it comes from no telephone number."""
    try:
        sender = e164(request.POST.get("From", ""))
    except NotAPhone:
        return None
    text = request.POST.get("Body", "").replace("\x00", "")[:LONGEST_TEXT]
    return Inbound(sender, request.POST.get("To", "")[:20], text, timezone.now())


def receive(message_id: str, inbound: Inbound) -> Answer:
    """Take a text message once: do what a keyword says, or ask the topics.

    Args:
        message_id: the service's id; a second message with it is not taken. Only its keyed hash is kept, for 30 days.
        inbound: the message.
    """
    with transaction.atomic():
        if not first_time(message_id):
            return Answer(Said.AGAIN)
        said, language = _KEYWORDS.get(_word(inbound.text), (Said.ANSWERED, ""))
        if said is Said.STOP:
            stop(inbound.from_number)
        elif said is Said.START:
            unstop(inbound.from_number)
        if language:
            return Answer(said, language)
        for handler in _handlers:
            reply = handler(inbound)
            if reply is not None:
                return Answer(Said.ANSWERED, text=reply)
    return Answer(Said.NOBODY)


def first_time(message_id: str) -> bool:
    """Whether this id has not come before; of two at once, one is the first.

    Args:
        message_id: of a message, or of a service's call; only its keyed hash is kept, for 30 days.
    """
    try:
        with transaction.atomic():
            Received.objects.create(id_hash=keyed("received", message_id))
    except IntegrityError:
        return False
    return True


def _word(text: str) -> str:
    """A message as a keyword: capitals without accents and without what stands around it."""
    plain = unicodedata.normalize("NFKD", text.strip().strip(".!¡¿?\"' ")).upper()
    return "".join(one for one in plain if not unicodedata.combining(one))
