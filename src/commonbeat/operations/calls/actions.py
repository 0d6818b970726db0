"""Changes to calls, each written to the audit log."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from commonbeat.kernel import audit
from commonbeat.kernel.access import acting, require

from .models import Call, CallNote


def add_note(call: Call, *, actor: Any, text: str, reason: str = "") -> CallNote:
    """Add a note to a call's narrative, signed with the actor's name and the present time.

    Args:
        call: the call.
        actor: who writes; needs ``calls.note``.
        text: the note.
        reason: why it is added later, in the actor's words.

    Raises:
        ValueError: the note is empty.
        Refused: the actor may not.
    """
    if not text.strip():
        raise ValueError("A note needs words.")
    with acting(
        actor, "calls.note", "calls.note_added", object_kind="call", object_id=call.id, reason=reason
    ) as act:
        note = CallNote.objects.create(
            call=call, at=timezone.now(), author=str(getattr(actor, "name", actor)), text=text.strip()
        )
        act.details["number"] = call.number
    return note


def note_reading(call: Call, *, reader: Any, sensitive: bool) -> None:
    """Write down that someone opened a call of a sensitive type; other calls are read all day without a row each.

    Args:
        call: the call.
        reader: who opened it.
        sensitive: whether its type is published at most as a monthly count.
    """
    if sensitive:
        audit.record(
            "calls.opened",
            actor=reader,
            object_kind="call",
            object_id=str(call.id),
            details={"number": call.number},
        )


def start_export(*, actor: Any, reason: str, rows: int, filters: str) -> None:
    """Check and write down an export before its first row leaves.

    Args:
        actor: who exports; needs ``calls.export``.
        reason: what it is for.
        rows: how many rows it has.
        filters: the address's filters.

    Raises:
        ValueError: no reason was given.
        Refused: the actor may not.
    """
    require(actor, "calls.export", object_kind="calls")
    if not reason.strip():
        raise ValueError("An export needs a reason.")
    audit.record(
        "calls.exported",
        actor=actor,
        object_kind="calls",
        reason=reason,
        details={"rows": rows, "filters": filters},
    )
