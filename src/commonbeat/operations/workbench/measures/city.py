"""The city's beats as areas of a dispatching model: where they are, how far apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import shape

from commonbeat.city.places.models import Beat

from .work import NotAnswerable

KM_PER_DEGREE = 111.32


@dataclass(frozen=True)
class Areas:
    """Beats and the distances between them.

    Attributes:
        codes: beat codes.
        hours: travel hours between beats along a street grid, shape (beats, beats); within a beat, from one
            random point to another of a square of its size.
    """

    codes: tuple[str, ...]
    hours: NDArray[np.float64]


def areas_of_city(speed_kmh: float) -> Areas:
    """Today's beats, and how long a car takes between them at `speed_kmh`.

    Distance is measured along a street grid between the middles of beats. Inside a beat it is two thirds of
    the side of a square with the beat's area (Larson & Odoni 1981, section 3.4).

    Raises:
        NotAnswerable: no beats are on file.
    """
    beats = list(Beat.objects.filter(valid_to=None).order_by("code"))
    if not beats:
        raise NotAnswerable("No beats are on file. Load them: commonbeat import beats.")
    points = np.array([_middle(beat.geometry) for beat in beats])
    x = points[:, 0] * KM_PER_DEGREE * np.cos(np.radians(points[:, 1].mean()))
    y = points[:, 1] * KM_PER_DEGREE
    km = np.abs(x[:, None] - x[None, :]) + np.abs(y[:, None] - y[None, :])
    np.fill_diagonal(km, [2 / 3 * beat.area_km2**0.5 for beat in beats])
    return Areas(tuple(beat.code for beat in beats), km / speed_kmh)


def _middle(geometry: dict[str, Any]) -> tuple[float, float]:
    """The middle of a beat's largest part."""
    figure = shape(geometry)
    parts = getattr(figure, "geoms", [figure])
    largest = max(parts, key=lambda part: part.area)
    return float(largest.centroid.x), float(largest.centroid.y)
