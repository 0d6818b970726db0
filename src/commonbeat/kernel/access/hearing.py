"""Listens to the sign-in libraries and writes down what happened; nothing of ours is announced this way."""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.signals import authenticator_added, authenticator_removed
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone

from commonbeat.kernel import audit
from commonbeat.kernel.accounts.models import User

from . import sessions
from .lockout import username_of

VISITOR = audit.Actor("visitor")


@receiver(user_logged_in, dispatch_uid="access.signed_in")
def note_sign_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """A person is in: the clock of the session starts."""
    if request is None:
        return
    sessions.begin(request, user)
    user.last_seen_at = timezone.now()
    user.save(update_fields=["last_seen_at"])
    methods = [
        one.get("type") or one.get("method")
        for one in request.session.get("account_authentication_methods", [])
    ]
    audit.record(
        "access.signed_in",
        actor=user,
        object_kind="user",
        object_id=user.pk,
        details={"methods": methods, "notice": request.session.get(sessions.NOTICE, "")},
    )


@receiver(user_login_failed, dispatch_uid="access.sign_in_failed")
def note_failure(sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
    """Somebody failed: the account's id if there is one, nothing about an address that belongs to nobody."""
    known = User.objects.filter(email=username_of(request, credentials) or "").first()
    audit.record(
        "access.sign_in_failed",
        actor=VISITOR,
        object_kind="user",
        object_id=known.pk if known else "unknown",
        outcome="failed",
    )


@receiver(user_locked_out, dispatch_uid="access.locked_out")
def note_lockout(sender: Any, username: str = "", **kwargs: Any) -> None:
    """The limit of failures is reached."""
    known = User.objects.filter(email=username or "").first()
    audit.record(
        "access.locked_out",
        actor=VISITOR,
        object_kind="user",
        object_id=known.pk if known else "unknown",
        outcome="refused",
    )


@receiver(user_logged_out, dispatch_uid="access.signed_out")
def note_sign_out(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """A person left."""
    if user is None or not user.pk:
        return
    sessions.end(request.session)
    audit.record("access.signed_out", actor=user, object_kind="user", object_id=user.pk)


@receiver(password_changed, dispatch_uid="access.password_changed")
def note_password(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """A person chose a new password; other sessions of theirs end."""
    user.password_changed_at = timezone.now()
    user.must_change_password = False
    user.save(update_fields=["password_changed_at", "must_change_password"])
    sessions.end_all(user, but=request.session.session_key)
    audit.record("access.password_changed", actor=user, object_kind="user", object_id=user.pk)


@receiver(authenticator_added, dispatch_uid="access.factor_added")
def note_factor_added(sender: Any, request: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """A person added a second factor."""
    _factor("access.factor_added", user, authenticator)


@receiver(authenticator_removed, dispatch_uid="access.factor_removed")
def note_factor_removed(sender: Any, request: Any, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """A person removed a second factor."""
    _factor("access.factor_removed", user, authenticator)


def _factor(action: str, user: Any, authenticator: Any) -> None:
    audit.record(
        action, actor=user, object_kind="user", object_id=user.pk, details={"type": str(authenticator.type)}
    )
