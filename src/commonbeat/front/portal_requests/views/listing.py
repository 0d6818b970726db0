"""What was reported: first page, list with map, file, feed, and one report. Only what ``kernel.publish`` has released."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

import commonbeat.community.requests.public as requests
from commonbeat.kernel.publish.files import MEDIA, WRITERS
from commonbeat.kernel.publish.queries import NotReleased, Published, published
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.words import number

from .. import clusters, feed
from ..filters import Filters, groups_of

DATASET = "service-requests"
ON_FIRST_PAGE, ON_PAGE, IN_FEED = 5, 25, 50


def released() -> Published | None:
    """The public reports, None before they were ever released."""
    try:
        return published(DATASET)
    except NotReleased:
        return None


def cards_of(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows as the list shows them."""
    return [
        {
            "card": card,
            "public_id": row.public_id,
            "late": row.late == "yes",
            "open": row.state_kind == "open",
        }
        for row, card in zip(rows, requests.cards(rows), strict=True)
    ]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Two doors: report, and see what was reported."""
    found = released()
    newest = list(found.rows().order_by(*found.dataset.order)[:ON_FIRST_PAGE]) if found else []
    return render(request, "portal_requests/home.html", {"newest": cards_of(newest)})


def _chosen(request: HttpRequest, found: Published | None) -> Filters:
    return Filters(request.GET, groups_of(found))


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The list with its map; both show what the filters leave."""
    found = released()
    if found is None:
        return render(request, "portal_requests/not_released.html")
    filters = _chosen(request, found)
    rows = filters.rows_of(found)
    page = keyset_page(rows, request.GET, order=found.dataset.order, size=ON_PAGE)
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    box = filters.wanted.get("box")
    context = {
        "filters": filters,
        "page": page,
        "cards": cards_of(page.rows),
        "summary": _summary(page.count, page.exact),
        "query": f"?{query.urlencode()}" if query else "",
        "map": _map(request, rows, box) if filters.is_valid() else None,
        "whole_city": _without(request, "box"),
        "release": found.release,
    }
    return render(request, "portal_requests/list.html", context, status=filters.status)


def _summary(count: int, exact: bool) -> str:
    noun = ngettext("report", "reports", count)
    return f"{number(count)} {noun}" if exact else f"{number(count)}+ {noun}"


def _map(request: HttpRequest, rows: Any, box: Any) -> clusters.ClusterMap | None:
    points = rows.filter(lon__isnull=False, lat__isnull=False).order_by("-day", "-public_id")
    return clusters.drawn(
        points.values_list("lon", "lat", "public_id")[: clusters.MOST_POINTS],
        box,
        closer=lambda part: _without(request, "after", "before", box=",".join(f"{one:.5f}" for one in part)),
        page=lambda public_id: reverse("portal_requests:detail", args=[public_id]),
    )


def _without(request: HttpRequest, *names: str, **more: str) -> str:
    """This page's query with some values left out and some set."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    for name, value in more.items():
        query[name] = value
    return f"?{query.urlencode()}"


@require_safe
def csv(request: HttpRequest) -> StreamingHttpResponse:
    """The rows the list shows, as a file.

    Raises:
        BadRequest: a filter cannot be read; a file of other rows than were asked for would mislead.
    """
    found, filters = _readable(request)
    rows = filters.rows_of(found)
    response = StreamingHttpResponse(WRITERS["csv"](found.dataset, rows), content_type=MEDIA["csv"])
    response["Content-Disposition"] = 'attachment; filename="issues.csv"'
    return response


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The newest of the rows the list shows, as an Atom feed."""
    found, filters = _readable(request)
    rows = list(filters.rows_of(found).order_by(*found.dataset.order)[:IN_FEED])
    return HttpResponse(feed.atom(request, rows), content_type="application/atom+xml; charset=utf-8")


def _readable(request: HttpRequest) -> tuple[Published, Filters]:
    found = released()
    if found is None:
        raise Http404("Nothing has been released yet.")
    filters = _chosen(request, found)
    if not filters.is_valid():
        raise BadRequest("A filter in the address cannot be read.")
    return found, filters


def shown_card(public_id: UUID) -> Any:
    """A public report.

    Raises:
        Http404: there is none, or it is not public any more.
    """
    found = requests.card(public_id)
    if found is None:
        raise Http404("There is no such public report.")
    return found


@require_safe
def picture(request: HttpRequest, token: str) -> HttpResponse:
    """A picture of a public report that staff looked at."""
    found = requests.picture(token, "small" if request.GET.get("size") == "small" else "full")
    if found is None:
        raise Http404("There is no such public picture.")
    return found
