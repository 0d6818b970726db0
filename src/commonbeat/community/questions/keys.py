"""The key of one town hall: made in a file outside the database and every backup, destroyed when the evening is over.

With the key a telephone number becomes a pseudonym (HMAC-SHA256) and a sealed value (AES-GCM) that only the key opens.
Without it both are random letters. What this cannot do is said in docs/explanation/town-hall-anonymity.md.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from commonbeat.kernel.database.home import home

LENGTH = 32
NONCE = 12
PSEUDONYM = 24  # letters of hex: 96 bits


class KeyGone(LookupError):
    """The town hall has no key any more: nothing said there can be connected with anybody."""


def folder() -> Path:
    """Where the keys of town halls lie; readable for us alone, never part of a backup."""
    path = home() / "keys" / "townhall"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _file(hall: UUID) -> Path:
    return folder() / str(UUID(str(hall)))


def make(hall: UUID) -> str:
    """Make the key of a town hall, once.

    Returns:
        Its fingerprint (SHA-256), which says later which key was destroyed.
    """
    try:
        descriptor = os.open(_file(hall), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return fingerprint(hall)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(LENGTH))
        file.flush()
        os.fsync(file.fileno())
    return fingerprint(hall)


def _key(hall: UUID) -> bytes:
    try:
        key = _file(hall).read_bytes()
    except FileNotFoundError:
        raise KeyGone("The key of this town hall is destroyed.") from None
    if len(key) != LENGTH:
        raise KeyGone("The key of this town hall is destroyed.")
    return key


def lives(hall: UUID) -> bool:
    """Whether the key is still there."""
    try:
        return bool(_key(hall))
    except KeyGone:
        return False


def fingerprint(hall: UUID) -> str:
    """SHA-256 of the key in hex: proof of which key it was, useless for finding it.

    Raises:
        KeyGone: it is destroyed.
    """
    return hashlib.sha256(_key(hall)).hexdigest()


def destroy(hall: UUID) -> bool:
    """Overwrite the key and delete its file; done again when it was interrupted.

    Returns:
        Whether there was one.
    """
    path = _file(hall)
    if not path.exists():
        return False
    with path.open("r+b") as file:
        for pattern in (secrets.token_bytes(LENGTH), bytes(LENGTH)):
            file.seek(0)
            file.write(pattern)
            file.flush()
            os.fsync(file.fileno())
    path.unlink()
    kept = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(kept)
    finally:
        os.close(kept)
    return True


def _derived(hall: UUID, purpose: str) -> bytes:
    return hmac.new(_key(hall), f"commonbeat.townhall.{purpose}".encode(), hashlib.sha256).digest()


def pseudonym(hall: UUID, who: str, purpose: str = "phone") -> str:
    """The word one sender goes by at one town hall; another one at the next.

    Args:
        hall: which one.
        who: a telephone number in E.164, or the random value of a browser.
        purpose: pseudonyms of different purposes cannot be compared.

    Raises:
        KeyGone: it is destroyed.
    """
    return hmac.new(_derived(hall, purpose), who.encode(), hashlib.sha256).hexdigest()[:PSEUDONYM]


def seal(hall: UUID, number: str) -> bytes:
    """A telephone number that only this key opens.

    Raises:
        KeyGone: it is destroyed.
    """
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_derived(hall, "seal")).encrypt(nonce, number.encode(), str(hall).encode())


def unseal(hall: UUID, sealed: bytes) -> str:
    """The telephone number behind a sealed value, to send one message.

    Raises:
        KeyGone: the key is destroyed, or another one sealed it.
    """
    try:
        return (
            AESGCM(_derived(hall, "seal"))
            .decrypt(sealed[:NONCE], sealed[NONCE:], str(hall).encode())
            .decode()
        )
    except InvalidTag:
        raise KeyGone("This was sealed under another key.") from None
