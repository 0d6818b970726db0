"""Who looked into a case, from the audit log."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from commonbeat.kernel.accounts.queries import names_of
from commonbeat.kernel.audit.models import AuditEntry

from . import declare
from .bases import Protected
from .errors import NotThere, UnknownPurpose
from .looking import Look, keeping_house, look_in_progress, sees

if TYPE_CHECKING:
    from .models import Grant

ACTION = "walls.looked"
READ = ("done", "failed")
"""Outcomes in which something may have been read; a refused look read nothing."""


@dataclass(frozen=True)
class Lookup:
    """Somebody looked into a case once.

    Attributes:
        who: name of the account.
        account: its id.
        when: the moment.
        purpose: in words.
        writing: records could be changed.
        emergency: an emergency had opened the case to them.
    """

    who: str
    account: UUID
    when: datetime
    purpose: str
    writing: bool
    emergency: bool


def lookups(case: Any, *, withheld: bool = True, through: Protected | None = None) -> list[Lookup]:
    """Who looked into a case, latest first; inside a look that opens it.

    Accounts only: neither the platform's own work nor the visits of a complainant are looks of this kind. Lists over
    all cases name no case, so they are not among them.

    Args:
        case: its id.
        withheld: also looks for purposes, and by people let in, that are kept from the subject.
        through: within a look at what is about oneself, a record of the case that opens there; withheld looks are then
            always left out.

    Raises:
        NotThere: the look in progress does not open the case.
    """
    key = str(UUID(str(case)))
    look = look_in_progress()
    if look is None or not _opens(look, key, through):
        raise NotThere
    withheld = withheld and not look.purpose.own
    rows = AuditEntry.objects.filter(case_ref=key, action=ACTION, actor_kind="user", outcome__in=READ)
    entries = list(rows.order_by("-seq"))
    grants, names = _grants(key), names_of([one.actor_id for one in entries])
    found = []
    for one in entries:
        held = [grant for grant in grants[one.actor_id] if _in_force(grant, one.at)]
        if not withheld and (_is_withheld(one.purpose) or any(grant.withheld for grant in held)):
            continue
        found.append(
            Lookup(
                who=names.get(one.actor_id, ""),
                account=UUID(one.actor_id),
                when=one.at,
                purpose=_in_words(one.purpose),
                writing=bool(one.details.get("writing")),
                emergency=any(grant.role == "emergency" for grant in held),
            )
        )
    return found


def _opens(look: Look, case: str, through: Protected | None) -> bool:
    """Whether the look opens the case, or a record of it that is about the viewer."""
    if not look.purpose.own:
        return sees(case)
    if through is None:
        return False
    rows = type(through)._default_manager.within_look()  # type: ignore[attr-defined]
    return bool(rows.filter(pk=through.pk, **{through.WALL.case: case}).exists())


def _grants(case: str) -> dict[str, list[Grant]]:
    """Every grant a case ever had, by account. Read as the platform: an account sees its own only."""
    from .models import Grant

    found: dict[str, list[Grant]] = defaultdict(list)
    with keeping_house("walls.lookups", quiet=True):
        for one in Grant.objects.filter(case_id=case):
            found[str(one.account_id)].append(one)
    return found


def _in_force(grant: Grant, at: datetime) -> bool:
    ends = min((one for one in (grant.until, grant.revoked_at) if one), default=None)
    return grant.given_at <= at and (ends is None or at < ends)


def _declared(name: str) -> declare.Purpose | declare.RefusedPurpose | None:
    try:
        return declare.purpose(name)
    except UnknownPurpose:  # a topic was removed; its rows stay
        return None


def _is_withheld(name: str) -> bool:
    """A purpose nobody declares any more may have been a withheld one."""
    known = _declared(name)
    return known is None or bool(getattr(known, "withheld", False))


def _in_words(name: str) -> str:
    known = _declared(name)
    return str(known.label) if known else name
