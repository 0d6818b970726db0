"""Letting people into cases, putting them out, keeping them out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel import audit
from commonbeat.kernel.access import Act, acting
from commonbeat.kernel.audit import events as audit_events

from . import declare
from .errors import GrantRefused
from .events import LetIn, PutOut
from .governing import account_of, governing

if TYPE_CHECKING:
    from .models import Grant, Recusal

WRITERS = ("investigator", "reviewer")
GIVEN = (*WRITERS, "oversight")


def let_in(
    actor: Any,
    kind: str,
    case: Any,
    account: Any,
    *,
    role: str,
    reason: str,
    until: datetime | None = None,
    withheld: bool = False,
) -> Grant:
    """Let an account into one case.

    Args:
        actor: holds the kind's capability for grants and sees the case; never the account itself.
        kind: name of the kind of case.
        case: its id.
        account: who is let in.
        role: ``investigator`` or ``reviewer`` (may write), or ``oversight`` (reads only).
        reason: why.
        until: end of it; ``None``: until it is revoked.
        withheld: the subject is not to be shown that they looked (criminal investigation, POST, a court's order).

    Raises:
        Refused: the actor may not give grants.
        NotThere: the case is not there for the actor.
        GrantRefused: recused, in it already, to oneself, no reason, or an end in the past.
    """
    from .models import Grant

    if role not in GIVEN or not reason.strip() or (until and until <= timezone.now()):
        raise GrantRefused(_("Please give a reason, a role and an end that is still to come."))
    who = {"kind": kind, "case_id": case, "account": account, "role": role}
    with (
        acting_in_case(actor, kind, "walls.let_in", case, account, reason) as act,
        governing(actor, kind, case, "grant"),
    ):
        over = Grant.objects.filter(**who, revoked_at=None, until__lte=timezone.now())
        over.update(revoked_at=timezone.now(), revoked_by=account_of(actor), revoke_reason="over")
        made = Grant.objects.create(
            **who, given_by_id=account_of(actor), reason=reason.strip(), until=until, withheld=withheld
        )
        act.details.update(role=role, grant=str(made.pk), until=until.isoformat() if until else "")
        act.announce(LetIn(made.pk, kind, made.case_id, account.pk))
    return made


def put_out(actor: Any, kind: str, case: Any, account: Any, *, reason: str) -> int:
    """Revoke whatever lets an account into one case; the next statement sees it.

    Args:
        actor: holds the kind's capability for grants and sees the case.
        kind: name of the kind of case.
        case: its id.
        account: who is put out.
        reason: why.

    Returns:
        How many grants were revoked.

    Raises:
        Refused: the actor may not.
        NotThere: the case is not there for the actor.
        GrantRefused: no reason.
    """
    from .models import Grant

    if not reason.strip():
        raise GrantRefused(_("Please give a reason."))
    with (
        acting_in_case(actor, kind, "walls.put_out", case, account, reason) as act,
        governing(actor, kind, case, "grant"),
    ):
        mine = Grant.objects.filter(kind=kind, case_id=case, account=account, revoked_at=None)
        ended = mine.update(
            revoked_at=timezone.now(), revoked_by=account_of(actor), revoke_reason=reason.strip()
        )
        act.details["grants"] = ended
        act.announce(PutOut(kind, case, account.pk))
    return ended


def recuse(actor: Any, kind: str, case: Any, account: Any, *, reason: str) -> Recusal:
    """Keep an account out of one case: named in it, a witness, related, or on the scene.

    What lets it in is revoked; nothing, no restriction label and no emergency either, lets it in again. A mistake is
    taken back by two people (`recusals.ask_to_lift`).

    Args:
        actor: holds the kind's capability for grants and sees the case; or the account itself, if it sees the case.
        kind: name of the kind of case.
        case: its id.
        account: who is kept out.
        reason: why.

    Raises:
        Refused: the actor may not.
        NotThere: the case is not there for the actor.
        GrantRefused: recused already, or no reason.
    """
    from .models import Recusal

    if not reason.strip():
        raise GrantRefused(_("Please give a reason."))
    with (
        acting_in_case(actor, kind, "walls.recused", case, account, reason, oneself=True) as act,
        governing(actor, kind, case, "recuse"),
    ):
        made = Recusal.objects.create(
            kind=kind, case_id=case, account=account, noted_by_id=account_of(actor), reason=reason.strip()
        )
        act.announce(PutOut(kind, made.case_id, account.pk))
    return made


def grants_of_case(kind: str, case: Any) -> list[Grant]:
    """Who was let into a case, in force or not, oldest first; inside a look that opens the case."""
    from .models import Grant

    rows = Grant.objects.filter(kind=kind, case_id=case)
    return list(rows.select_related("account", "given_by", "revoked_by"))


def recusals_of_case(kind: str, case: Any) -> list[Recusal]:
    """Who is or was kept out of a case, oldest first; inside a look that opens it. In force: ``lifted_at`` is ``None``."""
    from .models import Recusal

    return list(Recusal.objects.filter(kind=kind, case_id=case).select_related("account", "noted_by"))


@contextmanager
def acting_in_case(
    actor: Any, kind: str, action: str, case: Any, account: Any, reason: str, *, oneself: bool = False
) -> Iterator[Act]:
    """`acting` with what all of these have in common; a person who recuses themselves needs no capability.

    The reason stands in the row of the grant or the recusal, which goes with the case; rows of the log never go.
    """
    if not reason.strip():
        raise GrantRefused(_("Please give a reason."))
    told = {"object_kind": kind, "object_id": str(case), "case": str(case)}
    if not (oneself and account_of(actor) == account.pk):
        with acting(actor, declare.kind(kind).grants, action, **told) as act:
            act.details["account"] = str(account.pk)
            yield act
        return
    act = Act(str(case), {"account": str(account.pk)})
    with transaction.atomic():
        yield act
        audit.record(action, actor=actor, **told, details=act.details)
        for event in act._events:
            audit_events.announce(event)
