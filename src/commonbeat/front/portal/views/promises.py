"""What we promised, and whether we kept it: one figure a promise, the months behind it, and the definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonbeat.kernel.clocks import kinds
from commonbeat.kernel.publish.queries import NotReleased, Published, published
from commonbeat.kernel.ui.words import number

SHARE_LONG = 240  # width of a whole bar, in px


@dataclass(frozen=True)
class Told:
    """One promise as the page tells it.

    Attributes:
        promise: the sentence, in the reader's language.
        year: the row of the last twelve months.
        periods: rows of its months or quarters, the newest first.
        bar: length of the kept part of the bar; None where nothing is finished or told.
    """

    name: str
    promise: str
    year: Any
    periods: list[Any]
    bar: int | None


COUNTS = ("made", "kept", "late", "running", "void")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every kind of promise with what became of it."""
    try:
        found: Published | None = published("promises")
    except NotReleased:
        found = None
    context = {
        "found": found,
        "told": told(list(found.rows())) if found else [],
        "whole": SHARE_LONG,
        "titles": {"month": _("Month"), "quarter": _("Quarter")},
    }
    return render(request, "portal/promises.html", context)


def told(rows: list[Any]) -> list[Told]:
    """The released rows, promise by promise; promises that were never made in the year come last."""
    said = {one.name: str(one.promise) for one in kinds()}
    found = []
    for row in rows:
        for name in COUNTS:
            setattr(row, f"{name}_said", _said(getattr(row, name)))
    for year in (row for row in rows if row.span == "year"):
        periods = [row for row in rows if row.kind == year.kind and row.span != "year" and row.made != "0"]
        share = _share(year)
        bar = None if share is None else round(share / 100 * SHARE_LONG)
        found.append(Told(year.kind, said.get(year.kind, year.promise), year, periods, bar))
    return sorted(found, key=lambda one: one.year.made == "0")


def _share(row: Any) -> float | None:
    """Kept of 100 as a number, where it is told."""
    try:
        return float(row.kept_of_100)
    except ValueError:
        return None


def _said(count: str) -> str:
    """A released count in the reader's language; "<11" and the like as they stand."""
    return number(int(count)) if count.isdigit() else count
