"""The city's own layers under an analysis: outline, beats, streets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from commonbeat.city.places.models import Beat, Boundary
from commonbeat.city.places.queries import streets
from commonbeat.kernel.ui.maps import Area, Layers, LegendLine, Map, Spot, svg_map

Cell = tuple[Any, str]


def city_map(
    *,
    title: str,
    note: str,
    cells: Sequence[Cell] = (),
    spots: Sequence[Spot] = (),
    legend: Sequence[LegendLine] = (),
    headings: tuple[str, str] | None = None,
) -> Map:
    """A map of the city with cells or points on it.

    Args:
        title: what it says.
        note: period, source, what was left out.
        cells: (geometry, colour) pairs.
        spots: points.
        legend: colours in words.
        headings: of the list beside the map.
    """
    beats = [Area(beat.code, beat.geometry) for beat in Beat.objects.filter(valid_to=None).order_by("code")]
    layers = Layers(
        boundary=Boundary.objects.values_list("geometry", flat=True).first(),
        areas=beats,
        streets=streets(),
        cells=cells,
        spots=spots,
    )
    return svg_map(layers, title=title, note=note, legend=legend, headings=headings)


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A rectangle as GeoJSON."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}
