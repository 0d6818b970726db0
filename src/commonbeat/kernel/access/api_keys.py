"""Keys for other systems: issued to a named holder for stated scopes and a limited time, shown once, kept as a hash.

A key is ``cb_`` with eight letters or digits that name it, an underscore, and 160 random bits. It travels in addresses
and forms, so it holds no character that would have to be escaped.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from commonbeat.kernel.audit.log import Actor

from . import limits
from .acting import acting

if TYPE_CHECKING:
    from .models_keys import ApiKey

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
NAME_LETTERS = 8
SECRET_LETTERS = 33  # of 31 letters and digits: a little over 160 bits
LONGEST_DAYS = 1096
MOST_PER_HOUR = 100_000
_PURPOSE = "commonbeat.kernel.access.api_keys"
_KEY = re.compile(rf"(cb_[{ALPHABET}]{{{NAME_LETTERS}}})_[{ALPHABET}]{{{SECRET_LETTERS}}}")


class KeyRefused(ValueError):
    """A key cannot be issued or revoked like this; the message is for the person who tried."""


class BadKey(PermissionError):
    """A key opens nothing here.

    Attributes:
        why: ``missing``, ``unknown``, ``expired``, ``revoked`` or ``scope``.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Scope:
    """Something a key may be good for, phrased for the person who issues it."""

    name: str
    label: str | Promise


_scopes: dict[str, Scope] = {}


def register_scope(name: str, label: str | Promise) -> Scope:
    """Make a scope known (call it in ``module.py``).

    Raises:
        ValueError: it stands registered under another label.
    """
    known = _scopes.setdefault(name, Scope(name, label))
    if str(known.label) != str(label):
        raise ValueError(f"Scope {name!r} is already registered as {str(known.label)!r}.")
    return known


def scopes() -> list[Scope]:
    """All registered scopes in order of their names."""
    return [_scopes[name] for name in sorted(_scopes)]


@dataclass(frozen=True)
class Issued:
    """A key that was just made; ``text`` can be shown this once and never again."""

    key: ApiKey
    text: str


def issue(
    *,
    actor: Any,
    holder: str,
    contact: str,
    purpose: str,
    scopes: list[str],
    days: int,
    per_hour: int = 600,
) -> Issued:
    """Issue a key.

    Args:
        actor: who issues it; needs ``keys.manage``.
        holder: the system or company that gets it.
        contact: whom to write to or call about it.
        purpose: why, for the list and the log.
        scopes: names of registered scopes, at least one.
        days: how many days it opens anything, at most three years.
        per_hour: how many requests an hour.

    Raises:
        KeyRefused: something is missing, unknown or beyond its bounds.
        Refused: the actor may not.
    """
    from .models_keys import ApiKey

    wanted = _checked(holder, contact, purpose, scopes, days, per_hour)
    name, text = _made()
    now = timezone.now()
    with acting(actor, "keys.manage", "access.key_issued", object_kind="api_key", reason=purpose) as act:
        key = ApiKey.objects.create(
            prefix=name,
            key_hash=_hash(text),
            issued_at=now,
            expires_at=now + timedelta(days=days),
            issued_by=None if isinstance(actor, Actor) else actor,
            per_hour=per_hour,
            **wanted,
        )
        act.object_id = str(key.pk)
        act.details |= {"scopes": key.scopes, "until": key.expires_at.isoformat(), "name": name}
    return Issued(key, text)


def _checked(
    holder: str, contact: str, purpose: str, names: list[str], days: int, per_hour: int
) -> dict[str, Any]:
    """The fields of a new key, tidied.

    Raises:
        KeyRefused: one of them will not do.
    """
    said = {"holder": holder.strip(), "contact": contact.strip(), "purpose": purpose.strip()}
    if not all(said.values()):
        raise KeyRefused(_("Say who gets the key, whom to ask about it, and why."))
    if not names or set(names) - _scopes.keys():
        raise KeyRefused(_("Choose at least one of the things a key can be good for."))
    if not 1 <= days <= LONGEST_DAYS:
        raise KeyRefused(_("A key is good for one day to three years."))
    if not 1 <= per_hour <= MOST_PER_HOUR:
        raise KeyRefused(_("Let in 1 to 100,000 requests an hour."))
    return {**said, "scopes": sorted(set(names))}


def _made() -> tuple[str, str]:
    """A fresh name and the whole key."""
    name = "cb_" + "".join(secrets.choice(ALPHABET) for _n in range(NAME_LETTERS))
    return name, name + "_" + "".join(secrets.choice(ALPHABET) for _n in range(SECRET_LETTERS))


def _hash(text: str) -> str:
    """What is kept of a key: an HMAC under this home's secret. Its 160 random bits need no slow hash against guessing."""
    return salted_hmac(_PURPOSE, text, settings.SECRET_KEY, algorithm="sha256").hexdigest()


def revoke(*, actor: Any, key: ApiKey, reason: str) -> ApiKey:
    """Revoke a key at once; it stays in the list.

    Args:
        actor: who revokes it; needs ``keys.manage``.
        key: the key.
        reason: why, for the list and the log.

    Raises:
        KeyRefused: it is revoked already, or there is no reason.
        Refused: the actor may not.
    """
    from .models_keys import ApiKey

    if not reason.strip():
        raise KeyRefused(_("Give a reason; it is kept in the audit log."))
    with acting(
        actor, "keys.manage", "access.key_revoked", object_kind="api_key", object_id=key.pk, reason=reason
    ):
        locked = ApiKey.objects.select_for_update().get(pk=key.pk)
        if locked.revoked_at:
            raise KeyRefused(_("This key is revoked already."))
        locked.revoked_at, locked.revoke_reason = timezone.now(), reason.strip()
        locked.revoked_by = None if isinstance(actor, Actor) else actor
        locked.save(update_fields=["revoked_at", "revoke_reason", "revoked_by"])
    return locked


def verified(text: str, scope: str) -> ApiKey:
    """The key somebody presents, if it opens ``scope`` now; the day of its last use is kept.

    The row is found by the key's name, and the rest is compared in constant time; a name nobody has costs the same.

    Args:
        text: what was presented.
        scope: what it has to be good for.

    Raises:
        BadKey: it does not open this; ``why`` says whether a right key would have been told more.
    """
    from .models_keys import ApiKey

    if not text.strip():
        raise BadKey("missing")
    parts = _KEY.fullmatch(text.strip())
    found = ApiKey.objects.filter(prefix=parts[1]).first() if parts else None
    same = hmac.compare_digest(found.key_hash if found else "0" * 64, _hash(text.strip()))
    if found is None or not same:
        raise BadKey("unknown")
    if found.state != "active":
        raise BadKey(found.state)
    if scope not in found.scopes:
        raise BadKey("scope")
    today = timezone.now().date()
    if found.last_used_on != today:
        ApiKey.objects.filter(pk=found.pk).update(last_used_on=today)
    return found


def counted(key: ApiKey) -> None:
    """Count one request of a key.

    Raises:
        TooMany: it had more than its share of this hour.
    """
    limits.limited_holder("key", str(key.pk), most=key.per_hour)


def actor_of(key: ApiKey) -> Actor:
    """Who acts in the audit log when a system acts with its key."""
    return Actor("api_key", str(key.pk), key.holder)


def holders_of(ids: Iterable[str]) -> dict[str, str]:
    """Who holds these keys, by id, for the audit log."""
    from .models_keys import ApiKey

    wanted = [one for one in map(_uuid, ids) if one]
    return {
        str(pk): holder for pk, holder in ApiKey.objects.filter(pk__in=wanted).values_list("pk", "holder")
    }


def _uuid(text: str) -> UUID | None:
    """The id in a text, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None
