"""A regular grid in metres, the counts in its cells, and which cells a polygon holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.hotspots.planes import Plane
from commonbeat.analysis.hotspots.points import (
    Floats,
    PlaceInputError,
    checked_points,
    positive,
    unit_warnings,
)
from commonbeat.analysis.results import Result

MOST_CELLS = 25_000_000


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Square cells; row 0 is the southernmost, column 0 the westernmost.

    Attributes:
        west: East coordinate of the western edge (metres).
        south: North coordinate of the southern edge (metres).
        cell: Side of a cell (metres).
        columns: Cells from west to east.
        rows: Cells from south to north.
    """

    west: float
    south: float
    cell: float
    columns: int
    rows: int

    def __post_init__(self) -> None:
        positive(self.cell, "The side of a cell")
        if self.columns < 1 or self.rows < 1 or self.columns * self.rows > MOST_CELLS:
            raise PlaceInputError(f"A grid of {self.columns} by {self.rows} cells cannot be worked with.")

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    @property
    def size(self) -> int:
        """Number of cells."""
        return self.rows * self.columns

    @property
    def cell_km2(self) -> float:
        """Area of one cell in square kilometres."""
        return self.cell**2 / 1e6

    @property
    def x_centres(self) -> Floats:
        """East coordinate of the middle of each column (metres)."""
        return np.asarray(self.west + (np.arange(self.columns) + 0.5) * self.cell, dtype=np.float64)

    @property
    def y_centres(self) -> Floats:
        """North coordinate of the middle of each row (metres)."""
        return np.asarray(self.south + (np.arange(self.rows) + 0.5) * self.cell, dtype=np.float64)

    def cell_of(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int64]:
        """Position (row × columns + column) of the cell that holds each point; -1 outside.

        A cell holds its western and southern edge, never its eastern and northern one.
        """
        column = np.floor((np.asarray(x, dtype=np.float64) - self.west) / self.cell)
        row = np.floor((np.asarray(y, dtype=np.float64) - self.south) / self.cell)
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        return np.where(inside, row * self.columns + column, -1).astype(np.int64)


@dataclass(frozen=True, kw_only=True)
class GridCounts(Result):
    """Events by cell: the baseline that every other map must beat.

    Attributes:
        grid: The grid.
        counts: Events by (row, column).
        outside: Events outside the grid or the mask, in no cell.
    """

    grid: Grid
    counts: NDArray[np.int64]
    outside: int


def grid_over(x: ArrayLike, y: ArrayLike, cell: float, *, margin: float = 0.0, snap: bool = True) -> Grid:
    """The smallest grid that holds all points.

    Args:
        x: East coordinates (metres).
        y: North coordinates (metres).
        cell: Side of a cell (metres).
        margin: Metres to add on every side.
        snap: Put the edges on multiples of `cell`, so that cells stay where they are when data are added.

    Raises:
        PlaceInputError: No points, or a cell so small that the grid would be too large.
    """
    east, north = checked_points(x, y, least=1)
    side = positive(cell, "The side of a cell")
    if not margin >= 0:
        raise PlaceInputError(f"A margin cannot be negative: {margin}.")
    west, south = float(east.min()) - margin, float(north.min()) - margin
    if snap:
        west, south = np.floor(west / side) * side, np.floor(south / side) * side
    # Rounding may put an edge a hair beside a point that lies on it: then one more cell.
    west -= side * (np.floor((float(east.min()) - west) / side) < 0)
    south -= side * (np.floor((float(north.min()) - south) / side) < 0)
    columns = int(np.floor((float(east.max()) + margin - west) / side)) + 1
    rows = int(np.floor((float(north.max()) + margin - south) / side)) + 1
    return Grid(west=float(west), south=float(south), cell=side, columns=columns, rows=rows)


def grid_counts(
    x: ArrayLike, y: ArrayLike, grid: Grid, *, mask: NDArray[np.bool_] | None = None, period: str = ""
) -> GridCounts:
    """Count events in cells.

    Args:
        x: East coordinates (metres).
        y: North coordinates (metres).
        grid: The grid.
        mask: Cells to count in, (rows, columns); all when left out.
        period: Words for the time span, carried to the result.

    Returns:
        Counts and the number of events outside. `counts.sum() + outside` equals the number of events.
    """
    east, north = checked_points(x, y)
    area = checked_mask(grid, mask)
    place = grid.cell_of(east, north)
    counts = np.bincount(place[place >= 0], minlength=grid.size).astype(np.int64).reshape(grid.shape)
    counts[~area] = 0
    inside = int(counts.sum())
    warnings = unit_warnings(east, north)
    if inside < east.size:
        warnings += (f"{east.size - inside} of {east.size} events are outside the area and in no cell.",)
    return GridCounts(
        method="counts by cell v1",
        n=inside,
        period=period,
        warnings=warnings,
        grid=grid,
        counts=counts,
        outside=east.size - inside,
    )


def checked_mask(grid: Grid, mask: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """The mask, or all cells; a mask of another shape or without a cell is refused.

    Raises:
        PlaceInputError: The mask does not fit the grid or holds no cell.
    """
    if mask is None:
        return np.ones(grid.shape, dtype=bool)
    area = np.asarray(mask, dtype=bool)
    if area.shape != grid.shape:
        raise PlaceInputError(f"The mask is {area.shape} but the grid is {grid.shape} (rows, columns).")
    if not area.any():
        raise PlaceInputError("The mask holds no cell of the grid.")
    return area


def polygon_mask(grid: Grid, rings: Sequence[ArrayLike]) -> NDArray[np.bool_]:
    """Cells whose middle lies inside the polygon, by the even-odd rule (so holes and islands work).

    One pass over the edges: every edge flips the cells east of where it crosses the middle line of a row.

    Args:
        grid: The grid.
        rings: One (points, 2) array of metres for each ring, outer rings and holes alike, closed or not.

    Raises:
        PlaceInputError: No ring, or a ring with fewer than 3 corners.
    """
    if len(rings) == 0:
        raise PlaceInputError("A polygon needs at least one ring.")
    flips = np.zeros((grid.rows, grid.columns + 1), dtype=np.int64)
    middles = grid.y_centres
    for ring in rings:
        corners = np.asarray(ring, dtype=np.float64)
        if corners.ndim != 2 or corners.shape[1] < 2 or corners.shape[0] < 3:
            raise PlaceInputError("A ring needs at least 3 corners with two coordinates each.")
        start, end = corners[:, :2], np.roll(corners[:, :2], -1, axis=0)
        low, high = np.minimum(start[:, 1], end[:, 1]), np.maximum(start[:, 1], end[:, 1])
        first, last = np.searchsorted(middles, low), np.searchsorted(middles, high)
        for edge in np.flatnonzero(last > first):
            rows = np.arange(first[edge], last[edge])
            (x0, y0), (x1, y1) = start[edge], end[edge]
            crossing = x0 + (middles[rows] - y0) * (x1 - x0) / (y1 - y0)
            column = np.ceil((crossing - grid.west) / grid.cell - 0.5)
            np.add.at(flips, (rows, np.clip(column, 0, grid.columns).astype(np.int64)), 1)
    inside: NDArray[np.bool_] = (np.cumsum(flips, axis=1) % 2 == 1)[:, : grid.columns]
    return inside


def rings_of(geometry: dict[str, Any], plane: Plane) -> tuple[Floats, ...]:
    """Rings in metres of a GeoJSON Polygon or MultiPolygon.

    Args:
        geometry: The `geometry` member: type and coordinates in degrees.
        plane: Where to put it.

    Raises:
        PlaceInputError: Another kind of geometry.
    """
    kind = geometry.get("type")
    if kind == "Polygon":
        polygons = [geometry["coordinates"]]
    elif kind == "MultiPolygon":
        polygons = geometry["coordinates"]
    else:
        raise PlaceInputError(f"A city boundary is a Polygon or a MultiPolygon, not {kind}.")
    rings = []
    for polygon in polygons:
        for ring in polygon:
            corners = np.asarray(ring, dtype=np.float64)
            rings.append(np.column_stack(plane.to_metres(corners[:, 0], corners[:, 1])))
    return tuple(rings)
