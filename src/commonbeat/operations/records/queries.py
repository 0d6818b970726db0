"""Reading incidents, always for a given viewer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.access import allowed

from .models import Incident

ORDER = ("-reported_at", "-id")


def visible_to(viewer: Any) -> QuerySet[Incident]:
    """Incidents a viewer may see: all of them with ``incidents.read``, none without."""
    return Incident.objects.all() if allowed(viewer, "incidents.read") else Incident.objects.none()


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
        rows = rows.filter(Q(case_number__startswith=text) | Q(location_text__icontains=text))
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
