"""Small maps of the city on which a resident points at a place, drawn on the server: no tiles, no script needed.

A window is a box of the city at one of three sizes. Its picture carries street names where there is room for them, and
the pin. A click on the picture comes back as pixels (an HTML image button), so it works without JavaScript.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import shape

from commonbeat.city.places.windows import StreetLine, streets_within
from commonbeat.kernel.publish import features
from commonbeat.kernel.ui import maps
from commonbeat.kernel.ui.projection import (
    METRES_PER_DEGREE,
    TENTHS,
    Bounds,
    Projection,
    bounds_of,
    path_data,
)

WIDTH, HEIGHT = 320, 300  # CSS pixels: fits the narrowest telephone, and a click is read in the same units
# How wide a window is, in metres; 0 is the whole city.
WIDTHS = (0, 1_600, 500)
LETTER, LINE = 6.4, 15.0
PIN = "#b50909"
SCALE = '<path d="M12,'
# Streets of a window, wide enough to tell one from another: colour, pixels.
NEAR_STREETS = {
    "water": ("#c3d6e2", 4.0),
    "local": ("#dcd7ca", 3.5),
    "collector": ("#d3cdbd", 5.0),
    "rail": ("#a9a79f", 1.5),
    "arterial": ("#c8c0ad", 7.0),
    "freeway": ("#b5ad9b", 10.0),
}


@dataclass(frozen=True)
class Window:
    """A part of the city, and where the pin is in it.

    Attributes:
        zoom: index in `WIDTHS`.
        bounds: west, south, east, north in degrees.
        pin: lon, lat or None.
    """

    zoom: int
    bounds: Bounds
    pin: tuple[float, float] | None = None

    @property
    def projection(self) -> Projection:
        """From degrees to the picture's pixels."""
        return Projection.fit(self.bounds, WIDTH, HEIGHT)

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of the middle."""
        west, south, east, north = self.bounds
        return (west + east) / 2, (south + north) / 2

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude under a pixel of the picture, six places (a hand's width)."""
        drawn = self.projection
        return round(drawn.west + x / drawn.scale_x, 6), round(drawn.north - y / drawn.scale_y, 6)

    def shifted(self, east: int, north: int) -> tuple[float, float]:
        """Where the pin stands one step on; a step is a sixteenth of the window."""
        lon, lat = self.pin or self.middle
        drawn = self.projection
        step = WIDTH / 16
        return round(lon + east * step / drawn.scale_x, 6), round(lat + north * step / drawn.scale_y, 6)


def city_bounds() -> Bounds | None:
    """The box of the city; None before a boundary or a beat is on file."""
    shapes = [one.geometry for name in ("boundary", "beats") for one in features(name)]
    return bounds_of(shapes) if shapes else None


def window(pin: tuple[float, float] | None, zoom: int) -> Window | None:
    """The window of a size around the pin; the whole city without one. None where no city is on file."""
    city = city_bounds()
    if city is None:
        return None
    zoom = max(0, min(zoom, len(WIDTHS) - 1)) if pin else 0
    if not pin or zoom == 0:
        return Window(0, city, pin)
    return Window(zoom, box_around(pin, WIDTHS[zoom]), pin)


def box_around(place: tuple[float, float], metres: float) -> Bounds:
    """A box `metres` wide and high around a place (lon, lat)."""
    lon, lat = place
    up = metres / 2 / METRES_PER_DEGREE
    across = up / max(math.cos(math.radians(lat)), 1e-6)
    return lon - across, lat - up, lon + across, lat + up


def picture(shown: Window) -> str:
    """The window as SVG."""
    drawn, around, is_near = shown.projection, seen(shown.bounds), shown.zoom > 0
    lines = streets_within(around)
    layers = maps.Layers(
        boundary=next((one.geometry for one in features("boundary")), None),
        areas=[maps.Area("" if is_near else one.code, one.geometry) for one in features("beats")],
        streets=[] if is_near else [(line.kind, line.geometry) for line in lines if line.kind != "local"],
    )
    base = maps.svg_map(layers, title=_("Map of the city"), width=WIDTH, height=HEIGHT, bounds=shown.bounds)
    on_top = "".join([*_near_streets(lines, drawn), *street_names(lines, drawn, around)]) if is_near else ""
    if shown.pin:
        on_top += pin_mark(*drawn.xy(*shown.pin))
    # Under the scale and the arrow, which the kit draws last.
    ground, scale, rest = base.svg.rpartition(SCALE)
    return f"{ground}{on_top}{scale}{rest}"


def _near_streets(lines: Iterable[StreetLine], drawn: Projection) -> list[str]:
    """Every street as it looks from close by, wide ones last."""
    held: dict[str, list[str]] = {kind: [] for kind in NEAR_STREETS}
    for line in lines:
        kind = line.kind if line.kind in NEAR_STREETS else "local"
        held[kind].append(path_data(line.geometry, drawn))
    return [
        f'<path d="{"".join(held[kind])}" fill="none" stroke="{colour}" stroke-width="{width * 10:g}" '
        f'stroke-linecap="round" stroke-linejoin="round" {TENTHS}/>'
        for kind, (colour, width) in NEAR_STREETS.items()
        if held[kind]
    ]


def as_data(svg: str) -> str:
    """The picture as a data address, so that no address of a place is asked for or logged."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def seen(bounds: Bounds) -> Bounds:
    """The box that the picture shows: somewhat more than asked for, because its sides differ."""
    west, south, east, north = bounds
    wide, high = (east - west) * 0.2, (north - south) * 0.2
    return west - wide, south - high, east + wide, north + high


def pin_mark(x: float, y: float) -> str:
    """A pin whose tip is at x, y."""
    return (
        f'<path d="M{x:.1f},{y:.1f}c-3,-8 -9,-11 -9,-18a9,9 0 0 1 18,0c0,7 -6,10 -9,18z" fill="{PIN}" '
        f'stroke="#ffffff" stroke-width="1.5"/><circle cx="{x:.1f}" cy="{y - 18:.1f}" r="3.2" fill="#ffffff"/>'
    )


def street_names(lines: Iterable[StreetLine], drawn: Projection, around: Bounds) -> list[str]:
    """A name along each street, on its longest piece, where it has room and covers no other name."""
    box = shapely.box(*around)
    longest: dict[str, Sequence[tuple[float, float]]] = {}
    for line in lines:
        if line.name and line.kind not in ("water", "rail"):
            piece = _straightest(shape(line.geometry).intersection(box), drawn)
            if piece and _length(piece) > _length(longest.get(line.name, ())):
                longest[line.name] = piece
    placed: list[tuple[float, float]] = []
    parts = []
    for name, piece in sorted(longest.items(), key=lambda item: -_length(item[1])):
        if _length(piece) < len(name) * LETTER:
            continue
        for share in (0.5, 0.28, 0.72):
            covered = _covered(name, piece, share)
            inside = all(6 < x < WIDTH - 6 and 8 < y < HEIGHT - 26 for x, y in covered)
            if inside and all(math.dist(one, other) >= LINE for one in covered for other in placed):
                placed += covered
                parts.append(_name(name, covered))
                break
    return parts


def _covered(name: str, piece: Sequence[tuple[float, float]], share: float) -> list[tuple[float, float]]:
    """Points along a name that stands at this share of its street: its ends and some between, the middle third."""
    (ax, ay), (bx, by) = piece
    half = len(name) * LETTER / 2 / _length(piece)
    places = [share + half * part for part in (-1, -0.5, 0, 0.5, 1)]
    return [(ax + (bx - ax) * at, ay + (by - ay) * at) for at in places]


def _straightest(geometry: shapely.Geometry, drawn: Projection) -> Sequence[tuple[float, float]]:
    """The longest part of a street in the window, as its two ends in pixels."""
    best: Sequence[tuple[float, float]] = ()
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type != "LineString" or part.is_empty:
            continue
        ends = [drawn.xy(*part.coords[0][:2]), drawn.xy(*part.coords[-1][:2])]
        if _length(ends) > _length(best):
            best = ends
    return best


def _length(ends: Sequence[tuple[float, float]]) -> float:
    """Pixels between two ends, 0 for none."""
    return math.dist(ends[0], ends[1]) if len(ends) == 2 else 0.0


def _name(name: str, covered: Sequence[tuple[float, float]]) -> str:
    """A name turned along its street, never upside down."""
    (x, y), (ax, ay), (bx, by) = covered[2], covered[0], covered[-1]
    turn = math.degrees(math.atan2(by - ay, bx - ax))
    turn = turn - 180 if turn > 90 else turn + 180 if turn <= -90 else turn
    return (
        f'<text x="{x:.1f}" y="{y + 4:.1f}" transform="rotate({turn:.1f} {x:.1f} {y:.1f})" font-size="12" '
        f'font-family="{maps.FONT}" text-anchor="middle" fill="#3d4551" stroke="#ffffff" stroke-width="2.5" '
        f'paint-order="stroke">{escape(name)}</text>'
    )
