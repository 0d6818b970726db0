"""Wall clock to instant, through both changes of the clock."""

from __future__ import annotations

from typing import Literal

import polars as pl

#: A later stamp of one record may read a little earlier than the first (two machines); more means the clock went back.
SLACK = pl.duration(minutes=5)


def candidates(frame: pl.DataFrame, names: list[str], zone: str) -> pl.DataFrame:
    """Add ``<name>__a`` and ``<name>__b`` for each name: the instant if its wall clock is shown for the first, second time.

    Both are null where the wall clock never showed that time.
    """

    def instant(name: str, which: Literal["earliest", "latest"]) -> pl.Expr:
        zoned = pl.col(name).dt.replace_time_zone(zone, ambiguous=which, non_existent="null")
        return zoned.dt.convert_time_zone("UTC").dt.replace_time_zone(None)

    return frame.with_columns(
        one
        for name in names
        for one in (
            instant(name, "earliest").alias(f"{name}__a"),
            instant(name, "latest").alias(f"{name}__b"),
        )
    )


def second_time_round(frame: pl.DataFrame, name: str, order: str, series: int) -> pl.DataFrame:
    """Decide which records fall into the second showing of a repeated hour.

    Records are numbered as they come in. In the order of their numbers the wall clock only runs forward, except once:
    where it falls back, the second hour has begun. Without numbers the order of the rows has to do.

    Args:
        frame: a batch with ``<name>``, ``<name>__a``, ``<name>__b`` and ``_row``.
        name: the wall clock that decides.
        order: column of the number, ``""`` for the order of rows.
        series: leading characters of the number that make a series of its own (fire and police count apart).

    Returns:
        ``_row`` of the repeated records with ``_second`` (true, false).
    """
    doubtful = frame.filter(pl.col(f"{name}__a") != pl.col(f"{name}__b"))
    number = pl.col(order) if order else pl.lit("")
    group = number.str.slice(0, series) if series else pl.lit("")
    ordered = doubtful.select(
        "_row", pl.col(name), number.fill_null("").alias("_number"), group.fill_null("").alias("_series"),
        pl.col(name).dt.date().alias("_day"),
    ).sort("_number", "_row")  # fmt: skip
    # Within a series the clock has gone back once a time is below the highest seen so far.
    highest = pl.col(name).cum_max().over("_series", "_day")
    fell = (pl.col(name) < highest - SLACK).cast(pl.Int8).cum_max().over("_series", "_day") == 1
    return ordered.with_columns(fell.alias("_second")).select("_row", "_second")


def to_instants(
    frame: pl.DataFrame, main: str, others: list[str], zone: str, order: str = "", series: int = 0
) -> pl.DataFrame:
    """Turn wall clocks into instants (naive datetimes in UTC).

    Args:
        frame: naive wall clocks in ``main`` and ``others``; ``_row``.
        main: the stamp whose wall clock and offset are kept as ``<main>_local`` and ``<main>_offset`` (minutes).
        others: further stamps of the same record.
        zone: name of the time zone.
        order: column with the records' numbers, see `second_time_round`.
        series: see `second_time_round`.

    Returns:
        The frame with instants, and ``_repeated`` (the main stamp lies in the repeated hour) and
        ``_skipped_<name>`` (the clock never showed that time) as booleans.
    """
    frame = candidates(frame, [main, *others], zone)
    if frame.select((pl.col(f"{main}__a") != pl.col(f"{main}__b")).any()).item():
        frame = frame.join(
            second_time_round(frame, main, order, series), on="_row", how="left", maintain_order="left"
        )
    else:
        frame = frame.with_columns(pl.lit(None, dtype=pl.Boolean).alias("_second"))
    second = pl.col("_second").fill_null(False)
    frame = frame.with_columns(
        pl.when(second).then(f"{main}__b").otherwise(f"{main}__a").alias("_main"),
        (pl.col(f"{main}__a") != pl.col(f"{main}__b")).fill_null(False).alias("_repeated"),
    )
    frame = frame.with_columns(
        pl.col(main).alias(f"{main}_local"),
        (pl.col(main) - pl.col("_main")).dt.total_minutes().cast(pl.Int16).alias(f"{main}_offset"),
        *[
            (pl.col(name).is_not_null() & pl.col(f"{name}__a").is_null()).alias(f"_skipped_{name}")
            for name in (main, *others)
        ],
        *[_after(name) for name in others],
    ).with_columns(pl.col("_main").alias(main))
    return frame.drop([f"{name}__{mark}" for name in (main, *others) for mark in "ab"] + ["_main", "_second"])


def _after(name: str) -> pl.Expr:
    """The first showing, unless that lies before the record began."""
    first, second = pl.col(f"{name}__a"), pl.col(f"{name}__b")
    return pl.when(first >= pl.col("_main") - SLACK).then(first).otherwise(second).alias(name)
