"""Writing a row of the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg.types.json import Jsonb

from commonbeat.kernel.audit.context import origin
from commonbeat.kernel.audit.registry import action as registered

if TYPE_CHECKING:
    from commonbeat.kernel.audit.models import AuditEntry


@dataclass(frozen=True)
class Actor:
    """Somebody or something that acts without being an account: a job, a command, a resident with a code.

    Attributes:
        kind: ``system``, ``command``, ``resident`` …
        id: opaque id; never a name, an e-mail address or a phone number.
        name: for screens of this request only; it is not stored.
    """

    kind: str
    id: str = ""
    name: str = ""


SYSTEM = Actor("system", "", "Commonbeat")

# at, tx, seq, cluster, salt and leaf are the database's own (see the trigger in migration 0001).
_INSERT = """
INSERT INTO audit_entry (actor_kind, actor_id, role, agency, address, session, action, object_kind, object_id,
                         purpose, case_ref, reason, outcome, request_id, details)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
RETURNING seq, at, tx, leaf
"""
_COLUMNS = (
    "actor_kind", "actor_id", "role", "agency", "address", "session", "action", "object_kind", "object_id",
    "purpose", "case_ref", "reason", "outcome", "request_id", "details",
)  # fmt: skip


def record(
    action: str,
    *,
    actor: Any,
    object_kind: str = "",
    object_id: object = "",
    reason: str = "",
    purpose: str = "",
    case: str = "",
    outcome: str = "done",
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Insert one row in the current transaction: it stands or falls with the change it describes.

    Args:
        action: a registered action, for instance ``calls.imported``.
        actor: an account, an `Actor` or `SYSTEM`.
        object_kind: what was acted on, for instance ``call``.
        object_id: its opaque id.
        reason: why, in the actor's words; no names of people (rows cannot be deleted).
        purpose: the declared purpose of an access.
        case: the protected case the row belongs to; that of the look in progress, unless given. A row with a case is
            shown to those only who may look at it.
        outcome: ``done``, ``refused`` or ``failed``.
        details: opaque ids, codes and counts; what JSON can hold. No personal values.

    Raises:
        UnknownAction: no module registered the action.
    """
    from commonbeat.kernel.audit.models import AuditEntry

    registered(action)
    who = as_actor(actor)
    at = origin()
    values = (
        who.kind, who.id, at.role, at.agency, at.address, at.session, action, object_kind, str(object_id),
        purpose, case or at.case, reason, outcome, at.request_id, details or {},
    )  # fmt: skip
    with connection.cursor() as cursor:
        filled: tuple[Any, ...] = (*values[:-1], Jsonb(values[-1]))
        cursor.execute(_INSERT, filled)
        seq, moment, tx, leaf = cursor.fetchone()
    entry = AuditEntry(
        seq=seq, at=moment, tx=tx, leaf=bytes(leaf), **dict(zip(_COLUMNS, values, strict=True))
    )
    entry._state.adding = False
    return entry


def as_actor(actor: Any) -> Actor:
    """The `Actor` behind an account, or the given one.

    Raises:
        TypeError: neither an account nor an `Actor`.
    """
    if isinstance(actor, Actor):
        return actor
    key = getattr(actor, "pk", None)
    if key is None:
        raise TypeError(
            f"An audit row needs somebody who acts: an account, an Actor or SYSTEM, not {actor!r}."
        )
    return Actor("user", str(key), getattr(actor, "name", ""))
