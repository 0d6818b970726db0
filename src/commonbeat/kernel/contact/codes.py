"""Tracking codes: 80 random bits a person can read out on the telephone, kept only as a keyed hash.

The alphabet is Crockford's base 32 (no I, L, O, U); what is easily confused is read as what was meant.
"""

import hashlib
import hmac
import secrets
import unicodedata
from functools import cache

from commonbeat.kernel.database.home import secret

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4
MOST_TYPED = 100
_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LETTERS = frozenset(ALPHABET)


def new_code() -> str:
    """A fresh code in four groups of four, for instance ``7KQF-M2XA-01ZD-9TBC`` (80 bits)."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def normal(typed: str) -> str:
    """What was meant: capitals, no separators, O as 0, I and L as 1; "" when it cannot be a code.

    Args:
        typed: what a person wrote, in any case, with any spaces and dashes.
    """
    text = unicodedata.normalize("NFKC", typed[:MOST_TYPED]).upper().translate(_MEANT)
    letters = "".join(one for one in text if one.isalnum())
    return letters if len(letters) == LENGTH and set(letters) <= _LETTERS else ""


def hash_of(code: str) -> str:
    """The keyed hash a code is kept and looked up under (hex HMAC-SHA256).

    What cannot be a code is hashed too, so that a wrong code costs the same work as a right one.
    """
    return keyed("code", normal(code))


def keyed(purpose: str, text: str) -> str:
    """HMAC-SHA256 of a text in hex, under a key of this installation made for one purpose."""
    return hmac.new(_key(purpose), text.encode(), hashlib.sha256).hexdigest()


@cache
def _key(purpose: str) -> bytes:
    """A key for one purpose, derived from the installation's secret."""
    return hmac.new(
        secret("django").encode(), f"commonbeat.contact.{purpose}".encode(), hashlib.sha256
    ).digest()
