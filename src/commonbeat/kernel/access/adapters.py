"""Where the sign-in library asks us: no public sign-up, sealed second factors, counted wrong codes."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.forms import ValidationError
from django.http import HttpRequest

from commonbeat.kernel.accounts.sealing import seal, unseal

from . import lockout
from .text import LOCKED_OUT

FRESH_S = 300


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by an administrator only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody opens an account for themselves."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again before credentials change, unless the person has signed in just now (IA-11)."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < FRESH_S:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Changes of credentials are in the audit log; mail goes out by the platform's own outbox only."""


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors are kept sealed."""

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return seal(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return unseal(encrypted_text.encode()).decode()


class _Counted:
    """Counts wrong codes like wrong passwords, so that a known password does not open the way to guessing codes."""

    user: Any

    def clean_code(self) -> str:
        """Check the code.

        Raises:
            ValidationError: it is wrong, or the account is locked out.
        """
        request = AccountAdapter().request
        if lockout.is_locked(request, self.user.email):
            request.axes_locked_out = True
            raise ValidationError(LOCKED_OUT)
        try:
            return str(super().clean_code())  # type: ignore[misc]
        except ValidationError:
            lockout.count_failure(request, self.user.email)
            raise


class CountedCode(_Counted, AuthenticateForm):  # type: ignore[misc]
    """The code asked for at sign-in."""


class CountedCodeAgain(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """The code asked for again before credentials change."""
