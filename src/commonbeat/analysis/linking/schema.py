"""Which fields say that two records may mean the same person, vehicle or address, and how."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from commonbeat.analysis.linking.similarity import jaro_winkler, one_slip, soundex
from commonbeat.analysis.refusal import ImpossibleInput

Kind = Literal["name", "date", "number", "word", "year", "street"]


class LinkingError(ImpossibleInput):
    """Input that cannot be linked; the text says why in plain words."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field and how often its levels of agreement occur in records that belong together.

    Attributes:
        name: Column name.
        kind: How it is cleaned and compared.
        agree: Chance of each level when both records mean the same thing, in the order of `LEVELS[kind]`; sums
            to 1. Stated assumptions, to be replaced by what confirmed links show.
    """

    name: str
    kind: Kind
    agree: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse chances that are none."""
        if len(self.agree) != len(LEVELS[self.kind]):
            raise LinkingError(
                f"{self.name}: a {self.kind} has {len(LEVELS[self.kind])} levels of agreement."
            )
        if any(not 0 < chance < 1 for chance in self.agree) or abs(sum(self.agree) - 1) > 1e-9:
            raise LinkingError(f"{self.name}: chances of agreement must lie between 0 and 1 and add up to 1.")


LEVELS: dict[Kind, tuple[str, ...]] = {
    "name": ("same", "nearly the same", "similar", "different"),
    "date": ("same", "one slip or day and month exchanged", "same year", "different"),
    "number": ("same", "one slip", "different"),
    "word": ("same", "different"),
    "year": ("same", "one year apart", "different"),
    "street": ("same", "nearly the same", "different"),
}
"""Levels of agreement by kind, best first; the last means that the field speaks against a link."""


@dataclass(frozen=True, kw_only=True)
class Schema:
    """Fields, and the keys under which records are looked up.

    Attributes:
        subject: "person", "vehicle" or "address".
        fields: Fields to compare.
        keys: Blocking keys; each is a tuple of parts "field" or "field:how", how one of first1, first3, sound,
            year. Records that share no key are never compared.
        train_on: Fields to hold fixed in each training round of the batch linker.
    """

    subject: str
    fields: tuple[Field, ...]
    keys: tuple[tuple[str, ...], ...]
    train_on: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        """Refuse keys on fields that do not exist."""
        names = {field.name for field in self.fields}
        parts = {part.split(":")[0] for key in (*self.keys, *self.train_on) for part in key}
        if not self.fields or not self.keys:
            raise LinkingError("A schema needs fields and at least one blocking key.")
        if parts - names:
            raise LinkingError(f"Blocking keys name unknown fields: {', '.join(sorted(parts - names))}.")
        hows = {part.split(":")[1] for key in self.keys for part in key if ":" in part}
        if hows - {"first1", "first3", "sound", "year"}:
            raise LinkingError("A key part may end in :first1, :first3, :sound or :year.")


PERSON = Schema(
    subject="person",
    fields=(
        Field(name="surname", kind="name", agree=(0.84, 0.09, 0.03, 0.04)),
        Field(name="given", kind="name", agree=(0.78, 0.10, 0.05, 0.07)),
        Field(name="birth_date", kind="date", agree=(0.88, 0.07, 0.02, 0.03)),
        Field(name="phone", kind="number", agree=(0.55, 0.05, 0.40)),
        Field(name="house_number", kind="number", agree=(0.55, 0.05, 0.40)),
        Field(name="street", kind="street", agree=(0.55, 0.07, 0.38)),
    ),
    keys=(
        ("birth_date", "surname:first1"),
        ("birth_date", "given:first1"),
        ("surname:sound", "given:first3", "birth_date:year"),
        ("phone",),
        ("surname", "given"),
        ("house_number", "street", "surname:first1"),
    ),
    train_on=(("birth_date",), ("surname", "given")),
)
VEHICLE = Schema(
    subject="vehicle",
    fields=(
        Field(name="plate", kind="number", agree=(0.85, 0.08, 0.07)),
        Field(name="state", kind="word", agree=(0.96, 0.04)),
        Field(name="vin", kind="number", agree=(0.93, 0.05, 0.02)),
        Field(name="make", kind="name", agree=(0.93, 0.03, 0.02, 0.02)),
        Field(name="model", kind="name", agree=(0.85, 0.06, 0.04, 0.05)),
        Field(name="colour", kind="word", agree=(0.75, 0.25)),
        Field(name="year", kind="year", agree=(0.80, 0.13, 0.07)),
    ),
    keys=(("plate",), ("vin",), ("plate:first3", "make", "model", "year")),
    train_on=(("plate",), ("vin",)),
)
ADDRESS = Schema(
    subject="address",
    fields=(
        Field(name="house_number", kind="number", agree=(0.94, 0.04, 0.02)),
        Field(name="street", kind="street", agree=(0.86, 0.12, 0.02)),
        Field(name="unit", kind="number", agree=(0.85, 0.05, 0.10)),
        Field(name="city", kind="name", agree=(0.93, 0.04, 0.02, 0.01)),
        Field(name="postcode", kind="number", agree=(0.92, 0.05, 0.03)),
    ),
    keys=(("house_number", "street"), ("house_number", "street:first3", "postcode"), ("street", "postcode")),
    train_on=(("street",), ("house_number", "postcode")),
)


def clean(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """The schema's fields in one spelling: small plain letters, ISO dates, digits only where they count.

    Args:
        frame: Any columns; a field of the schema that is absent is treated as not recorded.
        schema: Which fields.

    Returns:
        One text column per field; null where nothing is left.
    """
    columns = []
    for field in schema.fields:
        if field.name not in frame.columns:
            columns.append(pl.lit(None, dtype=pl.String).alias(field.name))
            continue
        text = pl.col(field.name).cast(pl.String).str.normalize("NFKD").str.to_lowercase()
        columns.append(_spelling(text, field).alias(field.name))
    cleaned = frame.select(columns)
    return cleaned.select(pl.when(pl.col(c) != "").then(pl.col(c)).alias(c) for c in cleaned.columns)


def _spelling(text: pl.Expr, field: Field) -> pl.Expr:
    """One spelling for a column, by kind."""
    if field.kind == "date":
        return text.str.slice(0, 10)
    if field.kind == "number":
        kept = text.str.replace_all("[^0-9a-z]", "")
        return kept.str.tail(10) if field.name == "phone" else kept
    if field.kind == "year":
        return text.str.extract("([0-9]{4})", 1)
    if field.kind == "street":
        text = text.str.replace_all("[^a-z0-9 ]", "")
        for long, short in _STREET_WORDS:
            text = text.str.replace_all(rf"\b{long}\b", short)
        return text.str.replace_all(" +", " ").str.strip_chars()
    return text.str.replace_all("[^a-z ]", "").str.replace_all(" +", " ").str.strip_chars()


_STREET_WORDS = (
    ("street", "st"),
    ("avenue", "ave"),
    ("boulevard", "blvd"),
    ("drive", "dr"),
    ("road", "rd"),
    ("court", "ct"),
    ("lane", "ln"),
    ("place", "pl"),
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
)


def clean_record(record: Mapping[str, object], schema: Schema) -> dict[str, str | None]:
    """One record in the spelling `clean` gives a table, without the cost of a table.

    Args:
        record: Fields by name; others are ignored.
        schema: Which fields.
    """
    return {field.name: _spell(record.get(field.name), field) for field in schema.fields}


def _spell(value: object, field: Field) -> str | None:
    """One value in the spelling of `_spelling`."""
    if value is None:
        return None
    text = unicodedata.normalize("NFKD", str(value)).lower()
    if field.kind == "date":
        return text[:10] or None
    if field.kind == "number":
        kept = re.sub("[^0-9a-z]", "", text)
        return (kept[-10:] if field.name == "phone" else kept) or None
    if field.kind == "year":
        found = re.search("[0-9]{4}", text)
        return found.group() if found else None
    if field.kind == "street":
        text = re.sub("[^a-z0-9 ]", "", text)
        for long, short in _STREET_WORDS:
            text = re.sub(rf"\b{long}\b", short, text)
    else:
        text = re.sub("[^a-z ]", "", text)
    return re.sub(" +", " ", text).strip(" ") or None


def record_keys(cleaned: Mapping[str, str | None], schema: Schema) -> list[str | None]:
    """Blocking keys of one cleaned record, equal to its row of `key_texts`.

    Args:
        cleaned: As from `clean_record`.
        schema: Whose keys.
    """
    keys: list[str | None] = []
    for key in schema.keys:
        parts = [_part_of(cleaned[part.split(":")[0]], part.partition(":")[2]) for part in key]
        keys.append(None if None in parts else "|".join(str(part) for part in parts))
    return keys


def _part_of(value: str | None, how: str) -> str | None:
    if value is None:
        return None
    if how == "sound":
        return soundex(value) or None
    return value[: _LENGTHS.get(how, 10_000)]


_LENGTHS = {"first1": 1, "first3": 3, "year": 4}


def key_texts(cleaned: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """Blocking keys as text columns k0, k1, ...; null where a part is not recorded.

    Args:
        cleaned: As from `clean`.
        schema: Whose keys.
    """
    parts = {part for key in schema.keys for part in key}
    columns = {part: _part(cleaned[part.split(":")[0]], part.partition(":")[2]) for part in sorted(parts)}
    frame = pl.DataFrame(columns)
    return frame.select(
        pl.concat_str([pl.col(part) for part in key], separator="|").alias(f"k{i}")
        for i, key in enumerate(schema.keys)
    )


def _part(column: pl.Series, how: str) -> pl.Series:
    if how == "sound":
        names = column.unique().drop_nulls()
        codes = pl.Series([soundex(name) or None for name in names], dtype=pl.String)
        return column.replace_strict(names, codes, default=None) if names.len() else column
    return column.str.slice(0, _LENGTHS.get(how, 10_000))


def level(kind: Kind, first: str, second: str) -> int:
    """Level of agreement of two cleaned values, as an index into `LEVELS[kind]`.

    Args:
        kind: How the field is compared.
        first: One value.
        second: The other.

    >>> LEVELS["date"][level("date", "1990-03-12", "1990-12-03")]
    'one slip or day and month exchanged'
    """
    if first == second:
        return 0
    if kind == "word":
        return 1
    if kind == "number":
        return 1 if one_slip(first, second) else 2
    if kind == "year":
        return 1 if first.isdigit() and second.isdigit() and abs(int(first) - int(second)) == 1 else 2
    if kind == "date":
        if one_slip(first, second) or (
            first[:4] == second[:4] and first[5:] == second[8:] + "-" + second[5:7]
        ):
            return 1
        return 2 if first[:4] == second[:4] else 3
    alike = jaro_winkler(*sorted((first, second)))
    if kind == "street":
        return 1 if alike >= 0.93 else 2
    return 1 if alike >= 0.92 else 2 if alike >= 0.84 else 3


def check_columns(columns: Iterable[str], schema: Schema) -> None:
    """Refuse a table without a single field of the schema.

    Raises:
        LinkingError: No column can be compared.
    """
    if not {field.name for field in schema.fields} & set(columns):
        raise LinkingError(f"None of the fields of a {schema.subject} is in the table.")
