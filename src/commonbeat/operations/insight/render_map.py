"""The report's map: beats shaded against what was expected, the findings' places marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from commonbeat.city.places.models import Beat, Boundary, Street
from commonbeat.kernel.ui.maps import (
    DIVERGING,
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
from commonbeat.operations.calls.models import Call
from commonbeat.operations.records.models import Incident

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
        streets=list(Street.objects.values_list("kind", "geometry")),
        spots=spots,
        boundary=boundary.geometry if boundary else None,
    )


def report_map(content: Content, findings: Sequence[Mapping[str, Any]]) -> Map | None:
    """Draw the report's map; None where no beat is drawn.

    Args:
        content: the report.
        findings: those told on page one; the staff edition marks the first one's records.
    """
    rows = {row["beat"]: row for row in content["beats"] if row.get("beat")}
    first = next((finding for finding in findings if finding.get("events")), None)
    spots = _spots(first) if first and content["edition"] == "staff" else []
    expected = bool(rows) and all(row.get("deviation") is not None for row in rows.values())
    fills = _against_expected(rows) if expected else shade({code: row["count"] for code, row in rows.items()})
    values = {code: _words(row) for code, row in rows.items()}
    layers = base_layers(fills, values, content.get("beat") or "", spots)
    if not layers.areas:
        return None
    return svg_map(
        layers,
        title=_("Community calls by beat, %(dates)s") % {"dates": content["dates"]},
        note=" ".join(part for part in (_period(content), _located(first, spots)) if part),
        legend=_legend(expected, first if spots else None),
        headings=(_("Beat or place"), _("Calls")),
    )


def _spots(finding: Mapping[str, Any]) -> list[Spot]:
    """Return the places of a finding's records, by block."""
    numbers = finding["events"]
    rows = (
        Incident.objects.filter(case_number__in=numbers)
        if finding["source"] == "incidents"
        else Call.objects.filter(number__in=numbers)
    )
    placed = rows.filter(lon__isnull=False).order_by("block_text", "id")
    return [
        Spot(lon, lat, block or _("no block"), _("1 record"))
        for lon, lat, block in placed.values_list("lon", "lat", "block_text")
    ]


def _located(finding: Mapping[str, Any] | None, spots: Sequence[Spot]) -> str:
    """Say which finding the points belong to and how many of its records have a place."""
    if finding is None or not spots:
        return ""
    words = _("Points: %(title)s; %(n)s of %(of)s located.")
    return words % {"title": finding["title"], "n": len(spots), "of": len(finding["events"])}


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


def _legend(expected: bool, finding: Mapping[str, Any] | None) -> list[LegendLine]:
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
    if finding:
        lines.append(
            LegendLine(POINT, _("%(what)s, one record or several") % {"what": finding["what"]}, "point")
        )
    return lines
