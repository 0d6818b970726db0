"""Maps and charts of the portal, drawn from released rows only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.utils.dateformat import format as date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonbeat.city.places.models import Beat, Boundary, Street
from commonbeat.kernel.publish.models import Release
from commonbeat.kernel.ui import maps
from commonbeat.kernel.ui.charts import INK, Chart, draw
from commonbeat.kernel.ui.words import number
from commonbeat.operations.calls.models import PublicCall

KEPT_SECONDS = 3_600
WEEKS = 52
MAP_DAYS = 28


def beats() -> list[Beat]:
    """Beats in force, in order of their code."""
    return list(Beat.objects.filter(valid_to=None).order_by("code"))


def city_map(
    shown: list[Beat],
    *,
    title: str,
    note: str = "",
    strong: str = "",
    counts: Mapping[str, int] | None = None,
) -> maps.Map | None:
    """The city with its beats; shaded by count, or with one beat drawn heavy. None where no beat is on file."""
    boundary = Boundary.objects.values_list("geometry", flat=True).first()
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
    layers = maps.Layers(
        boundary=boundary, areas=areas, streets=list(Street.objects.values_list("kind", "geometry"))
    )
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


def weekly_chart() -> Chart | None:
    """Calls a week over the last year of whole weeks, community and officer apart; None without a whole week."""
    last = PublicCall.objects.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        return None
    end = last - timedelta(days=(last.weekday() + 1) % 7)
    start = end - timedelta(days=7 * WEEKS - 1)
    rows = (
        PublicCall.objects.filter(day__range=(start, end), origin="community")
        .values_list("day")
        .annotate(n=Count("pk"))
        .order_by("day")
    )
    weeks: dict[date, int] = {}
    for day, n in rows:
        monday = day - timedelta(days=day.weekday())
        weeks[monday] = weeks.get(monday, 0) + n
    if not weeks:
        return None
    return _line(weeks, end)


def _line(weeks: dict[date, int], end: date) -> Chart:
    newest = max(weeks)
    total = sum(weeks.values())
    title = _("%(n)s calls from the community in the week to %(day)s") % {
        "n": number(weeks[newest]),
        "day": date_format(end, "j M Y"),
    }
    subtitle = _("Calls a week, %(weeks)s weeks, n = %(n)s") % {"weeks": len(weeks), "n": number(total)}
    values = [{"week": day.isoformat(), "n": n} for day, n in sorted(weeks.items())]
    spec: dict[str, Any] = {
        "width": 560,
        "height": 170,
        "data": {"values": values},
        "layer": [
            {"mark": {"type": "area", "color": "#c9d2e2"}, "encoding": _axes()},
            {"mark": {"type": "line", "color": INK, "strokeWidth": 1.5}, "encoding": _axes()},
        ],
    }
    rows = [(date_format(day, "j M Y"), number(n)) for day, n in sorted(weeks.items(), reverse=True)]
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


def beat_counts(days: int = MAP_DAYS) -> tuple[dict[str, int], date | None, date | None]:
    """Community calls by beat in the newest public days, and the first and last of those days."""
    last = PublicCall.objects.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        return {}, None, None
    first = last - timedelta(days=days - 1)
    rows = PublicCall.objects.filter(day__range=(first, last), origin="community").exclude(beat="")
    return dict(rows.values_list("beat").annotate(n=Count("pk")).order_by("beat")), first, last


def beats_map(shown: list[Beat]) -> maps.Map | None:
    """Calls by beat over the newest four weeks."""
    counts, first, last = beat_counts()
    if first is None or last is None:
        return None
    total = sum(counts.values())
    note = _("Calls from the community with a known beat, %(first)s to %(last)s, n = %(n)s.") % {
        "first": date_format(first, "j M Y"),
        "last": date_format(last, "j M Y"),
        "n": number(total),
    }
    busiest = max(counts, key=lambda code: (counts[code], code), default="")
    title = _("Beat %(beat)s had most calls in four weeks: %(n)s") % {
        "beat": busiest,
        "n": number(counts.get(busiest, 0)),
    }
    return city_map(shown, title=title, note=note, counts=counts)
