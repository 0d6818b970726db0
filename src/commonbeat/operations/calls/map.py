"""The calls of a list on the city's map: few as points, many as a density grid; always a bounded number of rows."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from commonbeat.city.places.models import Beat, Boundary
from commonbeat.city.places.queries import streets
from commonbeat.kernel.ui.maps import RAMP, Area, Layers, LegendLine, Map, Spot, shade, svg_map

from . import queries

POINTS = 250  # more of them would cover one another
COUNTED = 10_000  # newest calls on the grid
CELL = 0.0025  # degrees of latitude, about 280 m
CELL_EAST = 0.0032  # degrees of longitude, about as long at the latitudes of the United States


def calls_map(rows: QuerySet[Any], labels: dict[str, str]) -> Map | None:
    """Draw the newest of these calls that have a place.

    Args:
        rows: the filtered calls.
        labels: label of each call type.

    Returns:
        The map, or None where nothing says where the city is.
    """
    placed = rows.filter(lon__isnull=False, lat__isnull=False).order_by(*queries.ORDER)
    few = list(placed.values_list("lon", "lat", "type_code", "number")[: POINTS + 1])
    beats = list(Beat.objects.filter(valid_to=None).order_by("code").values_list("code", "geometry"))
    boundary = Boundary.objects.values_list("geometry", flat=True).first()
    if not (boundary or beats or few):
        return None
    lines = streets()
    cells, by_beat = _counted(placed)
    if len(few) <= POINTS:
        spots = [Spot(lon, lat, labels.get(code, code), number) for lon, lat, code, number in few]
        layers = Layers(boundary=boundary, areas=[Area(*beat) for beat in beats], streets=lines, spots=spots)
        note = f"{len(few):,} calls with a place. Source: dispatch records."
        return svg_map(layers, title="Calls on the map", note=note, headings=("Type", "Number"))
    total = sum(cells.values())
    fills = shade({f"{east} {north}": n for (east, north), n in cells.items()})
    squares = [(_square(*cell), fills["{} {}".format(*cell)]) for cell in cells]
    areas = [Area(code, shape, value=f"{by_beat.get(code, 0):,}") for code, shape in beats]
    shown = (
        f"The newest {total:,} calls with a place" if total == COUNTED else f"{total:,} calls with a place"
    )
    return svg_map(
        Layers(boundary=boundary, areas=areas, streets=lines, cells=squares),
        title="Where the calls are",
        note=f"{shown}, in squares of about 280 m. Source: dispatch records.",
        legend=[
            LegendLine(RAMP[-1], "more calls than in 3 of 4 squares with calls"),
            LegendLine(RAMP[1], "fewest calls; without colour: none"),
        ],
        headings=("Beat", "Calls"),
    )


def _counted(placed: QuerySet[Any]) -> tuple[dict[tuple[int, int], int], dict[str, int]]:
    """Calls in each square and in each beat, counted by the database over the newest ones."""
    try:
        newest, params = placed.values_list("lon", "lat", "beat_code")[:COUNTED].query.sql_with_params()
    except EmptyResultSet:
        return {}, {}
    with connection.cursor() as cursor:
        # Written by hand: joined back by key, as the ORM would, the database reads every call there is.
        cursor.execute(
            f"SELECT floor(lon / {CELL_EAST})::int, floor(lat / {CELL})::int, beat, count(*)"
            f" FROM ({newest}) AS newest (lon, lat, beat) GROUP BY 1, 2, 3",
            params,
        )
        found = cursor.fetchall()
    cells: dict[tuple[int, int], int] = {}
    beats: dict[str, int] = {}
    for east, north, beat, n in found:
        cells[east, north] = cells.get((east, north), 0) + n
        beats[beat] = beats.get(beat, 0) + n
    return cells, beats


def _square(east: int, north: int) -> dict[str, Any]:
    """The cell's outline, GeoJSON."""
    west, south = east * CELL_EAST, north * CELL
    ring = [[west, south], [west + CELL_EAST, south], [west + CELL_EAST, south + CELL], [west, south + CELL]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
