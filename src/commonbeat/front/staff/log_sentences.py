"""Rows of the audit log as sentences with names, looked up for a whole page at once."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.audit.registry import names, render
from commonbeat.kernel.ui.timeline import TimelineEntry

TIMELINE_ROWS = 50


@dataclass(frozen=True)
class Told:
    """A row and how it reads.

    Attributes:
        entry: the row as stored.
        who: the actor's name today.
        sentence: the whole row in words.
    """

    entry: AuditEntry
    who: str
    sentence: str


def told(entries: Iterable[AuditEntry]) -> list[Told]:
    """Rows as sentences, with one look-up of names for each kind."""
    rows = list(entries)
    wanted: dict[str, set[str]] = {}
    for row in rows:
        wanted.setdefault(row.actor_kind, set()).add(row.actor_id)
        wanted.setdefault(row.object_kind, set()).add(row.object_id)
    known = {kind: names(kind, ids) for kind, ids in wanted.items() if kind}
    return [_tell(row, known) for row in rows]


def _tell(row: AuditEntry, known: dict[str, dict[str, str]]) -> Told:
    who = known.get(row.actor_kind, {}).get(row.actor_id) or row.actor_label
    shown = copy(row)
    shown.object_id = known.get(row.object_kind, {}).get(row.object_id) or row.object_id
    return Told(row, who, render(shown, who))


def timeline_of(kind: str, object_id: str) -> list[TimelineEntry]:
    """What was done to one object, newest first, at most 50 rows."""
    rows = AuditEntry.objects.filter(object_kind=kind, object_id=object_id).order_by("-seq")[:TIMELINE_ROWS]
    return [TimelineEntry(one.entry.at, one.sentence, "", one.entry.reason) for one in told(rows)]
