"""Reading the log: which rows, in which words, and the row that says who read them."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from commonbeat.kernel.audit.log import record
from commonbeat.kernel.audit.models import AuditEntry, AuditLeaf
from commonbeat.kernel.audit.registry import names, protected_areas, render

HISTORY_ROWS = 50
LOOKS = ("walls.looked", "walls.refused")


@dataclass(frozen=True)
class Filters:
    """What to look for; empty fields do not narrow.

    Attributes:
        actors: ids of actors, or a kind of actor; any of them.
        action: an action's name, or the beginning up to a dot (``calls.``).
        objects: ids of objects; any of them.
        outcome: ``done``, ``refused`` or ``failed``.
        since: not earlier than.
        until: earlier than.
    """

    actors: tuple[str, ...] = ()
    action: str = ""
    objects: tuple[str, ...] = ()
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Line:
    """A row as it is shown.

    Attributes:
        entry: the row as stored.
        actor: the actor's name today.
        sentence: the whole row in words, with names as they are today.
        seal: number of the seal it is in; ``None`` while it waits for one.
    """

    entry: AuditEntry
    actor: str
    sentence: str
    seal: int | None


def about_protected() -> Q:
    """Rows about protected records, as a condition: those with a case, and those of topics that stand behind a wall."""
    found = ~Q(case_ref="")
    for area in sorted(protected_areas()):
        found |= (
            Q(action__startswith=f"{area}.") | Q(object_kind=area) | Q(object_kind__startswith=f"{area}.")
        )
    return found


def matching(filters: Filters) -> QuerySet[AuditEntry]:
    """Rows that fit all filters, newest first; none about protected records."""
    return _fitting(AuditEntry.objects.exclude(about_protected()), filters)


def of_case(case: str, filters: Filters) -> QuerySet[AuditEntry]:
    """Rows that belong to one protected case and fit all filters, newest first.

    The caller has made sure, by a look, that the reader may see the case.
    """
    return _fitting(AuditEntry.objects.filter(case_ref=case), filters)


def looks_left_out(since: datetime, until: datetime) -> int:
    """How often somebody looked, or tried to look, at protected records in a time: all that is said of rows left out."""
    looked = AuditEntry.objects.filter(action__in=LOOKS, at__gte=since, at__lt=until)
    return looked.count()


def _fitting(rows: QuerySet[AuditEntry], filters: Filters) -> QuerySet[AuditEntry]:
    rows = rows.order_by("-seq")
    if filters.actors:
        rows = rows.filter(Q(actor_id__in=filters.actors) | Q(actor_kind__in=filters.actors))
    if filters.action.endswith("."):
        rows = rows.filter(action__startswith=filters.action)
    elif filters.action:
        rows = rows.filter(action=filters.action)
    if filters.objects:
        rows = rows.filter(object_id__in=filters.objects)
    if filters.outcome:
        rows = rows.filter(outcome=filters.outcome)
    if filters.since:
        rows = rows.filter(at__gte=filters.since)
    if filters.until:
        rows = rows.filter(at__lt=filters.until)
    return rows


def lines(entries: Iterable[AuditEntry]) -> list[Line]:
    """Rows in words; names and seals are looked up once for all of them, in a fixed number of queries."""
    rows = list(entries)
    wanted: dict[str, set[str]] = {}
    for row in rows:
        wanted.setdefault(row.actor_kind, set()).add(row.actor_id)
        wanted.setdefault(row.object_kind, set()).add(row.object_id)
    known = {kind: names(kind, ids) for kind, ids in wanted.items() if kind}
    leaves = AuditLeaf.objects.filter(entry_seq__in=[row.seq for row in rows])
    seals: dict[int, int] = dict(leaves.values_list("entry_seq", "seal_id"))
    return [_line(row, known, seals.get(row.seq)) for row in rows]


def _line(row: AuditEntry, known: dict[str, dict[str, str]], seal: int | None) -> Line:
    actor = known.get(row.actor_kind, {}).get(row.actor_id) or row.actor_label
    shown = copy(row)
    shown.object_id = known.get(row.object_kind, {}).get(row.object_id) or row.object_id
    return Line(row, actor, render(shown, actor), seal)


def history_of(object_kind: str, object_id: object, *, size: int = HISTORY_ROWS) -> list[Line]:
    """Newest rows about one object, for the timeline on its own page; not logged as reading the log.

    Rows about protected records are left out.
    """
    rows = AuditEntry.objects.exclude(about_protected()).order_by("-seq")
    rows = rows.filter(object_kind=object_kind, object_id=str(object_id))
    return lines(rows[:size])


def note_reading(viewer: Any, action: str, *, fields: Iterable[str], chosen: str, paged: bool) -> AuditEntry:
    """Write down that somebody read the log, without the names they looked for.

    Args:
        viewer: who reads; the caller has checked that they may.
        action: ``audit.read`` or ``audit.downloaded``.
        fields: which filters were used.
        chosen: the action that was looked for, if any.
        paged: whether this is a later page of the same reading.
    """
    details = {"filters": sorted(fields), "action": chosen, "paged": paged}
    return record(action, actor=viewer, object_kind="audit_log", details=details)
