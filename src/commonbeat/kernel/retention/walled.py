"""Rules about protected records: the platform tends them, and people see a line only if they see the record."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from commonbeat.kernel import walls, workflow

from .declare import RetentionRule, UnknownRule, kinds, rule, rules
from .models import Batch, Item


def behind(one: RetentionRule, what: str) -> AbstractContextManager[None]:
    """The platform's own look at the records of a rule, if they stand behind a wall."""
    return walls.keeping_house(f"retention.{what}", quiet=True) if one.purpose else nullcontext()


def behind_kind(kind: str, what: str) -> AbstractContextManager[None]:
    """The same for the kind of a record."""
    return walls.keeping_house(f"retention.{what}", quiet=True) if is_walled(kind) else nullcontext()


def is_walled(kind: str) -> bool:
    """Whether records of a kind (label of the model) stand behind a wall."""
    return any(one.purpose for one in kinds().get(kind, ()))


def purposes() -> list[str]:
    """Purposes of all rules; the empty one first, for what stands behind no wall. Each has batches of its own."""
    return sorted({one.purpose for one in rules()})


def purpose_of(name: str) -> str:
    """Purpose of a rule; "" also for one no topic registers any more."""
    try:
        return rule(name).purpose
    except UnknownRule:
        return ""


def seen_by(viewer: Any, items: Iterable[Item]) -> set[UUID]:
    """Ids of the lines a viewer may read: all but those about protected records that are not open to them.

    What is disposed of is a number and two dates, and is read by all who read the list.
    """
    found, asked = set[UUID](), dict[str, list[Item]]()
    for item in items:
        purpose = purpose_of(item.rule)
        if purpose and item.subject_id is not None:
            asked.setdefault(purpose, []).append(item)
        else:
            found.add(item.pk)
    for purpose, hidden in asked.items():
        open_ones = _open(viewer, purpose, [one.subject_id for one in hidden])
        found |= {one.pk for one in hidden if one.subject_id in open_ones}
    return found


def _open(viewer: Any, purpose: str, ids: list[Any]) -> set[UUID]:
    """Those of the records that open to a viewer for a purpose; none where it is not theirs."""
    try:
        with walls.looking(viewer, purpose), connection.cursor() as cursor:
            cursor.execute("SELECT i FROM unnest(%s::uuid[]) i WHERE walls_sees(i, false)", [ids])
            return {row[0] for row in cursor.fetchall()}
    except walls.PurposeRefused:
        return set()


def must_see_all(actor: Any, batch: Batch) -> None:
    """Hold that whoever reviews or approves a batch sees every record in it.

    Raises:
        MoveRefused: some stand behind a wall that is shut to the actor.
    """
    waiting = list(batch.items.filter(outcome="waiting"))
    if len(seen_by(actor, waiting)) < len(waiting):
        raise workflow.MoveRefused(
            {"": _("This batch holds records you may not see. Somebody who may has to do this.")}
        )
