"""Quality flags: what is odd about a row that is taken all the same."""

from __future__ import annotations

import polars as pl


def flags(frame: pl.DataFrame, **masks: pl.Expr | pl.Series) -> pl.DataFrame:
    """Add quality flags to a frame's ``_flags`` (a comma-separated list): name of the flag → rows that get it."""
    if not masks:
        return frame
    named = {name[:40]: mask for name, mask in masks.items()}
    found = frame.select(
        (pl.lit(mask) if isinstance(mask, pl.Series) else mask).fill_null(False).alias(name)
        for name, mask in named.items()
    )
    seen = [name for name, any_row in zip(named, found.select(pl.all().any()).row(0), strict=True) if any_row]
    if not seen:
        return frame
    added = [pl.when(pl.lit(found[name])).then(pl.lit(f"{name},")).otherwise(pl.lit("")) for name in seen]
    return frame.with_columns(pl.concat_str(["_flags", *added]).alias("_flags"))
