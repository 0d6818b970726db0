"""Taking back a recusal that was a mistake: one person asks, another decides, and both stay on file."""

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
from .events import RecusalLifted
from .governing import account_of, barred, governing
from .grants import acting_in_case

if TYPE_CHECKING:
    from .models import Lifting

WITHIN = timedelta(days=7)


def ask_to_lift(actor: Any, kind: str, case: Any, account: Any, *, reason: str) -> Lifting:
    """Ask to take back a recusal. Nothing changes before another person agrees.

    Args:
        actor: holds the kind's capability for grants and sees the case; never the recused person.
        kind: name of the kind of case.
        case: its id.
        account: who is recused.
        reason: why it was a mistake.

    Raises:
        Refused: the actor may not.
        NotThere: the case is not there for the actor, or this person is not recused from it.
        GrantRefused: one's own recusal, or no reason.
    """
    from .models import Lifting, Recusal

    if not reason.strip() or account_of(actor) in (None, account.pk):
        raise GrantRefused(_("Please give a reason. Nobody asks for themselves."))
    with (
        acting_in_case(actor, kind, "walls.lifting_asked", case, account, reason) as act,
        governing(actor, kind, case, "lift"),
    ):
        stands = Recusal.objects.filter(kind=kind, case_id=case, account=account, lifted_at=None).first()
        if stands is None:
            raise NotThere
        made = Lifting(
            recusal=stands, kind=kind, case_id=case, account=account, asked_by=actor, reason=reason.strip()
        )
        _kept(made.save)
        act.details["lifting"] = str(made.pk)
    return made


def liftings_waiting(actor: Any, kind: str) -> list[Lifting]:
    """What waits for somebody's consent, but for the actor's own and what is about the actor; oldest first.

    Raises:
        Refused: the actor may not consent.
    """
    from .models import Lifting

    require(actor, declare.kind(kind).consents)
    me = account_of(actor)
    with transaction.atomic(), governing(actor, kind, "", "lift", must_see=False):
        rows = Lifting.objects.filter(kind=kind, decided_at=None, asked_at__gt=timezone.now() - WITHIN)
        rows = rows.exclude(asked_by=me).exclude(account=me).exclude(case_id__in=barred(kind))
        return list(rows.select_related("account", "asked_by"))


def lift_recusal(actor: Any, lifting_id: UUID, kind: str) -> Lifting:
    """Be the second person: the recusal ends. Whoever was recused is let in by nothing of this; labels count again.

    Args:
        actor: holds the kind's capability to consent; neither who asked, nor recused from the case.
        lifting_id: what was asked.
        kind: name of the kind of case.

    Raises:
        Refused: the actor may not.
        NotThere: nothing of this kind was asked, or the actor is recused from its case.
        GrantRefused: decided already, a week has passed, one's own, or recused.
    """
    return _decided(actor, lifting_id, kind, agreed=True)


def keep_recusal(actor: Any, lifting_id: UUID, kind: str) -> Lifting:
    """Say no: the recusal stands; as `lift_recusal`."""
    return _decided(actor, lifting_id, kind, agreed=False)


def _decided(actor: Any, lifting_id: UUID, kind: str, *, agreed: bool) -> Lifting:
    from .models import Lifting

    if account_of(actor) is None:
        raise GrantRefused(_("It takes another person."))
    action = "walls.recusal_lifted" if agreed else "walls.recusal_kept"
    with acting(actor, declare.kind(kind).consents, action, object_kind=kind, object_id=lifting_id) as act:
        with governing(actor, kind, "", "lift", must_see=False):
            rows = Lifting.objects.filter(pk=lifting_id, kind=kind)
            asked = rows.exclude(case_id__in=barred(kind)).first()
        if asked is None:
            raise NotThere
        with governing(actor, kind, asked.case_id, "lift", must_see=False):
            asked.decided_by, asked.decided_at, asked.agreed = actor, timezone.now(), agreed
            _kept(lambda: asked.save(update_fields=["decided_by", "decided_at", "agreed"]))
            asked.refresh_from_db()
        act.details.update(
            account=str(asked.account_id), case=str(asked.case_id), asked_by=str(asked.asked_by_id)
        )
        if agreed:
            act.announce(RecusalLifted(kind, asked.case_id, asked.account_id))
    return asked


def _kept(save: Any) -> None:
    """Save, and say in words what a trigger refuses."""
    try:
        with transaction.atomic():
            save()
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == "42501":  # insufficient_privilege
            raise GrantRefused(
                _(
                    "Two people lift a recusal, neither of them recused: one asks, the other decides within a week."
                )
            ) from error
        raise
