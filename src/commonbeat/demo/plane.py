"""A flat metre plane under the invented city, and its place on the globe.

Marisol does not exist. Its centre is put on open farmland of California's Central Valley so that time
zone, sun and distances are right. x runs east, y runs north, both in metres from the centre.
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

CENTRE_LON = -120.43
CENTRE_LAT = 36.87
METRES_PER_DEGREE_LAT = 110_960.0
METRES_PER_DEGREE_LON = 111_320.0 * math.cos(math.radians(CENTRE_LAT))

# The railway came first and everything old is square to it: 38 degrees off east, as it enters from the north-west.
RAIL_ANGLE = math.radians(-38.0)
RAIL_ORIGIN = (200.0, -350.0)
ALONG = (math.cos(RAIL_ANGLE), math.sin(RAIL_ANGLE))
ACROSS = (-ALONG[1], ALONG[0])

FloatArray = NDArray[np.float64]


def to_lonlat(xy: FloatArray) -> FloatArray:
    """Metres (n, 2) on the plane to longitude and latitude (n, 2) in WGS84 degrees."""
    xy = np.asarray(xy, dtype=float)
    return np.column_stack(
        (CENTRE_LON + xy[:, 0] / METRES_PER_DEGREE_LON, CENTRE_LAT + xy[:, 1] / METRES_PER_DEGREE_LAT)
    )


def geometry_to_lonlat(shape: BaseGeometry, digits: int = 6) -> BaseGeometry:
    """The same shape in WGS84 degrees; equal points stay equal, so neighbours keep their common edge."""
    return shapely.transform(shape, lambda xy: np.round(to_lonlat(xy), digits))


def from_rail(t: float, n: float) -> tuple[float, float]:
    """A point t metres along the railway (south-east) and n metres to its north-east side, on the plane."""
    return (
        RAIL_ORIGIN[0] + t * ALONG[0] + n * ACROSS[0],
        RAIL_ORIGIN[1] + t * ALONG[1] + n * ACROSS[1],
    )


def bend(xy: FloatArray) -> FloatArray:
    """Surveyed section lines are never quite straight: a slow bend of up to about 130 m."""
    x, y = xy[:, 0], xy[:, 1]
    return np.column_stack(
        (x + 110.0 * np.sin(y / 2300.0 + 0.6) + 25.0 * np.sin(y / 700.0), y + 95.0 * np.sin(x / 2700.0 - 0.4))
    )


def unbend(xy: FloatArray) -> FloatArray:
    """Inverse of `bend` by fixed-point iteration (the bend is gentle, six rounds reach a millimetre)."""
    guess = xy.copy()
    for _ in range(6):
        guess = xy - (bend(guess) - guess)
    return guess
