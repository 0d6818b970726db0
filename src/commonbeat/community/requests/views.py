"""The queue: list, map beside a list, export."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.ui import exports
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.templatetags.ui import ago, statusword

from . import actions, queries
from .forms import Filters
from .map import requests_map
from .models import ServiceRequest

EXPORTED = (
    "number", "category_id", "state", "source", "received_at", "expected_on", "closed_at", "team", "beat_code",
    "place_text", "lon", "lat", "description", "private", "public_reason_en", "place_words",
)  # fmt: skip


@needs("requests.read")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The queue, due first; its filters live in the address."""
    filters = Filters(request.GET)
    wanted = filters.wanted
    rows = filters.only(queries.filtered(request.user, wanted))
    order = queries.NEWEST if wanted.get("sort") == "newest" else queries.BY_DUE
    page = keyset_page(rows, request.GET, order=order)
    shown = Listing(
        title=_("Requests of residents"),
        columns=_columns(page.rows),
        page=page,
        noun=(_("request"), _("requests")),
        filters=filters,
        empty=_(
            "No request matches. Requests come in by web, phone and counter; clear the filters to see all."
        ),
        actions=_actions(request, filters.query),
    )
    return render(request, "ui/list.html", {"listing": shown}, status=filters.status)


def _actions(request: HttpRequest, query: str) -> list[tuple[str, str]]:
    """Ways on from the queue, as far as the viewer may go them."""
    ways = [
        ("requests.work", _("Enter for a caller"), reverse("requests:new")),
        ("requests.inspect", _("My round"), reverse("requests:round")),
        ("requests.read", _("Map"), f"{reverse('requests:map')}{query}"),
        ("requests.export", _("Export"), f"{reverse('requests:export')}{query}"),
        ("requests.manage", _("Categories"), reverse("requests:categories")),
        ("requests.manage", _("Reply templates"), reverse("requests:templates")),
    ]
    return [(label, href) for capability, label, href in ways if allowed(request.user, capability)]


def _columns(rows: list[ServiceRequest]) -> list[Column]:
    """Columns of the queue, for the rows of one page."""
    dues, unread = queries.dues(rows), queries.unread(rows)

    def marks(row: ServiceRequest) -> SafeString:
        tags = [_("urgent")] if row.urgent else []
        tags += [_("private")] if row.private else []
        tags += [_("place not found yet")] if row.point is None else []
        tags += [_("resident wrote")] if row.pk in unread else []
        return format_html_join(" ", '<span class="cb-tag">{}</span>', ((tag,) for tag in tags))

    def due(row: ServiceRequest) -> Any:
        found = dues.get(row.pk)
        return statusword(found.kind, found.words) if found else statusword("done", _("closed"))

    return [
        Column(
            _("Number"),
            lambda row: _together(row.number),
            href=lambda row: reverse("requests:detail", args=[row.pk]),
        ),
        Column(_("Kind"), lambda row: format_html("{} {}", queries.category_name(row), marks(row))),
        Column(_("Place"), lambda row: row.place_text, long=True),
        Column(_("Beat"), lambda row: row.beat_code),
        Column(_("State"), queries.state_title),
        Column(_("Due"), due),
        Column(_("Age"), lambda row: _together(ago(row.received_at))),
        Column(_("With"), lambda row: row.owner.name if row.owner else row.get_team_display()),
    ]


def _together(value: Any) -> SafeString:
    """A short value that is not broken over two lines."""
    return format_html('<span class="cb-nowrap">{}</span>', value)


@needs("requests.read")
@require_GET
def on_map(request: HttpRequest) -> HttpResponse:
    """The matching requests on the map beside their list, with the same filters as the queue."""
    filters = Filters(request.GET)
    rows = filters.only(queries.filtered(request.user, filters.wanted))
    context = {"filters": filters, "map": requests_map(rows), "query": filters.query}
    return render(request, "requests/map.html", context, status=filters.status)


@needs("requests.export")
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """The matching rows as CSV, once it is said what they are for."""
    filters = Filters(request.GET)
    rows = queries.filtered(request.user, filters.wanted).select_related(None).order_by(*queries.NEWEST)
    return exports.export(
        request,
        filters,
        rows,
        columns=EXPORTED,
        filename="requests.csv",
        title=_("Export %(n)s requests"),
        template="requests/export.html",
        start=actions.start_export,
    )
