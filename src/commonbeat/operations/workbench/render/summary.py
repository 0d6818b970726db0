"""A kept analysis as Monday's report shows it: one sentence, one table, who signed it and where it can be opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import SavedAnalysis
from ..scope import Scope
from . import SHOWN
from .words import days_of

MOST_ROWS = 12
Shown = Mapping[str, Any]
Table = tuple[tuple[str, ...], list[tuple[str, ...]]]


def summary_of(kept: SavedAnalysis) -> dict[str, Any]:
    """Plain values, so that the edition keeps what it said on the day.

    Returns:
        `title` (the analyst's sentence), `intro` (name, page, period, who signed), `headings`, `rows`, `address`
        and `definition`, `method` for the report's notes.
    """
    scope = Scope.from_json(kept.run.scope)
    page = SHOWN[kept.page](kept.run.content, scope)
    headings, rows = TABLES[kept.page](page)
    words = _("%(name)s · %(page)s, %(days)s · kept by %(who)s")
    said = {
        "name": kept.name,
        "page": kept.get_page_display(),
        "days": days_of(scope),
        "who": kept.saved_by.name,
    }
    query = f"?{kept.query}" if kept.query else ""
    return {
        "title": kept.finding,
        "intro": words % said,
        "headings": list(headings),
        "rows": [list(row) for row in rows[:MOST_ROWS]],
        "address": reverse("workbench:page", args=[kept.page]) + query,
        "definition": " ".join(page["method_lines"]),
        "n": kept.run.content.get("n"),
    }


def _trends(page: Shown) -> Table:
    """The ranked series with why."""
    return (_("Series"), _("Why")), [(row["title"], row["why"]) for row in page["rows"]]


def _times(page: Shown) -> Table:
    """Totals by day."""
    return (_("Day"), _("Total"), _("Share")), list(page["by_day"])


def _places(page: Shown) -> Table:
    """The busiest places."""
    return (_("Place"), _("Count"), _("Months among the busiest"), _("Stands out (Gi*)")), list(
        page["places"]
    )


def _repeats(page: Shown) -> Table:
    """The Knox ratios by band."""
    rows = [(band["label"], *(cell["ratio"] for cell in band["cells"])) for band in page["bands"]]
    return (_("Distance"), *page["time"]), rows


def _staffing(page: Shown) -> Table:
    """Needed and on duty by day."""
    return (_("Day"), _("Unit-hours"), _("Needed"), _("On duty")), list(page["needed"])


def _beats(page: Shown) -> Table:
    """Loads and travel before and after."""
    return (_("Beat"), _("Load today"), _("Load planned"), _("km today"), _("km planned")), list(
        page["figures"]
    )


TABLES: dict[str, Callable[[Shown], Table]] = {
    "trends": _trends,
    "times": _times,
    "places": _places,
    "repeats": _repeats,
    "staffing": _staffing,
    "beats": _beats,
}


def summaries_for_report() -> list[dict[str, Any]]:
    """All standing analyses that are to be in Monday's report, oldest first."""
    kept = SavedAnalysis.objects.filter(in_report=True, withdrawn_at=None).select_related("saved_by", "run")
    return [summary_of(row) for row in kept.order_by("saved_at")]
