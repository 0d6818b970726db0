"""Complaints in numbers: figures that were released, and nothing else. No record is read here."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from textwrap import wrap
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

import commonbeat.accountability.complaints.public as complaints
from commonbeat.kernel.publish.queries import NotReleased, Published, published
from commonbeat.kernel.ui.charts import DATA, INK, Chart, draw
from commonbeat.kernel.ui.words import number

DATASET = "complaint-numbers"
YEARLY = ("state", "profiling", "traits", "discipline", "stages")
"""Tables that are told for years, not for quarters."""
PLAIN = ("duties", "stages")
"""Tables without a chart: their rows add up to nothing."""
LABEL_LETTERS, LABEL_WIDTH = 22, 140
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
        charts: a picture for each thing the table is divided by.
        lists: (part, figure as it is said) for each thing it is divided by, where there is no picture.
        headings, crossed: a table divided by two things.
        hides: whether a figure of it is not told.
    """

    name: str
    title: Any
    total: str = ""
    charts: list[Chart] = field(default_factory=list)
    lists: list[list[tuple[str, str]]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    crossed: list[tuple[str, list[str]]] = field(default_factory=list)
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
    quarters = sorted(one.name for one in periods if one.span == "quarter")
    first = quarters[0] if quarters else ""
    told = sections(rows, chosen.name) if chosen else []
    context = {
        "found": found,
        "spans": [one for one in periods if one.span == "span"],
        "years": _by_year(periods),
        "first": first,
        "last": quarters[-1] if quarters else "",
        "in_part": chosen is not None and chosen.name in (first, first[:4]),
        "chosen": chosen,
        "sections": told,
        "missing": _missing(told, chosen) if chosen else [],
        "yearly": [said for name, said in complaints.number_tables().items() if name in YEARLY],
        "steps": _steps(),
    }
    return render(request, "portal_complaints/numbers.html", context)


def _by_year(periods: list[Period]) -> list[tuple[str, Period | None, list[Period]]]:
    """Each year, the newest first: itself where it is over, and its quarters."""
    years = {one.name: one for one in periods if one.span == "year"}
    quarters = [one for one in periods if one.span == "quarter"]
    names = sorted({*years, *(one.name[:4] for one in quarters)}, reverse=True)
    return [(name, years.get(name), [one for one in quarters if one.name[:4] == name]) for name in names]


def _missing(told: list[Section], chosen: Period) -> list[Any]:
    """Titles of tables that are told for periods of this length, and not for this one."""
    names = {one.name for one in told}
    other = {"quarter": YEARLY, "span": ("stages",)}.get(chosen.span, ())
    return [
        said for name, said in complaints.number_tables().items() if name not in names and name not in other
    ]


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
    told.total = next((_said(row) for row in rows if not row.by), "")
    single = [row for row in rows if row.by and not row.and_by]
    crossed = [row for row in rows if row.and_by]
    if told.name == "duties":
        _kept_of(told, single, crossed)
        return told
    axes = {row.by for row in single}
    for axis in sorted(axes - {"area"} if "kind" in axes else axes):
        of_axis = [row for row in single if row.by == axis]
        if told.name in PLAIN or sum(1 for row in of_axis if row.value) < 2:
            told.lists.append([(str(row.which_said), _said(row)) for row in of_axis])
        else:
            told.charts.append(bars(of_axis, str(told.title), period))
    _cross(told, crossed)
    return told


def _cross(told: Section, rows: list[Any]) -> None:
    """Fill in a table divided by two things."""
    told.headings = list(dict.fromkeys(str(row.and_which_said) for row in rows))
    for which, of_line in groupby(rows, key=lambda row: str(row.which_said)):
        figures = {str(row.and_which_said): _said(row) for row in of_line}
        told.crossed.append((which, [figures.get(heading, "–") for heading in told.headings]))


def _kept_of(told: Section, totals: list[Any], outcomes: list[Any]) -> None:
    """Duties with how many there were, on time, late, and on time of a hundred."""
    told.headings = [_("All"), _("On time"), _("Late"), _("On time, of 100")]
    values = {(row.which, row.and_which): row.value for row in outcomes}
    counts = {row.which: row.value for row in totals}
    for which, words in complaints.number_labels("duty"):
        n, kept, late = counts.get(which), values.get((which, "kept")), values.get((which, "late"))
        if n and kept is not None and late is not None:
            said = [number(n), number(kept), number(late), number(100 * kept / n)]
        elif n == 0:
            said = [number(0), "–", "–", "–"]
        else:
            told.hides = True
            said = [number(n) if n else _("not told"), *[_("not told")] * 3]
        told.crossed.append((str(words), said))


def _said(row: Any) -> str:
    """A figure in the reader's language."""
    if row.value is None:
        return _("not told")
    return _("%(n)s days") % {"n": number(row.value)} if row.unit == "days" else number(row.value)


def bars(rows: list[Any], title: str, period: str) -> Chart:
    """Figures as bars from zero, each written beside its bar; what is not told has no bar and says so."""
    labels = [str(row.which_said) for row in rows]
    values = [
        {"label": "|".join(wrap(label, LABEL_LETTERS)), "n": row.value or 0, "said": _said(row)}
        for label, row in zip(labels, rows, strict=True)
    ]
    top = max(value["n"] for value in values)
    axis = {"title": None, "labelColor": INK, "labelLimit": LABEL_WIDTH, "minExtent": LABEL_WIDTH}
    axis["labelExpr"] = "split(datum.label, '|')"
    y = {
        "field": "label",
        "type": "ordinal",
        "scale": {"domain": [value["label"] for value in values]},
        "axis": axis,
    }
    x = {"field": "n", "type": "quantitative", "axis": None, "scale": {"domain": [0, top * 1.4]}}
    said = {"type": "text", "align": "left", "dx": 5, "fontSize": 12}
    spec = {
        "width": 150,
        "height": 34 * len(rows),
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
