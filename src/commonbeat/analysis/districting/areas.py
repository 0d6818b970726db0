"""The areas beats are made of: their load, the travel between them, and which of them touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import shape

from commonbeat.analysis.refusal import ImpossibleInput, numbers, refuse_unless

Floats = NDArray[np.float64]
Pair = tuple[str, str]


@dataclass(frozen=True, eq=False)
class Areas:
    """Checked areas; make them with `areas`.

    Attributes:
        names: Name of each area.
        load: Calls (or hours of work) in each area, shape (areas,).
        travel: Travel from row to column, shape (areas, areas), any unit.
        pairs: Areas that touch, as numbers with the lower first.
    """

    names: tuple[str, ...]
    load: Floats
    travel: Floats
    pairs: tuple[tuple[int, int], ...]

    @property
    def index(self) -> dict[str, int]:
        """Number of each name."""
        return {name: number for number, name in enumerate(self.names)}


def areas(
    names: Sequence[str],
    load: ArrayLike,
    *,
    neighbours: Iterable[Pair],
    travel: ArrayLike | None = None,
    points: ArrayLike | None = None,
    metric: Literal["manhattan", "euclidean"] = "manhattan",
) -> Areas:
    """Check and complete the areas of a city.

    Args:
        names: Name of each area, each once.
        load: Calls (or hours of work) in each area.
        neighbours: Pairs of names that touch along a border; see `neighbours_of`.
        travel: Travel between areas, shape (areas, areas); or
        points: middle of each area, shape (areas, 2), in a flat projection.
        metric: Distance between points: along a street grid ("manhattan") or straight ("euclidean").

    Raises:
        ImpossibleInput: names repeat, shapes do not fit, or a neighbour is unknown.
    """
    called = tuple(str(name) for name in names)
    index = {name: number for number, name in enumerate(called)}
    refuse_unless(len(called) > 0, "There are no areas.")
    refuse_unless(len(index) == len(called), "Every area needs a name of its own.")
    weight = numbers(load, "Loads of areas", least=0.0)
    refuse_unless(weight.shape == (len(called),), "There must be one load for each area.")
    refuse_unless(float(weight.sum()) > 0, "Without any load there is nothing to balance.")
    refuse_unless((travel is None) != (points is None), "Give either travel times or points, not both.")
    way = distances(points, metric) if travel is None else numbers(travel, "Travel between areas", least=0.0)
    refuse_unless(way.shape == (len(called),) * 2, "Travel must be a table of areas by areas.")
    pairs = set()
    for one, other in neighbours:
        if one not in index or other not in index:
            raise ImpossibleInput(f"Neighbours {one} and {other}: there is no area of that name.")
        if one != other:
            pairs.add((min(index[one], index[other]), max(index[one], index[other])))
    return Areas(called, weight, way, tuple(sorted(pairs)))


def distances(points: ArrayLike | None, metric: str) -> Floats:
    """Distance between all points, shape (points, points).

    Args:
        points: Coordinates in a flat projection, shape (points, 2).
        metric: "manhattan" or "euclidean".

    Raises:
        ImpossibleInput: points are no pairs of numbers, or the metric is unknown.
    """
    place = numbers(points if points is not None else [], "Coordinates")
    refuse_unless(place.ndim == 2 and place.shape[1] == 2, "Points must be pairs of coordinates.")
    refuse_unless(metric in ("manhattan", "euclidean"), 'The metric is "manhattan" or "euclidean".')
    gap = np.abs(place[:, None, :] - place[None, :, :])
    return np.asarray(gap.sum(axis=2) if metric == "manhattan" else np.hypot(gap[..., 0], gap[..., 1]))


def neighbours_of(geometries: Mapping[str, Mapping[str, Any]], *, tolerance: float = 0.0) -> tuple[Pair, ...]:
    """Pairs of areas that share a stretch of border; meeting at a corner is not enough.

    Args:
        geometries: GeoJSON polygon of each area by name.
        tolerance: Gap or overlap between borders to bridge, in the unit of the coordinates; the stretch
            shared must then be over six times as long.

    Returns:
        Pairs of names, sorted in the order of `geometries`.

    Raises:
        ImpossibleInput: a geometry is not readable, or the tolerance is negative.
    """
    refuse_unless(tolerance >= 0, "The tolerance of borders cannot be negative.")
    names = list(geometries)
    polygons = polygons_of(geometries)
    tree = shapely.STRtree(polygons)
    one, other = tree.query(polygons, predicate="dwithin", distance=tolerance)
    upper = one < other
    one, other = one[upper], other[upper]
    edge = shapely.boundary(polygons)
    near = shapely.buffer(polygons, tolerance)[one] if tolerance > 0 else edge[one]
    shared = shapely.length(shapely.intersection(near, edge[other]))
    kept = sorted(
        (int(a), int(b)) for a, b, length in zip(one, other, shared, strict=True) if length > 6 * tolerance
    )
    return tuple((names[a], names[b]) for a, b in kept)


def polygons_of(geometries: Mapping[str, Mapping[str, Any]]) -> NDArray[Any]:
    """Shapely polygons from GeoJSON, mended where a ring crosses itself.

    Raises:
        ImpossibleInput: a geometry is not readable.
    """
    found = []
    for name, geometry in geometries.items():
        try:
            one = shape(geometry)
        except Exception:
            raise ImpossibleInput(f"The outline of area {name} is not readable GeoJSON.") from None
        refuse_unless(
            one.geom_type in ("Polygon", "MultiPolygon") and not one.is_empty,
            f"The outline of area {name} is not a polygon.",
        )
        found.append(one if one.is_valid else shapely.make_valid(one))
    return np.array(found, dtype=object)
