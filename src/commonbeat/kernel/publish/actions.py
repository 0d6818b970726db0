"""Releasing to the public: one act, one transaction, one audit entry, and a notice for every changed figure."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import connection
from django.utils import timezone

from commonbeat.kernel.access import acting

from .files import digest_and_count
from .models import Release, RevisionNotice
from .registry import Dataset, Measure, dataset, measures


def release(name: str, *, actor: Any, reason: str) -> Release:
    """Bring a dataset up to date, release it with its measures, and say which public figures changed.

    Args:
        name: of a registered dataset.
        actor: who releases; needs ``publish.release``.
        reason: why now, in the actor's words; the daily job says so.

    Returns:
        The release of the dataset.

    Raises:
        NotRegistered: no topic registered the dataset.
        ValueError: no reason was given.
        Refused: the actor may not.
    """
    item = dataset(name)
    if not reason.strip():
        raise ValueError("A release needs a reason.")
    with acting(
        actor, "publish.release", "publish.released", object_kind="dataset", object_id=name, reason=reason
    ) as act:
        _one_at_a_time(name)
        changes = list(item.prepare()) if item.prepare else []
        made = _release_dataset(item, actor, reason)
        RevisionNotice.objects.bulk_create(RevisionNotice(release=made, **asdict(one)) for one in changes)
        values = [_release_measure(one, actor, reason) for one in measures() if one.dataset == name]
        act.details.update(
            number=made.number, rows=made.n, sha256=made.sha256, revisions=len(changes), measures=len(values)
        )
    return made


def _one_at_a_time(name: str) -> None:
    """Hold a lock until the transaction ends, so that two releases of one name follow each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"publish:{name}"])


def _next_number(kind: str, name: str) -> int:
    last = Release.objects.filter(kind=kind, name=name).order_by("-number").values_list("number", flat=True)
    return (last.first() or 0) + 1


def _by(actor: Any) -> str:
    return str(getattr(actor, "name", "") or actor)


def _release_dataset(item: Dataset, actor: Any, reason: str) -> Release:
    digest, rows = digest_and_count(item, item.rows())
    return Release.objects.create(
        kind="dataset",
        name=item.name,
        version=item.version,
        number=_next_number("dataset", item.name),
        n=rows,
        sha256=digest,
        value=item.summary() if item.summary else None,
        released_at=timezone.now(),
        released_by=_by(actor),
        reason=reason,
    )


def _release_measure(item: Measure, actor: Any, reason: str) -> Release:
    found = item.compute()
    return Release.objects.create(
        kind="measure",
        name=item.name,
        version=item.version,
        number=_next_number("measure", item.name),
        period_start=found.start,
        period_end=found.end,
        n=found.n,
        value={
            "value": found.value,
            "shown": found.shown,
            "unit": item.unit,
            "detail": found.detail,
        },
        released_at=timezone.now(),
        released_by=_by(actor),
        reason=reason,
    )
