"""The looks this topic's own functions work in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from commonbeat.kernel import audit, walls
from commonbeat.kernel.access import Act, acting

LIST, WORK, CODE, OVERSIGHT, OWN = (
    "complaint_list",
    "complaint_work",
    "complaint_code",
    "complaint_oversight",
    "complaint_own",
)


@contextmanager
def working(actor: Any, case: UUID | str) -> Iterator[None]:
    """The look in which one complaint is worked on: the one in progress if it serves, else one of its own.

    Raises:
        NotThere: no such complaint, or not for this actor.
        PermissionDenied: this actor only reads it (oversight, or an emergency).
    """
    look = walls.look_in_progress()
    if look is not None and look.writing and look.covers(actor, WORK, str(case), "complaints"):
        yield
        return
    with walls.looking(actor, WORK, case=case, writing=True):
        if not walls.sees(case, writing=True):
            raise PermissionDenied(_("You may read this case, not change it."))
        yield


@contextmanager
def as_platform(case: UUID | str = "") -> Iterator[None]:
    """The platform's own look: at one complaint, or at all of them."""
    with walls.looking(audit.SYSTEM, WORK if case else LIST, case=case, writing=True):
        yield


@contextmanager
def changing(
    actor: Any, case: UUID | str, capability: str, action: str, *, reason: str = ""
) -> Iterator[Act]:
    """One change to a complaint: its look, the capability, one transaction, the audit row.

    Args:
        actor: an account let into the case, or ``audit.SYSTEM``.
        case: the complaint's id.
        capability: what the actor must hold.
        action: the registered name of the audit action.
        reason: why, in the actor's words.

    Yields:
        The act, for details and announcements.

    Raises:
        NotThere: no such complaint, or not for this actor.
        Refused: the actor lacks the capability.
    """
    with (
        working(actor, case),
        acting(
            actor, capability, action,
            object_kind="complaint", object_id=case, reason=reason.strip(), purpose=WORK, case=str(case),
        ) as act,
    ):  # fmt: skip
        yield act
