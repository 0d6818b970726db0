"""Screens of incidents: list and one incident."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.access import needs
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.templatetags.ui import ago
from commonbeat.kernel.ui.timeline import TimelineEntry

from . import queries
from .forms import Filters
from .models import Incident

COLUMNS = (
    Column("Case", lambda row: row.case_number, href=lambda row: reverse("incidents:detail", args=[row.pk])),
    Column("Offence", lambda row: row.offence_text or row.offence_code),
    Column("Place", lambda row: row.location_text or row.block_text),
    Column("Beat", lambda row: row.beat_code),
    Column("Status", lambda row: row.status),
    Column("Reported", lambda row: ago(row.reported_at)),
)
MOMENTS = (
    ("occurred_from", "Occurred from"),
    ("occurred_to", "Occurred to"),
    ("reported_at", "Reported"),
    ("entered_at", "Entered"),
    ("approved_at", "Approved"),
)


@needs("incidents.read")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The list, newest first; its filters live in the address."""
    filters = Filters(request.GET)
    rows = filters.only(queries.filtered(request.user, filters.wanted))
    shown = Listing(
        title="Incidents",
        columns=COLUMNS,
        page=keyset_page(rows, request.GET, order=queries.ORDER),
        noun=("incident", "incidents"),
        filters=filters,
        empty="No incident matches. Incidents come in by import; widen the dates or clear the filters.",
    )
    return render(request, "ui/list.html", {"listing": shown}, status=filters.status)


@needs("incidents.read")
@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One incident with what is known of its times."""
    incident = queries.one(request.user, pk)
    context = {"incident": incident, "steps": _timeline(incident)}
    return render(request, "records/detail.html", context)


def _timeline(incident: Incident) -> list[tuple[TimelineEntry, str]]:
    """What is known of its times, each with the agency's wall clock and its zone, oldest first."""
    zone = agency().tz
    known = [(getattr(incident, field), words) for field, words in MOMENTS]
    entries = [TimelineEntry(at.astimezone(zone), words) for at, words in known if at]
    # Django's own format leaves the zone out in the repeated hour of autumn.
    return [(entry, f"{entry.at:%H:%M:%S %Z}") for entry in sorted(entries, key=lambda entry: entry.at)]
