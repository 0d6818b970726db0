"""Text columns to typed columns, whole columns at a time; what does not fit is rejected or flagged."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from .cells import OFFSET, raw_text, typed_value
from .clock import to_instants
from .flagging import flags
from .mapping import Mapping
from .placing import place
from .targets import Field, Kind, Target

#: Before the name of a field: its text as the source has it.
RAW = "raw "


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
    fields = [one for one in target.fields if one.name in mapping.cells]
    typed = read_cells(batch, fields, mapping)
    instants = [one.name for one in fields if one.kind is Kind.INSTANT]
    typed = _offsets(typed, instants, mapping)
    others = [name for name in instants if name != target.clock]
    typed = typed.with_columns(
        pl.lit("").alias("_flags"), *([batch[mapping.order].alias("_order")] if mapping.order else [])
    )
    if target.clock:
        typed = to_instants(
            typed, target.clock, others, mapping.zone, "_order" if mapping.order else "", mapping.series
        )
    else:
        typed = typed.with_columns(pl.lit(False).alias("_repeated"))
    typed = flags(
        typed,
        repeated_hour=pl.col("_repeated"),
        **{f"skipped_{name}": pl.col(f"_skipped_{name}") for name in others},
    )
    if mapping.place:
        typed = place(typed, batch, mapping.place)
    rejects = _rejects(typed, target, mapping)
    typed = _flag_and_cut(typed, fields)
    typed = typed.with_columns(
        pl.lit(None, dtype=_dtype(one.kind)).alias(one.name)
        for one in target.fields
        if one.name not in mapping.cells
    )
    if rejects:
        typed = typed.filter(~pl.col("_row").is_in([one.row for one in rejects]))
    return Converted(typed.drop([RAW + one.name for one in fields]), rejects)


def read_cells(batch: pl.DataFrame, fields: list[Field], mapping: Mapping) -> pl.DataFrame:
    """``_row``, and of each field its text (after `RAW`), its value, and ``_bad_…`` where a text gave no value."""
    texts = [raw_text(one, mapping).alias(RAW + one.name) for one in fields]
    values = [typed_value(one, mapping, pl.col(RAW + one.name)).alias(one.name) for one in fields]
    bad = [
        (pl.col(RAW + one.name).is_not_null() & pl.col(one.name).is_null()).alias(f"_bad_{one.name}")
        for one in fields
    ]
    return batch.lazy().select("_row", *texts).with_columns(values).with_columns(bad).collect()


def _offsets(typed: pl.DataFrame, instants: list[str], mapping: Mapping) -> pl.DataFrame:
    """Honour a written offset (``…+00:00``), unless the mapping calls the label wrong."""
    if mapping.offset_label == "ignore":
        return typed
    for name in instants:
        # With formats of its own that know no offset, a text that ends in one was not read at all.
        formats = mapping.cells[name].formats
        if formats and not any("z" in form.lower() for form in formats):
            continue
        text = typed[RAW + name]
        timed = text.str.contains(OFFSET)
        if not timed.any():
            continue
        label = text.str.extract(OFFSET, 2).str.replace(r"^(Z|UTC)$", "+00:00").str.replace(":", "")
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


def _rejects(typed: pl.DataFrame, target: Target, mapping: Mapping) -> list[Reject]:
    out: dict[int, Reject] = {}
    required = [one for one in target.fields if one.required]
    masks = typed.select(
        (
            pl.col(one.name).is_null() | (pl.col(one.name).str.len_chars() > one.max_length)
            if one.kind is Kind.TEXT
            else pl.col(one.name).is_null()
        ).alias(one.name)
        for one in required
    )
    for one in required:
        if not masks[one.name].any():
            continue
        column = "/".join(mapping.cells[one.name].sources()) or one.name
        for row, text in typed.filter(masks[one.name]).select("_row", RAW + one.name).iter_rows():
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


def _flag_and_cut(typed: pl.DataFrame, fields: list[Field]) -> pl.DataFrame:
    """Flag what became missing or is too long, and cut that."""
    long = [one for one in fields if one.kind is Kind.TEXT and not one.required]
    typed = flags(
        typed,
        **{f"bad_{one.name}": pl.col(f"_bad_{one.name}") for one in fields if not one.required},
        **{f"cut_{one.name}": pl.col(one.name).str.len_chars() > one.max_length for one in long},
    )
    return typed.with_columns(pl.col(one.name).str.slice(0, one.max_length) for one in long)


def _dtype(kind: Kind) -> pl.DataType | type[pl.DataType]:
    types: dict[Kind, pl.DataType | type[pl.DataType]] = {
        Kind.INTEGER: pl.Int64,
        Kind.REAL: pl.Float64,
        Kind.YESNO: pl.Boolean,
        Kind.INSTANT: pl.Datetime("ms"),
    }
    return types.get(kind, pl.String)
