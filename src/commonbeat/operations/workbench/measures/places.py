"""Where it has concentrated, whether that lasts, and whether a fancier map says more than counting."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.hotspots import (
    Grid,
    MapEvaluation,
    density_map,
    evaluate_maps,
    gi_grid,
    grid_counts,
    grid_over,
    persistent_places,
    polygon_mask,
    rings_of,
)
from commonbeat.city.places.models import Boundary

from ..scope import Scope
from .points import Points, blocks_near, points_of
from .work import NotAnswerable, Work

VERSION = "places-2"
BLOCK_DAYS = 28
MOST_CELLS, LISTED = 600, 15
AREA_SHARE = 0.02


def quick(scope: Scope, rows: int) -> bool:
    """Whether it is answered within the request: the evaluation draws many maps."""
    return rows <= 3_000


def compute(work: Work) -> dict[str, Any]:
    """Counts, smoothed map, Gi* and lasting places on one grid, and the maps judged on later months.

    Returns:
        `cells` (corners in degrees and every layer's value, for the cells that stand out in one of them),
        `places` (the most counted, with names), `evaluation`, and what was left out.

    Raises:
        NotAnswerable: too few rows have a place.
    """
    work.tell(0.05, "Reading places")
    points = points_of(work)
    grid, mask = _grid(work, points)
    work.tell(0.3, "Drawing the maps")
    layers = _layers(points, grid, mask, work.scope.days)
    work.tell(0.45, "Judging the maps on the months that followed")
    evaluation = _evaluated(points, grid, mask, work.scope.days)
    work.tell(0.9, "Naming places")
    chosen = _standing_out(layers, mask)
    return {
        "cell": grid.cell,
        "n": len(points),
        "left_out": points.left_out,
        "cells": [_cell(grid, points, layers, row, column) for row, column in chosen],
        "places": _named(work, grid, points, layers, chosen),
        "city_cells": int(mask.sum()),
        "months": int(work.scope.days // BLOCK_DAYS),
        "hot_cells": int((layers["q"][mask] <= 0.05).sum()),
        "lasting_share": layers["lasting_share"],
        "bandwidth": layers["bandwidth"],
        "evaluation": evaluation,
    }


def _grid(work: Work, points: Points) -> tuple[Grid, NDArray[np.bool_]]:
    """A grid over the city, and which of its cells lie inside."""
    boundary = Boundary.objects.values_list("geometry", flat=True).first()
    cell = float(work.scope.options["cell"])
    if boundary is None:
        grid = grid_over(points.x, points.y, cell)
        return grid, np.ones(grid.shape, dtype=bool)
    rings = rings_of(boundary, points.plane)
    corners = np.concatenate(rings)
    grid = grid_over(corners[:, 0], corners[:, 1], cell)
    return grid, polygon_mask(grid, rings)


def _layers(points: Points, grid: Grid, mask: NDArray[np.bool_], days: int) -> dict[str, Any]:
    """Every map as a table of the grid's cells."""
    counts = grid_counts(points.x, points.y, grid, mask=mask)
    if counts.counts.sum() == 0:
        raise NotAnswerable("No row of these filters lies inside the city's boundary.")
    smooth = density_map(points.x, points.y, grid, kernel="quartic", mask=mask, boundary="renormalise")
    hot = gi_grid(counts.counts, mask=mask)
    months = _by_month(points, grid, mask, days)
    lasting = persistent_places(months)
    return {
        "counts": counts.counts,
        "density": smooth.per_km2,
        "bandwidth": smooth.bandwidth,
        "z": hot.z,
        "q": hot.q,
        "months": lasting.months_on_top.reshape(grid.shape),
        "lasting_share": lasting.share_of_events,
        "persistent": np.isin(np.arange(grid.size), lasting.persistent).reshape(grid.shape),
    }


def _by_month(points: Points, grid: Grid, mask: NDArray[np.bool_], days: int) -> NDArray[np.int64]:
    """Events by block of 28 days and cell, oldest first; days left over at the end are not used."""
    blocks = max(days // BLOCK_DAYS, 1)
    tables = []
    for block in range(blocks):
        inside = (points.day >= block * BLOCK_DAYS) & (points.day < (block + 1) * BLOCK_DAYS)
        tables.append(grid_counts(points.x[inside], points.y[inside], grid, mask=mask).counts.ravel())
    return np.array(tables)


def _evaluated(points: Points, grid: Grid, mask: NDArray[np.bool_], days: int) -> dict[str, Any]:
    """Each map's PAI on the months that followed, beside plain counts; a sentence where the period is too short."""
    history = min(365.0, days / 2)
    area = AREA_SHARE * float(mask.sum()) * grid.cell_km2
    try:
        found: MapEvaluation = evaluate_maps(
            points.x, points.y, points.day, grid, mask=mask, area_km2=area, history_days=history, test_days=28.0,
            draws=1000, seed=1,
        )  # fmt: skip
    except NotAnswerable as refused:
        return {"refused": str(refused)}
    return {
        "scores": [
            {
                "name": score.name,
                "pai": round(score.pai, 2),
                "pei": round(score.pei, 3),
                "difference": round(score.difference, 2),
                "interval": None if score.interval is None else [round(v, 2) for v in score.interval],
                "verdict": str(score.verdict),
            }
            for score in found.scores
        ],
        "area_km2": round(found.area_km2, 3),
        "tests": len(found.origins),
        "n": found.n,
        "method": found.method,
    }


def _standing_out(layers: dict[str, Any], mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Cells worth drawing: the top of counts and of the smoothed map, the hot ones and the lasting ones."""
    chosen = np.zeros(mask.shape, dtype=bool)
    for name, most in (("counts", MOST_CELLS // 2), ("density", MOST_CELLS)):
        values = np.where(mask, layers[name], 0)
        floor = np.sort(values.ravel())[-min(most, values.size)]
        chosen |= (values >= max(floor, 1e-12)) & mask
    chosen |= (layers["q"] <= 0.05) | layers["persistent"]
    return [(int(row), int(column)) for row, column in np.argwhere(chosen & mask)]


def _cell(grid: Grid, points: Points, layers: dict[str, Any], row: int, column: int) -> dict[str, Any]:
    """One cell: its corners in degrees, and every layer's value."""
    west, south = grid.west + column * grid.cell, grid.south + row * grid.cell
    lon, lat = points.plane.to_degrees([west, west + grid.cell], [south, south + grid.cell])
    q = layers["q"][row, column]
    return {
        "box": [round(float(v), 6) for v in (lon[0], lat[0], lon[1], lat[1])],
        "counts": int(layers["counts"][row, column]),
        "density": round(float(layers["density"][row, column]), 3),
        "q": None if np.isnan(q) else round(float(q), 5),
        "months": int(layers["months"][row, column]),
        "persistent": bool(layers["persistent"][row, column]),
    }


def _named(
    work: Work, grid: Grid, points: Points, layers: dict[str, Any], chosen: list[tuple[int, int]]
) -> list[dict[str, Any]]:
    """The most counted cells with the block most rows name there."""
    top = sorted(chosen, key=lambda at: -int(layers["counts"][at]))[:LISTED]
    cells = [_cell(grid, points, layers, row, column) for row, column in top]
    centres = [((c["box"][0] + c["box"][2]) / 2, (c["box"][1] + c["box"][3]) / 2) for c in cells]
    names = blocks_near(work, centres, grid.cell / 2)
    return [{**cell, "name": name} for cell, name in zip(cells, names, strict=True)]
