"""Maps and charts of the portal, drawn from released figures and public layers only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.cache import cache
from django.utils.dateformat import format as date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonbeat.kernel.publish import Feature, features
from commonbeat.kernel.publish.models import Release
from commonbeat.kernel.publish.queries import ShownTable
from commonbeat.kernel.ui import maps
from commonbeat.kernel.ui.charts import INK, Chart, draw
from commonbeat.kernel.ui.words import number

KEPT_SECONDS = 3_600


def city_map(
    shown: list[Feature],
    *,
    title: str,
    note: str = "",
    strong: str = "",
    counts: Mapping[str, int] | None = None,
) -> maps.Map | None:
    """The city with its beats; shaded by count, or with one beat drawn heavy. None where no beat is on file."""
    if not shown:
        return None
    fills = maps.shade(counts) if counts else {}
    areas = [
        maps.Area(
            code=beat.code,
            geometry=beat.geometry,
            fill=fills.get(beat.code, "#c9d2e2" if beat.code == strong else ""),
            strong=beat.code == strong,
            value=number((counts or {}).get(beat.code, 0)) if counts is not None else beat.name,
        )
        for beat in shown
    ]
    outline = next((one.geometry for one in features("boundary")), None)
    streets = [(one.kind, one.geometry) for one in features("streets")]
    layers = maps.Layers(boundary=outline, areas=areas, streets=streets)
    headings = (_("Beat"), _("Calls") if counts is not None else _("Name"))
    legend = [maps.LegendLine(maps.RAMP[-1], _("more than in most beats"))] if counts else []
    return maps.svg_map(layers, title=title, note=note, headings=headings, legend=legend)


def kept(kind: str, release: Release | None, draw_it: Any, *more: str) -> Any:
    """A picture drawn once for a release and language, then kept in memory."""
    key = f"portal:{kind}:{release.pk if release else 0}:{get_language()}:{':'.join(more)}"
    found = cache.get(key)
    if found is None:
        found = draw_it()
        cache.set(key, found, KEPT_SECONDS)
    return found


def footnote(release: Release) -> str:
    """Period, how many records and which version a picture rests on."""
    return _("%(first)s to %(last)s, n = %(n)s, method version %(version)s.") % {
        "first": date_format(release.period_start, "j M Y"),
        "last": date_format(release.period_end, "j M Y"),
        "n": number(release.n),
        "version": release.version,
    }


def weekly_chart(table: ShownTable | None) -> Chart | None:
    """Community calls by week; None before a whole week has been released."""
    if table is None or not table.rows:
        return None
    weeks = [(date.fromisoformat(day), n) for day, n in table.rows]
    title = _("%(n)s calls public one by one in the week to %(day)s") % {
        "n": number(weeks[-1][1]),
        "day": date_format(table.release.period_end, "j M Y"),
    }
    subtitle = _("Calls a week, %(weeks)s weeks:") % {"weeks": len(weeks)} + " " + footnote(table.release)
    spec: dict[str, Any] = {
        "width": 560,
        "height": 170,
        "data": {"values": [{"week": day.isoformat(), "n": n} for day, n in weeks]},
        "layer": [
            {"mark": {"type": "area", "color": "#c9d2e2"}, "encoding": _axes()},
            {"mark": {"type": "line", "color": INK, "strokeWidth": 1.5}, "encoding": _axes()},
        ],
    }
    rows = [(date_format(day, "j M Y"), number(n)) for day, n in reversed(weeks)]
    svg = draw(spec, title=title, subtitle=subtitle)
    return Chart(svg, title, subtitle, (_("Week of"), _("Calls")), rows, spec)


def _axes() -> dict[str, Any]:
    return {
        "x": {
            "field": "week",
            "type": "temporal",
            "axis": {"title": None, "format": "%m/%y", "tickCount": 8},
        },
        "y": {
            "field": "n",
            "type": "quantitative",
            "axis": {"title": None, "tickCount": 4, "grid": True, "gridColor": "#e6e8ec"},
            "scale": {"zero": True},
        },
    }


def beats_map(shown: list[Feature], table: ShownTable | None) -> maps.Map | None:
    """Calls by beat over the newest four weeks."""
    if table is None or not table.rows:
        return None
    counts: dict[str, int] = dict(table.rows)
    busiest = max(counts, key=lambda code: (counts[code], code))
    title = _("Beat %(beat)s had most calls in four weeks: %(n)s") % {
        "beat": busiest,
        "n": number(counts[busiest]),
    }
    note = _("Calls from the community with a known beat,") + " " + footnote(table.release)
    return city_map(shown, title=title, note=note, counts=counts)
