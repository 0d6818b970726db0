"""Releasing to the public: one act, one transaction, one audit entry, and a notice for every changed figure."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from commonbeat.kernel.access import acting
from commonbeat.kernel.database.turns import one_at_a_time

from .files import digest_and_count
from .models import Release, RevisionNotice
from .queries import latest
from .registry import (
    Change,
    Dataset,
    Measure,
    MeasureValue,
    Table,
    TableValue,
    dataset,
    measures,
    tables,
)

LATE_CHANGE = gettext_noop("Records arrived late, were corrected, or were removed.")
log = logging.getLogger(__name__)


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
        started = time.monotonic()
        one_at_a_time(f"publish:{name}")
        changes = list(item.prepare()) if item.prepare else []
        made = _release_dataset(item, actor, reason)
        figures: list[Measure | Table] = [one for one in measures() if one.dataset == name]
        for figure in [*figures, *tables(name)]:
            changes += _release_figure(figure, actor, reason)
        RevisionNotice.objects.bulk_create(RevisionNotice(release=made, **asdict(one)) for one in changes)
        act.details.update(
            number=made.number, rows=made.n, sha256=made.sha256, revisions=len(changes), measures=len(figures)
        )
        log.info("released %s: %s rows in %.1f s", name, made.n, time.monotonic() - started)
    return made


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


def _release_figure(item: Measure | Table, actor: Any, reason: str) -> list[Change]:
    """Release a measure or a table; returns what now reads differently for a period that was public already."""
    kind = "measure" if isinstance(item, Measure) else "table"
    before = latest(item.name, kind)
    found: MeasureValue | TableValue
    value: dict[str, Any]
    if isinstance(item, Measure):
        found = figure = item.compute()
        value = {"value": figure.value, "shown": figure.shown, "unit": item.unit, "detail": figure.detail}
    else:
        found = table = item.compute()
        value = {"rows": [list(row) for row in table.rows]}
    made = Release.objects.create(
        kind=kind,
        name=item.name,
        version=item.version,
        number=(before.number if before else 0) + 1,
        period_start=found.start,
        period_end=found.end,
        n=found.n,
        value=value,
        released_at=timezone.now(),
        released_by=_by(actor),
        reason=reason,
    )
    return list(_revised(item, before, made)) if before else []


def _revised(item: Measure | Table, before: Release, made: Release) -> Iterator[Change]:
    """One change for each figure of the same period that reads differently; a new version is not a correction."""
    same_period = (before.period_start, before.period_end) == (made.period_start, made.period_end)
    if before.version != made.version or not before.value or not made.value:
        return
    if isinstance(item, Measure):
        if same_period and before.value["shown"] != made.value["shown"]:
            period = f"{made.period_start} – {made.period_end}"
            yield Change(period, before.value["shown"], made.value["shown"], LATE_CHANGE, item.name)
    elif same_period or item.rows_stand:
        old, new = (
            {" ".join(map(str, cells)): n for *cells, n in rows}
            for rows in (before.value["rows"], made.value["rows"])
        )
        for key in sorted(old.keys() & new.keys()):
            if old[key] != new[key]:
                yield Change(key, f"{old[key]:,}", f"{new[key]:,}", LATE_CHANGE, item.name)
