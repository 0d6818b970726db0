"""Carrying out an approved batch: one record, one transaction. Killed anywhere, the next run goes on where it stood."""

from __future__ import annotations

import hashlib
import logging
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from commonbeat.kernel import audit, workflow
from commonbeat.kernel.accounts.queries import names_of
from commonbeat.kernel.attachments.sweeping import forget

from .declare import Waits, english, rule
from .erasing import erase, hashes_of
from .holds import holds_on, shut_out_new_holds
from .models import Batch, Item
from .schedule import cutoff, years_of
from .walled import behind_kind

log = logging.getLogger(__name__)
CHUNK = 200
HELD = "retention_held"


def execute(batch_id: UUID | str) -> Batch | None:
    """Dispose of everything that is left of an approved batch, then write its manifest.

    Returns:
        The batch; None where it is not approved, or done already.
    """
    batch = Batch.objects.filter(pk=batch_id, state="approved").first()
    if batch is None:
        return None
    forget_left_files()
    waiting, postponed = batch.items.filter(outcome="waiting"), list[UUID]()
    while keys := list(waiting.exclude(pk__in=postponed).values_list("pk", flat=True)[:CHUNK]):
        postponed += [key for key in keys if dispose_of(key) == "needed"]
    for key in postponed:  # those that needed them may have gone meanwhile
        dispose_of(key, last=True)
    return finish(batch)


def dispose_of(item_id: UUID, *, last: bool = False) -> str:
    """Dispose of one record, unless somebody else does at this moment, or it must be kept.

    Args:
        item_id: which one.
        last: a record that others need is given up for this batch; otherwise it goes on waiting.

    Returns:
        What became of it; "" where somebody else has it.
    """
    try:
        with transaction.atomic(), _behind(item_id):
            outcome = _dispose(item_id)
    except Waits as needed:
        outcome = _note(item_id, "needed", str(needed)) if last else "needed"
    except (OperationalError, InterfaceError):
        raise  # the database went away: nothing is known about this record, and the next run comes back to it
    except DatabaseError as refused:
        held = HELD in str(refused)
        log.warning("A record of a batch stays: %s", "it is held" if held else type(refused).__name__)
        outcome = _note(item_id, "held" if held else "failed", "" if held else type(refused).__name__)
    except (
        Exception
    ) as failure:  # one record that cannot go must not keep the others; its words are not logged
        log.error("A record of a batch could not be disposed of: %s", type(failure).__name__)
        outcome = _note(item_id, "failed", type(failure).__name__)
    if outcome == "disposed":  # the bytes went when the transaction was committed
        Item.objects.filter(pk=item_id).exclude(files=[]).update(files=[])
    return outcome


def _behind(item_id: UUID) -> AbstractContextManager[None]:
    """The look for the record of an item, if it stands behind a wall. The disposal has a row of its own in the log."""
    kind = Item.objects.filter(pk=item_id).values_list("kind", flat=True).first()
    return behind_kind(kind or "", "dispose")


def _dispose(item_id: UUID) -> str:
    found = Item.objects.select_for_update(skip_locked=True, of=("self",)).select_related("batch")
    item = found.filter(pk=item_id, outcome="waiting").first()
    if item is None:
        return ""
    if Batch.objects.select_for_update().get(pk=item.batch_id).state != "approved":
        return ""
    shut_out_new_holds()
    one, now = rule(item.rule), timezone.now()
    model = apps.get_model(one.model)
    record = model._base_manager.select_for_update(of=("self",)).filter(pk=item.subject_id).first()
    if record is None:
        return _note(item.pk, "not_due", "")
    if holds := holds_on(record):
        return _note(item.pk, "held", f"{holds[0].get_why_display()}: {holds[0].authority}")
    if not one.rows().filter(pk=record.pk, counted__lte=cutoff(years_of(one), now)).exists():
        return _note(item.pk, "not_due", "")
    files = hashes_of(one, record)
    erase(one, record, item, now)
    Item.objects.filter(pk=item.pk).update(outcome="disposed", ended_at=now, subject_id=None, files=files)
    return "disposed"


def _note(item_id: UUID, outcome: str, reason: str) -> str:
    Item.objects.filter(pk=item_id, outcome="waiting").update(
        outcome=outcome, reason=reason[:500], ended_at=timezone.now()
    )
    return outcome


def forget_left_files() -> int:
    """Delete bytes a killed run left on disk, of whichever batch; returns of how many records."""
    left = list(Item.objects.exclude(files=[]))
    for item in left:
        forget(item.files)
        Item.objects.filter(pk=item.pk).update(files=[])
    return len(left)


def finish(batch: Batch) -> Batch:
    """Write the manifest and end the batch."""
    now = timezone.now()
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        if batch.state != "approved" or batch.items.filter(outcome="waiting").exists():
            return batch
        made = manifest(batch)
        disposed = sum(one["disposed"] for one in made["rules"])
        workflow.move(
            batch, "finish", actor=audit.SYSTEM, values={"done_at": now, "manifest": made},
            details={"disposed": disposed},
        )  # fmt: skip
    return batch


def manifest(batch: Batch) -> dict[str, Any]:
    """What was destroyed under which rule, and who decided; the numbers as one hash for each rule."""
    rows = list(batch.items.values_list("rule", "outcome", "number"))
    found = []
    for name in sorted({row[0] for row in rows}):
        one = rule(name)
        gone = sorted(number for of, outcome, number in rows if of == name and outcome == "disposed")
        found.append(
            {
                "rule": name,
                "kind": one.model,
                "records": english(one.title),
                "authority": english(one.authority),
                "years": years_of(one),
                "disposed": len(gone),
                "kept_back": sum(of == name and outcome != "disposed" for of, outcome, _ in rows)
                + batch.counts.get(name, {}).get("held", 0),
                "digest": digest(gone),
            }
        )
    who = names_of([str(batch.reviewed_by), str(batch.approved_by)])
    return {
        "rules": found,
        "proposed_at": batch.proposed_at.isoformat(),
        "reviewed_by": who.get(str(batch.reviewed_by), ""),
        "reviewed_at": batch.reviewed_at.isoformat() if batch.reviewed_at else "",
        "approved_by": who.get(str(batch.approved_by), ""),
        "approved_at": batch.approved_at.isoformat() if batch.approved_at else "",
    }


def digest(numbers: list[str]) -> str:
    """SHA-256 over numbers, sorted, one a line: whoever has the list can show that it is this one."""
    return hashlib.sha256("".join(f"{one}\n" for one in sorted(numbers)).encode()).hexdigest()
