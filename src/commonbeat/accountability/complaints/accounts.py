"""An officer's row follows the roster: which account is theirs, also when that is settled after the case began."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from commonbeat.city.roster.events import AccountLinked, AccountUnlinked
from commonbeat.city.roster.models import Member
from commonbeat.kernel import audit

from . import people
from .actions_case import route_outside
from .actions_officers import keep_out
from .enums import INTERNAL
from .looks import as_platform
from .models import Officer

Follow = Callable[[Officer], int]
_followers: dict[str, Follow] = {}


def register_follower(name: str, run: Follow) -> None:
    """Make known what else of a case goes by its officer's account (call it in ``module.py``).

    Args:
        name: of the topic.
        run: carries the account over within the look and transaction that changed it; returns how many rows changed.
    """
    _followers[name] = run


def on_linked(event: AccountLinked | AccountUnlinked) -> None:
    """Work for a job: whoever links accounts learns of no case, by the time it takes either."""
    from .jobs import follow_account

    follow_account.defer(member_id=event.member_id)


def follow(member_id: int) -> int:
    """Carry a member's account over to the cases they are in; doing it again changes nothing.

    The account is kept out of each of them, and shown what was served as soon as its officer was told: the wall opens rows
    that are notified or served, and no others. Without an account what was shown is taken back.

    Returns:
        How many cases changed.
    """
    member = Member.objects.select_related("account").filter(pk=member_id).first()
    if member is None:
        return 0
    with as_platform():
        rows = Officer.objects.within_look().filter(member=member)
        cases = sorted(rows.values_list("complaint_id", flat=True), key=str)
    return sum(_in_case(case, member) for case in cases)


def _in_case(case: UUID, member: Member) -> bool:
    with as_platform(case):
        officer = Officer.objects.within_look().select_for_update(of=("self",)).get(member=member)
        complaint = officer.complaint
        if officer.account_id == member.account_id:
            return False
        officer.account = member.account
        officer.save(update_fields=["account"])
        papers = sum(run(officer) for run in _followers.values())
        audit.record(
            "complaints.account_followed", actor=audit.SYSTEM, object_kind="complaint", object_id=case, case=str(case),
            details={"officer": str(officer.pk), "papers": papers, "what": "linked" if member.account_id else "taken back"},
        )  # fmt: skip
        if member.account is not None:
            keep_out(complaint, member.account, officer)
            if people.leads(member.account) and complaint.label == INTERNAL:
                route_outside(case, actor=audit.SYSTEM, reason="It is about somebody who leads.")
    return True
