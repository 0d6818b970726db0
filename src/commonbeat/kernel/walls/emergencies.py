"""Seeing a case that is not one's own, at once: one person asks, another consents, and it ends by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel.access import acting, require

from . import declare
from .errors import GrantRefused, NotThere
from .events import EmergencyAsked, GlassBroken
from .governing import account_of, barred, governing

if TYPE_CHECKING:
    from .models import Emergency

HOURS = 4
MOST_HOURS = 24


def ask(actor: Any, kind: str, case: Any, *, reason: str, hours: int = HOURS) -> Emergency:
    """Ask to see a case at once. Nothing opens before another person consents.

    Who is recused asks in vain, exactly as about a case that is not there: nobody can consent to it.

    Args:
        actor: an account that holds the kind's capability for emergencies.
        kind: name of the kind of case.
        case: its id. Whether there is such a case is not said.
        reason: what makes it an emergency.
        hours: how long it is needed, 1 to 24.

    Raises:
        Refused: the actor may not.
        GrantRefused: no reason, or too long.
    """
    from .models import Emergency

    if not reason.strip() or not 1 <= hours <= MOST_HOURS or account_of(actor) is None:
        raise GrantRefused(_("Please give a reason, and between 1 and 24 hours."))
    told = {
        "object_kind": kind,
        "case": str(case),
    }  # the reason goes with the case; a row of the log never goes
    with (
        acting(actor, declare.kind(kind).emergency, "walls.emergency_asked", **told) as act,
        governing(actor, kind, case, "ask", must_see=False),
    ):
        made = Emergency.objects.create(
            kind=kind, case_id=case, account=actor, reason=reason.strip(), hours=hours
        )
        act.object_id, act.details["hours"] = str(made.pk), hours
        act.announce(EmergencyAsked(made.pk, kind))
    return made


def waiting(actor: Any, kind: str) -> list[Emergency]:
    """Emergencies that wait for somebody's consent, but for the actor's own; oldest first.

    Raises:
        Refused: the actor may not consent.
    """
    from .models import Emergency

    require(actor, declare.kind(kind).consents)
    since = timezone.now() - timedelta(hours=1)
    with transaction.atomic(), governing(actor, kind, "", "consent", must_see=False):
        rows = Emergency.objects.filter(
            kind=kind, consented_at=None, declined_at=None, asked_at__gt=since
        ).exclude(account=account_of(actor))
        return list(rows.exclude(case_id__in=barred(kind)).select_related("account"))


def consent(actor: Any, emergency_id: UUID, kind: str) -> Emergency:
    """Be the second person: the one who asked reads the case from now on, for the hours asked for.

    Args:
        actor: an account that holds the kind's capability to consent; not the one who asked, and not recused.
        emergency_id: what was asked.
        kind: name of the kind of case.

    Raises:
        Refused: the actor may not.
        NotThere: there is no such emergency, or the actor is recused from its case.
        GrantRefused: answered already, more than an hour old, one's own, or who asked is recused.
    """
    return _answer(actor, emergency_id, kind, yes=True)


def decline(actor: Any, emergency_id: UUID, kind: str) -> Emergency:
    """Say no; as `consent`."""
    return _answer(actor, emergency_id, kind, yes=False)


def _answer(actor: Any, emergency_id: UUID, kind: str, *, yes: bool) -> Emergency:
    from .models import Emergency

    if account_of(actor) is None:
        raise GrantRefused(_("It takes another person."))
    action = "walls.glass_broken" if yes else "walls.emergency_declined"
    with acting(actor, declare.kind(kind).consents, action, object_kind=kind, object_id=emergency_id) as act:
        with governing(actor, kind, "", "consent", must_see=False):
            rows = Emergency.objects.filter(pk=emergency_id, kind=kind)
            asked = rows.exclude(case_id__in=barred(kind)).first()
        if asked is None:
            raise NotThere
        with governing(actor, kind, asked.case_id, "consent", must_see=False):
            asked.consented_by = actor
            asked.consented_at = timezone.now() if yes else None
            asked.declined_at = None if yes else timezone.now()
            _save(asked)
            asked.refresh_from_db()
        act.details.update(asked_by=str(asked.account_id), case=str(asked.case_id), hours=asked.hours)
        if yes:
            act.announce(GlassBroken(asked.pk, kind, asked.case_id, asked.account_id, actor.pk))
    return asked


def _save(asked: Emergency) -> None:
    try:
        with transaction.atomic():
            asked.save(update_fields=["consented_by", "consented_at", "declined_at"])
    except DatabaseError as error:
        if (
            getattr(error.__cause__, "sqlstate", "") == "42501"
        ):  # insufficient_privilege: the trigger's refusal
            raise GrantRefused(_("Another person answers an emergency, once, within the hour.")) from error
        raise
