"""A message as it goes out, and the recipients whose address and words are only looked up at that moment."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

from commonbeat.kernel.database.home import secret
from commonbeat.kernel.notify.models import Message


@dataclass(frozen=True)
class Written:
    """The words of a message, made when it goes out.

    Attributes:
        headers: further headers of an e-mail.
    """

    subject: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outgoing:
    """What an adapter sends."""

    pk: str
    channel: str
    recipient: str
    subject: str
    body: str
    headers: dict[str, str] = field(default_factory=dict)


class NobodyThere(LookupError):
    """A recipient that was named by an opaque id is not known any more, or wants nothing."""


Resolve = Callable[[str], str]
Write = Callable[[str, Message], Written]


@dataclass(frozen=True)
class _Kind:
    resolve: Resolve
    write: Write | None


_kinds: dict[str, _Kind] = {}


def register_recipients(prefix: str, resolve: Resolve, write: Write | None = None) -> None:
    """Let messages be sent to ``prefix:opaque``; the outbox then never holds the address.

    Args:
        prefix: for instance ``contact``; letters only.
        resolve: takes the opaque part and returns the e-mail address or telephone number of this moment, or "" when
            there is none any more.
        write: takes the opaque part and the message and returns its words, so that links in them are never kept.

    Raises:
        ValueError: no such prefix is possible, or somebody else has it.
    """
    if not prefix.isalpha() or prefix.lower() in ("mailto", "tel", "sms"):
        raise ValueError(f"{prefix!r} cannot stand before an opaque recipient.")
    kind = _kinds.setdefault(prefix, _Kind(resolve, write))
    if kind != _Kind(resolve, write):
        raise ValueError(f"Recipients called {prefix!r} are registered already.")


def is_opaque(recipient: str) -> bool:
    """Whether a recipient is named by a registered prefix and an opaque id."""
    prefix, colon, opaque = recipient.partition(":")
    return bool(colon and opaque and prefix in _kinds)


def outgoing(message: Message) -> Outgoing:
    """A message with its real recipient and words.

    Raises:
        NobodyThere: the opaque recipient is gone.
    """
    words = Written(message.subject, message.body)
    recipient = message.recipient
    if is_opaque(recipient):
        prefix, _, opaque = recipient.partition(":")
        kind = _kinds[prefix]
        recipient = kind.resolve(opaque)
        if not recipient:
            raise NobodyThere("The recipient is gone, or wants no more messages.")
        words = kind.write(opaque, message) if kind.write else words
    return Outgoing(str(message.pk), message.channel, recipient, words.subject, words.body, words.headers)


def keyed(purpose: str, text: str) -> str:
    """HMAC-SHA256 of a text in hex, under a key of this installation made for one purpose."""
    key = hmac.new(
        secret("django").encode(), f"commonbeat.notify.{purpose}".encode(), hashlib.sha256
    ).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
