"""Who may hear of a complaint, who leads, and who must be kept out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from commonbeat.city.roster.models import Member
from commonbeat.kernel.access.holders import holders
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.walls import grants

from .enums import INTERNAL, OUTSIDE, WALL

if TYPE_CHECKING:
    from .models import Complaint

LEADING = ("complaints.write_internal", "people.manage")
"""Who holds one of these leads the work on complaints, or the system: a complaint about them goes to the city manager."""


def leads(account: Any) -> bool:
    """Whether a complaint about this account goes outside."""
    return account is not None and any(one.pk == account.pk for one in holders(*LEADING))


def why_about(complaint: Complaint, account: Any) -> str:
    """Why a complaint is about an account, or about those it leads with; "" if it is not.

    Args:
        complaint: inside a look that opens it.
    """
    if complaint.label == OUTSIDE and leads(account):
        return _("It is about those who lead: none of them is given it. Choose somebody who does not.")
    rows = complaint.officers.within_look()
    if rows.filter(Q(account=account) | Q(member__account=account)).exists():
        return _("This person is named in the complaint, a witness, or was there.")
    return ""


def why_kept_out(complaint: Complaint, account: Any) -> str:
    """Why nobody gives an account a complaint or lets it in: it is about them, or they are recused; "" if neither.

    Args:
        complaint: inside a look that opens it.
    """
    if why := why_about(complaint, account):
        return why
    out = {one.account_id for one in grants.recusals_of_case(WALL, complaint.pk) if one.lifted_at is None}
    return _("This person is recused from the case.") if account.pk in out else ""


def names_a_leader(told: str) -> bool:
    """Whether what a complainant tells of the officer may mean one of those who lead.

    It errs towards the city manager: a badge number, or a last name, is enough.
    """
    words = set(re.findall(r"[\w'-]+", told.casefold()))
    if not words:
        return False
    accounts = [one.pk for one in holders(*LEADING)]
    members = Member.objects.filter(account__in=accounts).values_list("number", "name")
    known = {str(number).casefold() for number, _ in members}
    names = [*(name for _, name in members), *(one.name for one in holders(*LEADING))]
    known |= {_last_name(name) for name in names if name.strip()}
    return bool(words & known)


def _last_name(name: str) -> str:
    """Of “Millican, Sekou” or “Sekou Millican”."""
    return name.split(",")[0].split()[-1].casefold()


def see_to(complaint: Complaint, capability: str) -> list[User]:
    """Accounts that hold a capability and can reach a complaint; never one it is about, nor one recused.

    Args:
        complaint: inside a look of the platform's.
        capability: for instance ``complaints.command``.
    """
    label = "complaints.read_internal" if complaint.label == INTERNAL else "complaints.read_outside"
    let_in = {
        grant.account_id for grant in grants.grants_of_case(WALL, complaint.pk) if grant.revoked_at is None
    }
    reach = {one.pk for one in holders(label)} | let_in
    out = kept_out(complaint)
    return [one for one in holders(capability) if one.pk in reach and one.pk not in out]


def kept_out(complaint: Complaint) -> set[UUID]:
    """Accounts that hear nothing of a complaint: it is about them, they were there, or they are recused.

    Args:
        complaint: inside a look of the platform's.
    """
    out = {one.account_id for one in grants.recusals_of_case(WALL, complaint.pk) if one.lifted_at is None}
    rows = complaint.officers.within_look()
    out |= set(rows.exclude(account=None).values_list("account_id", flat=True))
    return out | set(rows.exclude(member__account=None).values_list("member__account_id", flat=True))


def above(complaint: Complaint) -> list[User]:
    """Who stands above the department: the city manager, as long as the complaint keeps none of them out."""
    out = kept_out(complaint)
    return [one for one in holders("complaints.write_outside") if one.pk not in out]
