"""What administrators do to accounts and roles. Each asks for a reason and is one transaction with its audit row."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel import audit
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.accounts.passwords import one_time

from . import factors, lockout, sessions
from .acting import acting
from .factors import enrol_totp
from .models import OpenSession, RoleGrant
from .policy import forget
from .roles import role as known_role

__all__ = [
    "NotAllowed",
    "create_account",
    "disable_inactive",
    "end_session",
    "enrol_totp",
    "grant_role",
    "password_age",
    "recover_account",
    "release_lockout",
    "revoke_role",
    "set_active",
]
INACTIVE_AFTER = timedelta(days=90)
LAST_ONE_LOCK = 0x6C6173745F31  # "last_1"


class NotAllowed(ValueError):
    """The change makes no sense or breaks a rule; the message is for the person who tried."""


def _because(reason: str) -> str:
    """The reason without surrounding space.

    Raises:
        NotAllowed: there is none.
    """
    if not reason.strip():
        raise NotAllowed(_("Give a reason; it is kept in the audit log."))
    return reason.strip()


def create_account(
    *,
    actor: Any,
    email: str,
    name: str,
    reason: str,
    password: str | None = None,
    totp_secret: str | None = None,
    language: str = "en",
) -> tuple[User, str]:
    """Open an account without any role.

    Args:
        actor: who opens it; needs ``people.manage``.
        email: the address to sign in with.
        name: how the person is named on screens.
        reason: why, for the log.
        password: a password to keep (demo city, tests); without one a one-time password is made that the person must
            change at the first sign-in.
        totp_secret: a code generator's secret to enrol at once (demo city, tests).
        language: code of the language for mail.

    Returns:
        The account, and the password to hand over.

    Raises:
        NotAllowed: the address is taken or is none, or there is no name or reason.
        Refused: the actor may not.
        ValidationError: the given password breaks a rule.
    """
    because, email, name = _because(reason), email.strip().lower(), name.strip()
    if not name:
        raise NotAllowed(_("Give the person's name."))
    try:
        validate_email(email)
    except ValidationError:
        raise NotAllowed(_("This is not an e-mail address.")) from None
    with acting(actor, "people.manage", "access.account_created", object_kind="user", reason=because) as act:
        if password is not None:
            validate_password(password, User(email=email, name=name))
        handed = password or one_time()
        try:
            with transaction.atomic():
                user = User.objects.create_user(
                    email, name, handed, language=language, must_change_password=password is None
                )
        except IntegrityError:
            raise NotAllowed(
                _("There is an account with this e-mail address already; accounts are never reused.")
            ) from None
        if totp_secret:
            enrol_totp(user, totp_secret)
        act.object_id = str(user.pk)
    return user, handed


def grant_role(*, actor: Any, user: User, role: str, reason: str, until: datetime | None = None) -> RoleGrant:
    """Give a role to somebody else.

    Args:
        actor: who gives it; needs ``roles.grant``.
        user: who gets it.
        role: a name of the reviewed list.
        reason: why, for the log.
        until: last moment (aware), for a role given for a time.

    Raises:
        NotAllowed: to oneself, held already, a moment in the past, or no reason.
        Refused: the actor may not.
        UnknownRole: the reviewed list does not hold the role.
    """
    because = _because(reason)
    known_role(role)
    with acting(
        actor, "roles.grant", "access.role_granted", object_kind="user", object_id=user.pk, reason=because
    ) as act:
        if getattr(actor, "pk", None) == user.pk:
            raise NotAllowed(_("Nobody grants a role to themselves; ask another administrator."))
        if until is not None and until <= timezone.now():
            raise NotAllowed(_("The last day lies in the past."))
        _locked(user)
        over = RoleGrant.objects.filter(user=user, role=role, revoked_at=None, until__lte=timezone.now())
        over.update(revoked_at=timezone.now(), revoke_reason="time was over")
        if RoleGrant.objects.filter(user=user, role=role, revoked_at=None).exists():
            raise NotAllowed(_("The person holds this role already."))
        grant = RoleGrant.objects.create(
            user=user,
            role=role,
            reason=because,
            until=until,
            granted_by=actor if isinstance(actor, User) else None,
        )
        act.details = {"role": role, "until": until.isoformat() if until else None}
    forget(user)
    return grant


def revoke_role(*, actor: Any, user: User, role: str, reason: str) -> RoleGrant:
    """Take a role away, from this moment.

    Args:
        actor: who takes it; needs ``roles.grant``. Taking one's own role away is allowed.
        user: who loses it.
        role: its name.
        reason: why, for the log.

    Raises:
        NotAllowed: the person does not hold it, it is the last administrator, or there is no reason.
        Refused: the actor may not.
    """
    because = _because(reason)
    with acting(
        actor, "roles.grant", "access.role_revoked", object_kind="user", object_id=user.pk, reason=because
    ) as act:
        _one_after_another()
        grant = RoleGrant.objects.select_for_update().filter(user=user, role=role, revoked_at=None).first()
        if grant is None:
            raise NotAllowed(_("The person does not hold this role."))
        if "roles.grant" in known_role(role).capabilities:
            _leave_one(role, user)
        grant.revoked_at = timezone.now()
        grant.revoked_by = actor if isinstance(actor, User) else None
        grant.revoke_reason = because
        grant.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
        act.details = {"role": role}
    forget(user)
    return grant


def recover_account(*, actor: Any, user: User, reason: str, seen: str | None = None) -> str:
    """Let somebody back in who lost password or second factor.

    The password becomes a one-time one, second factors are removed, sessions end, a lockout is released. At the next
    sign-in the person chooses a password and enrols a second factor.

    Args:
        actor: who recovers it; needs ``people.recover``.
        user: the account, not the actor's own.
        reason: why, and how the person was recognised.
        seen: :func:`password_age` when the form was opened; where it is another one now, nothing is changed.

    Returns:
        The one-time password to hand over.

    Raises:
        NotAllowed: one's own account, somebody else was faster, or no reason.
        Refused: the actor may not.
    """
    because = _because(reason)
    with acting(
        actor,
        "people.recover",
        "access.account_recovered",
        object_kind="user",
        object_id=user.pk,
        reason=because,
    ) as act:
        if getattr(actor, "pk", None) == user.pk:
            raise NotAllowed(_("Nobody recovers their own account; ask another administrator."))
        user = _locked(user)
        if seen is not None and seen != password_age(user):
            raise NotAllowed(
                _(
                    "The password was changed since you opened this page; another one-time password would replace it."
                )
            )
        handed = one_time()
        user.set_password(handed)
        user.must_change_password = True
        user.password_changed_at = timezone.now()
        user.save(update_fields=["password", "must_change_password", "password_changed_at"])
        act.details = {"factors": factors.remove_all(user), "sessions": sessions.end_all(user)}
        lockout.release(user.email)
    return handed


def password_age(user: User) -> str:
    """When the password was last changed, for a form that must notice when it is changed meanwhile."""
    return user.password_changed_at.isoformat() if user.password_changed_at else ""


def release_lockout(*, actor: Any, user: User, reason: str) -> None:
    """Let an account try again that was locked after too many failures.

    Args:
        actor: who releases it; needs ``people.manage``.
        user: the account.
        reason: why, for the log.

    Raises:
        NotAllowed: it is not locked, or there is no reason.
        Refused: the actor may not.
    """
    because = _because(reason)
    with acting(
        actor,
        "people.manage",
        "access.lockout_released",
        object_kind="user",
        object_id=user.pk,
        reason=because,
    ):
        if not lockout.is_locked_out(user.email):
            raise NotAllowed(_("This account is not locked."))
        lockout.release(user.email)


def set_active(*, actor: Any, user: User, active: bool, reason: str) -> User:
    """Disable or enable an account; disabling ends its sessions at once.

    Args:
        actor: who does it; needs ``people.manage``.
        user: the account, not the actor's own.
        active: what it becomes.
        reason: why, for the log.

    Raises:
        NotAllowed: one's own account, nothing would change, the last administrator, or no reason.
        Refused: the actor may not.
    """
    because = _because(reason)
    action = "access.account_enabled" if active else "access.account_disabled"
    with acting(actor, "people.manage", action, object_kind="user", object_id=user.pk, reason=because) as act:
        if getattr(actor, "pk", None) == user.pk:
            raise NotAllowed(_("Nobody disables their own account."))
        _one_after_another()
        user = _locked(user)
        if user.is_active == active:
            raise NotAllowed(_("The account is so already."))
        if not active:
            for grant in RoleGrant.objects.in_force().filter(user=user):
                if "roles.grant" in known_role(grant.role).capabilities:
                    _leave_one(grant.role, user)
            act.details = {"sessions": sessions.end_all(user)}
        else:
            user.last_seen_at = timezone.now()  # the 90 days of inactivity begin anew
        user.is_active = active
        user.save(update_fields=["is_active", "last_seen_at"])
    return user


def end_session(*, actor: User, session_id: UUID) -> None:
    """End one of one's own sessions, for instance on a lost laptop.

    Raises:
        NotAllowed: there is no such session of the actor's.
    """
    found = OpenSession.objects.filter(user=actor, id=session_id, ended_at=None).first()
    if found is None:
        raise NotAllowed(_("There is no such session."))
    sessions.end_one(found)
    audit.record("access.session_ended", actor=actor, object_kind="user", object_id=actor.pk)


def disable_inactive(*, actor: Any = audit.SYSTEM) -> list[User]:
    """Disable accounts nobody has used for 90 days (CJIS AC-2(3)); run daily by a job.

    The last administrator is left alone: a department that has been away must be able to come back.

    Returns:
        The accounts disabled.
    """
    since = timezone.now() - INACTIVE_AFTER
    disabled = []
    for user in User.objects.filter(is_active=True, created_at__lt=since).exclude(last_seen_at__gte=since):
        try:
            disabled.append(set_active(actor=actor, user=user, active=False, reason="not used for 90 days"))
        except NotAllowed:
            continue
    return disabled


def _locked(user: User) -> User:
    """The account's row, locked until the transaction ends."""
    return User.objects.select_for_update().get(pk=user.pk)


def _one_after_another() -> None:
    """Wait until nobody else takes an administrator away; before any row is locked, so that nobody waits crosswise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LAST_ONE_LOCK])


def _leave_one(role: str, user: User) -> None:
    """Refuse to take away the last person who can grant roles.

    Raises:
        NotAllowed: nobody else could grant roles afterwards.
    """
    others = RoleGrant.objects.in_force().filter(role=role, user__is_active=True).exclude(user=user)
    if not others.exists():
        raise NotAllowed(_("This is the last administrator; give the role to somebody else first."))
