"""Who leads whom, and the way up the chain, around the person it is about."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from commonbeat.city.agency.days import today
from commonbeat.city.roster.models import Member
from commonbeat.kernel import audit
from commonbeat.kernel.access import acting, allowed
from commonbeat.kernel.walls import GrantRefused, grants, looking

from .enums import WALL
from .models import Alert, File, Supervision
from .models_alerts import CLOSED

LONGEST_CHAIN = 6
REVIEW, MANAGE = "support.review", "support.manage"


def set_supervisor(*, actor: Any, member: Member, supervisor: Any | None, since: date) -> None:
    """Note who leads somebody from a day on; who led before loses what was opened for it.

    Args:
        actor: holds ``support.manage``.
        member: who is led.
        supervisor: an account; ``None``: nobody for now.
        since: first day.

    Raises:
        Refused: the actor may not.
        ValidationError: they would lead themselves, or the day lies before the present supervisor's first.
    """
    if supervisor is not None and supervisor.pk == member.account_id:
        raise ValidationError(_("Nobody leads themselves."))
    with acting(
        actor, MANAGE, "support.supervisor_set", object_kind="member", object_id=str(member.pk)
    ) as act:
        before = Supervision.objects.select_for_update().filter(member=member, until=None).first()
        if before and before.since > since:
            raise ValidationError({"since": _("The present supervisor began later than that.")})
        if before:
            before.until = since
            before.save(update_fields=["until"])
        if supervisor is not None:
            Supervision.objects.create(member=member, supervisor=supervisor, since=since, noted_by=actor)
        act.details["supervisor"] = str(supervisor.pk) if supervisor else ""
        _hand_over(member, before.supervisor if before else None, supervisor)


def _hand_over(member: Member, before: Any | None, after: Any | None) -> None:
    """Open files follow the person who leads."""
    with looking(audit.SYSTEM, "support_compute", writing=True):
        file = File.objects.within_look().filter(member=member).first()
        waiting = file and Alert.objects.within_look().filter(file=file).exclude(state__in=CLOSED).exists()
    if file is None:
        return
    if before is not None and (after is None or before.pk != after.pk):
        grants.put_out(audit.SYSTEM, WALL, file.pk, before, reason="leads this person no more")
    if after is not None and waiting:
        open_to(file, after, "leads this person")


def open_to(file: File, account: Any, reason: str) -> bool:
    """Let somebody into one file; never the person it is about.

    Args:
        file: whose.
        account: who is let in; with ``support.manage`` a person is in anyway.
        reason: why, for the log.

    Returns:
        Whether they can open it now.
    """
    if account.pk == file.account_id:
        return False
    with suppress(GrantRefused):
        grants.let_in(audit.SYSTEM, WALL, file.pk, account, role="investigator", reason=reason)
    return True


def chain(member: Member | None, on: date | None = None) -> list[Any]:
    """Who looks after somebody's alerts, in order: the supervisor, theirs, and so on.

    The person it is about is left out, and so is whoever does not hold ``support.review`` or has left.

    Args:
        member: whom it is about.
        on: the day; today, unless given.
    """
    day, found, seen = on or today(), [], set()
    step = member
    while step is not None and len(seen) < LONGEST_CHAIN and step.pk not in seen:
        seen.add(step.pk)
        row = (
            Supervision.objects.filter(member=step, since__lte=day)
            .filter(Q(until=None) | Q(until__gt=day))
            .select_related("supervisor")
            .order_by("-since")
            .first()
        )
        if row is None:
            break
        person = row.supervisor
        if person.is_active and person.pk != getattr(member, "account_id", None) and allowed(person, REVIEW):
            found.append(person)
        step = Member.objects.filter(account=person).first()
    return list(dict.fromkeys(found))


def close_up(alert: Alert) -> None:
    """Put out whoever was let in because an alert was late, once no alert of the file is open; inside a look that opens it."""
    others = Alert.objects.within_look().filter(file=alert.file_id).exclude(pk=alert.pk)
    if others.exclude(state__in=CLOSED).exists():
        return
    stays = {one.pk for one in chain(alert.file.member)[:1]}
    inside = {one.account for one in grants.grants_of_case(WALL, alert.file_id) if one.revoked_at is None}
    for account in inside:
        if account.pk not in stays:
            grants.put_out(audit.SYSTEM, WALL, alert.file_id, account, reason="the alert is closed")
