"""Open data: the catalogue, a dataset's page, its files, and the DCAT-US description of all of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from commonbeat.kernel.publish import Dataset, NotRegistered, dataset, datasets
from commonbeat.kernel.publish.files import MEDIA, WRITERS
from commonbeat.kernel.publish.queries import latest, notices, released_measures, releases
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.site import current_site

from ..pictures import beats, beats_map, kept, weekly_chart

NOT_IN_TABLE = ("public_id", "lon", "lat", "reception")


class CallFilters(forms.Form):
    """What the table of calls shows; every value lives in the address."""

    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    beat = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, codes: list[tuple[str, str]], **kwargs: Any) -> None:
        """Take the beats on file."""
        super().__init__(*args, **kwargs)
        self.fields["since"].label, self.fields["until"].label = _("From"), _("To")
        self.fields["beat"].label = _("Beat")
        self.fields["beat"].choices = [("", _("All")), *codes]

    def applied_to(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that match what is set and readable."""
        self.is_valid()
        wanted = {"since": "day__gte", "until": "day__lte", "beat": "beat"}
        chosen = {lookup: self.cleaned_data.get(name) for name, lookup in wanted.items()}
        return rows.filter(**{lookup: value for lookup, value in chosen.items() if value})


def _released(name: str) -> Dataset:
    """The dataset if the public may see it.

    Raises:
        Http404: it is not registered, or was never released.
    """
    try:
        item = dataset(name)
    except NotRegistered as unknown:
        raise Http404("There is no such dataset.") from unknown
    if latest(name) is None:
        raise Http404("This dataset has not been released yet.")
    return item


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every released dataset."""
    rows = [(item, release) for item in datasets() if (release := latest(item.name))]
    return render(request, "portal/catalogue.html", {"rows": rows})


@require_GET
def dataset_page(request: HttpRequest, name: str) -> HttpResponse:
    """A dataset: what it is, picture, table, definition, files and history."""
    item = _released(name)
    release = latest(name)
    rows, filters, pictures = item.rows(), None, {}
    if name == "calls":
        shown = beats()
        filters = CallFilters(request.GET, codes=[(b.code, f"{b.code} {b.name}".strip()) for b in shown])
        rows = filters.applied_to(rows)
        pictures = kept("calls", release, lambda: {"chart": weekly_chart(), "map": beats_map(shown)})
    listing = Listing(
        title=str(item.title),
        columns=[_column(column) for column in item.columns if column.name not in NOT_IN_TABLE],
        page=keyset_page(rows, request.GET, order=item.order, size=25),
        noun=("row", "rows"),
        filters=filters,
        empty=_("No row matches. Widen the dates or clear the filters."),
    )
    query = request.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    context = {
        "item": item,
        "release": release,
        "listing": listing,
        "files": [(kind.upper(), reverse("portal:download", args=[name, kind])) for kind in item.formats],
        "query": f"?{query.urlencode()}" if query else "",
        "measures": [one for one in released_measures() if one.measure.dataset == name],
        "releases": releases(name, 10),
        "notices": notices(name, 20),
        **pictures,
    }
    return render(request, "portal/dataset.html", context)


def _column(column: Any) -> Column:
    def cell(row: Any) -> Any:
        value = getattr(row, column.source)
        return date_format(value, "j M Y") if column.kind == "date" else value

    return Column(str(column.title), cell, numeric=column.kind in ("integer", "number"))


@require_GET
def download(request: HttpRequest, name: str, kind: str) -> StreamingHttpResponse:
    """A dataset as a file, streamed; the page's filters apply."""
    item = _released(name)
    if kind not in item.formats:
        raise Http404("This dataset has no such file.")
    rows = item.rows()
    if name == "calls":
        rows = CallFilters(request.GET, codes=[(b.code, b.code) for b in beats()]).applied_to(rows)
    response = StreamingHttpResponse(WRITERS[kind](item, rows), content_type=MEDIA[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


@require_GET
def dcat(request: HttpRequest) -> JsonResponse:
    """The catalogue in DCAT-US 1.1, as data.gov and others collect it."""
    with override("en"):
        described = [
            _described(request, item, release) for item in datasets() if (release := latest(item.name))
        ]
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


def _described(request: HttpRequest, item: Dataset, release: Any) -> dict[str, Any]:
    """One dataset in the words of DCAT-US."""
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
