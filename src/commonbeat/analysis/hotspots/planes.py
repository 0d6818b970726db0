"""From longitude and latitude to metres and back, as plain formulas."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from commonbeat.analysis.hotspots.points import Floats, PlaceInputError

SEMI_MAJOR = 6_378_137.0
FLATTENING = 1 / 298.257223563
_E2 = FLATTENING * (2 - FLATTENING)
_N = FLATTENING / (2 - FLATTENING)
_RECTIFYING = SEMI_MAJOR / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_ALPHA = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)
_SCALE = 0.9996
_FALSE_EAST = 500_000.0


@dataclass(frozen=True, kw_only=True)
class LocalPlane:
    """Metres east and north of a centre, with the curvature of the ellipsoid at that centre.

    Good for one city: east-west lengths are off by about tan(latitude) × (km north of the centre) / 6371, that
    is 0.15 % at latitude 44° and 10 km.

    Attributes:
        lon: Longitude of the centre (degrees).
        lat: Latitude of the centre (degrees).
    """

    lon: float
    lat: float

    def __post_init__(self) -> None:
        if not (abs(self.lon) <= 180 and abs(self.lat) < 89):
            raise PlaceInputError(f"A centre at longitude {self.lon}, latitude {self.lat} is not on the map.")

    @property
    def _metres_per_degree(self) -> tuple[float, float]:
        phi = math.radians(self.lat)
        w = math.sqrt(1 - _E2 * math.sin(phi) ** 2)
        meridian = SEMI_MAJOR * (1 - _E2) / w**3
        return math.radians(1) * SEMI_MAJOR / w * math.cos(phi), math.radians(1) * meridian

    def to_metres(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """East and north of the centre in metres, for longitude and latitude in degrees."""
        east, north = self._metres_per_degree
        return (
            (np.asarray(lon, dtype=np.float64) - self.lon) * east,
            (np.asarray(lat, dtype=np.float64) - self.lat) * north,
        )

    def to_degrees(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude in degrees, for metres east and north of the centre."""
        east, north = self._metres_per_degree
        return (
            self.lon + np.asarray(x, dtype=np.float64) / east,
            self.lat + np.asarray(y, dtype=np.float64) / north,
        )


@dataclass(frozen=True, kw_only=True)
class UtmPlane:
    """Universal Transverse Mercator, by the series of Krüger (1912) to the fourth order (under 1 mm in a zone).

    Attributes:
        zone: Zone 1 to 60.
        south: Whether northings count from 10,000 km (southern hemisphere).
    """

    zone: int
    south: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.zone <= 60:
            raise PlaceInputError(f"UTM has zones 1 to 60, not {self.zone}.")

    @property
    def _middle(self) -> float:
        return self.zone * 6.0 - 183.0

    @property
    def _false_north(self) -> float:
        return 10_000_000.0 if self.south else 0.0

    def to_metres(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """Easting and northing in metres, for longitude and latitude in degrees."""
        phi = np.radians(np.asarray(lat, dtype=np.float64))
        delta = np.radians(np.asarray(lon, dtype=np.float64) - self._middle)
        k = 2 * math.sqrt(_N) / (1 + _N)
        s = np.sin(phi)
        t = np.sinh(np.arctanh(s) - k * np.arctanh(k * s))
        xi = np.arctan2(t, np.cos(delta))
        eta = np.arctanh(np.sin(delta) / np.sqrt(1 + t * t))
        x, y = eta.copy(), xi.copy()
        for j, a in enumerate(_ALPHA, start=1):
            x += a * np.cos(2 * j * xi) * np.sinh(2 * j * eta)
            y += a * np.sin(2 * j * xi) * np.cosh(2 * j * eta)
        return (
            _FALSE_EAST + _SCALE * _RECTIFYING * x,
            self._false_north + _SCALE * _RECTIFYING * y,
        )

    def to_degrees(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude in degrees, for easting and northing in metres."""
        xi0 = (np.asarray(y, dtype=np.float64) - self._false_north) / (_SCALE * _RECTIFYING)
        eta0 = (np.asarray(x, dtype=np.float64) - _FALSE_EAST) / (_SCALE * _RECTIFYING)
        xi, eta = xi0.copy(), eta0.copy()
        for j, b in enumerate(_BETA, start=1):
            xi -= b * np.sin(2 * j * xi0) * np.cosh(2 * j * eta0)
            eta -= b * np.cos(2 * j * xi0) * np.sinh(2 * j * eta0)
        tau_conformal = np.sin(xi) / np.sqrt(np.sinh(eta) ** 2 + np.cos(xi) ** 2)
        tau = tau_conformal.copy()
        e = math.sqrt(_E2)
        for _ in range(4):  # Newton steps for the latitude; two reach a nanometre
            root = np.sqrt(1 + tau * tau)
            sigma = np.sinh(e * np.arctanh(e * tau / root))
            guess = tau * np.sqrt(1 + sigma * sigma) - sigma * root
            slope = (1 + (1 - _E2) * tau * tau) / ((1 - _E2) * root * np.sqrt(1 + guess * guess))
            tau += (tau_conformal - guess) * slope
        lon = self._middle + np.degrees(np.arctan2(np.sinh(eta), np.cos(xi)))
        return lon, np.degrees(np.arctan(tau))


Plane = LocalPlane | UtmPlane


def plane_around(lon: ArrayLike, lat: ArrayLike) -> LocalPlane:
    """A local plane whose centre is the middle of the points (median, so a stray point does not move it).

    Raises:
        PlaceInputError: No points, or a coordinate that is not on the globe.
    """
    east, north = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    if east.size == 0 or east.size != north.size:
        raise PlaceInputError("A plane needs at least one longitude and as many latitudes.")
    if not (np.isfinite(east).all() and np.isfinite(north).all()):
        raise PlaceInputError("Some longitudes or latitudes are missing; leave those events out first.")
    if float(np.abs(east).max()) > 180 or float(np.abs(north).max()) > 90:
        raise PlaceInputError("Some coordinates are off the globe: these are not longitudes and latitudes.")
    return LocalPlane(lon=float(np.median(east)), lat=float(np.median(north)))


def plane_of(epsg: int) -> UtmPlane:
    """The plane of an EPSG code: UTM on WGS 84, NAD83 or ETRS89 (their ellipsoids differ by under 0.1 mm).

    Args:
        epsg: 32601-32660, 32701-32760, 26901-26923 or 25828-25838.

    Raises:
        PlaceInputError: Another code. Web Mercator (3857) is refused on purpose: its metres grow with latitude.
    """
    for first, last, zone, south in (
        (32601, 32660, 1, False),
        (32701, 32760, 1, True),
        (26901, 26923, 1, False),
        (25828, 25838, 28, False),
    ):
        if first <= epsg <= last:
            return UtmPlane(zone=epsg - first + zone, south=south)
    if epsg == 3857:
        raise PlaceInputError("Web Mercator (3857) stretches distances; use a local plane or UTM.")
    raise PlaceInputError(f"EPSG {epsg} is not known here; use a local plane or a UTM code.")
