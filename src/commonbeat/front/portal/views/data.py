"""Open data: the catalogue, a dataset's page, its files, and the DCAT-US description of all of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from commonbeat.kernel.publish import features
from commonbeat.kernel.publish import queries as publish
from commonbeat.kernel.publish.files import MEDIA, WRITERS
from commonbeat.kernel.publish.queries import NotReleased, Published
from commonbeat.kernel.ui.lists import Column, FilterForm, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.site import current_site

from ..pictures import beats_map, kept, weekly_chart

UNREADABLE = "A filter in the address cannot be read."
NOT_IN_TABLE = ("public_id", "lon", "lat", "reception")


class Filters(FilterForm):
    """What the table and the files of a dataset hold; every value lives in the address."""

    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    beat = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the beats on file."""
        super().__init__(*args, **kwargs)
        self.fields["since"].label, self.fields["until"].label = _("From"), _("To")
        self.fields["beat"].label = _("Beat")
        codes = [(beat.code, f"{beat.code} {beat.name}".strip()) for beat in features("beats")]
        self.fields["beat"].choices = [("", _("All")), *codes]


def _published(name: str) -> Published:
    """The dataset if the public may see it.

    Raises:
        Http404: it is not registered, or was never released.
    """
    try:
        return publish.published(name)
    except NotReleased as closed:
        raise Http404(str(closed)) from closed


def _filters(found: Published, request: HttpRequest) -> Filters | None:
    """The form, where the dataset has all that it asks for."""
    return Filters(request.GET) if Filters.base_fields.keys() <= found.dataset.filters.keys() else None


def _rows(found: Published, request: HttpRequest, filters: Filters | None) -> Any:
    """The rows that were asked for: by the form where there is one, else by what the address says of a declared filter.

    Raises:
        BadRequest: a value cannot be read.
    """
    if filters:
        return found.rows(filters.wanted)
    wanted = {name: request.GET[name] for name in found.dataset.filters if request.GET.get(name)}
    if any("\0" in value for value in wanted.values()):
        raise BadRequest(UNREADABLE)
    try:
        return found.rows(wanted)
    except (ValueError, TypeError, ValidationError) as unread:
        raise BadRequest(UNREADABLE) from unread


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every released dataset."""
    return render(request, "portal/catalogue.html", {"rows": publish.catalogue()})


@require_safe
def revisions(request: HttpRequest) -> HttpResponse:
    """Every public figure that changed after it was public, newest first."""
    return render(request, "portal/revisions.html", {"revisions": publish.revisions(limit=200)})


@require_safe
def dataset_page(request: HttpRequest, name: str) -> HttpResponse:
    """A dataset: what it is, picture, table, definition, files and history."""
    found = _published(name)
    item, tables, filters = found.dataset, found.tables(), _filters(found, request)
    rows = _rows(found, request, filters)
    rows = filters.only(rows) if filters else rows
    listing = Listing(
        title=str(item.title),
        columns=[_column(column) for column in item.columns if column.name not in NOT_IN_TABLE],
        page=keyset_page(rows, request.GET, order=item.order, size=25),
        noun=("row", "rows"),
        filters=filters,
        empty=_("No row matches. Widen the dates or clear the filters."),
    )
    query = request.GET.copy()
    for key in [key for key in query if key in ("after", "before") or not (filters or key in item.filters)]:
        query.pop(key)
    context = {
        "item": item,
        "release": found.release,
        "listing": listing,
        "files": [(kind.upper(), reverse("portal:download", args=[name, kind])) for kind in item.formats],
        "query": f"?{query.urlencode()}" if query else "",
        "measures": publish.released_measures(name),
        "tables": list(tables.values()),
        "releases": publish.releases(name, 10),
        "revisions": publish.revisions(name, 20),
    }
    if name == "calls":
        context |= kept("calls", found.release, lambda: _pictures(tables))
    return render(request, "portal/dataset.html", context, status=filters.status if filters else 200)


def _pictures(tables: dict[str, publish.ShownTable]) -> dict[str, Any]:
    return {
        "chart": weekly_chart(tables.get("calls.weekly")),
        "map": beats_map(features("beats"), tables.get("calls.by_beat")),
    }


def _column(column: Any) -> Column:
    def cell(row: Any) -> Any:
        value = getattr(row, column.source)
        if value is None:
            return ""
        if column.said_by and value:
            return getattr(row, column.said_by)
        if column.said and value:
            return column.said(value)
        return date_format(value, "j M Y") if column.kind == "date" else value

    return Column(str(column.title), cell, numeric=column.kind in ("integer", "number"))


@require_safe
def download(request: HttpRequest, name: str, kind: str) -> StreamingHttpResponse:
    """A dataset as a file, streamed; the page's filters apply.

    Raises:
        BadRequest: a filter cannot be read; a file of other rows than were asked for would mislead.
    """
    found = _published(name)
    if kind not in found.dataset.formats:
        raise Http404("This dataset has no such file.")
    filters = _filters(found, request)
    if filters and not filters.is_valid():
        raise BadRequest(UNREADABLE)
    rows = _rows(found, request, filters)
    response = StreamingHttpResponse(WRITERS[kind](found.dataset, rows), content_type=MEDIA[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


@require_safe
def dcat(request: HttpRequest) -> JsonResponse:
    """The catalogue in DCAT-US 1.1, as data.gov and others collect it."""
    with override("en"):
        described = [_described(request, found) for found in publish.catalogue()]
    answer = {
        "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "@type": "dcat:Catalog",
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "describedBy": "https://project-open-data.cio.gov/v1.1/schema/catalog.json",
        "dataset": described,
    }
    response = JsonResponse(answer, json_dumps_params={"indent": 1})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _described(request: HttpRequest, found: Published) -> dict[str, Any]:
    """One dataset in the words of DCAT-US."""
    item, release = found.dataset, found.release
    site = current_site()
    page = request.build_absolute_uri(reverse("portal:dataset", args=[item.name]))
    files = [
        {
            "@type": "dcat:Distribution",
            "title": f"{item.title} ({kind.upper()})",
            "format": kind.upper(),
            "mediaType": MEDIA[kind].split(";")[0],
            "downloadURL": request.build_absolute_uri(reverse("portal:download", args=[item.name, kind])),
        }
        for kind in item.formats
    ]
    return {
        "@type": "dcat:Dataset",
        "identifier": page,
        "title": str(item.title),
        "description": str(item.description),
        "keyword": list(item.keywords),
        "modified": release.released_at.astimezone(timezone.get_default_timezone()).date().isoformat(),
        "accrualPeriodicity": item.period,
        "accessLevel": "public",
        "publisher": {"@type": "org:Organization", "name": site.name},
        "contactPoint": {"@type": "vcard:Contact", "fn": site.name, "hasTelephone": f"tel:{site.other_help}"},
        "license": item.licence_url,
        "landingPage": page,
        "distribution": files,
    }
