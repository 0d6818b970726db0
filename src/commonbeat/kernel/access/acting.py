"""The shape of every change: may they, all or nothing, written down, told to others once it is certain."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from .policy import require


@dataclass
class Act:
    """What an action fills in while it runs.

    Attributes:
        object_id: may be set late, when the object is only made inside the block.
        details: facts for the audit entry; nothing personal that the object itself already holds.
    """

    object_id: str
    details: dict[str, Any] = field(default_factory=dict)
    _events: list[object] = field(default_factory=list)

    def announce(self, event: object) -> None:
        """Tell those who subscribed, after the transaction is committed; nothing is told if it fails."""
        self._events.append(event)


@contextmanager
def acting(
    actor: Any,
    capability: str,
    action: str,
    *,
    object_kind: str = "",
    object_id: Any = "",
    reason: str = "",
    purpose: str = "",
    case: str = "",
) -> Iterator[Act]:
    """Check the capability, run the block in one transaction, and write the audit entry with it.

    Args:
        actor: who acts: an account, ``audit.SYSTEM``, or another ``audit.Actor``.
        capability: what the actor must hold; checked, and a refusal logged, before the transaction begins.
        action: the registered name of the audit action.
        object_kind: what is changed, for instance ``account``.
        object_id: which one; may be set on the yielded act instead.
        reason: why, in the actor's words.
        purpose: what the actor was working on.
        case: number of the case it was done for.

    Yields:
        The act, to add details and announcements to.

    Raises:
        Refused: the actor may not.
        UnknownCapability: nobody registered ``capability``.
    """
    from commonbeat.kernel import (
        audit,
    )  # start-up: the log's models are not ready when this package is imported
    from commonbeat.kernel.audit import events

    require(actor, capability, object_kind=object_kind, object_id=str(object_id))
    act = Act(str(object_id))
    with transaction.atomic():
        yield act
        audit.record(
            action,
            actor=actor,
            object_kind=object_kind,
            object_id=str(act.object_id),
            reason=reason,
            purpose=purpose,
            case=case,
            details=act.details,
        )
        for event in act._events:
            events.announce(event)
