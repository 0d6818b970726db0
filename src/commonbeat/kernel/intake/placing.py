"""Coordinates of any reference system to degrees; what is no place becomes missing and is flagged."""

from __future__ import annotations

import numpy as np
import polars as pl

from .errors import MappingError
from .flagging import flags
from .mapping import Place


def place(typed: pl.DataFrame, batch: pl.DataFrame, where: Place) -> pl.DataFrame:
    """Add ``lon`` and ``lat``; placeholders and impossible points become missing and are flagged."""

    def number(name: str) -> np.ndarray:
        text = pl.col(name).str.strip_chars().str.replace_all(",", "")
        return (
            batch.select(text.cast(pl.Float64, strict=False)).to_series().to_numpy().astype(float, copy=True)
        )

    x, y = number(where.x), number(where.y)
    holder = np.zeros(len(x), dtype=bool)
    for a, b in where.placeholders:
        holder |= (np.abs(x - a) <= where.tolerance) & (np.abs(y - b) <= where.tolerance)
    x[holder] = np.nan
    lon, lat = _to_degrees(x, y, where.epsg)
    west, south, east, north = where.bounds or (-180.0, -90.0, 180.0, 90.0)
    with np.errstate(invalid="ignore"):
        inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        swapped = ~inside & (lat >= west) & (lat <= east) & (lon >= south) & (lon <= north)
    if where.bounds is None:
        swapped[:] = False
    had = np.isfinite(x) & np.isfinite(y)
    lon[~inside] = np.nan
    lat[~inside] = np.nan
    typed = typed.with_columns(
        pl.Series("lon", lon).fill_nan(None).round(7), pl.Series("lat", lat).fill_nan(None).round(7)
    )
    return flags(
        typed,
        placeholder_place=pl.Series(holder),
        swapped_place=pl.Series(swapped),
        impossible_place=pl.Series(had & ~inside & ~swapped),
    )


def _to_degrees(x: np.ndarray, y: np.ndarray, epsg: int) -> tuple[np.ndarray, np.ndarray]:
    if epsg == 4326:
        return x.copy(), y.copy()
    from pyproj import Transformer
    from pyproj.exceptions import ProjError

    try:
        turn = Transformer.from_crs(epsg, 4326, always_xy=True)
    except ProjError:
        raise MappingError(f"[place] epsg = {epsg} is not a known coordinate system.") from None
    lon, lat = turn.transform(x, y)
    return np.where(np.isfinite(lon), lon, np.nan), np.where(np.isfinite(lat), lat, np.nan)
