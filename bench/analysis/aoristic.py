"""Hour of week from start and end windows."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np

from bench.analysis.table import BenchRow, Growth, timed
from bench.analysis.table import growth as grow
from commonbeat.analysis.aoristic import hour_of_week


def windows(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Windows from two minutes to three days, no points and none reversed, so that all peers have the same rules."""
    rng = np.random.default_rng(3)
    start = np.datetime64("2023-01-02T00:00", "m") + rng.integers(0, 60 * 24 * 360, n)
    length = np.exp(rng.uniform(np.log(2), np.log(4320), n)).astype(int)
    return start.astype("datetime64[s]"), (start + length).astype("datetime64[s]")


def rows() -> list[BenchRow]:
    return [_loop_row(20_000), _crimepy_row(20_000), _whole_row(100_000)]


def growth() -> list[Growth]:
    def job(n: int) -> Any:
        start, end = windows(n)
        return lambda: hour_of_week(start, end)

    return [grow("aoristic hour of week, by events", job)]


def _whole_row(n: int) -> BenchRow:
    start, end = windows(n)
    ours, found = timed(lambda: hour_of_week(start, end))
    seconds, answer = timed(lambda: _numpy_loop(start, end), runs=1)
    same = bool(np.abs(answer - found.table).max() < 1e-9)
    return BenchRow(
        "aoristic, 100k windows",
        ours,
        "NumPy loop over events",
        seconds,
        same,
        "<= 10 ms, >= 100x",
        100,
        0.010,
    )


def _loop_row(n: int) -> BenchRow:
    start, end = windows(n)
    ours, found = timed(lambda: hour_of_week(start, end))
    seconds, answer = timed(lambda: _numpy_loop(start, end), runs=1)
    same = bool(np.abs(answer - found.table).max() < 1e-9)
    return BenchRow("aoristic, 20k windows", ours, "NumPy loop over events", seconds, same, ">= 100x", 100)


def _numpy_loop(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The usual way: for each event, the minutes it shares with each hour."""
    table = np.zeros(168)
    begins = start.astype("datetime64[m]").astype(np.int64) + 3 * 1440  # minutes from a Monday
    ends = end.astype("datetime64[m]").astype(np.int64) + 3 * 1440
    for begin, stop in zip(begins, ends, strict=True):
        edges = np.arange(begin // 60, (stop - 1) // 60 + 1)
        share = np.minimum(stop, (edges + 1) * 60) - np.maximum(begin, edges * 60)
        np.add.at(table, edges % 168, share / (stop - begin))
    return table


def _crimepy_row(n: int) -> BenchRow:
    start, end = windows(n)
    ours, found = timed(lambda: hour_of_week(start, end))
    name, goal = "aoristic, 20k windows", ">= 500x crimepy"
    try:
        ready = find_spec("crimepy.aoristic") is not None
    except ModuleNotFoundError:
        ready = False
    if not ready:
        return BenchRow(name, ours, "crimepy (apwheele)", None, None, goal, 500)
    import pandas as pd
    from crimepy.aoristic import weekhour_func_vectorized

    first, last = pd.Series(start), pd.Series(end)
    seconds, answer = timed(lambda: weekhour_func_vectorized(first, last).sum(axis=0), runs=1)
    same = bool(np.abs(answer - found.table).max() < 1e-6)
    return BenchRow(name, ours, "crimepy", seconds, same, goal, 500)
