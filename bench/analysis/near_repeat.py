"""Knox tables and chains: against pointpats."""

from __future__ import annotations

import warnings
from importlib.util import find_spec
from typing import Any

import numpy as np

from bench.analysis.table import BenchRow, Growth, timed
from bench.analysis.table import growth as grow
from commonbeat.analysis.near_repeat import knox_table, near_repeat_chains

BANDS = {"distances": [100.0, 200.0, 300.0, 400.0], "intervals": [2.0, 4.0, 6.0]}


def events(n: int, side: float = 20_000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A year in a city: a third of the events follow an earlier one within 300 m and 10 days."""
    rng = np.random.default_rng(7)
    x, y, day = rng.uniform(0, side, n), rng.uniform(0, side, n), rng.integers(0, 365, n)
    echo = rng.choice(n, n // 3, replace=False)
    source = rng.integers(0, n, n // 3)
    x[echo], y[echo] = x[source] + rng.uniform(-200, 200, n // 3), y[source] + rng.uniform(-200, 200, n // 3)
    day[echo] = day[source] + rng.integers(0, 10, n // 3)
    return x, y, day


def rows() -> list[BenchRow]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [_knox(970, 0.05, 9), _knox(5000, 0.3, 5), *_burkitt()]


def growth() -> list[Growth]:
    def chains(n: int) -> Any:
        x, y, day = events(n, side=20_000 * (n / 10_000) ** 0.5)
        return lambda: near_repeat_chains(x, y, day, distance=200, within_days=7, metric="euclidean")

    def table(n: int) -> Any:
        x, y, day = events(n, side=20_000 * (n / 10_000) ** 0.5)
        return lambda: knox_table(x, y, day, metric="euclidean", permutations=9, **BANDS)

    return [
        grow("near-repeat chains at the same density, by events", chains),
        grow("Knox table, 9 permutations, same density, by events", table),
    ]


def _knox(n: int, most: float, runs: int) -> BenchRow:
    x, y, day = events(n)
    ours, found = timed(lambda: knox_table(x, y, day, metric="euclidean", **BANDS), runs=runs)
    name = f"Knox, {n:,} events, 999 permutations, 6 x 4 table"
    goal = f"<= {most} s, >= 30x pointpats a permutation"
    if find_spec("pointpats") is None:
        return BenchRow(name, ours, "pointpats knox, one cell", None, None, goal, 30, most)
    from pointpats.spacetime import Knox

    places, times = np.column_stack([x, y]), day[:, None].astype(float)
    edge = float(np.nextafter(400.0, 0.0))
    seconds, theirs = timed(lambda: Knox(places, times, edge, 5.5, permutations=99), runs=1)
    # pointpats has one cell: closer than 400 m and 0 to 5 days.
    same = int(theirs.statistic_) == int(found.observed[:-1, :-1].sum())
    peer = "pointpats Knox, one cell (99 permutations, scaled)"
    return BenchRow(name, ours, peer, seconds / 99 * 999, same, goal, 30, most)


def _burkitt() -> list[BenchRow]:
    """The printed table of PySAL's example of 188 cases: 20 and 5 included; its times are whole numbers."""
    if find_spec("libpysal") is None:
        return []
    import libpysal

    table = libpysal.io.open(libpysal.examples.get_path("burkitt.dbf"))
    shapes = libpysal.io.open(libpysal.examples.get_path("burkitt.shp"))
    x, y = np.array(list(shapes)).T[:2]
    when = np.array(table.by_col("T"), float)
    bands = {"distances": [float(np.nextafter(20, 30))], "intervals": [5.5]}
    ours, found = timed(
        lambda: knox_table(x, y, when, metric="euclidean", same_place=None, permutations=0, **bands)
    )
    same = found.observed.tolist() == [[13, 3416], [39, 14110]]
    same &= abs(float(found.expected[0, 0]) - 10.1438161) < 1e-6
    return [BenchRow("Knox, Burkitt 188 cases", ours, "pointpats, printed values", None, bool(same), "exact")]
