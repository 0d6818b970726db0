"""Second factors, as the sign-in library keeps them."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

_STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: Any) -> bool:
    """Whether a code generator or a passkey is enrolled; recovery codes alone do not count."""
    return bool(Authenticator.objects.filter(user=user, type__in=_STRONG).exists())


def has_passkey(user: Any) -> bool:
    """Whether a passkey or security key is enrolled."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists())


def enrol_totp(user: Any, secret: str) -> None:
    """Give an account a code generator with a known secret (for the demo city and for tests).

    Args:
        user: the account; an earlier code generator is replaced.
        secret: base32 text, as it is shown under the QR code.
    """
    Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(user, secret)


def recovery_codes(user: Any) -> list[str]:
    """Unused recovery codes of an account, made when it has none."""
    return list(RecoveryCodes.activate(user).get_unused_codes())


def remove_all(user: Any) -> int:
    """Remove every second factor of an account; returns how many there were."""
    return int(Authenticator.objects.filter(user=user).delete()[0])
