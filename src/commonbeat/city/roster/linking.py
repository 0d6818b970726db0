"""Which account is which member's. It opens papers people were served, so one person asks and another one settles it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel.access import acting
from commonbeat.kernel.access.actions import NotAllowed
from commonbeat.kernel.accounts.models import User

from .events import AccountLinked, AccountUnlinked
from .models import LinkRequest, Member

ASK, SETTLE = "people.manage", "roster.settle_links"


def ask(member: Member, account: User, *, actor: User, reason: str) -> LinkRequest:
    """Ask to link an account with a member of the roster; nothing changes before another person agrees.

    Args:
        member: of the roster, without an account.
        account: of that person; never the actor's own.
        actor: needs ``people.manage``.
        reason: how it is known that both are one person.

    Raises:
        NotAllowed: no reason, one's own account, a disabled one, or either is linked or asked for already.
        Refused: the actor may not.
    """
    with acting(
        actor, ASK, "roster.link_asked", object_kind="user", object_id=account.pk, reason=_because(reason)
    ) as act:
        member = _locked(member)
        if actor.pk == account.pk:
            raise NotAllowed(_("Nobody links their own account."))
        if not account.is_active:
            raise NotAllowed(_("This account is disabled."))
        if member.account_id is not None or Member.objects.filter(account=account).exists():
            raise NotAllowed(_("This account or this member is linked already."))
        if LinkRequest.objects.filter(agreed=None, member=member).exists():
            raise NotAllowed(_("Somebody asked already; that is to be settled first."))
        if LinkRequest.objects.filter(agreed=None, account=account).exists():
            raise NotAllowed(_("Somebody asked already; that is to be settled first."))
        act.details["member"] = member.number
        return LinkRequest.objects.create(
            member=member, account=account, asked_by=actor, reason=reason.strip()
        )


def waiting(account: User) -> LinkRequest | None:
    """What was asked about an account and is not settled."""
    rows = LinkRequest.objects.filter(account=account, agreed=None)
    return rows.select_related("member", "asked_by").first()


def settle(asked: LinkRequest, *, actor: User, agreed: bool, reason: str) -> LinkRequest:
    """Be the second person: the account is the member's from now on, or stays without.

    Args:
        asked: what waits.
        actor: needs ``roster.settle_links``; neither who asked, nor whose account it is.
        agreed: whether both are one person.
        reason: how that was seen.

    Raises:
        NotAllowed: settled already, not by these people, or no reason.
        Refused: the actor may not.
    """
    action = "roster.linked" if agreed else "roster.link_declined"
    with acting(
        actor, SETTLE, action, object_kind="user", object_id=asked.account_id, reason=_because(reason)
    ) as act:
        member = _locked(asked.member)
        asked = LinkRequest.objects.select_for_update().get(pk=asked.pk)
        if asked.agreed is not None:
            raise NotAllowed(_("This is settled already."))
        if actor.pk in (asked.asked_by_id, asked.account_id):
            raise NotAllowed(_("Somebody else has to settle this."))
        if agreed and (member.account_id or Member.objects.filter(account_id=asked.account_id).exists()):
            raise NotAllowed(_("This account or this member is linked already."))
        asked.decided_by, asked.decided_at, asked.agreed = actor, timezone.now(), agreed
        asked.save()
        act.details["member"] = member.number
        if agreed:
            Member.objects.filter(pk=member.pk).update(account_id=asked.account_id)
            act.announce(AccountLinked(member.pk, asked.account_id))
    return asked


def unlink(member: Member, *, actor: User, reason: str) -> None:
    """Take an account away from a member; what it showed of their papers goes with it.

    Args:
        member: with an account.
        actor: needs ``people.manage``.
        reason: why.

    Raises:
        NotAllowed: not linked, or no reason.
        Refused: the actor may not.
    """
    with transaction.atomic():
        account = _locked(member).account_id
        if account is None:
            raise NotAllowed(_("No account is linked."))
        with acting(
            actor, ASK, "roster.unlinked", object_kind="user", object_id=account, reason=_because(reason)
        ) as act:
            Member.objects.filter(pk=member.pk).update(account=None)
            act.details["member"] = member.number
            act.announce(AccountUnlinked(member.pk, account))


def _because(reason: str) -> str:
    if not reason.strip():
        raise NotAllowed(_("Please give a reason."))
    return reason.strip()


def _locked(member: Member) -> Member:
    """The member, locked; inside the caller's transaction."""
    return Member.objects.select_for_update().get(pk=member.pk)
