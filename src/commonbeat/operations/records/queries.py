"""Reading incidents, always for a given viewer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.access import allowed
from commonbeat.kernel.ui.search import number_or_words

from .models import Incident

ORDER = ("-reported_at", "-id")


def visible_to(viewer: Any) -> QuerySet[Incident]:
    """Incidents a viewer may see: all of them with ``incidents.read``, none without."""
    rows = Incident.objects.defer("words", "row_digest")
    return rows if allowed(viewer, "incidents.read") else rows.none()


def filtered(viewer: Any, wanted: Mapping[str, Any]) -> QuerySet[Incident]:
    """Visible incidents that match ``since``, ``until`` (local days, both included), ``beat``, ``group`` and ``q``."""
    rows, zone = visible_to(viewer), agency().tz
    if since := wanted.get("since"):
        rows = rows.filter(reported_at__gte=datetime.combine(since, time.min, zone))
    if until := wanted.get("until"):
        rows = rows.filter(reported_at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))
    for name, field in {"beat": "beat_code", "group": "offence_group"}.items():
        if name in wanted:
            rows = rows.filter(**{field: wanted[name]})
    if text := wanted.get("q"):
        rows = number_or_words(rows, text, number="case_number")
    return rows


def one(viewer: Any, pk: UUID) -> Incident:
    """One visible incident.

    Raises:
        Http404: there is none, or it is not the viewer's to see; both read the same.
    """
    found = visible_to(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such incident, or it is not yours to see.")
    return found
