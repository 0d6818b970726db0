"""Where and when: the rows of a scope as points, without the places where things are booked that happened elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from commonbeat.analysis.hotspots import LocalPlane, plane_around

from .work import NotAnswerable, Work

DEFAULT_RADIUS_KM = 0.075
LEAST = 30


@dataclass(frozen=True)
class Points:
    """Located rows.

    Attributes:
        plane: between degrees and metres.
        x, y: metres east and north.
        day: days on the wall clock since the period's first day, with a fraction.
        number: call or case number.
        left_out: rows without a place, and at default places.
    """

    plane: LocalPlane
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    day: NDArray[np.float64]
    number: pl.Series
    left_out: dict[str, int]

    def __len__(self) -> int:
        return len(self.x)


def points_of(work: Work) -> Points:
    """The located rows of the scope.

    Raises:
        NotAnswerable: fewer than thirty rows have a place.
    """
    schema = {"number": pl.String, "lon": pl.Float64, "lat": pl.Float64, "day": pl.Float64}
    rows = work.frame(
        f"""SELECT t.{work.source.number}, t.lon, t.lat, extract(epoch FROM {work.source.wall} - %(since)s::date) / 86400
        FROM {work.source.table} t WHERE {work.where}""",
        schema,
    )
    placed = rows.filter(pl.col("lon").is_not_null() & pl.col("lat").is_not_null())
    placed = placed.filter((pl.col("lon") != 0) | (pl.col("lat") != 0))
    kept = _without_default_places(placed, _default_places(work))
    if len(kept) < LEAST:
        raise NotAnswerable(f"Only {len(kept)} rows in these filters have a place; {LEAST} are needed.")
    lon, lat = kept["lon"].to_numpy(), kept["lat"].to_numpy()
    plane = plane_around(lon, lat)
    x, y = plane.to_metres(lon, lat)
    left = {"without_place": len(rows) - len(placed), "default_places": len(placed) - len(kept)}
    return Points(plane, x, y, kept["day"].to_numpy(), kept["number"], left)


def _default_places(work: Work) -> list[tuple[Any, ...]]:
    """Station, lobby, hospital, jail: things are booked there that happened elsewhere."""
    return work.rows("SELECT lon, lat FROM places_landmark WHERE is_default_place")


def away_from_default_places(work: Work) -> str:
    """SQL that leaves out rows within 75 metres of a default place, as a square; "" where none is on file."""
    parts = []
    for lon, lat in _default_places(work):
        wide, high = DEFAULT_RADIUS_KM / (111.32 * np.cos(np.radians(lat))), DEFAULT_RADIUS_KM / 110.57
        parts.append(
            f" AND NOT (abs(t.lon - {lon:.7f}) < {wide:.7f} AND abs(t.lat - {lat:.7f}) < {high:.7f})"
        )
    return "".join(parts)


def _without_default_places(rows: pl.DataFrame, places: list[tuple[Any, ...]]) -> pl.DataFrame:
    """Rows farther than 75 metres from every default place."""
    for lon, lat in places:
        wide = DEFAULT_RADIUS_KM / (111.32 * np.cos(np.radians(lat)))
        high = DEFAULT_RADIUS_KM / 110.57
        rows = rows.filter(((pl.col("lon") - lon) / wide) ** 2 + ((pl.col("lat") - lat) / high) ** 2 > 1)
    return rows


def blocks_near(work: Work, centres: list[tuple[float, float]], metres: float) -> list[str]:
    """The block most rows name around each centre; "" where none is named.

    Args:
        work: the computation.
        centres: longitude and latitude.
        metres: half the side of the square looked at.
    """
    if not centres:
        return []
    boxes = [
        (i, lon - metres / (111_320 * np.cos(np.radians(lat))), lon + metres / (111_320 * np.cos(np.radians(lat))),
         lat - metres / 110_570, lat + metres / 110_570)
        for i, (lon, lat) in enumerate(centres)
    ]  # fmt: skip
    values = ", ".join(
        f"({i}, {west:.6f}, {east:.6f}, {south:.6f}, {north:.6f})" for i, west, east, south, north in boxes
    )
    found = work.rows(f"""SELECT i, (array_agg(block ORDER BY n DESC, block))[1] FROM (
          SELECT b.i, t.block_text AS block, count(*) AS n FROM {work.source.table} t
          JOIN (VALUES {values}) b(i, west, east, south, north)
            ON t.lon BETWEEN b.west AND b.east AND t.lat BETWEEN b.south AND b.north
          WHERE {work.where} AND t.block_text <> '' GROUP BY 1, 2) counted GROUP BY 1""")
    names = dict(found)
    return [names.get(i, "") for i in range(len(centres))]
