"""Where: neighbourhoods above their own history, places that persist, and coordinates that are no places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from commonbeat.analysis.hotspots import (
    DefaultPlace,
    PlaceCluster,
    default_places,
    persistent_places,
    place_scan,
)

from .loading import PLACE_BLOCKS, Rows
from .recent import Recent, commonest
from .shapes import PlaceRow

WINDOWS = (7, 14, 28)
NEAR_M = 500.0
SAME_SPOT_M = 60.0
MOST_P = 0.01  # no place with a larger p can stand in a family of thousands
LEAST_EXCESS = 3.0


@dataclass(frozen=True)
class Landmark:
    """A named point; `is_default` marks station, lobby, hospital or jail."""

    name: str
    lon: float
    lat: float
    is_default: bool = False


@dataclass(frozen=True)
class FoundPlace:
    """A cluster of one source with its cells and the calls in it."""

    cluster: PlaceCluster
    source: str
    group: str
    cells: tuple[int, ...]
    events: Recent


def metres(lon: NDArray, lat: NDArray, lon0: float, lat0: float) -> NDArray[np.float64]:
    """Distance in metres to one point, flat-earth, good to 0.5 % within a city."""
    east = (lon - lon0) * 111_320 * np.cos(np.radians(lat0))
    north = (lat - lat0) * 110_574
    return np.hypot(east, north)


def find_defaults(rows: Rows, total: int, landmarks: Sequence[Landmark]) -> tuple[DefaultPlace, ...]:
    """Default places among the crowded coordinates."""
    if not rows:
        return ()
    groups = {g: i for i, g in enumerate(sorted({r[2] for r in rows}))}
    spots: dict[tuple[float, float], NDArray[np.float64]] = {}
    for lon, lat, group, n in rows:
        spots.setdefault((lon, lat), np.zeros(len(groups)))[groups[group]] += n
    lon, lat = np.array([s[0] for s in spots]), np.array([s[1] for s in spots])
    found = list(default_places(lon, lat, np.array(list(spots.values())), total=total))
    told = {(p.lon, p.lat) for p in found}
    named = [x for x in landmarks if x.is_default]
    for (x, y), counts in spots.items():
        near = next(
            (m.name for m in named if metres(np.array(x), np.array(y), m.lon, m.lat) <= SAME_SPOT_M), ""
        )
        if near and (x, y) not in told:
            found.append(
                DefaultPlace(
                    method="named default place",
                    n=int(counts.sum()),
                    lon=x,
                    lat=y,
                    count=int(counts.sum()),
                    share=float(counts.sum() / max(total, 1)),
                    types=int((counts > 0).sum()),
                    reason=near,
                )
            )
    return tuple(found)


def home_cell(spot: DefaultPlace) -> int:
    """Cell (H3, resolution 9) a default place lies in; 0 off the globe."""
    on_globe = abs(spot.lat) <= 90 and abs(spot.lon) <= 180
    return int(h3.latlng_to_cell(spot.lat, spot.lon, 9)) if on_globe else 0


def away_from_defaults(
    recent: Recent, defaults: Sequence[DefaultPlace], landmarks: Sequence[Landmark]
) -> Recent:
    """Calls with a place that is a place."""
    keep = np.isfinite(recent["lon"]) & (recent["h3"] != 0)
    for spot in defaults:
        keep &= ~((recent["lon"] == spot.lon) & (recent["lat"] == spot.lat))
    for mark in landmarks:
        if mark.is_default:
            keep &= ~(metres(recent["lon"], recent["lat"], mark.lon, mark.lat) <= SAME_SPOT_M)
    return recent.where(keep)


@dataclass(frozen=True)
class Scanned:
    """Candidates of one source, strongest first, and the p values of all neighbourhoods tested."""

    found: tuple[FoundPlace, ...] = ()
    p: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    def told(self, q: NDArray[np.float64], rate: float) -> tuple[FoundPlace, ...]:
        """The candidates that stand with the adjusted p values of the whole family."""
        share = {float(p): float(v) for p, v in zip(self.p, q, strict=True)}
        out = []
        for one in self.found:
            value = share[one.cluster.p]
            if value <= rate and one.cluster.count - one.cluster.expected >= LEAST_EXCESS:
                out.append(replace(one, cluster=replace(one.cluster, q=value)))
        return tuple(out)


def scan(
    recent: Recent, history: Rows, source: str, blocks: range, blocked: Sequence[DefaultPlace]
) -> Scanned:
    """Compare neighbourhoods (a cell, and a cell with its ring) with their own history.

    Args:
        recent: Events of the last four weeks with a real place.
        history: (cell, group, block, count) of the blocks before.
        source: "calls" or "incidents".
        blocks: Which blocks of the history may be used.
        blocked: Default places; their cells are left out.
    """
    if len(recent) == 0 or len(blocks) < 2:
        return Scanned()
    groups = sorted(set(recent["group"]))
    cells = sorted({int(c) for c in recent["h3"]} | {int(r[0]) for r in history})
    where = {cell: i for i, cell in enumerate(cells)}
    which = {g: i for i, g in enumerate(groups)}
    at = np.array([where[int(c)] for c in recent["h3"]])
    kind = np.array([which[g] for g in recent["group"]])
    now = np.zeros((len(groups), len(cells), len(WINDOWS)))
    for w, days in enumerate(WINDOWS):
        inside = recent.last(days)
        np.add.at(now, (kind[inside], at[inside], w), 1)
    past = np.zeros((len(groups), len(cells), PLACE_BLOCKS))
    for cell, group, block, n in history:
        if group in which:
            past[which[group], where[int(cell)], block] += n
    # Calls at the default place itself are gone from `recent` but not from history, so its cell is left out.
    for spot in blocked:
        home = where.get(home_cell(spot))
        if home is not None:
            past[:, home, :] = 0
            now[:, home, :] = 0
    chosen = past[:, :, blocks.start : blocks.stop]
    result = place_scan(now, chosen, _rings(cells, where), windows=WINDOWS, rate=1.0, most_p=MOST_P)
    found = []
    for one in result.clusters:
        members = tuple(cells[i] for i in one.cells)
        mask = recent.last(one.window) & (kind == one.series) & np.isin(recent["h3"], members)
        found.append(FoundPlace(one, source, groups[one.series], members, recent.where(mask)))
    return Scanned(tuple(found), result.p)


def _rings(cells: list[int], where: dict[int, int]) -> list[sparse.csr_array]:
    """The cell itself, and the cell with its six neighbours."""
    n = len(cells)
    rows, columns = [], []
    for i, cell in enumerate(cells):
        for other in h3.grid_disk(cell, 1):
            if other in where:
                rows.append(i)
                columns.append(where[other])
    ring = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(n, n))
    return [sparse.csr_array(sparse.eye_array(n)), ring]


def name_of(lon: float, lat: float, blocks: NDArray, landmarks: Sequence[Landmark]) -> str:
    """What people call the spot: a landmark close by, else the commonest block, else ""."""
    named = [m for m in landmarks if not m.is_default]
    if named:
        away = metres(np.array([m.lon for m in named]), np.array([m.lat for m in named]), lon, lat)
        if away.min() <= NEAR_M:
            return named[int(away.argmin())].name
    return commonest(blocks)


def persistent(
    recent: Recent, history: Rows, landmarks: Sequence[Landmark], most: int = 10
) -> tuple[PlaceRow, ...]:
    """Cells among the busiest in most months of the last year, busiest first."""
    if not history:
        return ()
    cells = sorted({int(r[0]) for r in history} | {int(c) for c in recent["h3"]})
    where = {cell: i for i, cell in enumerate(cells)}
    counts = np.zeros((PLACE_BLOCKS + 1, len(cells)))
    for cell, _, block, n in history:
        counts[block, where[int(cell)]] += n
    for cell in recent["h3"]:
        counts[-1, where[int(cell)]] += 1
    months = counts[counts.sum(axis=1) > 0]
    result = persistent_places(months)
    rows = []
    for i in result.persistent[:most]:
        inside = recent.where(recent["h3"] == cells[i])
        lat, lon = h3.cell_to_latlng(cells[i])
        rows.append(
            PlaceRow(
                name=name_of(lon, lat, inside["block"], landmarks),
                cell=h3.int_to_str(cells[i]),
                beat=commonest(inside["beat"]),
                lon=lon,
                lat=lat,
                months_on_top=int(result.months_on_top[i]),
                months=len(months),
                count_28_days=int(counts[-1, i]),
            )
        )
    return tuple(rows)
