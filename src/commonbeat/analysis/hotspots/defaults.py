"""Coordinates that stand for "we do not know where": station, lobby, hospital, centroid, 0/0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from commonbeat.analysis.hotspots.points import PlaceInputError
from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class DefaultPlace(Result):
    """One exact coordinate to keep out of place findings, and why."""

    lon: float
    lat: float
    count: int
    share: float
    types: int
    reason: str


def default_places(
    lon: ArrayLike,
    lat: ArrayLike,
    types_by_place: ArrayLike,
    *,
    total: int | None = None,
    share: float = 0.01,
    least_types: int = 4,
    likeness: float = 0.75,
) -> tuple[DefaultPlace, ...]:
    """Find coordinates with an implausible share of all events and the mix of a whole city.

    A busy shop has one kind of trouble; a default place has all of them. A coordinate is told when it holds
    `share` of all events and many times the median place, at least `least_types` types, and a mix whose
    cosine with the rest of the city is `likeness` or more. 0/0 and coordinates off the globe always are.

    Args:
        lon: Longitude of each exact coordinate (degrees).
        lat: Latitude of each.
        types_by_place: Events by (coordinate, type).
        total: All events, when the coordinates given are only the busiest ones.
        share: Share of all events from which a coordinate is suspect.
        least_types: Fewest types at a default place.
        likeness: Least cosine between its mix of types and the city's.

    Raises:
        PlaceInputError: Coordinates and table are not of the same length.
    """
    x, y, table = np.asarray(lon, float), np.asarray(lat, float), np.asarray(types_by_place, float)
    if table.ndim != 2 or not x.size == y.size == table.shape[0]:
        raise PlaceInputError("Every coordinate needs a longitude, a latitude and a row of events by type.")
    counts = table.sum(axis=1)
    everything = float(total if total is not None else counts.sum())
    found: list[DefaultPlace] = []
    if everything == 0:
        return ()
    middle = float(np.median(counts))
    city = table.sum(axis=0)
    for i in np.argsort(-counts, kind="stable"):
        types = int((table[i] > 0).sum())
        rest = city - table[i]
        norm = float(np.linalg.norm(rest) * np.linalg.norm(table[i]))
        alike = float(rest @ table[i]) / norm if norm else 0.0
        nowhere = (x[i] == 0 and y[i] == 0) or abs(x[i]) > 180 or abs(y[i]) > 90
        crowded = counts[i] >= max(share * everything, 10, 5 * middle)
        if nowhere:
            reason = "0/0 or a coordinate off the globe"
        elif crowded and types >= least_types and alike >= likeness:
            reason = "one exact coordinate holds an implausible share of all events, of every type"
        else:
            continue
        found.append(
            DefaultPlace(
                method="default places v1",
                n=int(counts[i]),
                lon=float(x[i]),
                lat=float(y[i]),
                count=int(counts[i]),
                share=float(counts[i] / everything),
                types=types,
                reason=reason,
            )
        )
    return tuple(found)
