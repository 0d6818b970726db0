"""Reading the log, page by page; the reading is logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonbeat.kernel.audit.log import record
from commonbeat.kernel.audit.models import AuditEntry, AuditLeaf
from commonbeat.kernel.audit.registry import names, render

PAGE = 50
MOST = 500


@dataclass(frozen=True)
class Filters:
    """What to look for; empty fields do not narrow.

    Attributes:
        action: an action's name, or the beginning up to a dot (``calls.``).
        since: not earlier than.
        until: earlier than.
    """

    actor_id: str = ""
    action: str = ""
    object_kind: str = ""
    object_id: str = ""
    request_id: str = ""
    outcome: str = ""
    case_ref: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def __str__(self) -> str:
        return ", ".join(f"{key}={value}" for key, value in vars(self).items() if value) or "everything"


@dataclass(frozen=True)
class Line:
    """A row as it is shown: the row, its sentence, the actor's name today, and the seal it is in."""

    entry: AuditEntry
    sentence: str
    actor: str
    seal: int | None


@dataclass(frozen=True)
class Page:
    """One page, newest first.

    Attributes:
        older: pass as ``before`` for the next page; ``None`` on the last one.
    """

    lines: list[Line]
    older: int | None


def recent(
    viewer: Any, filters: Filters | None = None, *, before: int | None = None, size: int = PAGE
) -> Page:
    """Newest rows first. The caller has checked that ``viewer`` may read the log.

    Args:
        viewer: who reads; the reading itself becomes a row.
        filters: what to look for.
        before: rows with lower numbers only (``Page.older`` of the page before).
        size: rows on a page, at most 500.
    """
    filters = filters or Filters()
    rows = _matching(filters)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    size = max(1, min(size, MOST))
    found = list(rows.order_by("-seq").defer("salt", "leaf")[: size + 1])
    record(
        "audit.read", actor=viewer, object_kind="audit", details={"filters": str(filters), "before": before}
    )
    return Page(_lines(found[:size]), found[size - 1].seq if len(found) > size else None)


def history_of(object_kind: str, object_id: object, *, size: int = PAGE) -> list[Line]:
    """Newest rows about one object, for the timeline on its own page; not logged as reading the log."""
    rows = AuditEntry.objects.filter(object_kind=object_kind, object_id=str(object_id)).order_by("-seq")
    return _lines(list(rows.defer("salt", "leaf")[:size]))


def _matching(filters: Filters) -> Any:
    """Rows that fit all filters."""
    wanted: dict[str, Any] = {
        key: value
        for key, value in vars(filters).items()
        if value and key not in {"action", "since", "until"}
    }
    if filters.action.endswith("."):
        wanted["action__startswith"] = filters.action
    elif filters.action:
        wanted["action"] = filters.action
    if filters.since:
        wanted["at__gte"] = filters.since
    if filters.until:
        wanted["at__lt"] = filters.until
    return AuditEntry.objects.filter(**wanted)


def _lines(entries: list[AuditEntry]) -> list[Line]:
    """Rows with their sentences; names and seals are looked up once for all of them."""
    kinds = {entry.actor_kind for entry in entries}
    known = {kind: names(kind, [one.actor_id for one in entries if one.actor_kind == kind]) for kind in kinds}
    seals = dict(
        AuditLeaf.objects.filter(entry_seq__in=[one.seq for one in entries]).values_list(
            "entry_seq", "seal_id"
        )
    )
    lines = []
    for entry in entries:
        actor = known[entry.actor_kind].get(entry.actor_id) or entry.actor_label
        lines.append(Line(entry, render(entry, actor), actor, seals.get(entry.seq)))
    return lines
