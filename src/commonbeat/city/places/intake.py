"""The beat and the cell of every imported point."""

from __future__ import annotations

import h3.api.basic_int as h3
import numpy as np
import polars as pl

from commonbeat.kernel.intake.converting import flag
from commonbeat.kernel.intake.targets import Context

from .queries import beat_index

CELL_RESOLUTION = 9


def with_beats(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Add ``h3``, ``beat_code``, ``beat_raw`` and ``place_quality``.

    The beat is the one whose shape holds the point; without a point, or outside every shape, the recorded beat is
    taken where it names a beat in force (or where no beats are on file yet). ``place_quality`` is ``exact``,
    ``outside`` (in no beat) or ``none``.

    Args:
        frame: ``lon``, ``lat`` (degrees; columns may be absent) and ``beat_raw``.
        context: keeps the index of beats and the points seen so far.
    """
    if "lon" not in frame.columns:
        frame = frame.with_columns(
            pl.lit(None, dtype=pl.Float64).alias("lon"), pl.lit(None, dtype=pl.Float64).alias("lat")
        )
    frame = frame.with_columns(pl.col("beat_raw").fill_null(""))
    index = (
        context.cache.setdefault("beats", beat_index())
        if "beats" not in context.cache
        else context.cache["beats"]
    )
    points = (
        frame.select("lon", "lat").filter(pl.col("lon").is_not_null() & pl.col("lat").is_not_null()).unique()
    )
    lon, lat = points["lon"].to_numpy(), points["lat"].to_numpy()
    cells = [
        h3.latlng_to_cell(b, a, CELL_RESOLUTION) for a, b in zip(lon.tolist(), lat.tolist(), strict=True)
    ]
    found = index.locate(lon, lat) if len(lon) else np.array([], dtype=object)
    points = points.with_columns(
        pl.Series("h3", cells, dtype=pl.Int64), pl.Series("_beat", found.tolist(), dtype=pl.String)
    )
    frame = frame.join(points, on=["lon", "lat"], how="left", maintain_order="left")
    known = sorted(set(index.codes))
    recorded = (
        pl.col("beat_raw")
        if not known
        else pl.when(pl.col("beat_raw").is_in(known)).then("beat_raw").otherwise(pl.lit(""))
    )
    inside = pl.col("_beat").fill_null("") != ""
    frame = frame.with_columns(
        pl.when(inside).then("_beat").otherwise(recorded.str.slice(0, 20)).alias("beat_code"),
        pl.when(pl.col("h3").is_null())
        .then(pl.lit("none"))
        .when(inside | (not known))
        .then(pl.lit("exact"))
        .otherwise(pl.lit("outside"))
        .alias("place_quality"),
    )
    if known:
        differs = inside & pl.col("beat_raw").is_in(known) & (pl.col("_beat") != pl.col("beat_raw"))
        frame = flag(frame, differs, "beat_differs")
    return frame.drop("_beat")
