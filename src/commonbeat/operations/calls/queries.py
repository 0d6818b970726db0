"""Reading calls, always for a given viewer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404

from commonbeat.city.agency.queries import agency
from commonbeat.city.codes.models import CallType, Disposition, PublicationRule
from commonbeat.kernel.access import allowed
from commonbeat.kernel.ui.search import number_or_words
from commonbeat.kernel.ui.timeline import TimelineEntry

from .models import Call, CallUnit

ORDER = ("-received_at", "-id")
CALL_MOMENTS = (
    ("received_at", "Call received"),
    ("phone_ended_at", "Phone ended"),
    ("queued_at", "Ready for dispatch"),
    ("dispatched_at", "First unit dispatched"),
    ("acknowledged_at", "First unit acknowledged"),
    ("enroute_at", "First unit en route"),
    ("arrived_at", "First unit arrived"),
    ("cleared_at", "Last unit cleared"),
    ("closed_at", "Call closed"),
    ("reopened_at", "Call reopened"),
)
UNIT_MOMENTS = (
    ("dispatched_at", "dispatched"),
    ("acknowledged_at", "acknowledged"),
    ("enroute_at", "en route"),
    ("arrived_at", "arrived"),
    ("cleared_at", "cleared"),
)


def visible_to(viewer: Any) -> QuerySet[Call]:
    """Calls a viewer may see: all of them with ``calls.read``, none without."""
    rows = Call.objects.defer("words", "row_digest")
    return rows if allowed(viewer, "calls.read") else rows.none()


def filtered(viewer: Any, wanted: Mapping[str, Any]) -> QuerySet[Call]:
    """Visible calls that match the filters.

    Args:
        viewer: who looks.
        wanted: ``since`` and ``until`` (local days, both included), ``beat``, ``group``, ``priority``, ``origin``,
            ``reception``, ``q`` (start of a number, or words of a place).
    """
    rows, zone = visible_to(viewer), agency().tz
    if since := wanted.get("since"):
        rows = rows.filter(received_at__gte=datetime.combine(since, time.min, zone))
    if until := wanted.get("until"):
        rows = rows.filter(received_at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))
    names = {"beat": "beat_code", "group": "type_group", "priority": "priority", "origin": "origin"}
    for name, field in {**names, "reception": "reception"}.items():
        if name in wanted:
            rows = rows.filter(**{field: wanted[name]})
    if text := wanted.get("q"):
        rows = number_or_words(rows, text, number="number")
    return rows


def one(viewer: Any, pk: UUID) -> Call:
    """One visible call with its units and notes.

    Raises:
        Http404: there is none, or it is not the viewer's to see; both read the same.
    """
    found = visible_to(viewer).prefetch_related("units", "notes").filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such call, or it is not yours to see.")
    return found


def type_labels() -> dict[str, str]:
    """Label of each call type; one query for a page."""
    return dict(CallType.objects.values_list("code", "label"))


def disposition_label(call: Call) -> str:
    """How the call ended, in words."""
    label = Disposition.objects.filter(code=call.disposition_code).values_list("label", flat=True).first()
    return label or call.disposition_raw or call.disposition_code


def is_sensitive(call: Call) -> bool:
    """Whether calls of this type are published at most as a monthly count of the whole city."""
    closed = (PublicationRule.CITY_MONTH, PublicationRule.NONE)
    return CallType.objects.filter(code=call.type_code, publication__in=closed).exists()


def clock_words(moment: datetime, zone: ZoneInfo) -> str:
    """The agency's wall clock with its zone, "01:30:00 PST"; in the repeated hour of autumn as well.

    Django's own format leaves the zone out just there, so templates must not use its "T".
    """
    return moment.astimezone(zone).strftime("%H:%M:%S %Z")


def timeline(call: Call) -> list[TimelineEntry]:
    """Everything that happened to a call, oldest first; times are on the agency's clock and keep their zone."""
    entries = [
        TimelineEntry(at, words) for field, words in CALL_MOMENTS if (at := getattr(call, field)) is not None
    ]
    for unit in call.units.all():
        entries += _unit_entries(unit)
    entries += [TimelineEntry(note.at, note.text, who=note.author) for note in call.notes.all()]
    zone = agency().tz
    ordered = sorted(entries, key=lambda entry: entry.at)
    return [TimelineEntry(entry.at.astimezone(zone), entry.text, entry.who, entry.why) for entry in ordered]


def _unit_entries(unit: CallUnit) -> list[TimelineEntry]:
    return [
        TimelineEntry(at, f"{unit.unit_code} {words}")
        for field, words in UNIT_MOMENTS
        if (at := getattr(unit, field)) is not None
    ]
