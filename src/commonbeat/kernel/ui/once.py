"""A form that is sent twice counts once: a random word travels with it, and what it made is kept under that word."""

from __future__ import annotations

import re
from uuid import uuid4

_OURS = re.compile(r"[0-9a-f]{32}")


def fresh_token() -> str:
    """A new word."""
    return uuid4().hex


def is_token(posted: str) -> bool:
    """Whether we could have made a word."""
    return _OURS.fullmatch(posted) is not None


def token_of(posted: str) -> str:
    """The word as it came, or a new one where it cannot be ours."""
    return posted if is_token(posted) else fresh_token()
