"""The key claims are signed with: kept in the home, known to the database in a table only its owner reads.

No Django here: the key is installed by the step that gives the roles their rights.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

import psycopg

from commonbeat.kernel.database.home import fresh_secret, renew_secret, secret

BLOCK = 64  # bytes, of SHA-256 (RFC 2104)
OLD_KEY_LASTS = timedelta(hours=1)
SECRET = "walls"


@dataclass(frozen=True)
class Key:
    """A signing key. Its fingerprint says which one signed, and nothing about it."""

    secret: bytes

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits."""
        return hashlib.sha256(b"commonbeat walls " + self.secret).hexdigest()[:16]

    @property
    def pads(self) -> tuple[bytes, bytes]:
        """Inner and outer block of HMAC, as the database keeps the key (it has SHA-256, and no HMAC)."""
        block = self.secret if len(self.secret) <= BLOCK else hashlib.sha256(self.secret).digest()
        block = block.ljust(BLOCK, b"\0")
        return bytes(one ^ 0x36 for one in block), bytes(one ^ 0x5C for one in block)

    def signed(self, payload: str) -> str:
        """Fingerprint, signature and payload, as `walls_claims()` reads them."""
        made = hmac.new(self.secret, payload.encode(), hashlib.sha256).hexdigest()
        return f"{self.fingerprint}.{made}.{payload}"


def signing_key() -> Key:
    """This home's key.

    Raises:
        KeyError: this process was not given the key (it may not look at protected records).
    """
    return Key(secret(SECRET).encode())


def install(owner_url: str, *, old_lasts: timedelta = OLD_KEY_LASTS) -> str:
    """Tell the database this home's key; others end after a while. Safe to repeat.

    Args:
        owner_url: the owner's address of our database.
        old_lasts: how long claims signed with an older key are still believed (processes that run on).

    Returns:
        The key's fingerprint.
    """
    key = signing_key()
    with psycopg.connect(owner_url) as connection:
        _tell(connection, key)
        connection.execute(
            "UPDATE walls_key SET ends_at = least(ends_at, now() + %s) WHERE fingerprint <> %s",
            [old_lasts, key.fingerprint],
        )
        connection.execute("DELETE FROM walls_key WHERE ends_at < now() - interval '1 day'")
    return key.fingerprint


def rotate(owner_url: str, *, old_lasts: timedelta = OLD_KEY_LASTS) -> str:
    """Make a new key, keep it in the home and tell the database. Web and worker are to be started again meanwhile.

    The database knows the new key before anybody can sign with it, and the old one ends only once the home has the new one:
    wherever this is broken off, whoever signs is believed.

    Args:
        owner_url: the owner's address of our database.
        old_lasts: how long what still runs with the old key is believed.

    Returns:
        The new key's fingerprint.
    """
    made = fresh_secret(SECRET)
    with psycopg.connect(owner_url) as connection:
        _tell(connection, Key(made.encode()))
    renew_secret(SECRET, made)
    return install(owner_url, old_lasts=old_lasts)


def _tell(connection: psycopg.Connection, key: Key) -> None:
    connection.execute(
        "INSERT INTO walls_key (fingerprint, inner_pad, outer_pad) VALUES (%s, %s, %s) "
        "ON CONFLICT (fingerprint) DO UPDATE SET ends_at = NULL WHERE walls_key.ends_at IS NOT NULL",
        [key.fingerprint, *key.pads],
    )
