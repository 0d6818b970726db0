"""The maps that an evaluation compares: each turns past events into a score by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.hotspots.bandwidth import Kernel
from commonbeat.analysis.hotspots.density import density_map
from commonbeat.analysis.hotspots.getis import gi_grid
from commonbeat.analysis.hotspots.grid import Grid, grid_counts
from commonbeat.analysis.hotspots.points import Floats, PlaceInputError

# Takes east, north (metres), age (days before the period to describe), grid and city mask.
MapMaker = Callable[[Floats, Floats, Floats, Grid, NDArray[np.bool_]], Floats]


def counts_map(x: Floats, y: Floats, age: Floats, grid: Grid, mask: NDArray[np.bool_]) -> Floats:
    """Events in the cell so far: the baseline."""
    return grid_counts(x, y, grid, mask=mask).counts.astype(np.float64)


def gaussian_map(x: Floats, y: Floats, age: Floats, grid: Grid, mask: NDArray[np.bool_]) -> Floats:
    """Gaussian density of the fixed bandwidth, with the city's edge accounted for."""
    return _density(x, y, grid, mask, "gaussian")


def quartic_map(x: Floats, y: Floats, age: Floats, grid: Grid, mask: NDArray[np.bool_]) -> Floats:
    """Quartic density of the fixed radius, with the city's edge accounted for."""
    return _density(x, y, grid, mask, "quartic")


def gi_star_map(x: Floats, y: Floats, age: Floats, grid: Grid, mask: NDArray[np.bool_]) -> Floats:
    """Gi* z of the counts with the eight cells around."""
    z = gi_grid(counts_map(x, y, age, grid, mask), mask=mask).z
    return np.nan_to_num(z, nan=-np.inf)


def recent_counts_map(half_life: float = 90.0) -> MapMaker:
    """A map of counts in which an event weighs half as much after `half_life` days.

    Raises:
        PlaceInputError: The half-life is not above 0.
    """
    if not half_life > 0:
        raise PlaceInputError("A half-life must be above 0 days.")

    def make(x: Floats, y: Floats, age: Floats, grid: Grid, mask: NDArray[np.bool_]) -> Floats:
        place = grid.cell_of(x, y)
        inside = place >= 0
        load = np.exp2(-age[inside] / half_life)
        table = np.bincount(place[inside], load, minlength=grid.size).reshape(grid.shape)
        return np.where(mask, table, 0.0)

    return make


def standard_maps() -> Mapping[str, MapMaker]:
    """The maps a first evaluation compares with counts."""
    return {
        "counts, recent first": recent_counts_map(),
        "density, Gaussian": gaussian_map,
        "density, quartic": quartic_map,
        "Gi*": gi_star_map,
    }


def _density(x: Floats, y: Floats, grid: Grid, mask: NDArray[np.bool_], kernel: Kernel) -> Floats:
    place = grid.cell_of(x, y)
    inside = (place >= 0) & mask.ravel()[np.maximum(place, 0)]
    if not inside.any():
        return np.zeros(grid.shape)
    return density_map(x[inside], y[inside], grid, kernel=kernel, mask=mask, boundary="renormalise").density
