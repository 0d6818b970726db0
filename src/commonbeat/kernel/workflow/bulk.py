"""Many records at once, with the history they have elsewhere: for loaders. Histories must follow the process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from commonbeat.kernel.audit.log import as_actor

from .declare import Process, process
from .moving import move

if TYPE_CHECKING:
    from .models import Move, Moving

BATCH = 2000


def begun(record: Moving, *, at: datetime, actor: Any) -> Move:
    """The first move of a loaded record; sets its state. Not saved: collect moves for `bulk_begin`.

    Args:
        record: not saved.
        at: when it began.
        actor: who began it.
    """
    first = process(record.PROCESS).initial.name
    return _made(record, "", first, "", at, actor, "")


def made(record: Moving, transition: str, *, at: datetime, actor: Any, reason: str = "") -> Move:
    """A later move of a loaded record; sets its state. Not saved: collect moves for `bulk_begin`.

    Args:
        record: in the state the moves before left it in.
        transition: name of the step.
        at: when it was taken.
        actor: who took it; capabilities are not asked for, because this is the past.
        reason: needed as in `workflow.move`.

    Raises:
        ValueError: the process has no such step from this state, or the reason is missing.
        UnknownProcess: there is no such transition.
    """
    course = process(record.PROCESS)
    step = course.transition(transition)
    if record.state not in step.sources:
        raise ValueError(f"{course.name}: {transition} does not start from {record.state!r}.")
    if (step.reason or course.is_backward(record.state, step.target)) and not reason:
        raise ValueError(f"{course.name}: {transition} needs a reason.")
    return _made(record, record.state, step.target, transition, at, actor, reason)


def _made(
    record: Moving, source: str, target: str, transition: str, at: datetime, actor: Any, reason: str
) -> Move:
    from .models import Move

    who = as_actor(actor)
    record.state = target
    return Move(
        process=record.PROCESS,
        subject_kind=record._meta.label,
        subject_id=record.pk,
        from_state=source,
        to_state=target,
        transition=transition,
        at=at,
        actor_kind=who.kind,
        actor_id=who.id,
        reason=reason,
        details={},
    )


def bulk_begin(records: Sequence[Moving], moves: Iterable[Move]) -> None:
    """Save new records with their moves, in one transaction and without audit rows or effects.

    The caller writes one audit row for the whole load, and starts the clocks of what is still open.

    Args:
        records: all of one model.
        moves: made by `begun` and `made`, any order between records.

    Raises:
        ValueError: a record's moves do not lead from its beginning to its state.
    """
    from .models import Move, writing

    if not records:
        return
    by_record: dict[Any, list[Move]] = defaultdict(list)
    for one in moves:
        by_record[one.subject_id].append(one)
    course = process(records[0].PROCESS)
    for record in records:
        _check(course, record, by_record.get(record.pk, []))
    rows = [one for steps in by_record.values() for one in steps]
    with transaction.atomic(), writing():
        type(records[0])._base_manager.bulk_create(records, batch_size=BATCH)
        Move.objects.bulk_create(rows, batch_size=BATCH)


def _check(course: Process, record: Moving, steps: list[Move]) -> None:
    """A connected history, in the order of time, that ends where the record stands."""
    at, state = None, ""
    for one in steps:
        if one.from_state != state or (at is not None and one.at < at):
            raise ValueError(f"The moves of {record._meta.label} {record.pk} do not follow each other.")
        at, state = one.at, one.to_state
    if not steps or state != record.state or steps[0].to_state != course.initial.name:
        raise ValueError(f"The moves of {record._meta.label} {record.pk} do not lead to its state.")


def bulk_moves(records: Iterable[Moving], transition: str, *, actor: Any, reason: str = "") -> list[Move]:
    """Take the same step with many records: all of them or none. As `move`, one by one, in one transaction.

    Raises:
        MoveRefused: one of them cannot take it.
        Refused: the actor may not.
    """
    # always locked in the same order, so that two people's batches never wait for each other
    with transaction.atomic():
        return [
            move(one, transition, actor=actor, reason=reason)
            for one in sorted(records, key=lambda one: str(one.pk))
        ]
