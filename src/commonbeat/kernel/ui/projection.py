"""From longitude and latitude to a drawing's own units, for areas the size of a city.

Equirectangular: one degree of longitude is drawn cos(latitude) times as wide as one of latitude, the latitude
being the middle of the drawing. Over 30 km the error stays under a few metres, less than a line is wide.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry import LineString, shape

Geometry = dict[str, Any]
Bounds = tuple[float, float, float, float]
METRES_PER_DEGREE = 111_320.0
METRES_PER_MILE = 1_609.344
LEAST_DETAIL = 0.35  # units: a bend that leaves the line by less cannot be seen
TENTHS = 'transform="scale(0.1)"'


@dataclass(frozen=True)
class Projection:
    """Maps degrees to drawing units, north up.

    Attributes:
        west, north: the drawing's upper left corner, degrees.
        scale_x, scale_y: units per degree of longitude and of latitude.
    """

    west: float
    north: float
    scale_x: float
    scale_y: float

    @classmethod
    def fit(cls, bounds: Bounds, width: float, height: float, margin: float = 12) -> Projection:
        """Return the projection that centres `bounds` (west, south, east, north; degrees) in a drawing."""
        west, south, east, north = bounds
        squeeze = max(math.cos(math.radians((south + north) / 2)), 1e-6)
        across, up = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
        unit = min((width - 2 * margin) / across, (height - 2 * margin) / up)
        left = west - (width / unit - across) / 2 / squeeze
        top = north + (height / unit - up) / 2
        return cls(left, top, unit * squeeze, unit)

    def xy(self, lon: float, lat: float) -> tuple[float, float]:
        """Return a point's place in the drawing."""
        return (lon - self.west) * self.scale_x, (self.north - lat) * self.scale_y

    @property
    def units_per_metre(self) -> float:
        """How long a metre is drawn."""
        return self.scale_y / METRES_PER_DEGREE


def bounds_of(geometries: Iterable[Geometry]) -> Bounds:
    """Return west, south, east, north of some GeoJSON geometries, in degrees.

    Raises:
        ValueError: there is no geometry with a point in it.
    """
    points = [point for geometry in geometries for line in lines_of(geometry) for point in line]
    if not points:
        raise ValueError("A map needs at least one geometry to know where it is.")
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    return min(lons), min(lats), max(lons), max(lats)


def lines_of(geometry: Geometry) -> Iterator[list[list[float]]]:
    """Yield every line or ring of a GeoJSON geometry; a point is a line of one."""
    kind, places = geometry["type"], geometry.get("coordinates", [])
    if kind == "Point":
        yield [places]
    elif kind in ("LineString", "MultiPoint"):
        yield places
    elif kind in ("Polygon", "MultiLineString"):
        yield from places
    elif kind == "MultiPolygon":
        for polygon in places:
            yield from polygon
    elif kind == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from lines_of(part)
    else:
        raise ValueError(f"{kind} is not a GeoJSON geometry")


def path_data(geometry: Geometry, projection: Projection) -> str:
    """Return the `d` of an SVG path for lines and areas, in whole tenths of a unit (`TENTHS` scales them back).

    Steps are written relative to the last point and detail finer than `LEAST_DETAIL` is left out: the streets
    of a city of 100,000 then take about 100 KB, and less when compressed.
    """
    closed = geometry["type"] in ("Polygon", "MultiPolygon")
    parts = []
    for line in lines_of(geometry):
        if len(line) < 2:
            continue
        drawn = LineString([projection.xy(p[0], p[1]) for p in line]).simplify(LEAST_DETAIL)
        points = [(round(x * 10), round(y * 10)) for x, y in drawn.coords]
        steps = "".join(f"l{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(points) if a != b)
        if steps:
            parts.append(f"M{points[0][0]} {points[0][1]}{steps}{'Z' if closed else ''}")
    return "".join(parts)


def label_place(geometry: Geometry, projection: Projection) -> tuple[float, float]:
    """Return where a name stands: the point of the largest part that is farthest from its edges."""
    area = shape(geometry)
    parts = list(getattr(area, "geoms", [area]))
    largest = max(parts, key=lambda part: part.area)
    tolerance = max(math.sqrt(largest.area) / 50, 1e-6)
    if not largest.is_valid or largest.is_empty:
        point = area.representative_point()
    else:
        point = shapely.maximum_inscribed_circle(largest, tolerance=tolerance).interpolate(0)
    return projection.xy(point.x, point.y)
