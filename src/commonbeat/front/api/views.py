"""Operations of the open interface. Read only, no sign-in, released data only."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from ninja import NinjaAPI, Query

from commonbeat.kernel.publish import features
from commonbeat.kernel.publish.queries import NotReleased, Published, catalogue, published, released_measures
from commonbeat.kernel.ui.paging import BadCursor, keyset_page

from .schemas import CallFilters, CallPage, DatasetOut, MeasureOut, RowPage

PAGE = 500
UNREADABLE = "A filter in the address cannot be read."
api = NinjaAPI(
    title="Commonbeat open interface",
    version="1.0",
    urls_namespace="api-v1",
    docs_url=None,
    description="Released datasets and measures of a police department. No key is needed.",
)


@api.exception_handler(BadCursor)
def _bad_cursor(request: HttpRequest, problem: BadCursor) -> Any:
    """A position that is not one of ours."""
    return api.create_response(request, {"detail": str(problem)}, status=400)


@api.get("/datasets", response=list[DatasetOut], summary="Released datasets")
def list_datasets(request: HttpRequest) -> list[dict[str, Any]]:
    """Every released dataset with its columns and definition."""
    return [_described(found) for found in catalogue()]


def _described(found: Published) -> dict[str, Any]:
    """One dataset as the interface says it."""
    item, release = found.dataset, found.release
    texts = {name: str(getattr(item, name)) for name in ("title", "description", "definition", "disclosure")}
    columns = [
        {"name": c.name, "title": str(c.title), "definition": str(c.definition), "kind": c.kind}
        for c in item.columns
    ]
    return {
        "name": item.name,
        **texts,
        "licence": item.licence,
        "version": release.version,
        "released_at": release.released_at,
        "rows": release.n,
        "sha256": release.sha256,
        "at_once": item.at_once,
        "columns": columns,
    }


@api.get("/calls", response=CallPage, summary="Public calls for service, newest first")
def list_calls(request: HttpRequest, chosen: Query[CallFilters]) -> dict[str, Any]:
    """Up to 500 calls a page; follow ``after`` for the next ones."""
    try:
        found = published("calls")
    except NotReleased as closed:
        raise Http404("Calls have not been released yet.") from closed
    rows = found.rows(chosen.dict(exclude={"after"}))
    page = keyset_page(rows, {"after": chosen.after}, order=found.dataset.order, size=PAGE)
    return {"count": page.count, "count_is_exact": page.exact, "after": page.after, "rows": page.rows}


@api.get("/datasets/{name}/rows", response=RowPage, summary="Rows of any released dataset")
def list_rows(request: HttpRequest, name: str, after: str = "") -> dict[str, Any]:
    """Up to 500 rows a page, each as the dataset's columns say; follow ``after`` for the next ones.

    The dataset's filters may stand in the address; ``/datasets`` lists its columns.
    """
    try:
        found = published(name)
    except NotReleased as closed:
        raise Http404(str(closed)) from closed
    item = found.dataset
    wanted = {key: request.GET.get(key, "") for key in item.filters}
    if any("\x00" in value for value in wanted.values()):
        raise BadCursor(UNREADABLE)
    try:
        page = keyset_page(found.rows(wanted), {"after": after}, order=item.order, size=PAGE)
    except (ValueError, ValidationError) as unreadable:
        raise BadCursor(UNREADABLE) from unreadable
    rows = [{column.name: getattr(row, column.source) for column in item.columns} for row in page.rows]
    return {"count": page.count, "count_is_exact": page.exact, "after": page.after, "rows": rows}


@api.get("/measures", response=list[MeasureOut], summary="Released measures")
def list_measures(request: HttpRequest) -> list[dict[str, Any]]:
    """The newest release of every measure."""
    return [
        {
            "name": one.measure.name,
            "title": str(one.measure.title),
            "definition": str(one.measure.definition),
            "method": str(one.measure.method),
            "version": one.release.version,
            "n": one.release.n,
            "period_start": one.release.period_start,
            "period_end": one.release.period_end,
            "released_at": one.release.released_at,
            **one.release.value,
        }
        for one in released_measures()
    ]


@api.get("/beats", summary="Beats in force, GeoJSON")
def list_beats(request: HttpRequest) -> dict[str, Any]:
    """A feature collection (RFC 7946)."""
    shapes = [
        {
            "type": "Feature",
            "geometry": beat.geometry,
            "properties": {"code": beat.code, "name": beat.name, **beat.properties},
        }
        for beat in features("beats")
    ]
    return {"type": "FeatureCollection", "features": shapes}
