"""Complaints in numbers: figures that were released, and nothing else. No record is read here."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonbeat.kernel.publish.queries import NotReleased, Published, published
from commonbeat.kernel.ui.charts import DATA, INK, Chart, draw
from commonbeat.kernel.ui.words import number

DATASET = "complaint-numbers"
PLAIN = ("duties", "stages")
"""Tables without a chart: their rows add up to nothing."""
LONGEST = {"span": 3, "year": 2, "quarter": 1}


@dataclass(frozen=True)
class Period:
    """Something a reader can choose: a quarter, a year or three years together."""

    span: str
    name: str

    @property
    def order(self) -> tuple[str, int]:
        """By its end, the longest first where two end together."""
        end = self.name[-4:] if "–" in self.name else self.name[:4]
        return (f"{end}-{self.name[-2:] if self.span == 'quarter' else 'Q4'}", LONGEST[self.span])


@dataclass
class Section:
    """One table on the page.

    Attributes:
        total: as it is said; "" where none is told of this table.
        lines: (part, figure as it is said), for tables divided by one thing.
        headings, crossed: a table divided by two things.
        chart: the lines as a picture.
    """

    name: str
    title: Any
    total: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    crossed: list[tuple[str, list[str]]] = field(default_factory=list)
    chart: Chart | None = None
    hides: bool = False


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What was released for one period; the newest year, or quarter, unless another is chosen in the address."""
    try:
        found: Published | None = published(DATASET)
    except NotReleased:
        found = None
    periods = _periods(found) if found else []
    chosen = _chosen(periods, request.GET.get("period", ""))
    rows = list(found.rows({"span": chosen.span, "period": chosen.name})) if found and chosen else []
    context = {
        "found": found,
        "periods": periods,
        "chosen": chosen,
        "sections": sections(rows, chosen.name) if chosen else [],
        "steps": _steps(),
    }
    return render(request, "portal_complaints/numbers.html", context)


def _periods(found: Published) -> list[Period]:
    """Everything that was told, the newest first."""
    rows = found.rows().order_by().values_list("span", "period").distinct()
    return sorted((Period(*row) for row in rows), key=lambda one: one.order, reverse=True)


def _chosen(periods: list[Period], wanted: str) -> Period | None:
    """The period asked for, else the newest year, else the newest of all."""
    named = [one for one in periods if one.name == wanted]
    return next(iter(named or [one for one in periods if one.span == "year"] or periods), None)


def sections(rows: list[Any], period: str) -> list[Section]:
    """The released figures of a period, table by table."""
    rows.sort(key=lambda row: row.place)
    return [section(list(of_table), period) for _table, of_table in groupby(rows, key=lambda row: row.table)]


def section(rows: list[Any], period: str) -> Section:
    """One table as the page shows it; areas stand in for kinds where kinds are not told."""
    told = Section(rows[0].table, rows[0].title)
    told.hides = any(row.value is None for row in rows)
    axes = {row.by for row in rows if row.by and not row.and_by}
    told.total = next((_said(row) for row in rows if not row.by), "")
    finest = "kind" if "kind" in axes else ""
    single = [row for row in rows if row.by and not row.and_by and row.by in _shown_axes(axes, finest)]
    told.lines = [(str(row.which_said), _said(row)) for row in single]
    _cross(told, [row for row in rows if row.and_by])
    if told.name not in PLAIN and not _few(single):
        told.chart = bars(single, str(told.title), period)
    return told


def _shown_axes(axes: set[str], finest: str) -> set[str]:
    """Which single axes are listed: kinds rather than areas, never both."""
    return axes - {"area"} if finest else axes


def _few(rows: list[Any]) -> bool:
    """Whether there is nothing to draw."""
    return sum(1 for row in rows if row.value) < 2


def _cross(told: Section, rows: list[Any]) -> None:
    """Fill in a table divided by two things."""
    told.headings = list(dict.fromkeys(str(row.and_which_said) for row in rows))
    for which, of_line in groupby(rows, key=lambda row: str(row.which_said)):
        figures = {str(row.and_which_said): _said(row) for row in of_line}
        told.crossed.append((which, [figures.get(heading, "–") for heading in told.headings]))


def _said(row: Any) -> str:
    """A figure in the reader's language."""
    if row.value is None:
        return _("not told")
    return _("%(n)s days") % {"n": number(row.value)} if row.unit == "days" else number(row.value)


def bars(rows: list[Any], title: str, period: str) -> Chart:
    """Figures as bars from zero, each written beside its bar; what is not told has no bar and says so."""
    labels = [str(row.which_said) for row in rows]
    values = [
        {"label": label, "n": row.value or 0, "said": _said(row)}
        for label, row in zip(labels, rows, strict=True)
    ]
    top = max(value["n"] for value in values)
    axis = {"title": None, "labelColor": INK, "labelLimit": 190, "minExtent": 190}
    y = {"field": "label", "type": "ordinal", "scale": {"domain": labels}, "axis": axis}
    x = {"field": "n", "type": "quantitative", "axis": None, "scale": {"domain": [0, top * 1.25]}}
    said = {"type": "text", "align": "left", "dx": 5, "fontSize": 12}
    spec = {
        "width": 230,
        "height": 26 * len(rows),
        "data": {"values": values},
        "layer": [
            {"mark": {"type": "bar", "size": 13, "color": DATA}, "encoding": {"y": y, "x": x}},
            {"mark": said, "encoding": {"y": y, "x": x, "text": {"field": "said", "type": "nominal"}}},
        ],
    }
    subtitle = _("Complaints, %(period)s") % {"period": period}
    table = [(label, value["said"]) for label, value in zip(labels, values, strict=True)]
    svg = draw(spec, title=title, subtitle=subtitle)
    return Chart(svg, title, subtitle, (_("Which"), _("Complaints")), table, spec)


def _steps() -> list[str]:
    """How a case goes, in a few words each."""
    return [
        _("We get it. It has a number, and clocks start."),
        _("A person reads it and says so."),
        _("Somebody is chosen to look into it."),
        _("They ask people and look at video and calls."),
        _("Others check what was found. The chief decides."),
        _("We write to you."),
    ]
