"""Density on a grid, Getis-Ord, Moran: against KDEpy, scikit-learn and PySAL."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import Any

import numpy as np

from bench.analysis.table import BenchRow, Growth, timed
from bench.analysis.table import growth as grow
from commonbeat.analysis.hotspots import (
    Grid,
    accuracy_table,
    density_at,
    density_map,
    general_g,
    gi,
    gi_grid,
    grid_weights,
    local_moran,
    moran,
)

GRID = Grid(west=0, south=0, cell=20_000 / 256, columns=256, rows=256)
# Published by PySAL's own tests for its example data.
MORAN_STL, MORAN_SIDS = 0.2436558262177166, 0.24772519320480135


def events(n: int) -> tuple[np.ndarray, np.ndarray]:
    """A city of 20 km: forty clusters and a background, all of it well inside the grid."""
    rng = np.random.default_rng(11)
    centres = rng.uniform(3000, 17_000, (40, 2))
    which = rng.integers(0, 40, n)
    x, y = (centres[which] + rng.normal(0, 500, (n, 2))).T
    alone = rng.random(n) < 0.3
    x[alone], y[alone] = rng.uniform(1000, 19_000, (2, int(alone.sum())))
    return np.clip(x, 100, 19_900), np.clip(y, 100, 19_900)


def rows() -> list[BenchRow]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [
            _kdepy(),
            _sklearn(),
            _quartic(),
            *_getis(),
            _local(),
            *_published(),
        ]


def growth() -> list[Growth]:
    def density(n: int) -> Any:
        x, y = events(n)
        return lambda: density_map(x, y, GRID, bandwidth=300)

    return [grow("density map 256 x 256, by events", density)]


def _exact(found: Any, x: np.ndarray, y: np.ndarray, kernel: str, h: float) -> float:
    """Largest error at 200 cells as a share of the peak."""
    at = np.random.default_rng(0).choice(GRID.size, 200, replace=False)
    mx, my = np.meshgrid(GRID.x_centres, GRID.y_centres)
    exact = density_at(x, y, mx.ravel()[at], my.ravel()[at], kernel=kernel, bandwidth=h)  # type: ignore[arg-type]
    return float(np.abs(found.density.ravel()[at] - exact).max() / found.density.max())


def _kdepy() -> BenchRow:
    x, y = events(100_000)
    ours, found = timed(lambda: density_map(x, y, GRID, bandwidth=300), runs=9)
    name, goal = "density, Gaussian, 100k points, 256 x 256", "no slower than KDEpy, <= 30 ms, 1e-3 of exact"
    if find_spec("KDEpy") is None:
        return BenchRow(name, ours, "KDEpy FFTKDE", None, None, goal, 1, 0.03)
    from KDEpy import FFTKDE

    mx, my = np.meshgrid(GRID.x_centres, GRID.y_centres, indexing="ij")
    grid, data = np.column_stack([mx.ravel(), my.ravel()]), np.column_stack([x, y])
    seconds, answer = timed(lambda: FFTKDE(kernel="gaussian", bw=300).fit(data).evaluate(grid))
    theirs = np.asarray(answer).reshape(256, 256).T
    # KDEpy cuts its kernel off and loses a twentieth of the mass here; scaled to one, shapes can be compared.
    theirs /= theirs.sum() * GRID.cell**2
    near = np.abs(theirs - found.density).max() < 0.03 * found.density.max()
    same = bool(near and _exact(found, x, y, "gaussian", 300) < 1e-3)
    return BenchRow(name, ours, "KDEpy FFTKDE", seconds, same, goal, 1, 0.03)


def _sklearn() -> BenchRow:
    x, y = events(100_000)
    ours, found = timed(lambda: density_map(x, y, GRID, bandwidth=300))
    name, goal = "density, Gaussian, 100k points, 256 x 256", ">= 1,000x scikit-learn"
    if find_spec("sklearn") is None:
        return BenchRow(name, ours, "scikit-learn", None, None, goal, 1000)
    from sklearn.neighbors import KernelDensity

    at = np.random.default_rng(1).choice(GRID.size, 256, replace=False)
    mx, my = np.meshgrid(GRID.x_centres, GRID.y_centres)
    places = np.column_stack([mx.ravel()[at], my.ravel()[at]])
    model = KernelDensity(bandwidth=300, kernel="gaussian").fit(np.column_stack([x, y]))
    seconds, answer = timed(lambda: model.score_samples(places), runs=1)
    same = bool(np.abs(np.exp(answer) - found.density.ravel()[at]).max() < 1e-3 * found.density.max())
    return BenchRow(
        name, ours, "scikit-learn (256 cells, scaled)", seconds * GRID.size / 256, same, goal, 1000
    )


def _quartic() -> BenchRow:
    x, y = events(100_000)
    ours, found = timed(lambda: density_map(x, y, GRID, kernel="quartic", bandwidth=600))
    mx, my = np.meshgrid(GRID.x_centres[:16], GRID.y_centres[:16])
    seconds, _ = timed(
        lambda: density_at(x, y, mx.ravel(), my.ravel(), kernel="quartic", bandwidth=600), runs=1
    )
    same = _exact(found, x, y, "quartic", 600) < 1e-3
    peer = "NumPy sum (256 cells, scaled)"
    return BenchRow(
        "density, quartic, 100k points, 256 x 256",
        ours,
        peer,
        seconds * GRID.size / 256,
        same,
        ">= 100x",
        100,
    )


def _counts() -> np.ndarray:
    return np.random.default_rng(5).poisson(2.0, (100, 100)).astype(float)


def _getis() -> list[BenchRow]:
    counts = _counts()
    ours, found = timed(lambda: gi_grid(counts, alternative="two-sided"), runs=15)
    name, goal = "Gi* with FDR, 10k cells", ">= 60x esda, <= 5 ms, 1e-8"
    weights = grid_weights(Grid(west=0, south=0, cell=1, columns=100, rows=100))
    sparse_seconds, sparse = timed(lambda: gi(counts.ravel(), weights))
    if find_spec("esda") is None:
        return [BenchRow(name, ours, "esda G_Local", None, None, goal, 60, 0.005)]
    from esda.getisord import G, G_Local
    from libpysal.weights import lat2W

    w = lat2W(100, 100, rook=False)
    seconds, theirs = timed(
        lambda: G_Local(counts.ravel(), w, transform="B", star=True, permutations=0), runs=3
    )
    same = bool(np.abs(theirs.Zs - found.z.ravel()).max() < 1e-8)
    also = bool(np.abs(theirs.Zs - sparse.z).max() < 1e-8)
    whole_seconds, whole = timed(lambda: general_g(counts.ravel(), weights))
    peer_seconds, peer = timed(lambda: G(counts.ravel(), w, permutations=0), runs=3)
    equal = abs(whole.g - peer.G) < 1e-10 and abs(whole.z - peer.z_norm) < 1e-8
    return [
        BenchRow(name, ours, "esda G_Local", seconds, same, goal, 60, 0.005),
        BenchRow("Gi* on sparse weights, 10k places", sparse_seconds, "esda G_Local", seconds, also, "1e-8"),
        BenchRow("General G, 10k places", whole_seconds, "esda G", peer_seconds, bool(equal), "1e-8"),
    ]


def _local() -> BenchRow:
    # Rates without ties: PySAL leaves ties out of its tail, we count them.
    counts = np.random.default_rng(6).gamma(2.0, 1.0, 10_000)
    weights = grid_weights(Grid(west=0, south=0, cell=1, columns=100, rows=100))
    ours, found = timed(lambda: local_moran(counts, weights, permutations=999), runs=3)
    name, goal = "local Moran, 10k cells, 999 permutations", "1e-8; faster than esda, compiled"
    if find_spec("esda") is None:
        return BenchRow(name, ours, "esda Moran_Local", None, None, goal, 1)
    from esda.moran import Moran_Local
    from libpysal.weights import lat2W

    w = lat2W(100, 100, rook=False)
    w.transform = "r"
    seconds, theirs = timed(lambda: Moran_Local(counts, w, permutations=999, n_jobs=1, seed=1), runs=2)
    n = counts.size
    same = np.abs(theirs.Is - found.i).max() < 1e-8
    same &= np.abs(theirs.EIc * (n - 1) / n - found.expected).max() < 1e-8
    same &= np.abs(theirs.VIc * ((n - 1) / n) ** 2 - found.variance).max() < 1e-8
    # Two Monte Carlo answers: their p values differ by sampling only.
    same &= np.abs(np.minimum(1.0, 2 * theirs.p_sim) - found.p).mean() < 0.04
    return BenchRow(name, ours, "esda Moran_Local (second run)", seconds, bool(same), goal, 1)


def _published() -> list[BenchRow]:
    """Moran's I on PySAL's example data, and the accuracy indices of ptools."""
    ours, found = timed(lambda: accuracy_table([3, 2, 1], [6, 3, 0], [1, 1, 1]))
    same = np.allclose(found.pai, [2, 1.5, 1]) and np.allclose(found.rri, [0.5, 5 / 9, 2 / 3])
    rows = [BenchRow("PAI, PEI, RRI", ours, "ptools, printed values", None, bool(same), "exact")]
    if find_spec("libpysal") is None:
        return rows
    import libpysal
    from esda.moran import Moran

    table = libpysal.io.open(libpysal.examples.get_path("stl_hom.txt"))
    values = np.array(table.by_col["HR8893"], float)
    w = libpysal.io.open(libpysal.examples.get_path("stl.gal")).read()
    rows.append(_moran_row("Moran's I, St. Louis homicides", values, w, MORAN_STL, Moran))
    table = libpysal.io.open(libpysal.examples.get_path("sids2.dbf"))
    values = np.array(table.by_col("SIDR74"), float)
    w = libpysal.io.open(libpysal.examples.get_path("sids2.gal")).read()
    rows.append(_moran_row("Moran's I, North Carolina", values, w, MORAN_SIDS, Moran))
    return rows


def _moran_row(name: str, values: np.ndarray, w: Any, printed: float, peer: Any) -> BenchRow:
    w.transform = "b"
    weights = w.sparse.copy()
    ours, found = timed(lambda: moran(values, weights))
    seconds, theirs = timed(lambda: peer(values, w, permutations=0))
    same = abs(found.i - printed) < 1e-10 and abs(found.i - theirs.I) < 1e-12
    same &= abs(found.variance_random - theirs.VI_rand) < 1e-12
    same &= abs(found.variance_normal - theirs.VI_norm) < 1e-12
    return BenchRow(name, ours, "esda Moran, printed value", seconds, bool(same), "1e-8")
