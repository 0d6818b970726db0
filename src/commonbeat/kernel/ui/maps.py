"""Maps drawn on the server from our own layers, as SVG: no tiles, no script, the same on screen and in print.

A `Map` is a picture with a legend in words and the list of what it shows; `ui/partials/map.html` puts the
three together, so that a reader who cannot see the picture loses nothing.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .projection import (
    METRES_PER_MILE,
    TENTHS,
    Bounds,
    Geometry,
    Projection,
    bounds_of,
    label_place,
    path_data,
)

# Light to dark, for "how many"; brown to blue with white as expected, for "more or fewer than".
RAMP = ("#f3f2ec", "#dde3ee", "#c0cbdd", "#98a9c5", "#6d82a8")
DIVERGING = {-2: "#9db4d6", -1: "#d3deec", 0: "#ffffff", 1: "#ecd9bf", 2: "#cfa468"}
LAND, GROUND, INK, HALO, POINT = "#f3f2ec", "#fbfaf6", "#1b2433", "#ffffff", "#7a4a00"
STREETS = {
    # kind: (colour, width); drawn in this order
    "water": ("#c3d6e2", 2.5),
    "local": ("#e3e0d7", 0.5),
    "collector": ("#d3cfc3", 0.9),
    "rail": ("#a9a79f", 0.8),
    "arterial": ("#bdb6a6", 1.5),
    "freeway": ("#a59e90", 3.0),
}
FONT = "Public Sans, Helvetica, Arial, sans-serif"
CLUSTER_UNITS = 7.0
NICE_MILES = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


@dataclass(frozen=True)
class Area:
    """A named area, a beat for instance.

    Attributes:
        code: the name drawn on it.
        geometry: GeoJSON, WGS 84.
        fill: a colour from `RAMP` or `DIVERGING`, "" for land.
        strong: drawn with a heavy outline.
        value: what the list beside the map says of it.
    """

    code: str
    geometry: Geometry
    fill: str = ""
    strong: bool = False
    value: str = ""


@dataclass(frozen=True)
class Spot:
    """A point to mark; `value` is what the list says of it."""

    lon: float
    lat: float
    label: str = ""
    value: str = ""


@dataclass(frozen=True)
class KeptLines:
    """Streets that were read before: equal when their key is, so that a drawing of them can be kept.

    Attributes:
        key: changes with the lines.
        lines: (kind, geometry) pairs; kinds as in `STREETS`.
    """

    key: str
    lines: tuple[tuple[str, Geometry], ...] = field(compare=False)


@dataclass(frozen=True)
class Patch:
    """A small area a script may pick up, a hexagon of a plan for instance.

    Attributes:
        geometry: GeoJSON, WGS 84.
        fill: its colour.
        key: what it is called in forms, `data-key` in the page.
        group: what it belongs to, `data-group` in the page.
        words: what a pointer resting on it reads.
        strong: drawn with a heavy outline.
    """

    geometry: Geometry
    fill: str
    key: str
    group: str = ""
    words: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Layers:
    """What a map shows, drawn in this order.

    Attributes:
        boundary: the city's outline, or None.
        areas: beats.
        streets: (kind, geometry) pairs, kinds as in `STREETS`; `KeptLines` are drawn once for each size of map.
        spots: points; near ones are drawn as one larger point with their count.
        cells: (geometry, fill) pairs of a density grid.
        patches: small areas a script may pick up; they lie over the areas and under the streets.
    """

    areas: Sequence[Area] = ()
    streets: Sequence[tuple[str, Geometry]] | KeptLines = ()
    spots: Sequence[Spot] = ()
    boundary: Geometry | None = None
    cells: Sequence[tuple[Geometry, str]] = ()
    patches: Sequence[Patch] = ()


@dataclass(frozen=True)
class LegendLine:
    """One line of the legend: a swatch and what it means, in words."""

    fill: str
    words: str
    shape: str = "area"


@dataclass(frozen=True)
class Map:
    """A map ready for `ui/partials/map.html`.

    Attributes:
        svg: the picture.
        title: what it shows, as a statement.
        note: date, source and how many were located.
        legend: the swatches in words.
        headings, rows: the same features as a table.
    """

    svg: SafeString
    title: str
    note: str = ""
    legend: Sequence[LegendLine] = field(default_factory=tuple)
    headings: tuple[str, str] = ("", "")
    rows: Sequence[tuple[str, str]] = field(default_factory=tuple)


def shade(values: Mapping[str, float], steps: int = len(RAMP)) -> dict[str, str]:
    """Return a colour for each value, by rank: the darkest fifth stands above four fifths of the others.

    Equal values get equal colours; a value of zero stays land.
    """
    ordered = sorted(value for value in values.values() if value > 0)
    colours = {}
    for code, value in values.items():
        rank = bisect_left(ordered, value) / len(ordered) if ordered and value > 0 else 0
        colours[code] = RAMP[min(steps - 1, 1 + int(rank * (steps - 1)))] if value > 0 else RAMP[0]
    return colours


def svg_map(
    layers: Layers,
    *,
    title: str,
    width: int = 640,
    height: int = 540,
    bounds: Bounds | None = None,
    note: str = "",
    legend: Sequence[LegendLine] = (),
    headings: tuple[str, str] | None = None,
) -> Map:
    """Draw a map.

    Args:
        layers: what to show.
        title: what the map says, read by screen readers.
        width, height: the drawing's units; the page scales it.
        bounds: west, south, east, north in degrees; by default all of boundary and areas, else the points.
        note: date, source, how many of how many were located; shown under the map.
        legend: swatches and words.
        headings: of the two columns of the list beside the map.

    Raises:
        ValueError: nothing says where the map is.
    """
    projection = Projection.fit(bounds or _bounds(layers), width, height)
    body = [
        f'<rect width="{width}" height="{height}" fill="{GROUND}"/>',
        _land(layers, projection),
        _cells(layers.cells, projection),
        _patches(layers.patches, projection),
        _streets(layers.streets, projection),
        _outlines(layers.areas, projection),
        _names(layers.areas, projection),
        _spots(layers.spots, projection),
        _furniture(projection, width, height),
    ]
    uid = hashlib.sha256((title + note + "".join(body)).encode()).hexdigest()[:10]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="t{uid} d{uid}">'
        f'<title id="t{uid}">{escape(title)}</title><desc id="d{uid}">{escape(_described(layers))}</desc>'
        f"{''.join(body)}</svg>"
    )
    rows = [(area.code, area.value) for area in layers.areas if area.value]
    rows += [(spot.label, spot.value) for spot in layers.spots if spot.label]
    return Map(mark_safe(svg), title, note, legend, headings or (_("Place"), _("Count")), rows)


def _bounds(layers: Layers) -> Bounds:
    """Return the box of the city, or of the points where no area is known."""
    shapes = [area.geometry for area in layers.areas]
    if layers.boundary:
        shapes.append(layers.boundary)
    spots = [{"type": "Point", "coordinates": [spot.lon, spot.lat]} for spot in layers.spots]
    return bounds_of(shapes or spots)


def _described(layers: Layers) -> str:
    """Say in words what is drawn."""
    said = [f"{area.code}: {area.value}" for area in layers.areas if area.value]
    if layers.spots:
        said.append(_("%(n)s points are marked") % {"n": len(layers.spots)})
    return "; ".join(said) or _("The same places stand in the list beside the map.")


def _land(layers: Layers, projection: Projection) -> str:
    """Draw the ground of the city and the shaded areas."""
    filled = [(layers.boundary, LAND)] if layers.boundary else []
    filled += [(area.geometry, area.fill or LAND) for area in layers.areas]
    return "".join(_filled(geometry, fill, projection) for geometry, fill in filled)


def _filled(geometry: Geometry, fill: str, projection: Projection, opacity: float = 1) -> str:
    """Draw one area without an outline."""
    data = path_data(geometry, projection)
    return f'<path d="{data}" fill={quoteattr(fill)} fill-rule="evenodd" fill-opacity="{opacity}" {TENTHS}/>'


def _cells(cells: Iterable[tuple[Geometry, str]], projection: Projection) -> str:
    """Draw a density grid."""
    return "".join(_filled(geometry, fill, projection, 0.85) for geometry, fill in cells)


def _patches(patches: Iterable[Patch], projection: Projection) -> str:
    """Draw the areas a script may pick up, those with a heavy outline last."""
    parts = []
    for patch in sorted(patches, key=lambda patch: patch.strong):
        names = f"data-key={quoteattr(patch.key)} data-group={quoteattr(patch.group)}"
        width = 16 if patch.strong else 4
        parts.append(
            f'<path d="{path_data(patch.geometry, projection)}" fill={quoteattr(patch.fill)} fill-opacity="0.85" '
            f'stroke="{HALO if not patch.strong else INK}" stroke-width="{width}" {names} {TENTHS}>'
            f"<title>{escape(patch.words)}</title></path>"
        )
    return "".join(parts)


def _stroke(data: str, colour: str, width: float) -> str:
    """Draw lines, `width` in units."""
    look = f'stroke="{colour}" stroke-width="{width * 10:g}" stroke-linejoin="round" stroke-linecap="round"'
    return f'<path d="{data}" fill="none" {look} {TENTHS}/>'


@lru_cache(maxsize=24)
def _kept_streets(streets: KeptLines, projection: Projection) -> str:
    """The drawing of kept streets, made once."""
    return _streets(streets.lines, projection)


def _streets(streets: Sequence[tuple[str, Geometry]] | KeptLines, projection: Projection) -> str:
    """Draw all streets of one kind as one path, thin ones first; an unknown kind is a local street."""
    if isinstance(streets, KeptLines):
        return _kept_streets(streets, projection)
    drawn: dict[str, list[str]] = {kind: [] for kind in STREETS}
    for kind, geometry in streets:
        drawn[kind if kind in STREETS else "local"].append(path_data(geometry, projection))
    parts = []
    for kind, (colour, width) in STREETS.items():
        if data := "".join(drawn[kind]):
            parts.append(_stroke(data, colour, width))
            if kind == "freeway":  # two carriageways
                parts.append(_stroke(data, GROUND, 1.4))
    return "".join(parts)


def _outlines(areas: Iterable[Area], projection: Projection) -> str:
    """Draw beat lines over the streets, the chosen beat last and heavier."""
    return "".join(
        _stroke(path_data(area.geometry, projection), "#4a5468", 2.4 if area.strong else 0.8)
        for area in sorted(areas, key=lambda area: area.strong)
    )


def _names(areas: Iterable[Area], projection: Projection) -> str:
    """Write each area's name where it has most room."""
    parts = []
    for area in areas:
        x, y = label_place(area.geometry, projection)
        parts.append(
            f'<text x="{x:.1f}" y="{y + 4:.1f}" font-family="{FONT}" font-size="13" font-weight="600" '
            f'text-anchor="middle" fill="{INK}" stroke="{HALO}" stroke-width="3" stroke-linejoin="round" '
            f'paint-order="stroke">{escape(area.code)}</text>'
        )
    return "".join(parts)


def _clusters(spots: Iterable[Spot], projection: Projection) -> list[tuple[float, float, int]]:
    """Join points that would cover one another; returns x, y and how many."""
    cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for spot in spots:
        x, y = projection.xy(spot.lon, spot.lat)
        cells.setdefault((int(x // CLUSTER_UNITS), int(y // CLUSTER_UNITS)), []).append((x, y))
    return [
        (sum(x for x, _ in at) / len(at), sum(y for _, y in at) / len(at), len(at)) for at in cells.values()
    ]


def _spots(spots: Sequence[Spot], projection: Projection) -> str:
    """Draw the points; a joined one grows with its count and names it from 3 on."""
    parts = []
    for x, y, count in sorted(_clusters(spots, projection)):
        radius = 4.0 + 1.6 * (count - 1) ** 0.5
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{POINT}" stroke="{HALO}" '
            'stroke-width="1"/>'
        )
        if count > 2:
            parts.append(
                f'<text x="{x:.1f}" y="{y + 3.5:.1f}" font-family="{FONT}" font-size="10" font-weight="700" '
                f'text-anchor="middle" fill="#ffffff">{count}</text>'
            )
    return "".join(parts)


def _furniture(projection: Projection, width: float, height: float) -> str:
    """Draw the scale bar, at most a quarter of the width, and the north arrow."""
    mile = METRES_PER_MILE * projection.units_per_metre
    fitting = [miles for miles in NICE_MILES if miles * mile <= width / 4] or [NICE_MILES[0]]
    miles, y = fitting[-1], height - 14
    length = miles * mile
    words = _("%(n)s mile") if miles <= 1 else _("%(n)s miles")
    text = f'font-family="{FONT}" font-size="12" fill="#565c65"'
    return (
        f'<path d="M12,{y - 5}V{y}H{12 + length:.1f}V{y - 5}" fill="none" stroke="#565c65"/>'
        f'<text x="{18 + length:.1f}" y="{y}" {text}>{escape(words % {"n": f"{miles:g}"})}</text>'
        f'<path d="M{width - 18},{y - 14}l5,14l-5,-4l-5,4z" fill="#565c65"/>'
        f'<text x="{width - 18}" y="{y - 18}" text-anchor="middle" {text}>{escape(_("N"))}</text>'
    )
