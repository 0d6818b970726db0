"""The report's map: beats shaded against what was expected, the findings' places marked."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import h3
from django.db import connection
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonbeat.city.places.models import Beat, Boundary
from commonbeat.city.places.queries import streets
from commonbeat.kernel.ui.maps import (
    DIVERGING,
    FONT,
    HALO,
    INK,
    POINT,
    RAMP,
    Area,
    Layers,
    LegendLine,
    Map,
    Spot,
    shade,
    svg_map,
)
from commonbeat.kernel.ui.projection import Bounds, Projection, bounds_of, label_place
from commonbeat.operations.calls.models import Call
from commonbeat.operations.records.models import Incident

PLACE = "#e0a458"
WIDTH, HEIGHT = 640, 540  # as `svg_map` draws by default
ONE_RECORD = "1"
MOST_KEPT = 16  # maps of about 150 KB each
_TOLD = ("what", "count", "where", "beat", "lon", "lat", "cells")
_CITY = """
SELECT md5(concat(
    (SELECT string_agg(concat(code, geometry), '' ORDER BY id) FROM places_beat WHERE valid_to IS NULL),
    (SELECT string_agg(geometry::text, '' ORDER BY id) FROM places_boundary),
    (SELECT string_agg(concat(kind, geometry), '' ORDER BY id) FROM places_street)))
"""
_kept: OrderedDict[str, Map | None] = OrderedDict()
_kept_lock = threading.Lock()
Content = Mapping[str, Any]


def base_layers(
    fills: Mapping[str, str], values: Mapping[str, str], strong: str, spots: list[Spot]
) -> Layers:
    """Return the city as it is drawn now, with these colours, words and points; four queries."""
    beats = Beat.objects.filter(valid_to=None).order_by("code").only("code", "geometry")
    boundary = Boundary.objects.first()
    return Layers(
        areas=[
            Area(b.code, b.geometry, fills.get(b.code, ""), b.code == strong, values.get(b.code, ""))
            for b in beats
        ],
        streets=streets(),
        spots=spots,
        boundary=boundary.geometry if boundary else None,
    )


def _once(known: Any, draw: Callable[[], Map | None]) -> Map | None:
    """Draw a map once for the same figures, language and city; a city's streets take longest of all of a page."""
    with connection.cursor() as cursor:
        cursor.execute(_CITY)
        (city,) = cursor.fetchone()
    text = json.dumps([known, get_language(), city], sort_keys=True, default=str)
    key = hashlib.sha256(text.encode()).hexdigest()
    with _kept_lock:
        if key in _kept:
            return _kept[key]
    drawn = draw()
    with _kept_lock:
        _kept[key] = drawn
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return drawn


def report_map(content: Content, findings: Sequence[Mapping[str, Any]]) -> Map | None:
    """Draw the staff report's map; None where no beat is drawn.

    Every finding told on page one that has a place carries its number: on the cells of its place, with its
    records as points, or in its beat. Findings of the whole city are named under the map.

    Args:
        content: the report.
        findings: those told on page one, in their order.
    """
    spots = [spot for finding in findings if finding["beat"] for spot in _spots(finding)]
    told = [{key: finding.get(key) for key in _TOLD} for finding in findings]
    known = (content["beats"], content["dates"], content["as_of_words"], content.get("beat"), told, spots)
    return _once(("staff", *known), lambda: _staff_map(content, findings, spots))


def _staff_map(content: Content, findings: Sequence[Mapping[str, Any]], spots: list[Spot]) -> Map | None:
    rows = {row["beat"]: row for row in content["beats"] if row.get("beat")}
    layers = _shaded(content, rows, spots, _areas(findings))
    if not layers.areas:
        return None
    bounds = bounds_of(
        [*(area.geometry for area in layers.areas), *([layers.boundary] if layers.boundary else [])]
    )
    drawn = svg_map(
        layers,
        title=_("Community calls by beat, %(dates)s") % {"dates": content["dates"]},
        bounds=bounds,
        note=" ".join(part for part in (_citywide(findings), _period(content)) if part),
        legend=_legend(_compared(rows), marked=bool(spots), places=bool(layers.cells)),
        headings=(_("Beat or finding"), _("Calls")),
    )
    numbered = [
        (f"{number} · {finding['what']}", f"{finding['count']}; {finding['where']}")
        for number, finding in enumerate(findings, 1)
    ]
    listed = [row for row in drawn.rows if row[1] != ONE_RECORD]
    return replace(drawn, svg=_with_numbers(drawn.svg, findings, layers, bounds), rows=[*numbered, *listed])


def public_map(content: Content, when: str) -> Map | None:
    """Draw the public report's map: calls of 28 days by beat beside their range, and nothing finer.

    Args:
        content: the report.
        when: the period in the reader's words.
    """
    shown = public_beats(content["public_page"])
    return _once(("public", shown, when), lambda: _public_map(content, shown, when))


def _public_map(content: Content, shown: Sequence[Mapping[str, Any]], when: str) -> Map | None:
    rows = {row["beat"]: row for row in shown}
    layers = _shaded(content, rows, [], [])
    if not layers.areas:
        return None
    return svg_map(
        layers,
        title=_("Community calls by beat, %(dates)s") % {"dates": when},
        note=_("Community calls by beat, %(dates)s; source: dispatch records.") % {"dates": when},
        legend=_legend(_compared(rows)),
        headings=(_("Beat"), _("Calls")),
    )


def public_beats(public: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    """Return calls of 28 days by beat beside their range."""
    out = []
    for row in public["rows"]:
        if (
            row.get("window") == "28 days"
            and (row["source"], row["group"]) == ("calls", "all")
            and row["beat"]
        ):
            low, high, deviation = row["expected_low"], row["expected_high"], None
            if low is not None:
                deviation = round((row["count"] - (high + low) / 2) / max((high - low) / 2, 1.0), 2)
            out.append(
                {"beat": row["beat"], "count": row["count"], "low": low, "high": high, "deviation": deviation}
            )
    return out


def _shaded(
    content: Content,
    rows: Mapping[str, Mapping[str, Any]],
    spots: list[Spot],
    cells: list[tuple[Mapping[str, Any], str]],
) -> Layers:
    fills = (
        _against_expected(rows)
        if _compared(rows)
        else shade({code: row["count"] for code, row in rows.items()})
    )
    values = {code: _words(row) for code, row in rows.items()}
    return replace(base_layers(fills, values, content.get("beat") or "", spots), cells=cells)


def _compared(rows: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether every beat has a range to stand beside."""
    return bool(rows) and all(row.get("deviation") is not None for row in rows.values())


def _areas(findings: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], str]]:
    """Return the cells of each finding's place."""
    cells = dict.fromkeys(cell for finding in findings for cell in finding.get("cells", ()))
    rings = [[[lon, lat] for lat, lon in h3.cell_to_boundary(cell)] for cell in cells]
    return [({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}, PLACE) for ring in rings]


def _with_numbers(
    svg: SafeString, findings: Sequence[Mapping[str, Any]], layers: Layers, bounds: Bounds
) -> SafeString:
    """Write each finding's number beside its place or under the name of its beat."""
    projection = Projection.fit(bounds, WIDTH, HEIGHT)
    beats = {area.code: area.geometry for area in layers.areas}
    drawn, used = [], {}
    for number, finding in enumerate(findings, 1):
        if finding.get("lon") is not None:
            x, y = projection.xy(finding["lon"], finding["lat"])
            x, y = x + 16, y - 16
        elif finding["beat"] in beats:
            x, y = label_place(beats[finding["beat"]], projection)
            y += 22
        else:
            continue
        # Numbers of findings at one place stand side by side.
        shift = used.setdefault((round(x / 20), round(y / 20)), 0)
        used[(round(x / 20), round(y / 20))] += 1
        x += 22 * shift
        drawn.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="{INK}" stroke="{HALO}" stroke-width="1.5"/>'
            f'<text x="{x:.1f}" y="{y + 4.5:.1f}" font-family="{FONT}" font-size="13" font-weight="700" '
            f'text-anchor="middle" fill="{HALO}">{number}</text>'
        )
    return mark_safe(svg.removesuffix("</svg>") + "".join(drawn) + "</svg>")


def _citywide(findings: Sequence[Mapping[str, Any]]) -> str:
    """Name the findings that have no place on the map."""
    numbers = [str(n) for n, f in enumerate(findings, 1) if not f["beat"] and f.get("lon") is None]
    return (
        _("Of the whole city, so not marked: %(numbers)s.") % {"numbers": ", ".join(numbers)}
        if numbers
        else ""
    )


def _spots(finding: Mapping[str, Any]) -> list[Spot]:
    """Return the places of a finding's records, by block."""
    numbers = list(finding.get("events", ()))
    if not numbers:
        return []
    reports = finding["source"] == "incidents"
    wanted = {"case_number__in" if reports else "number__in": numbers, "lon__isnull": False}
    placed = (Incident if reports else Call).objects.filter(**wanted).order_by("block_text", "id")
    return [
        Spot(lon, lat, block or _("no block"), ONE_RECORD)
        for lon, lat, block in placed.values_list("lon", "lat", "block_text")
    ]


def _period(content: Content) -> str:
    """Say of when and from what the map is drawn."""
    words = _("Community calls by beat, %(dates)s; source: dispatch records, %(as_of)s.")
    return words % {"dates": content["dates"], "as_of": content["as_of_words"]}


def _against_expected(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Colour each beat by where its count stands: above, inside or below its expected range."""
    return {code: DIVERGING[_side(row)] for code, row in rows.items()}


def _side(row: Mapping[str, Any]) -> int:
    """Return 2 above the range, 1 in its upper quarter, and the same below with a minus; 0 in the middle."""
    deviation = row["deviation"]
    size = 2 if abs(deviation) > 1 else 1 if abs(deviation) > 0.5 else 0
    return size if deviation > 0 else -size


def _words(row: Mapping[str, Any]) -> str:
    """Say a beat's count, with its range where one is known."""
    if row.get("low") is None:
        return str(row["count"])
    words = _("%(n)s; %(low)s to %(high)s expected")
    return words % {"n": row["count"], "low": row["low"], "high": row["high"]}


def _legend(expected: bool, *, marked: bool = False, places: bool = False) -> list[LegendLine]:
    """Return the legend in words."""
    sides = {
        2: _("more than expected"),
        1: _("upper end of expected"),
        0: _("as expected"),
        -1: _("lower end of expected"),
        -2: _("fewer than expected"),
    }
    lines = [LegendLine(DIVERGING[side], words) for side, words in sides.items()]
    if not expected:
        lines = [LegendLine(RAMP[4], _("most calls")), LegendLine(RAMP[1], _("fewest calls"))]
    if places:
        lines.append(LegendLine(PLACE, _("place of a finding")))
    if marked:
        lines.append(LegendLine(POINT, _("records of a finding, one or several"), "point"))
        lines.append(LegendLine(INK, _("number of the finding in the list"), "point"))
    return lines
