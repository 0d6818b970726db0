"""Reading an e-mail that came in: who wrote, what they said now, which of our messages it answers.

Mail that machines send (bounces, absence notes, lists) is told apart and never answered, or two machines would write
to each other for ever. Sources: RFC 5322 (messages), RFC 3834 (automatic responses), Mailgun's notes on routes.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.html import strip_tags

LONGEST = 100_000  # characters that are read of one message
MACHINES = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+@.-]|$)", re.IGNORECASE
)
BULK = ("bulk", "list", "junk", "auto_reply")
_LISTS = ("list-id", "list-unsubscribe", "x-auto-response-suppress")
_OUR_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@", re.IGNORECASE)
_QUOTE_BEGINS = re.compile(
    r"^(-{2,} ?(original message|mensaje original|forwarded message|mensaje reenviado) ?-{2,}|_{20,}"
    r"|(on|el|le) (?=.*[\d@<]).{4,200}(wrote|escribió|a écrit)\s*:)\s*$",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"<(br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>", re.IGNORECASE)
_UNREAD = re.compile(r"<(script|style|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Letter:
    """An e-mail that came in.

    Attributes:
        sender: the address to answer to.
        name: how the sender calls themselves, or "".
        subject: its subject, or "".
        text: what they wrote now, without the message they answer and without what stands below ``--``.
        message_id: the sender's own id of it, or "".
        answers: ids of messages of our outbox it answers, the nearest first.
        automatic: a machine sent it, or the mail server takes it for spam.
        files: how many files came with it; they are not read.
        at: when it arrived here.
    """

    sender: str
    name: str
    subject: str
    text: str
    message_id: str
    answers: tuple[UUID, ...]
    automatic: bool
    files: int
    at: datetime


def letter_of(raw: bytes) -> Letter | None:
    """Read a message as a mail server hands it over.

    Args:
        raw: the whole message (RFC 5322).

    Returns:
        The letter, or ``None`` where nobody can be answered: no usable address stands in it.
    """
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    headers = [(name, _header(value)) for name, value in message.raw_items()]
    return _letter(headers, _body(message), _files(message))


def letter_of_form(form: Mapping[str, str]) -> Letter | None:
    """Read a message as Mailgun's routes post it, whole (``body-mime``) or in parts.

    Args:
        form: ``from``, ``subject``, ``body-plain`` or ``body-html``, ``message-headers``.
    """
    if "body-mime" in form:
        return letter_of(form["body-mime"].encode("utf-8", "surrogateescape"))
    headers = [("From", form.get("from", "")), ("Subject", form.get("subject", "")), *_listed(form)]
    count = form.get("attachment-count", "")
    body = form.get("body-plain") or _plain(form.get("body-html", ""))
    return _letter(headers, body, int(count[:4]) if count.isascii() and count.isdecimal() else 0)


def _listed(form: Mapping[str, str]) -> list[tuple[str, str]]:
    """The other headers, a list of pairs in JSON."""
    try:
        rows = json.loads(form.get("message-headers") or "[]")
        return [(str(name), str(value)) for name, value in rows]
    except (ValueError, TypeError):
        return []


def _letter(headers: Sequence[tuple[str, str]], body: str, files: int) -> Letter | None:
    """Put a letter together; of a header that stands twice the first counts."""
    found: dict[str, str] = {}
    for key, value in headers:
        found.setdefault(key.lower(), value.strip())
    name, sender = parseaddr(found.get("reply-to") or found.get("from", ""))
    try:
        validate_email(sender)
    except ValidationError:
        return None
    return Letter(
        sender=sender,
        name=" ".join(name.split())[:120],
        subject=" ".join(found.get("subject", "").split())[:300],
        text=said_now(body[:LONGEST]),
        message_id=found.get("message-id", "")[:500],
        answers=_answers(found),
        automatic=_automatic(found, sender),
        files=files,
        at=timezone.now(),
    )


def _answers(headers: Mapping[str, str]) -> tuple[UUID, ...]:
    """Our own ids among those it answers."""
    named = f"{headers.get('in-reply-to', '')} {' '.join(reversed(headers.get('references', '').split()))}"
    return tuple(dict.fromkeys(UUID(one) for one in _OUR_ID.findall(named)))


def _automatic(headers: Mapping[str, str], sender: str) -> bool:
    """Whether no person wrote it (RFC 3834 section 2), or the mail server marked it as spam."""
    return (
        headers.get("auto-submitted", "no").lower() != "no"
        or headers.get("precedence", "").lower() in BULK
        or headers.get("return-path", "?") == "<>"
        or any(name in headers for name in _LISTS)
        or headers.get("content-type", "").lower().startswith("multipart/report")
        or MACHINES.match(sender) is not None
        or headers.get("x-spam-flag", "").lower() == "yes"
        or headers.get("x-mailgun-sflag", "").lower() == "yes"
    )


def _header(value: object) -> str:
    """A header's words; what is wrongly encoded stays as it came."""
    text = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return str(make_header(decode_header(text)))
    except (LookupError, ValueError):
        return text


def _body(message: EmailMessage) -> str:
    """The text of a message; where there is only HTML, its words."""
    try:
        part = message.get_body(preferencelist=("plain", "html"))
    except (AttributeError, KeyError, ValueError):  # parts that contradict each other
        return ""
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, ValueError, AttributeError):  # a character set nobody knows
        payload = part.get_payload(decode=True)
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return _plain(text) if part.get_content_type() == "text/html" else text


def _files(message: EmailMessage) -> int:
    """How many files are attached."""
    try:
        return sum(1 for _part in message.iter_attachments())
    except (AttributeError, KeyError, ValueError):
        return 0


def _plain(markup: str) -> str:
    """The words of HTML."""
    kept = _BREAKS.sub("\n", _UNREAD.sub("", markup[: 4 * LONGEST]))
    lines = (" ".join(line.split()) for line in html.unescape(strip_tags(kept)).splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def said_now(body: str) -> str:
    """What was written now: without quoted lines, what stands below them, and below the signature's ``--``.

    A message that would lose everything is kept whole.
    """
    kept: list[str] = []
    for line in body.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n"):
        if line.rstrip() == "--" or _QUOTE_BEGINS.match(line.strip()):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
    return "\n".join(kept).strip() or body.strip()
