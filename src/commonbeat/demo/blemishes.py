"""The dirt of a real feed, in small known shares: missing presses, midnight stamps, repeats, default places."""

from __future__ import annotations

import h3
import numpy as np
import polars as pl

from commonbeat.demo.geography import City
from commonbeat.demo.plane import to_lonlat
from commonbeat.demo.skeleton import beat_code_at

NO_ARRIVAL_SHARE = 0.105
DEFAULT_PLACE_SHARE = 0.022
NO_PLACE_SHARE = 0.004
IMPOSSIBLE_SHARE = 0.0012
REOPENED_SHARE = 0.006


def spoil(
    calls: pl.DataFrame, units: pl.DataFrame, city: City, rng: np.random.Generator
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same calls and units with known blemishes; no row is added or removed."""
    draw = {name: rng.random(len(calls)) for name in ("arrival", "place", "odd", "again")}
    calls = calls.with_columns(**{f"_{name}": pl.Series(values) for name, values in draw.items()})
    calls = _missing_arrivals(calls)
    calls = _default_places(calls, city)
    calls = _odd_times(calls)
    quiet = calls.filter(pl.col("arrived_at").is_null())["id"]
    units = units.with_columns(
        arrived_at=pl.when(pl.col("call_id").is_in(quiet.implode())).then(None).otherwise("arrived_at")
    )
    return calls.select(pl.exclude("^_.*$")), units


def _missing_arrivals(calls: pl.DataFrame) -> pl.DataFrame:
    """One community call in nine or so has no arrival pressed."""
    gone = (pl.col("origin") == "community") & (pl.col("_arrival") < NO_ARRIVAL_SHARE)
    return calls.with_columns(arrived_at=pl.when(gone).then(None).otherwise("arrived_at"))


def _default_places(calls: pl.DataFrame, city: City) -> pl.DataFrame:
    """Walk-in and phone reports are often booked at the station; a few calls carry no place at all."""
    ground = city.site("Marisol Police Station").ground.centroid
    lon, lat = (float(v) for v in np.round(to_lonlat(np.array([[ground.x, ground.y]])), 6)[0])
    home_beat = beat_code_at(ground.x, ground.y)
    cell = int(h3.latlng_to_cell(lat, lon, 9), 16)
    booked = (
        (pl.col("reception") == "walk_in")
        | (pl.col("phone_handled") & (pl.col("_place") < 0.35))
        | ((pl.col("origin") == "administrative") & (pl.col("type_code") != "OFFDUTY"))
        | (
            (pl.col("origin") == "community")
            & (pl.col("_place") < DEFAULT_PLACE_SHARE)
            & (pl.col("priority") > 2)
        )
    ) & (pl.col("type_code") != "VEHTHEFT")
    lost = (pl.col("_place") > 1 - NO_PLACE_SHARE) & (pl.col("type_code") != "VEHTHEFT") & ~booked
    text, block = "505 ELEVENTH STREET (POLICE STATION)", "500 BLOCK OF ELEVENTH STREET"

    def put(column: str, value: object, otherwise: object = None) -> pl.Expr:
        return (
            pl.when(booked)
            .then(pl.lit(value))
            .when(lost)
            .then(pl.lit(otherwise))
            .otherwise(column)
            .alias(column)
        )

    return calls.with_columns(
        put("lon", lon), put("lat", lat), put("h3", cell), put("location_text", text, ""), put("block_text", block, ""),
        put("beat_code", home_beat, ""), put("beat_raw", home_beat, ""), put("place_quality", "default", "none"),
    )  # fmt: skip


def _odd_times(calls: pl.DataFrame) -> pl.DataFrame:
    """A few arrivals typed in before the dispatch, and a few calls opened again."""
    odd = (
        (pl.col("_odd") < IMPOSSIBLE_SHARE)
        & pl.col("arrived_at").is_not_null()
        & (pl.col("origin") == "community")
    )
    again = (
        (pl.col("_again") < REOPENED_SHARE)
        & (pl.col("origin") == "community")
        & pl.col("cleared_at").is_not_null()
    )
    return calls.with_columns(
        arrived_at=pl.when(odd)
        .then(pl.col("dispatched_at") - pl.duration(seconds=95))
        .otherwise("arrived_at"),
        quality_flags=pl.when(odd).then(pl.lit(["arrived_before_dispatched"])).otherwise("quality_flags"),
        reopened=again,
        reopened_at=pl.when(again).then(pl.col("closed_at") + pl.duration(minutes=40)).otherwise(None),
    )
