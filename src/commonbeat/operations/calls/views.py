"""Screens of calls: list, map, one call, export."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.ui import exports
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.templatetags.ui import ago, statusword

from . import actions, queries
from .forms import Filters, NoteForm
from .map import calls_map
from .models import Call
from .rules import state

EXPORTED = (
    "number", "service", "origin", "reception", "type_code", "type_group", "priority", "received_at",
    "received_local", "utc_offset_min", "queued_at", "dispatched_at", "enroute_at", "arrived_at", "cleared_at",
    "closed_at", "location_text", "lon", "lat", "beat_code", "disposition_code", "report_written", "unit_count",
)  # fmt: skip


@needs("calls.read")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The list, newest first; its filters live in the address."""
    filters = Filters(request.GET)
    rows = filters.only(queries.filtered(request.user, filters.wanted))
    labels = queries.type_labels()
    choices = [("Map", f"{reverse('calls:map')}{filters.query}")]
    if allowed(request.user, "calls.export"):
        choices.append(("Export", f"{reverse('calls:export')}{filters.query}"))
    shown = Listing(
        title="Calls",
        columns=_columns(labels),
        page=keyset_page(rows, request.GET, order=queries.ORDER),
        noun=("call", "calls"),
        filters=filters,
        empty="No call matches. Calls come in by import; widen the dates or clear the filters.",
        actions=choices,
    )
    return render(request, "ui/list.html", {"listing": shown}, status=filters.status)


def _columns(labels: dict[str, str]) -> list[Column]:
    def where(call: Call) -> str:
        return call.location_text or call.block_text

    def badge(call: Call) -> str:
        if call.priority is None:
            return ""
        return format_html('<span class="cb-priority cb-priority--{0}">{0}</span>', call.priority)

    return [
        Column("Number", lambda call: call.number, href=lambda call: reverse("calls:detail", args=[call.pk])),
        Column("Priority", badge),
        Column("Type", lambda call: labels.get(call.type_code) or call.type_raw or call.type_code),
        Column("Place", where),
        Column("Beat", lambda call: call.beat_code),
        Column("Origin", lambda call: call.get_origin_display()),
        Column("State", lambda call: statusword(*state(call))),
        Column("Age", lambda call: ago(call.received_at)),
    ]


@needs("calls.read")
@require_GET
def on_map(request: HttpRequest) -> HttpResponse:
    """The matching calls on the map, with the same filters as the list."""
    filters = Filters(request.GET)
    rows = filters.only(queries.filtered(request.user, filters.wanted))
    drawn = calls_map(rows, queries.type_labels())
    context = {"filters": filters, "map": drawn, "query": filters.query}
    return render(request, "calls/map.html", context, status=filters.status)


@needs("calls.read")
@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One call: what, where, when; facts; everything that happened."""
    call = queries.one(request.user, pk)
    sensitive = queries.is_sensitive(call)
    actions.note_reading(call, reader=request.user, sensitive=sensitive)
    return _detail(request, call, sensitive, NoteForm())


def _detail(request: HttpRequest, call: Call, sensitive: bool, form: NoteForm) -> HttpResponse:
    kind, words = state(call)
    zone = agency().tz
    context = {
        "call": call,
        "type_label": queries.type_labels().get(call.type_code) or call.type_raw or call.type_code,
        "disposition": queries.disposition_label(call),
        "state_kind": kind,
        "state_words": words,
        "sensitive": sensitive,
        "received": call.received_at.astimezone(zone),
        "received_clock": queries.clock_words(call.received_at, zone),
        "steps": [(step, queries.clock_words(step.at, zone)) for step in queries.timeline(call)],
        "form": form if allowed(request.user, "calls.note") else None,
        "status": 400 if form.errors else 200,
    }
    return render(request, "calls/detail.html", context, status=context["status"])


@needs("calls.note")
@require_POST
def add_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a note; a form that cannot be read comes back with its text."""
    call = queries.one(request.user, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _detail(request, call, queries.is_sensitive(call), form)
    actions.add_note(
        call, actor=request.user, text=form.cleaned_data["text"], reason=form.cleaned_data["reason"]
    )
    messages.success(request, "The note is kept.")
    return redirect("calls:detail", pk=pk)


@needs("calls.export")
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """The matching rows as CSV, once it is said what they are for."""
    filters = Filters(request.GET)
    return exports.export(
        request,
        filters,
        queries.filtered(request.user, filters.wanted).order_by(*queries.ORDER),
        columns=EXPORTED,
        filename="calls.csv",
        title="Export %(n)s calls",
        template="calls/export.html",
        start=actions.start_export,
    )
