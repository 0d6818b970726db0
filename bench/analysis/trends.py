"""Trend alarms: weekly counts, the log-linear model, the whole Farrington family, tests."""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from bench.analysis.table import BenchRow, Growth, timed
from bench.analysis.table import growth as grow
from commonbeat.analysis.trends import NOUFAILY_2013, ears, farrington, weekly_counts
from commonbeat.analysis.trends.farrington_fit import Block, fit
from commonbeat.analysis.trends.references import build_design

SERIES, WEEKS = 1200, 260
FIRST = np.datetime64("2020-01-06")


def events(n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    when = FIRST.astype("datetime64[s]") + rng.integers(0, WEEKS * 604_800, n)
    return when, rng.integers(0, SERIES, n)


def table(series: int = SERIES) -> np.ndarray:
    rng = np.random.default_rng(2)
    level = np.exp(rng.normal(1.2, 1.0, series))[:, None]
    season = np.exp(0.3 * np.sin(np.arange(WEEKS) * 2 * np.pi / 52))
    return rng.poisson(rng.gamma(4.0, level * season / 4.0)).astype(float)


def rows() -> list[BenchRow]:
    counts = table()
    return [*_count_rows(), *_model_rows(counts), *_alarm_rows(counts), *_r_rows(counts), *_ears_rows(counts)]


def growth() -> list[Growth]:
    def count(n: int) -> Any:
        when, series = events(n)
        return lambda: weekly_counts(when, series, first=FIRST, weeks=WEEKS, series_count=SERIES)

    def alarm(n: int) -> Any:
        counts = table(n)
        return lambda: farrington(counts, NOUFAILY_2013)

    return [
        grow("weekly counts, by events", count),
        grow("Farrington flexible, by series", alarm, (300, 1200, 4800)),
    ]


def _count_rows() -> list[BenchRow]:
    when, series = events(1_000_000)
    ours, found = timed(lambda: weekly_counts(when, series, first=FIRST, weeks=WEEKS, series_count=SERIES))
    name, goal = "weekly counts, 1M events to 1,200 x 260", "<= 0.05 s, >= 2x pandas"
    out = []
    if find_spec("pandas"):
        import pandas as pd

        frame = pd.DataFrame({"t": when, "s": series})

        def peer() -> np.ndarray:
            week = (frame["t"] - FIRST).dt.days // 7
            grouped = frame.groupby(["s", week]).size()
            full = np.zeros((SERIES, WEEKS), dtype=int)
            full[grouped.index.get_level_values(0), grouped.index.get_level_values(1)] = grouped.to_numpy()
            return full

        seconds, answer = timed(peer, runs=3)
        out.append(
            BenchRow(
                name, ours, "pandas groupby", seconds, bool((answer == found.table).all()), goal, 2, 0.05
            )
        )
    else:
        out.append(BenchRow(name, ours, "pandas groupby", None, None, goal, 2, 0.05))
    return [*out, _duckdb_row(when, series, ours, found.table)]


def _duckdb_row(when: np.ndarray, series: np.ndarray, ours: float, expected: np.ndarray) -> BenchRow:
    name, goal = "weekly counts, 1M events to 1,200 x 260", "no slower than DuckDB"
    if not find_spec("duckdb"):
        return BenchRow(name, ours, "DuckDB", None, None, goal, 1)
    import duckdb
    import pyarrow as pa

    base = int(FIRST.astype("datetime64[s]").astype(int))
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("raw", pa.table({"t": when.astype(np.int64), "s": series}))
        connection.execute("CREATE TABLE events AS SELECT * FROM raw")
        sql = f"SELECT s, (t - {base}) // 604800 AS w, count(*) AS n FROM events GROUP BY 1, 2"
        seconds, answer = timed(lambda: connection.execute(sql).fetchnumpy(), runs=3)
    full = np.zeros((SERIES, WEEKS), dtype=int)
    full[answer["s"], answer["w"]] = answer["n"]
    return BenchRow(
        name, ours, "DuckDB, from its own table", seconds, bool((full == expected).all()), goal, 1
    )


def _design() -> Any:
    return build_design(WEEKS - 1, years=4, half_window=3, seasons=10, left_out=26)


def _model_rows(counts: np.ndarray) -> list[BenchRow]:
    design = _design()
    past = counts[:, design.columns]
    ours, model = timed(lambda: fit(Block.of(past, None), design, np.ones_like(past), trend=True))
    name, goal = "one quasi-Poisson model each, 1,200 series", ">= 8x statsmodels"
    if not find_spec("statsmodels"):
        return [BenchRow(name, ours, "statsmodels GLM", None, None, goal, 8)]
    import statsmodels.api as sm

    matrix = _matrix(design)
    family = sm.families.Poisson()
    seconds, answers = timed(
        lambda: np.array([sm.GLM(y, matrix, family=family).fit().fittedvalues for y in past]), runs=1
    )
    same = bool(np.allclose(answers, model.mu, rtol=1e-5, atol=1e-6))
    return [BenchRow(name, ours, "statsmodels GLM, row by row", seconds, same, goal, 8)]


def _matrix(design: Any) -> np.ndarray:
    hot = np.zeros((design.group.size, design.groups))
    hot[np.arange(design.group.size), design.group] = 1
    return np.column_stack([hot, design.time])


def _alarm_rows(counts: np.ndarray) -> list[BenchRow]:
    ours, found = timed(lambda: farrington(counts, NOUFAILY_2013))
    name, goal = "Farrington flexible, 1,200 series x 1 week", "<= 0.1 s, >= 8x statsmodels"
    if not find_spec("statsmodels"):
        return [BenchRow(name, ours, "statsmodels, same steps", None, None, goal, 8, 0.1)]
    seconds, answer = timed(lambda: np.array([_one_by_statsmodels(y) for y in counts]), runs=1)
    same = bool(np.array_equal(answer, found.alarm[:, 0]))
    return [BenchRow(name, ours, "statsmodels, same steps row by row", seconds, same, goal, 8, 0.1)]


def _one_by_statsmodels(y: np.ndarray) -> bool:
    """The alarm of one series with statsmodels' models: fit, weigh outbreaks down, fit again, bound."""
    import statsmodels.api as sm

    design = _design()
    past, now = y[design.columns], y[-1]
    for matrix, row in (
        (_matrix(design), np.append(np.eye(design.groups)[design.target_group], design.target_time)),
        (_matrix(design)[:, :-1], np.eye(design.groups)[design.target_group]),
    ):
        first = sm.GLM(past, matrix, family=sm.families.Poisson()).fit()
        freedom = past.size - matrix.shape[1]
        phi = max(1.0, first.pearson_chi2 / freedom)
        hat = first.get_hat_matrix_diag()
        mu = first.fittedvalues
        residual = 1.5 * (past ** (2 / 3) - mu ** (2 / 3)) / mu ** (1 / 6) / np.sqrt(phi * (1 - hat))
        loud = residual > 2.58
        weight = np.where(loud, 1 / np.where(loud, residual, 1) ** 2, 1.0)
        weight *= past.size / weight.sum()
        second = sm.GLM(past, matrix, family=sm.families.Poisson(), var_weights=weight).fit()
        phi = max(
            1.0, float((weight * (past - second.fittedvalues) ** 2 / second.fittedvalues).sum() / freedom)
        )
        mean = float(np.exp(row @ second.params))
        if mean <= past.max():
            break
    law = stats.nbinom(mean / (phi - 1), 1 / phi) if phi > 1 else stats.poisson(mean)
    return bool(y[-4:].sum() >= 5 and now > 0 and now > law.ppf(1 - 0.1))


R_CODE = """
suppressMessages(library(surveillance))
y <- as.matrix(read.csv(commandArgs(TRUE)[1], header=FALSE))
s <- new("sts", observed=y, epoch=seq_len(nrow(y)), epochAsDate=FALSE, freq=52, start=c(2020,1))
control <- list(range=nrow(y), noPeriods=10, b=4, w=3, weightsThreshold=2.58, pastWeeksNotIncluded=26,
  pThresholdTrend=1, thresholdMethod="nbPlugin", alpha=0.1, glmWarnings=FALSE)
t <- system.time(r <- suppressWarnings(farringtonFlexible(s, control)))[c("user.self", "sys.self")]
cat(sum(t), as.numeric(upperbound(r)), sep="\\n")
"""


def _r_rows(counts: np.ndarray) -> list[BenchRow]:
    some = counts[:120]
    ours, found = timed(lambda: farrington(some, NOUFAILY_2013))
    name, goal = "Farrington flexible, 120 series x 1 week", ">= 100x R"
    if not shutil.which("Rscript"):
        return [BenchRow(name, ours, "R surveillance", None, None, goal, 100)]
    with tempfile.TemporaryDirectory() as folder:
        data, code = Path(folder) / "y.csv", Path(folder) / "bench.R"
        with data.open("w", newline="") as file:
            csv.writer(file).writerows(some.T.astype(int).tolist())
        code.write_text(R_CODE)
        run = subprocess.run(["Rscript", str(code), str(data)], capture_output=True, text=True, check=False)
    if run.returncode:
        return [BenchRow(name, ours, "R surveillance", None, None, goal, 100)]
    values = [float("nan") if v == "NA" else float(v) for v in run.stdout.split()]
    same = bool(np.allclose(values[1:], found.upper[:, 0], atol=1e-6, rtol=0, equal_nan=True))
    return [BenchRow(name, ours, "R surveillance", values[0], same, goal, 100)]


def _ears_rows(counts: np.ndarray) -> list[BenchRow]:
    weeks = np.arange(11, WEEKS)
    ours, found = timed(lambda: ears(counts, "C1", at=weeks))

    def peer() -> np.ndarray:
        out = np.empty((SERIES, weeks.size))
        for i, y in enumerate(counts):
            for k, week in enumerate(weeks):
                base = y[week - 7 : week]
                out[i, k] = base.mean() + 3.090232306167813 * base.std(ddof=1)
        return out

    seconds, answer = timed(peer, runs=1)
    same = bool(np.allclose(answer, found.upper))
    return [BenchRow("EARS C1, 1,200 series x 249 weeks", ours, "NumPy loop", seconds, same)]
