"""Disparities: the veil-of-darkness fit against statsmodels row by row, hit rates against pandas."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import polars as pl

from bench.analysis.table import BenchRow, Growth, timed
from bench.analysis.table import growth as grow
from commonbeat.analysis.disparities import (
    cells_from_counts,
    ns_basis,
    ns_knots,
    outcome_test,
    sun_times,
    tally_rows,
    veil_of_darkness,
)

STOPS, DISTRICTS = 80_436, 22


def stops(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Minute, darkness, district and group of stops in a window of 240 minutes."""
    rng = np.random.default_rng(seed)
    minute = rng.integers(1027, 1268, n)
    dark = rng.random(n) < (minute - 1000) / 300
    district = rng.integers(0, DISTRICTS, n)
    odds = 0.4 - 0.17 * dark + 0.1 * np.sin(minute / 40) + 0.05 * (district - 11)
    return minute, dark, district, rng.random(n) < 1 / (1 + np.exp(-odds))


def rows() -> list[BenchRow]:
    return [_veil(), _hits(), _sun()]


def growth() -> list[Growth]:
    def veil(n: int) -> Any:
        minute, dark, district, black = stops(n, 2)
        names, one = pl.Series(district.astype(str)), np.ones(n)
        return lambda: veil_of_darkness(cells_from_counts(minute, dark, black, one, district=names))

    return [grow("veil of darkness with districts, by stops", veil)]


def _veil() -> BenchRow:
    minute, dark, district, black = stops(STOPS, 1)
    names, one = pl.Series(district.astype(str)), np.ones(STOPS)
    ours, found = timed(lambda: veil_of_darkness(cells_from_counts(minute, dark, black, one, district=names)))
    name, goal = f"veil of darkness, {STOPS:,} stops, {DISTRICTS} districts", ">= 5x statsmodels, <= 0.1 s"
    if find_spec("statsmodels") is None:
        return BenchRow(name, ours, "statsmodels GLM by row", None, None, goal, 5, 0.1)
    import statsmodels.api as sm

    basis = ns_basis(minute, ns_knots(minute, 6))
    design = np.column_stack(
        [np.ones(STOPS), dark, basis, district[:, None] == np.arange(1, DISTRICTS)]
    ).astype(float)
    peer, fit = timed(lambda: sm.GLM(black.astype(float), design, sm.families.Binomial()).fit(), runs=3)
    same = abs(fit.params[1] - found.coefficient) < 1e-6 and abs(fit.bse[1] - found.error) < 1e-6
    return BenchRow(name, ours, "statsmodels GLM by row", peer, bool(same), goal, 5, 0.1)


def _hits() -> BenchRow:
    rng = np.random.default_rng(3)
    n = 1_000_000
    group = pl.Series(rng.choice(["black", "hispanic", "white"], n)).cast(pl.Categorical)
    place = pl.Series(rng.integers(0, 22, n).astype(str)).cast(pl.Categorical)
    hit = pl.Series(rng.random(n) < 0.25)
    ours, found = timed(lambda: outcome_test(tally_rows(group, hit, place), "white"))
    name = "outcome test with intervals, 1M searches, 22 districts"
    if find_spec("pandas") is None:
        return BenchRow(name, ours, "pandas groupby, rates only", None, None)
    import pandas as pd

    frame = pd.DataFrame(
        {
            "g": pd.Categorical(group.cast(pl.String).to_list()),
            "p": pd.Categorical(place.cast(pl.String).to_list()),
            "h": hit.to_numpy(),
        }
    )
    peer, table = timed(lambda: frame.groupby(["g", "p"], observed=True)["h"].agg(["size", "sum"]))
    same = all(
        (row.trials, row.successes) == tuple(int(v) for v in table.loc[(row.group, row.place)])
        for row in found.by_place
    )
    return BenchRow(name, ours, "pandas groupby, rates only", peer, same)


def _sun() -> BenchRow:
    days = np.arange(np.datetime64("2014-01-01"), np.datetime64("2018-01-01"))
    ours, found = timed(lambda: sun_times(days, 39.9526, -75.1652, "America/New_York"))
    name = "sun times, 1,461 days"
    if find_spec("astral") is None:
        return BenchRow(name, ours, "astral", None, None)
    from zoneinfo import ZoneInfo

    from astral import Observer
    from astral.sun import sun

    place, zone = Observer(39.9526, -75.1652), ZoneInfo("America/New_York")
    peer, table = timed(lambda: [sun(place, day.astype(object), tzinfo=zone) for day in days], runs=1)
    dusk = np.array([one["dusk"].hour * 3600 + one["dusk"].minute * 60 + one["dusk"].second for one in table])
    return BenchRow(name, ours, "astral", peer, bool(np.abs(dusk - found.dusk).max() < 120))
