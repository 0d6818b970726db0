"""The beat and the cell of every imported point."""

from __future__ import annotations

import hashlib

import h3.api.basic_int as h3
import polars as pl
import shapely

from commonbeat.kernel.intake.flagging import flags
from commonbeat.kernel.intake.targets import Context

from .queries import BeatIndex, beat_index

CELL_RESOLUTION = 9
MOST_POINTS = 200_000
POINT = {"lon": pl.Float64, "lat": pl.Float64, "h3": pl.Int64, "_beat": pl.String}


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
    index = _index(context)
    frame = frame.join(_located(frame, index, context), on=["lon", "lat"], how="left", maintain_order="left")
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
        frame = flags(frame, beat_differs=differs)
    return frame.drop("_beat")


def beats_state(context: Context) -> str:
    """Text that changes with the beats in force; see `Target.depends`."""
    index = _index(context)
    shapes = b"".join(shapely.to_wkb(one) for one in index.shapes)
    return hashlib.blake2b("\x1f".join(index.codes).encode() + shapes, digest_size=16).hexdigest()


def _index(context: Context) -> BeatIndex:
    if "beats" not in context.cache:
        context.cache["beats"] = beat_index()
    found: BeatIndex = context.cache["beats"]
    return found


def _located(frame: pl.DataFrame, index: BeatIndex, context: Context) -> pl.DataFrame:
    """Cell and beat of each point of a frame; points of earlier batches are remembered, as calls come from few places."""
    seen: pl.DataFrame = context.cache.get("points", pl.DataFrame(schema=POINT))
    points = frame.select("lon", "lat").drop_nulls().unique()
    new = points.join(seen, on=["lon", "lat"], how="anti")
    lon, lat = new["lon"].to_numpy(), new["lat"].to_numpy()
    cells = [
        h3.latlng_to_cell(b, a, CELL_RESOLUTION) for a, b in zip(lon.tolist(), lat.tolist(), strict=True)
    ]
    beats = index.locate(lon, lat).tolist() if len(lon) else []
    new = new.with_columns(pl.Series("h3", cells, dtype=pl.Int64), pl.Series("_beat", beats, dtype=pl.String))
    found = pl.concat([seen, new])
    if found.height <= MOST_POINTS:
        context.cache["points"] = found
    return found
