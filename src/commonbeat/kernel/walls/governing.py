"""The claims under which grants, recusals and emergencies are written; for this topic's own functions only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal
from uuid import UUID

from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from commonbeat.kernel import audit
from commonbeat.kernel.audit.context import origin

from .claims import Claims, put, put_back
from .errors import GrantRefused
from .looking import labels_of, look_in_progress

What = Literal["grant", "recuse", "ask", "consent", "lift"]


def account_of(actor: Any) -> Any:
    """The id of the actor's account; ``None`` for the platform itself.

    Raises:
        GrantRefused: somebody without an account.
    """
    if isinstance(actor, audit.Actor):
        if actor.kind != "system":
            raise GrantRefused(_("Only people with an account let others in."))
        return None
    return actor.pk


@contextmanager
def governing(actor: Any, kind: str, case: Any, what: What, *, must_see: bool = True) -> Iterator[None]:
    """Let the rows about who is let into one case be written, inside the caller's transaction.

    Args:
        actor: an account or ``audit.SYSTEM``.
        kind: of the case.
        case: its id; empty to read what waits in all of them.
        what: which rows.
        must_see: the actor must be able to see the case.

    Raises:
        NotThere: the case is not there for this actor.
        GrantRefused: the database refuses it; the text says why.
    """
    look = look_in_progress()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        (tx,) = cursor.fetchone()
    account = account_of(actor)
    put(
        Claims(
            tx=int(tx),
            account=str(account or ""),
            labels={kind: (labels_of(actor, kind)[0], frozenset())},
            case=str(case or ""),
            governs=what,
            request=origin().request_id,
        ),
        case=str(case) if must_see else "",
    )
    try:
        yield
    except IntegrityError as error:
        raise GrantRefused(_why(error)) from error
    put_back(look.text if look else "")


def barred(kind: str) -> list[UUID]:
    """Cases of a kind the one who governs is recused from; inside `governing`. They hear of nothing in them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT walls_barred(%s)", [kind])
        (found,) = cursor.fetchone()
    return list(found)


def _why(error: IntegrityError) -> str:
    """A database's refusal in plain words."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name = diagnosis.constraint_name if diagnosis else ""
    return {
        "walls_recused": _("This person is recused from the case."),
        "walls_recused_once": _("This person is recused already."),
        "walls_not_to_oneself": _("Nobody lets themselves into a case."),
        "walls_one_grant_in_force": _("This person is in the case already."),
        "walls_two_people": _("It takes another person."),
    }.get(name or "", _("Please give a reason, and choose a role and hours that exist."))
