"""Where calls happen: a weight for every block by land use, with places that stay busy, and draws from it."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from commonbeat.demo import plants
from commonbeat.demo.call_types import DemoType
from commonbeat.demo.geography import City
from commonbeat.demo.plane import to_lonlat

# Weight of a block by land use, for each profile: (per address, flat).
LAND: dict[str, dict[str, tuple[float, float]]] = {
    "mixed": {"downtown": (0.10, 3.0), "bars": (0.1, 8.0), "commercial": (0.06, 3.0), "apartments": (0.14, 0.3),
              "residential": (0.055, 0.1), "industrial": (0.02, 0.2), "roadside": (0.02, 0.5), "rural": (0.02, 0.05)},
    "homes": {"downtown": (0.07, 0.2), "bars": (0.04, 0.3), "commercial": (0.03, 0.2), "apartments": (0.15, 0.4),
              "residential": (0.07, 0.1), "roadside": (0.02, 0.1), "rural": (0.04, 0.1)},
    "shops": {"downtown": (0.05, 2.6), "bars": (0.05, 4.0), "commercial": (0.12, 3.0), "apartments": (0.01, 0.1),
              "industrial": (0.02, 1.2), "roadside": (0.05, 1.0)},
    "bars": {"bars": (0.0, 60.0), "downtown": (0.02, 1.4), "commercial": (0.02, 0.8), "apartments": (0.03, 0.1),
             "residential": (0.006, 0.0)},
    "cars": {"downtown": (0.05, 1.2), "bars": (0.05, 2.0), "commercial": (0.06, 1.4), "apartments": (0.13, 0.5),
             "residential": (0.05, 0.1), "industrial": (0.02, 0.7), "roadside": (0.02, 0.4)},
    "roads": {"commercial": (0.0, 9.0), "roadside": (0.0, 3.5), "apartments": (0.0, 1.2), "downtown": (0.0, 1.6),
              "bars": (0.0, 1.6), "residential": (0.0, 0.14), "industrial": (0.0, 0.6), "rural": (0.0, 0.3)},
}  # fmt: skip
SITE_PULL = {"shops": [("Valle Mall", 11.0, 420.0)], "mixed": [("Marisol Community Hospital", 3.0, 330.0)]}
DEPOT_CAR_PULL = 5.5
SETBACK_M = 14.0  # from the middle of the street to the door


class Places:
    """Draws blocks for calls and finds blocks near a landmark."""

    def __init__(self, city: City, seed: int) -> None:
        self.city = city
        self.blocks = city.blocks
        self.x = self.blocks["x"].to_numpy()
        self.y = self.blocks["y"].to_numpy()
        self._use = self.blocks["land_use"].to_numpy()
        self._homes = self.blocks["address_count"].to_numpy()
        self._rng = np.random.default_rng([seed, 3])
        self._sums: dict[str, NDArray[np.float64]] = {}

    def near(self, site: str, radius_m: float) -> NDArray[np.int64]:
        """Blocks whose middle lies within radius_m of a site's centre."""
        centre = self.city.site(site).ground.centroid
        return np.flatnonzero(np.hypot(self.x - centre.x, self.y - centre.y) <= radius_m)

    def of_use(self, land_use: str) -> NDArray[np.int64]:
        """Blocks of one land use."""
        return np.flatnonzero(self._use == land_use)

    def _weights(self, kind: DemoType) -> NDArray[np.float64]:
        land = LAND.get(kind.land, LAND["mixed"])
        weight = np.zeros(len(self.x))
        for use, (each, flat) in land.items():
            chosen = self._use == use
            weight[chosen] = each * self._homes[chosen] + flat
        for site, pull, radius in SITE_PULL.get(kind.land, []):
            weight[self.near(site, radius)] *= pull
        if kind.land == "cars":
            weight[self.near(plants.DEPOT, plants.DEPOT_RADIUS_M)] *= (
                DEPOT_CAR_PULL if kind.code == "VEHTHEFT" else 1.5
            )
        if kind.land == "schools":
            weight[:] *= 0.15
            for site in self.city.sites:
                if site.kind in ("school", "college"):
                    weight[self.near(site.name, 380.0)] *= 18.0
        # A few blocks are busy all the time, most are quiet: the spread differs from group to group.
        stay = np.random.default_rng([98, *kind.group.encode()]).gamma(0.9, 1 / 0.9, len(weight))
        return weight * stay

    def draw(self, kind: DemoType, count: int) -> NDArray[np.int64]:
        """Block numbers for `count` calls of a type."""
        if kind.code not in self._sums:
            self._sums[kind.code] = np.cumsum(self._weights(kind))
        sums = self._sums[kind.code]
        return np.searchsorted(sums, self._rng.uniform(0, sums[-1], count), side="right").clip(
            max=len(sums) - 1
        )

    def points(
        self, block: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.str_]]:
        """Exact places on the blocks, set back from the street on either side.

        Returns plane metres (n, 2), degrees (n, 2) to 6 decimals, house numbers, and the beat of each place: on a
        street between two beats the side decides.
        """
        part = self._rng.uniform(0.12, 0.88, len(block))
        side = self._rng.choice([-1.0, 1.0], len(block))
        start = self.blocks.select("x0", "y0").to_numpy()[block]
        end = self.blocks.select("x1", "y1").to_numpy()[block]
        middle = np.column_stack((self.x[block], self.y[block]))
        # Two straight halves through the middle, so that winding streets are followed closely enough.
        first = start + (middle - start) * (2 * part)[:, None]
        second = middle + (end - middle) * (2 * part - 1)[:, None]
        along = np.where((part < 0.5)[:, None], middle - start, end - middle)
        length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1.0)
        aside = np.column_stack((-along[:, 1], along[:, 0])) / length[:, None] * (side * SETBACK_M)[:, None]
        xy = np.where((part < 0.5)[:, None], first, second) + aside
        number = self.blocks["number"].to_numpy()[block] + (part * 49).astype(int) * 2 + (side > 0)
        return xy, np.round(to_lonlat(xy), 6), number, self._beats(xy, block)

    def _beats(self, xy: NDArray[np.float64], block: NDArray[np.int64]) -> NDArray[np.str_]:
        codes = self.blocks["beat_code"].to_numpy()[block].astype(object)
        for beat in self.city.beats:
            shapely.prepare(beat.shape)
            codes[shapely.contains_xy(beat.shape, xy[:, 0], xy[:, 1])] = beat.code
        return codes.astype(str)
