"""The map of public reports: near ones joined to one mark with their count, each mark a link that looks closer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.city.places.queries import streets
from commonbeat.city.places.windows import streets_within
from commonbeat.kernel.publish import features
from commonbeat.kernel.ui import maps
from commonbeat.kernel.ui.projection import Bounds, Projection
from commonbeat.kernel.ui.words import number

from . import citymap

WIDTH, HEIGHT = 440, 440
CELL = 52.0  # a mark and the room a finger needs around it
MOST_POINTS = 20_000
CLOSEST_METRES = 300
ALL_STREETS_FROM_METRES = 4_000
MAIN = ("freeway", "rail", "arterial", "collector", "water")


@dataclass(frozen=True)
class Mark:
    """Some reports at nearly one place.

    Attributes:
        x, y: in the picture.
        count: how many.
        box: the part of the map that holds them.
        only: public id of the single report, "" for several.
    """

    x: float
    y: float
    count: int
    box: Bounds
    only: str


@dataclass(frozen=True)
class ClusterMap:
    """The picture, and what it says in words."""

    svg: SafeString
    title: str
    is_part: bool
    shown: int


def drawn(
    points: Iterable[tuple[float, float, object]],
    box: Bounds | None,
    *,
    closer: Callable[[Bounds], str],
    page: Callable[[str], str],
) -> ClusterMap | None:
    """Draw the marks.

    Args:
        points: lon, lat and public id.
        box: the part of the city to show, None for all of it.
        closer: address of the list for a part of the map.
        page: address of one report.

    Returns:
        None where no city is on file.
    """
    bounds = box or citymap.city_bounds()
    if bounds is None:
        return None
    projection = Projection.fit(bounds, WIDTH, HEIGHT)
    found = list(points)
    marks = joined(found, projection)
    title = ngettext("%(n)s report on the map", "%(n)s reports on the map", len(found))
    title %= {"n": number(len(found))}
    base = maps.svg_map(_layers(bounds), title=title, width=WIDTH, height=HEIGHT, bounds=bounds)
    links = "".join(_link(mark, closer, page) for mark in marks)
    # The kit's drawing is one picture; here its marks are links, so that it is a group of them.
    svg = base.svg.replace('role="img"', 'role="group"').replace("</svg>", f"{links}</svg>")
    return ClusterMap(mark_safe(svg), title, box is not None, len(found))


def joined(points: Iterable[tuple[float, float, object]], projection: Projection) -> list[Mark]:
    """Join points that share a cell of the picture; those that are outside it are left out."""
    cells: dict[tuple[int, int], list[tuple[float, float, object]]] = {}
    for lon, lat, public_id in points:
        x, y = projection.xy(lon, lat)
        if 0 <= x < WIDTH and 0 <= y < HEIGHT:
            cells.setdefault((int(x // CELL), int(y // CELL)), []).append((lon, lat, public_id))
    return [_mark(at, held, projection) for at, held in sorted(cells.items())]


def _mark(at: tuple[int, int], held: list[tuple[float, float, object]], projection: Projection) -> Mark:
    """One mark, at the middle of its points but no nearer to its neighbours than a finger needs."""
    lons, lats = [one[0] for one in held], [one[1] for one in held]
    x, y = projection.xy(sum(lons) / len(held), sum(lats) / len(held))
    x, y = (
        max((cell + 0.3) * CELL, min(value, (cell + 0.7) * CELL))
        for cell, value in zip(at, (x, y), strict=True)
    )
    middle = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    west, south, east, north = citymap.box_around(middle, CLOSEST_METRES)
    box = min(west, *lons), min(south, *lats), max(east, *lons), max(north, *lats)
    only = str(held[0][2]) if len(held) == 1 else ""
    return Mark(x, y, len(held), box, only)


def _layers(bounds: Bounds) -> maps.Layers:
    """The ground: every street when the part is small, the main ones of the whole city."""
    near = (bounds[3] - bounds[1]) * 111_320 < ALL_STREETS_FROM_METRES
    lines = (
        [(line.kind, line.geometry) for line in streets_within(citymap.seen(bounds))]
        if near
        else streets(*MAIN)
    )
    return maps.Layers(
        boundary=next((one.geometry for one in features("boundary")), None),
        areas=[maps.Area(one.code, one.geometry) for one in features("beats")],
        streets=lines,
    )


def _link(mark: Mark, closer: Callable[[Bounds], str], page: Callable[[str], str]) -> str:
    """A mark as a link; its size grows slowly with its count."""
    words = (
        _("1 report: open it")
        if mark.only
        else ngettext("%(n)s report: look closer", "%(n)s reports: look closer", mark.count)
        % {"n": mark.count}
    )
    href = page(mark.only) if mark.only else closer(mark.box)
    radius = min(15.0 + mark.count**0.5 * 0.6, 23.0)
    return (
        f'<a href={quoteattr(href)} aria-label={quoteattr(str(words))} class="iss-mark">'
        f'<circle cx="{mark.x:.1f}" cy="{mark.y:.1f}" r="{radius:.1f}" fill="{maps.POINT}" stroke="#ffffff" '
        f'stroke-width="2"/><text x="{mark.x:.1f}" y="{mark.y + 5:.1f}" font-family="{maps.FONT}" font-size="14" '
        f'font-weight="700" text-anchor="middle" fill="#ffffff">{escape(str(mark.count))}</text></a>'
    )
