"""Telling the people a commendation thanks, and their supervisors: a link by e-mail, the words behind the sign-in."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from commonbeat.city.roster.models import Member
from commonbeat.kernel import notify

from .models import Commendation, Praised

SUBJECT = "Commonbeat: somebody thanked you or one of yours"


def hand_on(commendation: Commendation, *, at: datetime) -> None:
    """Mark everybody matched as told, and write to those with an account; the message holds no word of the thanks.

    Args:
        commendation: with its people matched.
        at: the moment of passing on.
    """
    rows = list(commendation.praised.select_related("member__account", "supervisor__account"))
    for one in people_of(rows):
        account = one.account
        if account is not None and account.is_active:
            notify.send(
                account.email,
                SUBJECT,
                "A resident wrote to thank somebody. Read it here:\n"
                f"{settings.BASE_URL}{reverse('commendations:mine_one', args=[commendation.pk])}\n",
                dedupe_key=f"commendations:{commendation.pk}:{one.pk}",
            )
    commendation.praised.filter(passed_on_at=None).update(passed_on_at=at)


def people_of(rows: list[Praised]) -> list[Member]:
    """Everybody who hears of it, once each: those it thanks first, then supervisors."""
    found = {one.member.pk: one.member for one in rows}
    for one in rows:
        if one.supervisor is not None:
            found.setdefault(one.supervisor.pk, one.supervisor)
    return list(found.values())
