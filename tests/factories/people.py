"""Accounts for tests: with roles, a password that is not due, and a second factor, so that pages open at once."""

from django.test import Client

from commonbeat.kernel import audit
from commonbeat.kernel.access import actions
from commonbeat.kernel.accounts.models import User

PASSWORD = "quiet harbour lantern seventy"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
REASON = "for a test"


def person(*roles: str, email: str = "", name: str = "") -> User:
    """An account holding these roles; e-mail and name follow from the first role when not given."""
    first = roles[0] if roles else "nobody"
    user, _ = actions.create_account(
        actor=audit.SYSTEM,
        email=email or f"{first}@example.test",
        name=name or f"Test {first.title()}",
        reason=REASON,
        password=PASSWORD,
        totp_secret=TOTP_SECRET,
    )
    for role in roles:
        actions.grant_role(actor=audit.SYSTEM, user=user, role=role, reason=REASON)
    return user


def signed_in(user: User) -> Client:
    """A browser in which this person has signed in just now."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
