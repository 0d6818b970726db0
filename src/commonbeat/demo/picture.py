"""A drawing of the city as SVG, for the documentation and for looking at the generator's work."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry

from commonbeat.demo.geography import City

WIDTH_M, HEIGHT_M = 13_600.0, 11_000.0
UNIT_M = 4.0  # drawing step
GROUND = {
    "park": "#dfead6", "cemetery": "#e3ead9", "school": "#ece6f0", "college": "#ece6f0", "hospital": "#f3e2e0",
    "mall": "#efe9dd", "depot": "#e4e2dc", "industrial": "#e4e2dc", "fair": "#e6ecd9", "police": "#dfe6f2",
    "civic": "#efe9dd",
}  # fmt: skip


def _path(shape: BaseGeometry) -> str:
    """Path data in steps of UNIT_M from point to point, which keeps the file small."""
    bits = []
    for part in getattr(shape, "geoms", [shape]):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            points = [
                (round((x + WIDTH_M / 2) / UNIT_M), round((HEIGHT_M / 2 - y) / UNIT_M))
                for x, y in ring.coords
            ]
            steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points)]
            moves = "".join(f"{dx} {dy}," for dx, dy in steps if dx or dy)
            close = "z" if part.geom_type == "Polygon" else ""
            bits.append(f"M{points[0][0]} {points[0][1]}l{moves.rstrip(',')}{close}")
    return "".join(bits)


def _layer(
    shapes: Iterable[BaseGeometry], stroke: str, width: float, fill: str = "none", extra: str = ""
) -> str:
    data = "".join(_path(shape) for shape in shapes)
    return (
        f'<path d="{data}" fill="{fill}" stroke="{stroke}" stroke-width="{width / UNIT_M:g}" '
        f'stroke-linejoin="round" transform="scale({UNIT_M:g})" {extra}/>'
    )


def city_svg(city: City, pixels: int = 1360) -> str:
    """The whole city as one SVG document, pixels wide."""
    by_kind = {
        k: [f.line for f in city.faces if f.kind == k] for k in ("local", "downtown", "collector", "arterial")
    }
    outside = [road.difference(city.limit) for road in city.roads.values()]
    layers = [
        f'<rect width="{WIDTH_M}" height="{HEIGHT_M}" fill="#f6f4ee"/>',
        _layer([city.limit], "none", 0, "#fdfcf9"),
        *[_layer([site.ground], "none", 0, GROUND[site.kind]) for site in city.sites],
        _layer([city.creek], "#b9d3e4", 34),
        _layer(outside, "#d9d5c9", 16),
        _layer(by_kind["local"], "#d3cfc5", 11),
        _layer(by_kind["downtown"], "#bdb8ab", 14),
        _layer(by_kind["collector"], "#bfb9aa", 19),
        _layer(by_kind["arterial"], "#a39c8a", 32),
        _layer([city.railway], "#7d7a74", 12),
        _layer([city.railway], "#7d7a74", 34, extra='stroke-dasharray="1.5 17.5"'),
        _layer([city.freeway], "#b08a4a", 78),
        _layer([city.freeway], "#fbf3df", 58),
        _layer([city.freeway], "#b08a4a", 8),
        _layer([beat.shape for beat in city.beats], "#3b4f75", 17, extra='stroke-opacity=".75"'),
    ]
    labels = []
    for beat in city.beats:
        spot = shapely.maximum_inscribed_circle(beat.shape, tolerance=60).coords[0]
        x, y = spot[0] + WIDTH_M / 2, HEIGHT_M / 2 - spot[1]
        labels.append(f'<text x="{x:.0f}" y="{y:.0f}" font-size="230" font-weight="700">{beat.code}</text>')
        labels.append(f'<text x="{x:.0f}" y="{y + 190:.0f}" font-size="150">{beat.name}</text>')
    height = round(pixels * HEIGHT_M / WIDTH_M)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{pixels}" height="{height}" '
        f'viewBox="0 0 {WIDTH_M:.0f} {HEIGHT_M:.0f}">{"".join(layers)}'
        '<g font-family="Public Sans, Helvetica, sans-serif" text-anchor="middle" fill="#1b2433" '
        f'stroke="#fdfcf9" stroke-width="34" paint-order="stroke">{"".join(labels)}</g></svg>'
    )
