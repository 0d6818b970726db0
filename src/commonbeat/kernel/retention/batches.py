"""A batch from the proposal to the approval. Every step is a move of its process; two people take the two that count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel import audit, workflow
from commonbeat.kernel.access import acting
from commonbeat.kernel.database.turns import one_at_a_time

from .declare import RetentionRule, rule, rules
from .models import Batch, Item
from .schedule import counted, ready, years_of
from .walled import behind, must_see_all, purposes, seen_by

MOST = 5_000
"""Records in one batch; the others are proposed in the next one."""
LOCK = "retention.propose"
OPEN = ("proposed", "reviewed", "approved")


def open_batch() -> Batch | None:
    """The batch somebody still has to do something about."""
    return Batch.objects.filter(state__in=OPEN).first()


def propose(now: datetime | None = None) -> Batch | None:
    """Put what is due into a new batch, for a person to review; protected records into batches apart.

    Args:
        now: the moment to work at.

    Returns:
        The (first) new batch; None where one is open already, or nothing is due.
    """
    now = now or timezone.now()
    made = [_propose(purpose, now) for purpose in purposes()]
    return next((one for one in made if one is not None), None)


def _propose(purpose: str, now: datetime) -> Batch | None:
    names = [one.name for one in rules() if one.purpose == purpose]
    with transaction.atomic():
        one_at_a_time(LOCK)
        if Item.objects.filter(batch__state__in=OPEN, rule__in=names).exists():
            return None
        batch = Batch(number=_next_number(now), proposed_at=now)
        items, counts = _items(batch, now, purpose)
        if not items:
            return None
        batch.counts = counts
        workflow.begin(batch, actor=audit.SYSTEM, capability=None, details={"records": len(items)})
        Item.objects.bulk_create(items, batch_size=1000)
    return batch


def _next_number(now: datetime) -> str:
    year = f"D{now:%y}-"
    last = Batch.objects.filter(number__startswith=year).order_by("-number").first()
    return f"{year}{int(last.number[len(year) :]) + 1 if last else 1:04d}"


def _items(batch: Batch, now: datetime, purpose: str) -> tuple[list[Item], dict[str, Any]]:
    """Every record that is due and not held, and the counts by rule."""
    items: list[Item] = []
    counts: dict[str, Any] = {}
    taken: set[Any] = set()
    for one in rules():
        if one.purpose != purpose:
            continue
        with behind(one, "propose"):
            rows = list(ready(one, now)[: MOST - len(items)])
        all_due, all_held = counted(one, now)
        if not all_due:
            continue
        counts[one.name] = {"due": all_due, "held": all_held, "years": years_of(one)}
        # Two rules may be about one record for a moment; it is proposed once.
        fresh = [record for record in rows if record.pk not in taken]
        taken |= {record.pk for record in fresh}
        items += [_item(batch, one, record, len(items) + place) for place, record in enumerate(fresh)]
    return items, counts


def _item(batch: Batch, one: RetentionRule, record: Any, position: int) -> Item:
    return Item(
        batch=batch,
        position=position,
        rule=one.name,
        kind=one.model,
        subject_id=record.pk,
        number=record.number,
        began_at=getattr(record, one.began),
        counted_at=record.counted,
        last_state="" if one.purpose else str(getattr(record, "state", "")),
    )


def take_out(item: Item, *, actor: Any, reason: str) -> None:
    """Take a record out of a batch that is being reviewed. It is proposed again later; a hold keeps it for longer.

    Raises:
        MoveRefused: no reason, or the batch is past its review.
        Refused: the actor may not.
    """
    if not reason.strip():
        raise workflow.MoveRefused({"reason": _("Please give a reason.")})
    if not seen_by(actor, [item]):
        raise workflow.MoveRefused({"": _("You may not see this record.")})
    with acting(
        actor, "retention.propose", "retention.taken_out", object_kind="retention.batch",
        object_id=item.batch_id, reason=reason.strip(),
    ) as act:  # fmt: skip
        batch = Batch.objects.select_for_update().get(pk=item.batch_id)
        done = Item.objects.filter(pk=item.pk, outcome="waiting")
        if batch.state != "proposed" or not done.update(
            outcome="taken_out", reason=reason.strip(), ended_at=timezone.now()
        ):
            raise workflow.MoveRefused({"": _("This batch is not being reviewed any more.")})
        act.details["number"] = item.number


def review(batch: Batch, *, actor: Any, seen: str = "") -> None:
    """The first person has looked at every line.

    Raises:
        MoveRefused: not possible now, or nothing is left in the batch.
        Refused: the actor may not.
    """
    _a_person(actor)
    if not batch.items.filter(outcome="waiting").exists():
        raise workflow.MoveRefused({"": _("Nothing is left in this batch. Drop it.")})
    must_see_all(actor, batch)
    values = {"reviewed_by": actor.pk, "reviewed_at": timezone.now()}
    workflow.move(batch, "review", actor=actor, values=values, seen=seen)


def approve(batch: Batch, *, actor: Any, reason: str, seen: str = "") -> None:
    """The second person approves; the platform carries it out from this moment.

    Args:
        batch: reviewed by somebody else.
        actor: needs ``retention.approve``.
        reason: the authority the person acts on, for the audit log.
        seen: id of the last move the person saw.

    Raises:
        MoveRefused: not possible now, or the same person reviewed it.
        Refused: the actor may not.
    """
    _a_person(actor)
    batch.refresh_from_db()
    if batch.reviewed_by == actor.pk:
        raise workflow.MoveRefused({"": _("You have reviewed this batch. Somebody else has to approve it.")})
    must_see_all(actor, batch)
    from .jobs import execute_batch

    values = {"approved_by": actor.pk, "approved_at": timezone.now()}
    with transaction.atomic():
        workflow.move(batch, "approve", actor=actor, reason=reason, values=values, seen=seen)
        execute_batch.defer(batch_id=str(batch.pk))


def send_back(batch: Batch, *, actor: Any, reason: str) -> None:
    """The second person wants it looked at again.

    Raises:
        MoveRefused: not possible now, or no reason.
        Refused: the actor may not.
    """
    _a_person(actor)
    workflow.move(
        batch, "send_back", actor=actor, reason=reason, values={"reviewed_by": None, "reviewed_at": None}
    )


def drop(batch: Batch, *, actor: Any, reason: str) -> None:
    """Give a batch up before it is approved; nothing is disposed of.

    Raises:
        MoveRefused: not possible now, or no reason.
        Refused: the actor may not.
    """
    _a_person(actor)
    workflow.move(batch, "drop", actor=actor, reason=reason)


def _a_person(actor: Any) -> None:
    """Review and approval are people's: neither the platform nor a key takes them."""
    if getattr(actor, "pk", None) is None:
        raise workflow.MoveRefused({"": _("A person does this, signed in.")})


def by_rule(batch: Batch) -> Iterator[tuple[RetentionRule, dict[str, int]]]:
    """The rules of a batch with the number of its records by outcome."""
    found: dict[str, dict[str, int]] = {}
    for name, outcome in batch.items.values_list("rule", "outcome"):
        one = found.setdefault(name, {})
        one[outcome] = one.get(outcome, 0) + 1
    for name in sorted(found):
        yield rule(name), found[name]
