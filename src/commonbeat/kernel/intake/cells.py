"""What a cell's text means: polars expressions for text as the source has it, and for typed values."""

from __future__ import annotations

import re

import polars as pl

from .mapping import Cell, Mapping
from .targets import Field, Kind

FORMATS = (
    "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M", "%Y-%m-%d", "%m/%d/%Y",
)  # fmt: skip
#: An offset follows a time of day; the "-01" that ends a bare date is none.
OFFSET = r"(:\d{2}(?:\.\d+)?)\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)$"
NO = ("0", "n", "no", "false", "f")


def raw_text(one: Field, mapping: Mapping) -> pl.Expr:
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


def typed_value(one: Field, mapping: Mapping, text: pl.Expr) -> pl.Expr:
    """The field's value from its ``text`` as `raw_text` gives it, null where it does not fit."""
    cell = mapping.cells[one.name]
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
