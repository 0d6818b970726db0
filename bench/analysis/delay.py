"""Reporting delays: the triangle and the nowcast."""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from bench.analysis.table import BenchRow, Growth, timed
from bench.analysis.table import growth as grow
from commonbeat.analysis.delay import nowcast, reporting_triangle

START = np.datetime64("2024-01-01")


def events(n: int, days: int = 365) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    happened = START + rng.integers(0, days, n)
    return happened, happened + np.minimum(rng.geometric(0.3, n) - 1, 20)


def rows() -> list[BenchRow]:
    return [_triangle_row(), _r_row()]


def growth() -> list[Growth]:
    def job(n: int) -> Any:
        happened, known = events(n)
        return lambda: reporting_triangle(happened, known, today=START + 364, longest=20, first=START)

    return [grow("reporting triangle, by events", job)]


def _triangle_row() -> BenchRow:
    happened, known = events(1_000_000)
    ours, found = timed(
        lambda: reporting_triangle(happened, known, today=START + 364, longest=20, first=START)
    )
    name = "reporting triangle, 1M events x 365 days"
    if not find_spec("pandas"):
        return BenchRow(name, ours, "pandas crosstab", None, None)
    import pandas as pd

    frame = pd.DataFrame({"e": happened, "k": known})

    def peer() -> np.ndarray:
        seen = frame[frame["k"] <= START + 364]
        wide = pd.crosstab(seen["e"], (seen["k"] - seen["e"]).dt.days)
        return wide.reindex(columns=range(21), fill_value=0).to_numpy()

    seconds, answer = timed(peer, runs=3)
    same = bool((np.nan_to_num(found.table) == answer).all())
    return BenchRow(name, ours, "pandas crosstab", seconds, same)


R_CODE = """
suppressMessages(library(surveillance))
d <- read.csv(commandArgs(TRUE)[1]); d$e <- as.Date(d$e); d$k <- as.Date(d$k); now <- as.Date("2024-04-09")
t <- system.time(capture.output(r <- suppressMessages(suppressWarnings(nowcast(now=now, when=now-(0:9), data=d,
  dEventCol="e", dReportCol="k", method="lawless", D=15,
  control=list(dRange=c(as.Date("2024-01-01"), now), N.tInf.max=400))))))[c("user.self", "sys.self")]
cat(sum(t), as.numeric(r@delayCDF[[1]])[1:16], sep="\\n")
"""


def _r_row() -> BenchRow:
    happened, known = events(4000, days=100)
    triangle = reporting_triangle(happened, known, today=START + 99, longest=15, first=START)
    whole = lambda: nowcast(  # noqa: E731
        reporting_triangle(happened, known, today=START + 99, longest=15, first=START), "lawless"
    )
    ours, found = timed(whole)
    name = f"nowcast with its triangle, {triangle.n:,} events x 100 days"
    if not shutil.which("Rscript"):
        return BenchRow(name, ours, "R surveillance", None, None)
    with tempfile.TemporaryDirectory() as folder:
        data, code = Path(folder) / "d.csv", Path(folder) / "bench.R"
        with data.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["e", "k"])
            writer.writerows(zip(happened.astype(str), known.astype(str), strict=True))
        code.write_text(R_CODE)
        run = subprocess.run(["Rscript", str(code), str(data)], capture_output=True, text=True, check=False)
    if run.returncode:
        return BenchRow(name, ours, "R surveillance", None, None)
    values = [float(v) for v in run.stdout.split()]
    same = bool(np.allclose(values[1:], found.delay_cdf, atol=1e-9))
    return BenchRow(name, ours, "R surveillance", values[0], same)
