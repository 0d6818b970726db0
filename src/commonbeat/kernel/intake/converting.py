"""Text columns to typed columns, whole columns at a time; what does not fit is rejected or flagged."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import polars as pl

from .clock import to_instants
from .errors import MappingError
from .mapping import Cell, Mapping, Place
from .targets import Field, Kind, Target

FORMATS = (
    "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M", "%Y-%m-%d", "%m/%d/%Y",
)  # fmt: skip
#: An offset follows a time of day; the "-01" that ends a bare date is none.
OFFSET = r"(:\d{2}(?:\.\d+)?)\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)$"
NO = ("0", "n", "no", "false", "f")


@dataclass(frozen=True)
class Reject:
    """Why a row was not taken: its number, the column and value at fault, and the reason."""

    row: int
    column: str
    value: str
    reason: str


@dataclass
class Converted:
    """A batch after conversion: rows to load and rows refused."""

    frame: pl.DataFrame
    rejects: list[Reject]


def convert(batch: pl.DataFrame, target: Target, mapping: Mapping) -> Converted:
    """Convert one batch.

    Args:
        batch: text columns and ``_row``.
        target: what the rows become.
        mapping: how.

    Returns:
        Every field of the target by name (missing ones null), ``lon`` and ``lat`` in degrees where the mapping has a
        place, ``_row`` and ``_flags`` (a comma-separated list); and the rejected rows.

    Raises:
        MappingError: a date format is not understood.
    """
    raw = batch.select(
        "_row", *[_raw(one, mapping).alias(one.name) for one in target.fields if one.name in mapping.cells]
    )
    typed = raw.select(
        "_row", *[_typed(one, mapping).alias(one.name) for one in target.fields if one.name in raw.columns]
    )
    if mapping.order:
        typed = typed.with_columns(batch[mapping.order].alias("_order"))
    bad = {
        one.name: raw[one.name].is_not_null() & typed[one.name].is_null()
        for one in target.fields
        if one.name in raw.columns
    }
    typed = typed.with_columns(pl.lit("").alias("_flags"))
    instants = [one.name for one in target.fields if one.kind is Kind.INSTANT and one.name in typed.columns]
    typed = _offsets(typed, raw, instants, mapping)
    others = [name for name in instants if name != target.clock]
    typed = to_instants(
        typed, target.clock, others, mapping.zone, "_order" if mapping.order else "", mapping.series
    )
    typed = flag(typed, pl.col("_repeated"), "repeated_hour")
    for name in others:
        typed = flag(typed, pl.col(f"_skipped_{name}"), f"skipped_{name}")
    if mapping.place:
        typed = place(typed, batch, mapping.place)
    rejects = _rejects(typed, raw, target, mapping, bad)
    for one in target.fields:
        if one.name not in raw.columns:
            typed = typed.with_columns(pl.lit(None, dtype=_dtype(one.kind)).alias(one.name))
            continue
        if not one.required:
            typed = flag(typed, bad[one.name], f"bad_{one.name}")
        if one.kind is Kind.TEXT:
            typed = _cut(typed, one)
    refused = {reject.row for reject in rejects}
    if refused:
        typed = typed.filter(~pl.col("_row").is_in(list(refused)))
    return Converted(typed, rejects)


def flag(frame: pl.DataFrame, mask: pl.Expr | pl.Series, name: str) -> pl.DataFrame:
    """Add a quality flag to the rows of a mask."""
    values = mask if isinstance(mask, pl.Series) else frame.select(mask.alias("_mask"))["_mask"]
    if not values.any():
        return frame
    return frame.with_columns(
        pl.when(values.fill_null(False))
        .then(pl.col("_flags") + f"{name[:40]},")
        .otherwise("_flags")
        .alias("_flags")
    )


def _raw(one: Field, mapping: Mapping) -> pl.Expr:
    """The field's text as the source has it, null where the mapping calls it missing."""
    cell = mapping.cells[one.name]
    if cell.constant is not None:
        return pl.lit(cell.constant)
    expr = (
        _joined(cell.join, mapping, cell)
        if cell.join
        else pl.coalesce([_present(name, mapping, cell) for name in cell.columns])
    )
    if cell.extract:
        expr = expr.str.extract(cell.extract, 1)
    if cell.join_missing:
        expr = pl.coalesce(expr, _joined(cell.join_missing, mapping, cell))
    if cell.pad:
        expr = expr.str.zfill(cell.pad)
    return expr.str.to_lowercase() if cell.lower else expr


def _joined(template: str, mapping: Mapping, cell: Cell) -> pl.Expr:
    """Text put together from several columns; missing if one of them is."""
    names = re.findall(r"\{([^{}]+)\}", template)
    return pl.format(
        re.sub(r"\{[^{}]+\}", "{}", template), *[_present(name, mapping, cell) for name in names]
    )


def _present(name: str, mapping: Mapping, cell: Cell) -> pl.Expr:
    text = pl.col(name).str.strip_chars()
    gone = text.is_in([*mapping.missing, *cell.missing])
    return pl.when(gone).then(None).otherwise(text)


def _typed(one: Field, mapping: Mapping) -> pl.Expr:
    cell = mapping.cells[one.name]
    text = pl.col(one.name)
    if one.kind is Kind.INSTANT:
        bare = (
            text.str.replace(OFFSET, "$1") if mapping.offset_label == "ignore" or not cell.formats else text
        )
        return pl.coalesce([_moment(bare, form) for form in cell.formats or FORMATS])
    table = mapping.translate.get(one.name)
    if table:
        default = None if one.choices else text
        text = text.replace_strict(table, default=default, return_dtype=pl.String)
    if one.kind is Kind.INTEGER:
        number = text.cast(pl.Float64, strict=False)
        whole = number.is_finite() & (number == number.floor()) & (number.abs() < 2**31)
        return pl.when(whole).then(number).otherwise(None).cast(pl.Int64)
    if one.kind is Kind.REAL:
        number = text.str.replace_all(",", "").cast(pl.Float64, strict=False)
        return pl.when(number.is_finite()).then(number).otherwise(None)
    if one.kind is Kind.YESNO:
        if cell.matches:
            return text.str.contains(cell.matches)
        low = text.str.to_lowercase()
        return (
            pl.when(low.is_in(list(cell.yes)))
            .then(True)
            .when(low.is_in(list(NO)))
            .then(False)
            .otherwise(None)
        )
    if one.choices:
        return pl.when(text.is_in(list(one.choices))).then(text).otherwise(None)
    return text


def _moment(text: pl.Expr, form: str) -> pl.Expr:
    if "%H" not in form and "%I" not in form:
        return text.str.to_date(form, strict=False).cast(pl.Datetime("ms"))
    return text.str.to_datetime(form, time_unit="ms", strict=False)


def _offsets(typed: pl.DataFrame, raw: pl.DataFrame, instants: list[str], mapping: Mapping) -> pl.DataFrame:
    """Honour a written offset (``…+00:00``), unless the mapping calls the label wrong."""
    if mapping.offset_label == "ignore":
        return typed
    for name in instants:
        timed = raw[name].str.contains(OFFSET)
        if not timed.any():
            continue
        label = raw[name].str.extract(OFFSET, 2).str.replace(r"^(Z|UTC)$", "+00:00").str.replace(":", "")
        minutes = label.str.slice(1, 2).cast(pl.Int32, strict=False) * 60 + label.str.slice(3, 2).cast(
            pl.Int32, strict=False
        ).fill_null(0)
        signed = pl.select(pl.when(label.str.starts_with("-")).then(-minutes).otherwise(minutes)).to_series()
        utc = typed[name] - pl.select(pl.duration(minutes=pl.lit(signed))).to_series()
        wall = utc.dt.replace_time_zone("UTC").dt.convert_time_zone(mapping.zone).dt.replace_time_zone(None)
        typed = typed.with_columns(
            pl.when(timed.fill_null(False)).then(wall).otherwise(pl.col(name)).alias(name)
        )
    return typed


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
    typed = flag(typed, pl.Series(holder), "placeholder_place")
    typed = flag(typed, pl.Series(swapped), "swapped_place")
    return flag(typed, pl.Series(had & ~inside & ~swapped), "impossible_place")


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


def _rejects(
    typed: pl.DataFrame, raw: pl.DataFrame, target: Target, mapping: Mapping, bad: dict[str, pl.Series]
) -> list[Reject]:
    out: dict[int, Reject] = {}
    for one in target.fields:
        if not one.required:
            continue
        mask = typed[one.name].is_null()
        if one.kind is Kind.TEXT:
            mask = mask | (typed[one.name].str.len_chars() > one.max_length)
        if not mask.any():
            continue
        column = "/".join(mapping.cells[one.name].sources()) or one.name
        for row, text in raw.filter(mask.fill_null(True)).select("_row", one.name).iter_rows():
            out.setdefault(row, Reject(row, column, (text or "")[:200], _why(one, text, mapping)))
    return list(out.values())


def _why(one: Field, text: str | None, mapping: Mapping) -> str:
    if text is None:
        return f"{one.name} is missing"
    if one.kind is Kind.INSTANT:
        return f"{one.name} is not a date and time, or the clock in {mapping.zone} skipped it"
    if one.choices:
        return f"{one.name} must be one of {', '.join(one.choices)}"
    if one.kind is Kind.TEXT:
        return f"{one.name} is longer than {one.max_length} characters"
    return f"{one.name} is not a {one.kind.value} value"


def _cut(typed: pl.DataFrame, one: Field) -> pl.DataFrame:
    long = typed[one.name].str.len_chars() > one.max_length
    if not long.any():
        return typed
    return flag(typed, long, f"cut_{one.name}").with_columns(pl.col(one.name).str.slice(0, one.max_length))


def _dtype(kind: Kind) -> pl.DataType | type[pl.DataType]:
    types: dict[Kind, pl.DataType | type[pl.DataType]] = {
        Kind.INTEGER: pl.Int64,
        Kind.REAL: pl.Float64,
        Kind.YESNO: pl.Boolean,
        Kind.INSTANT: pl.Datetime("ms"),
    }
    return types.get(kind, pl.String)
