"""Who may listen to which topic: whoever a page gave a signed token, for twelve hours."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.core import signing

from .announcing import checked

SALT = "commonbeat.live"
LASTS = 12 * 3600  # seconds


class BadToken(ValueError):
    """A token that we did not sign, or that is too old."""


def topic_token(topic: str) -> str:
    """A signed word that lets its holder hear, for twelve hours, that ``topic`` changed.

    Args:
        topic: a name and ids; see ``announcing.checked``.

    Raises:
        ValueError: not a topic.
    """
    return signing.TimestampSigner(salt=SALT).sign(checked(topic))


def read_token(token: str) -> str:
    """The topic of a token.

    Raises:
        BadToken: not ours, or older than twelve hours.
    """
    try:
        return signing.TimestampSigner(salt=SALT).unsign(token, max_age=LASTS)
    except signing.BadSignature as bad:
        raise BadToken("This address of a live page is not valid any more; load the page again.") from bad


def live_url(topic: str) -> str:
    """Where a page listens to ``topic``; "" when this installation runs no live process, and the page asks by itself.

    Args:
        topic: a name and ids.
    """
    base = getattr(settings, "LIVE_URL", "")
    return f"{base}?{urlencode({'t': topic_token(topic)})}" if base else ""
