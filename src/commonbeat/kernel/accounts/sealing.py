"""Sealing of small secrets kept in the database, so that a copy of the database alone does not give them away."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac


class BrokenSeal(ValueError):
    """A sealed value was changed, or was sealed with the secrets of another installation."""


def seal(content: bytes) -> bytes:
    """Encrypt and sign (AES-128 and HMAC-SHA-256, the Fernet format) with a key derived from this home's secret."""
    return _key().encrypt(content)


def unseal(sealed: bytes) -> bytes:
    """Give back what ``seal`` was given.

    Raises:
        BrokenSeal: the value is not one this installation sealed.
    """
    try:
        return _key().decrypt(bytes(sealed))
    except InvalidToken:
        raise BrokenSeal("This value was not sealed by this installation.") from None


def _key() -> Fernet:
    derived = salted_hmac("commonbeat.kernel.accounts.sealing", "", settings.SECRET_KEY, algorithm="sha256")
    return Fernet(base64.urlsafe_b64encode(derived.digest()))
