"""What was there before the neighbourhoods: city limit, railway, freeway, creek, section-line arterials, sites."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.affinity import rotate, translate
from shapely.geometry import box

from commonbeat.demo.plane import RAIL_ANGLE, bend, from_rail, unbend

# Corners of the city limit before bending, metres. Annexations leave square steps at the edge.
LIMIT = [
    (-5900, 300), (-5900, 2100), (-5200, 2100), (-5200, 3370), (-4100, 3370), (-4100, 4300), (-1800, 4300),
    (-1800, 4800), (1000, 4800), (1000, 4550), (2560, 4550), (2560, 4100), (3800, 4100), (3800, 3370),
    (4900, 3370), (5300, 2500), (5300, 1680), (6000, 1680), (6000, -200), (5500, -200), (5500, -1620),
    (6100, -1620), (5900, -2400), (4800, -3170), (4250, -3170), (4250, -3900), (3300, -3900), (2850, -4700),
    (620, -4700), (620, -4300), (-700, -4300), (-700, -4900), (-2000, -4900), (-2500, -4200), (-2500, -3700),
    (-4000, -3700), (-4000, -3170), (-5000, -3170), (-5000, -1570), (-5500, -1570), (-5500, 300),
]  # fmt: skip

# North-south arterials (corner points) and east-west ones, by name; both run out into the county.
NORTH_SOUTH: dict[str, list[tuple[float, float]]] = {
    "Quail Road": [(-4400, -6500), (-4400, 6500)],
    "Orchard Avenue": [(-2700, -6500), (-2700, 6500)],
    "Mission Road": [(-1000, -6500), (-1000, 1100), (-800, 1700), (-200, 2500), (-100, 6500)],
    "Granero Avenue": [(900, -6500), (900, 900), (1050, 1500), (1400, 2200), (1450, 6500)],
    "Fairground Avenue": [(2700, -6500), (2700, 6500)],
    "Levee Road": [(4400, -6500), (4400, 6500)],
}
EAST_WEST: dict[str, list[tuple[float, float]]] = {
    "Cotton Avenue": [(-7500, -3100), (7500, -3100)],
    "Alameda Sur": [(-7500, -1500), (7500, -1500)],
    "Central Avenue": [(-7500, 100), (7500, 100)],
    "Alameda Norte": [(-7500, 1750), (7500, 1750)],
    "Vista Avenue": [(-7500, 3300), (7500, 3300)],
}


@dataclass(frozen=True, slots=True)
class Site:
    """A large plot that streets go round. kind: park, school, hospital, mall, depot, station, college, cemetery."""

    name: str
    kind: str
    ground: Polygon


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The fixed lines and plots, all in plane metres."""

    limit: Polygon
    arterials: dict[str, LineString]
    railway: LineString
    freeway: LineString
    creek: LineString
    downtown: Polygon
    sites: tuple[Site, ...]


def _bent(points: list[tuple[float, float]], step: float = 80.0) -> LineString:
    return LineString(bend(np.array(shapely.segmentize(LineString(points), step).coords)))


def _beside_rail(offset: float, sway: float) -> LineString:
    along = np.arange(-9500.0, 9501.0, 100.0)
    return LineString(
        [from_rail(t, offset + sway * np.sin(t / 2600.0) + (t / 3300.0) ** 3 * 9) for t in along]
    )


def _plot(
    name: str, kind: str, x: float, y: float, width: float, height: float, along_rail: bool = False
) -> Site:
    ground = translate(box(-width / 2, -height / 2, width / 2, height / 2), x, y)
    if along_rail:
        ground = rotate(ground, np.degrees(RAIL_ANGLE), origin=(x, y))
    else:
        ground = shapely.transform(shapely.segmentize(ground, 80.0), bend)
    return Site(name, kind, ground)


def _creek() -> LineString:
    x = np.arange(7600.0, -7601.0, -60.0)
    y = (
        2480
        + 0.10 * x
        + 210 * np.sin(x / 830.0)
        + 70 * np.sin(x / 290.0 + 1.0)
        - 500 * np.exp(-(((x - 300) / 1500) ** 2))
    )
    return LineString(np.column_stack((x, y)))


def _downtown() -> Polygon:
    corners = [(-1180, -430), (1120, -430), (1120, 690), (760, 1060), (-900, 1060), (-1180, 620)]
    return Polygon([from_rail(t, n) for t, n in corners])


def _sites() -> tuple[Site, ...]:
    old = [
        ("Sixth Street Depot", "depot", -270.0, 62.0, 330.0, 84.0),
        ("Marisol Police Station", "police", 445.0, 520.0, 110.0, 95.0),
        ("City Hall", "civic", 185.0, 520.0, 110.0, 95.0),
        ("Plaza del Sol", "park", 55.0, 520.0, 110.0, 95.0),
        ("Old Cannery", "industrial", 760.0, -110.0, 380.0, 110.0),
    ]
    plots = [_plot(name, kind, *from_rail(t, n), w, h, along_rail=True) for name, kind, t, n, w, h in old]
    plots += [
        _plot("Valle Mall", "mall", 3190, 820, 620, 480),
        _plot("Marisol Community Hospital", "hospital", -1450, 1330, 420, 330),
        _plot("Creekside Park", "park", 560, 2010, 900, 330),
        _plot("Heron Park", "park", -3650, 2620, 420, 520),
        _plot("Southtown Park", "park", -350, -2700, 380, 360),
        _plot("County Fairground", "fair", 1850, -900, 760, 520),
        _plot("Valley Oaks College", "college", -3600, -830, 620, 560),
        _plot("Marisol High School", "school", -1750, 560, 420, 330),
        _plot("Eastfield High School", "school", 4950, 620, 380, 330),
        _plot("Palomas Middle School", "school", -3450, 1090, 280, 230),
        _plot("Almond Park Elementary", "school", 2080, 2750, 230, 190),
        _plot("Northgate Elementary", "school", -1500, 3700, 230, 190),
        _plot("Vista Larga Elementary", "school", 3480, 2600, 230, 190),
        _plot("Granero Elementary", "school", 1800, -2250, 230, 190),
        _plot("Southtown Middle School", "school", -1780, -2280, 280, 230),
        _plot("Westside Elementary", "school", -4600, -2150, 230, 190),
        _plot("Oakrest Cemetery", "cemetery", -2060, -3560, 360, 300),
        _plot("Packing House Row", "industrial", 3600, -2300, 560, 360),
    ]
    return tuple(plots)


def skeleton() -> Skeleton:
    """The fixed part of the city; no randomness."""
    limit = Polygon(bend(np.array(shapely.segmentize(Polygon(LIMIT), 80.0).exterior.coords)))
    arterials = {name: _bent(points) for name, points in (NORTH_SOUTH | EAST_WEST).items()}
    return Skeleton(
        limit=limit,
        arterials=arterials,
        railway=_beside_rail(0.0, 0.0),
        freeway=_beside_rail(-1010.0, 170.0),
        creek=_creek(),
        downtown=_downtown(),
        sites=_sites(),
    )


def _x_of(name: str, y: float) -> float:
    points = NORTH_SOUTH[name]
    return float(np.interp(y, [p[1] for p in points], [p[0] for p in points]))


def beat_code_at(x: float, y: float) -> str:
    """The beat of a plane point (metres). Beats follow arterials; the five sectors are the digit."""
    ux, uy = unbend(np.array([[x, y]], dtype=float))[0]
    west, mission = _x_of("Orchard Avenue", uy), _x_of("Mission Road", uy)
    granero, east = _x_of("Granero Avenue", uy), _x_of("Fairground Avenue", uy)
    if ux < west:
        return "1A" if uy > 100 else "4B"
    if uy > 1750:
        return "1B" if ux < mission else "2A" if ux < east else "2B"
    if uy > -1500:
        return "3A" if ux < granero else "3B" if ux < east else "4A"
    return "5A" if ux < granero else "5B"
