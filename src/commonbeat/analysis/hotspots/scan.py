"""Places where the last days brought more than their own history lets expect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, stats
from scipy.spatial import cKDTree

from commonbeat.analysis.hotspots.points import PlaceInputError, checked_points, positive
from commonbeat.analysis.results import Result
from commonbeat.analysis.trends.compare import benjamini_hochberg


@dataclass(frozen=True, kw_only=True)
class PlaceCluster(Result):
    """One neighbourhood above its own history: centre cell, member cells, window and counts."""

    centre: int
    cells: tuple[int, ...]
    series: int
    window: int
    ring: int
    count: int
    expected: float
    p: float
    q: float


@dataclass(frozen=True, kw_only=True)
class PlaceScan(Result):
    """All places found, strongest first; how many neighbourhoods were tested, and the p value of each test."""

    clusters: tuple[PlaceCluster, ...]
    tested: int
    p: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0), repr=False)


def disc_neighbours(x: ArrayLike, y: ArrayLike, radius: float) -> sparse.csr_array:
    """Which points lie within `radius` metres of which, each point its own neighbour."""
    tree = cKDTree(np.column_stack(checked_points(x, y)))
    pairs = tree.query_pairs(positive(radius, "The radius"), output_type="ndarray")
    n = tree.n
    rows = np.concatenate([pairs[:, 0], pairs[:, 1], np.arange(n)])
    columns = np.concatenate([pairs[:, 1], pairs[:, 0], np.arange(n)])
    return sparse.csr_array((np.ones(rows.size), (rows, columns)), shape=(n, n))


def place_scan(
    current: ArrayLike,
    history: ArrayLike,
    neighbourhoods: Sequence[sparse.sparray],
    *,
    windows: Sequence[int] = (7, 14, 28),
    block_days: int = 28,
    rate: float = 0.05,
    least: int = 5,
    coverage: float = 0.95,
    blocked: ArrayLike | None = None,
    most_p: float = 1.0,
) -> PlaceScan:
    """Compare each neighbourhood's last days with the same neighbourhood's past.

    Every cell with an event in a window is the centre of its neighbourhoods. The centre was chosen because
    something happened there, so one event is taken off before testing: under no change the others follow
    the history. Expected counts are negative binomial with the neighbourhood's own dispersion over blocks of
    `block_days`; with no event in the past the expectation is half an event over all blocks. One
    Benjamini-Hochberg family holds every neighbourhood, window and series; overlapping discs of one
    series are told once, by the smallest p.

    Args:
        current: Events by (series, cell, window), cumulative: a longer window holds the shorter.
        history: Events by (series, cell, block) before the longest window.
        neighbourhoods: One square 0/1 matrix (cells by cells) for each size, diagonal included.
        windows: Days of each window.
        block_days: Days in a block of the history.
        rate: False discovery rate.
        least: Fewest events a place must have to be told.
        coverage: Nominal coverage of the expected range.
        blocked: Cells kept out (default places), as a boolean array.
        most_p: Largest p value a place may have to be told. With `rate` 1 this gives candidates whose share of
            false ones is left to a caller that holds a wider family; `PlaceScan.p` has what it needs.

    Raises:
        PlaceInputError: Shapes do not agree, or the history holds fewer than 2 blocks.
    """
    now, past = np.asarray(current, float), np.asarray(history, float)
    if now.ndim != 3 or past.ndim != 3 or now.shape[:2] != past.shape[:2] or now.shape[2] != len(windows):
        raise PlaceInputError("Give events by series, cell and window, and by series, cell and block.")
    if past.shape[2] < 2:
        raise PlaceInputError("At least 2 blocks of history are needed.")
    if blocked is not None:
        keep = ~np.asarray(blocked, bool)
        now, past = now * keep[None, :, None], past * keep[None, :, None]
    tests = _tests(now, past, neighbourhoods, windows, block_days)
    q = benjamini_hochberg(tests["p"])
    hits = np.flatnonzero((q <= rate) & (tests["p"] <= most_p) & (tests["k"] >= least))
    clusters = _distinct(tests, q, hits, neighbourhoods, windows, coverage)
    few = past.shape[2] < 6
    return PlaceScan(
        method="place scan, own history, negative binomial tail v1",
        n=int(now[:, :, -1].sum()),
        coverage=coverage,
        warnings=("Under 24 weeks of history for places.",) if few else (),
        clusters=clusters,
        tested=int(q.size),
        p=tests["p"],
    )


def _tests(
    now: NDArray[np.float64],
    past: NDArray[np.float64],
    rings: Sequence[sparse.sparray],
    windows: Sequence[int],
    block_days: int,
) -> dict[str, NDArray[Any]]:
    """One row for each neighbourhood, window and series with an event at its centre."""
    parts: dict[str, list[Any]] = {k: [] for k in ("series", "cell", "window", "ring", "k", "e", "size", "p")}
    blocks = past.shape[2]
    for series in range(now.shape[0]):
        if not now[series].any():
            continue
        for ring, matrix in enumerate(rings):
            counts = matrix @ now[series]
            before = matrix @ past[series]
            mean = np.maximum(before.mean(axis=1), 0.5 / blocks)
            phi = np.maximum(1.0, before.var(axis=1, ddof=1) / mean)
            for w, days in enumerate(windows):
                cells = np.flatnonzero(now[series, :, w])
                m = mean[cells] * days / block_days
                variance = phi[cells] * m + phi[cells] * m * days / block_days / blocks
                size = m**2 / np.maximum(variance - m, 1e-9 * m)
                share = size / (size + m)
                k = counts[cells, w]
                parts["p"].append(stats.nbinom.sf(k - 2, size, share))
                parts["size"].append(size)
                parts["k"].append(k)
                parts["e"].append(m)
                parts["cell"].append(cells)
                for name, value in (("series", series), ("window", w), ("ring", ring)):
                    parts[name].append(np.full(cells.size, value))
    return {key: np.concatenate(value) if value else np.zeros(0) for key, value in parts.items()}


def _distinct(
    tests: dict[str, NDArray[Any]],
    q: NDArray[np.float64],
    hits: NDArray[np.int64],
    rings: Sequence[sparse.sparray],
    windows: Sequence[int],
    coverage: float,
) -> tuple[PlaceCluster, ...]:
    """Strongest first; a neighbourhood that shares a cell with one already told is left out."""
    told: list[PlaceCluster] = []
    taken: dict[int, set[int]] = {}
    matrices = [sparse.csr_array(m) for m in rings]
    tail = (1 - coverage) / 2
    for i in hits[np.lexsort((-tests["k"][hits], tests["p"][hits]))]:
        series, ring, cell = (int(tests[name][i]) for name in ("series", "ring", "cell"))
        matrix = matrices[ring]
        members = {int(j) for j in matrix.indices[matrix.indptr[cell] : matrix.indptr[cell + 1]]}
        if members & taken.setdefault(series, set()):
            continue
        size = tests["size"][i]
        low, high = stats.nbinom.ppf([tail, 1 - tail], size, size / (size + tests["e"][i]))
        if tests["k"][i] <= high:
            continue
        taken[series] |= members
        told.append(
            PlaceCluster(
                method="place scan v1",
                n=int(tests["k"][i]),
                interval=(float(low), float(high)),
                coverage=coverage,
                centre=cell,
                cells=tuple(sorted(members)),
                series=series,
                window=windows[int(tests["window"][i])],
                ring=ring,
                count=int(tests["k"][i]),
                expected=float(tests["e"][i]),
                p=float(tests["p"][i]),
                q=float(q[i]),
            )
        )
    return tuple(told)
