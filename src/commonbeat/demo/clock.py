"""Local wall clock to UTC and back, right through both clock changes."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

ZONE = "America/Los_Angeles"


def local_seconds_to_utc(first_day: date, second: NDArray[np.float64], later: NDArray[np.bool_]) -> pl.Series:
    """Local wall-clock seconds since first_day's midnight to UTC datetimes.

    later: for a time in the repeated autumn hour, whether the second pass is meant. A time in the missing spring hour
    is taken an hour later, as a clock on the wall would have shown it.
    """
    start = datetime(first_day.year, first_day.month, first_day.day)
    frame = pl.DataFrame({"s": (second * 1_000_000).astype(np.int64), "later": later})
    naive = pl.lit(start).dt.cast_time_unit("us") + pl.col("s").cast(pl.Duration("us"))
    choice = pl.when("later").then(pl.lit("latest")).otherwise(pl.lit("earliest"))
    return frame.select(
        naive.dt.replace_time_zone(ZONE, ambiguous=choice, non_existent="null")
        .fill_null(
            (naive + pl.duration(hours=1)).dt.replace_time_zone(ZONE, ambiguous=choice, non_existent="null")
        )
        .dt.convert_time_zone("UTC")
        .alias("utc")
    )["utc"]


def wall_clock(utc: str) -> pl.Expr:
    """The naive local wall clock of a UTC column."""
    return pl.col(utc).dt.convert_time_zone(ZONE).dt.replace_time_zone(None)


def offset_minutes(utc: str) -> pl.Expr:
    """Minutes east of UTC at a UTC column's instants (-480 or -420 here)."""
    naive_utc = pl.col(utc).dt.replace_time_zone(None)
    return (wall_clock(utc) - naive_utc).dt.total_minutes().cast(pl.Int16)


def epoch_seconds(utc: pl.Series) -> NDArray[np.float64]:
    """Seconds since 1970 of a UTC series."""
    return utc.dt.epoch("us").to_numpy() / 1e6


def from_epoch(seconds: NDArray[np.float64]) -> pl.Series:
    """UTC datetimes from seconds since 1970, whole seconds; NaN becomes null."""
    micro = np.where(np.isnan(seconds), 0, np.floor(seconds) * 1e6).astype(np.int64)
    series = pl.Series("utc", micro).cast(pl.Datetime("us", "UTC"))
    return pl.select(pl.when(pl.Series(~np.isnan(seconds))).then(series).otherwise(None)).to_series()


def time_ids(seconds: NDArray[np.float64], rng: np.random.Generator) -> list[str]:
    """Identifiers in the shape of UUID version 7, ordered by time, drawn from rng."""
    milli = (seconds * 1000).astype(np.int64)
    bits = rng.integers(0, 1 << 62, len(milli), dtype=np.int64)
    extra = rng.integers(0, 1 << 12, len(milli), dtype=np.int64)
    out = []
    for m, b, e in zip(milli.tolist(), bits.tolist(), extra.tolist(), strict=True):
        head, tail = f"{m:012x}", f"{b | (1 << 63):016x}"
        out.append(f"{head[:8]}-{head[8:]}-7{e:03x}-{tail[:4]}-{tail[4:]}")
    return out
