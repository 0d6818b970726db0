"""The file as it was sent, sealed: nobody who gets at the disk or a backup alone can read it."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = b"CBS1"
NONCE = 12  # bytes, the length the standard (NIST SP 800-38D) asks for


class BrokenSeal(ValueError):
    """A sealed file was changed, or was sealed with the secret of another installation."""


def seal(content: bytes, bound_to: str) -> bytes:
    """Encrypt with AES-256-GCM under a key derived from this home's secret.

    Args:
        content: what to seal.
        bound_to: must be the same when it is opened (the hash of the content).

    Returns:
        A mark, a fresh nonce, and the sealed bytes.
    """
    nonce = os.urandom(NONCE)
    return MARK + nonce + AESGCM(_key()).encrypt(nonce, content, bound_to.encode())


def unseal(sealed: bytes, bound_to: str) -> bytes:
    """Give back what ``seal`` was given.

    Raises:
        BrokenSeal: these are not the bytes that were sealed here for ``bound_to``.
    """
    nonce, body = sealed[len(MARK) : len(MARK) + NONCE], sealed[len(MARK) + NONCE :]
    try:
        if not sealed.startswith(MARK):
            raise InvalidTag
        return AESGCM(_key()).decrypt(nonce, body, bound_to.encode())
    except (InvalidTag, ValueError):
        raise BrokenSeal("This file was not sealed by this installation, or it was changed since.") from None


def _key() -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"commonbeat.kernel.attachments.sealing")
    return derive.derive(settings.SECRET_KEY.encode())
