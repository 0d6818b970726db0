"""E-mail that comes in: believed from a service that signs, or from this machine's own mail server; then the topics.

Source: Mailgun's notes on webhook signatures (HMAC-SHA256 over timestamp and token).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import time
from collections.abc import Callable
from enum import StrEnum

from django.db import transaction
from django.http import HttpRequest

from .inbound import first_time
from .letters import Letter

LASTS_S = 24 * 3600
"""How old a signature may be: the service tries again for hours when we were not there."""
LONGEST_TOKEN = 200

Handler = Callable[[Letter], bool]
_handlers: list[Handler] = []


class Became(StrEnum):
    """What became of a letter."""

    TAKEN = "taken"
    NOBODY = "nobody"
    AGAIN = "again"
    AUTOMATIC = "automatic"


def register_letter_handler(handler: Handler) -> None:
    """Have a topic asked about letters; called in its ``module.py``.

    Args:
        handler: takes the letter and says whether it was for this topic.
    """
    if handler not in _handlers:
        _handlers.append(handler)


def verify_mailgun(request: HttpRequest) -> bool:
    """Whether a request was signed with our key (``COMMONBEAT_MAILGUN_KEY``) within a day, for the first time.

    The signature covers the call and not what it carries, so each may be used once: call it inside the transaction
    that takes the letter, and a call that failed may come again.
    """
    key = os.environ.get("COMMONBEAT_MAILGUN_KEY", "")
    stamp, token = request.POST.get("timestamp", ""), request.POST.get("token", "")
    if not key or not token or len(token) > LONGEST_TOKEN or not stamp.isascii() or not stamp.isdecimal():
        return False
    right = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(right.encode(), request.POST.get("signature", "").encode()):
        return False
    return abs(time.time() - int(stamp[:12])) <= LASTS_S and first_time(f"mailgun {token}")


def receive_letter(letter: Letter) -> Became:
    """Take a letter once: ask the topics, each in turn.

    Args:
        letter: a second one with its message id is not taken; only the id's keyed hash is kept, for 30 days.
    """
    if letter.automatic:
        return Became.AUTOMATIC
    with transaction.atomic():
        if letter.message_id and not first_time(f"letter {letter.sender} {letter.message_id}"):
            return Became.AGAIN
        taken = any(handler(letter) for handler in _handlers)
    return Became.TAKEN if taken else Became.NOBODY
