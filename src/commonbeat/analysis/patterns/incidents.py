"""Incidents as columns: what happened, when, where, how, and what was taken or seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from commonbeat.analysis.refusal import ImpossibleInput

TAG_FEATURES = ("method", "property", "vehicle")
"""Features with several values per incident."""

MOST_TAGS = 8
"""Tags kept per incident and feature, the rarest first."""


class PatternError(ImpossibleInput):
    """Input from which no pattern can be sought; the text says why in plain words."""


@dataclass(frozen=True, kw_only=True)
class Tags:
    """Values of one feature: codes per incident, padded with -1, and their names.

    Attributes:
        codes: Shape (incidents, width); -1 where there are fewer.
        names: Name of each code.
    """

    codes: NDArray[np.int32] = field(repr=False)
    names: tuple[str, ...] = field(repr=False)

    @property
    def recorded(self) -> NDArray[np.bool_]:
        """Which incidents have at least one tag."""
        return np.asarray((self.codes >= 0).any(axis=1))


@dataclass(frozen=True, kw_only=True)
class Incidents:
    """Incidents in the order given. No field describes a person, and none is read.

    Attributes:
        case_numbers: Shape (n,).
        kinds: Offence group codes, shape (n,); names in `kind_names`.
        start: Earliest time, local wall clock, datetime64[s], shape (n,).
        end: Latest time; equal to the start where it is not known or impossible, shape (n,).
        x: Metres east, not-a-number where unknown, shape (n,).
        y: Metres north, shape (n,).
        settings: Kind of place (shop, car park, ...), -1 where not recorded; names in `setting_names`.
        tags: Method, property and vehicle.
        kind_names: Names of kinds.
        setting_names: Names of settings.
    """

    case_numbers: NDArray[np.str_]
    kinds: NDArray[np.int32] = field(repr=False)
    start: NDArray[np.datetime64] = field(repr=False)
    end: NDArray[np.datetime64] = field(repr=False)
    x: NDArray[np.float64] = field(repr=False)
    y: NDArray[np.float64] = field(repr=False)
    settings: NDArray[np.int32] = field(repr=False)
    tags: dict[str, Tags] = field(repr=False)
    kind_names: tuple[str, ...] = ()
    setting_names: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Number of incidents."""
        return int(self.case_numbers.size)


def incidents_from_frame(frame: pl.DataFrame) -> Incidents:
    """Incidents from a table.

    Args:
        frame: Columns `case_number`, `kind`, `start` (local wall clock), and any of `end`, `x` and `y` (metres
            in one projection), `setting` (text), `method`, `property`, `vehicle` (lists of text). Others are
            not read.

    Raises:
        PatternError: A needed column is absent, a case number or start is missing, or a case number is repeated.

    >>> table = pl.DataFrame({"case_number": ["1"], "kind": ["burglary"], "start": ["2024-01-05T02:00:00"]})
    >>> incidents_from_frame(table).size
    1
    """
    absent = [name for name in ("case_number", "kind", "start") if name not in frame.columns]
    if absent:
        raise PatternError(f"The table lacks: {', '.join(absent)}.")
    cases = frame["case_number"].cast(pl.String)
    if cases.null_count() or cases.n_unique() != cases.len():
        raise PatternError("Every incident needs a case number of its own.")
    start = _times(frame["start"])
    if np.isnat(start).any():
        raise PatternError("Every incident needs a time or the start of a span of time.")
    end = _times(frame["end"]) if "end" in frame.columns else start.copy()
    end = np.where(np.isnat(end) | (end < start), start, end)
    kinds, kind_names = _codes(frame["kind"])
    settings, setting_names = (
        _codes(frame["setting"])
        if "setting" in frame.columns
        else (np.full(len(frame), -1, dtype=np.int32), ())
    )
    x, y = (
        frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        if name in frame.columns
        else np.full(len(frame), np.nan)
        for name in ("x", "y")
    )
    return Incidents(
        case_numbers=np.asarray(cases.to_list(), dtype=str),
        kinds=kinds,
        start=start,
        end=end,
        x=x,
        y=y,
        settings=settings,
        tags={name: _tags(frame, name) for name in TAG_FEATURES},
        kind_names=kind_names,
        setting_names=setting_names,
    )


def _times(column: pl.Series) -> NDArray[np.datetime64]:
    if column.dtype == pl.String:
        return np.asarray([value or "NaT" for value in column.to_list()], dtype="datetime64[s]")
    return column.cast(pl.Datetime("ms")).to_numpy().astype("datetime64[s]")


def _codes(column: pl.Series) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Codes in alphabetical order of the names; -1 for null and empty."""
    text = column.cast(pl.String).str.strip_chars().str.to_lowercase()
    names: Sequence[str] = sorted(name for name in text.unique().to_list() if name)
    table = {name: code for code, name in enumerate(names)}
    codes = [table.get(value, -1) if value is not None else -1 for value in text.to_list()]
    return np.asarray(codes, dtype=np.int32), tuple(names)


def _tags(frame: pl.DataFrame, name: str) -> Tags:
    """One list column as padded codes; when an incident has too many, its rarest are kept."""
    n = len(frame)
    if name not in frame.columns:
        return Tags(codes=np.full((n, 1), -1, dtype=np.int32), names=())
    long = (
        pl.DataFrame({"row": np.arange(n), "tag": frame[name].cast(pl.List(pl.String))})
        .explode("tag", keep_nulls=True, empty_as_null=True)
        .with_columns(pl.col("tag").str.strip_chars().str.to_lowercase())
        .filter(pl.col("tag").is_not_null() & (pl.col("tag") != ""))
        .unique()
    )
    counts = long.group_by("tag").len().sort("tag")
    names = tuple(counts["tag"].to_list())
    codes = np.searchsorted(np.asarray(names), long["tag"].to_numpy()) if names else np.empty(0, dtype=int)
    rows, share = long["row"].to_numpy(), counts["len"].to_numpy()
    order = np.lexsort((codes, share[codes] if names else codes, rows))
    rows, codes = rows[order], codes[order]
    place = np.arange(rows.size) - np.searchsorted(rows, rows, side="left")
    width = int(min(MOST_TAGS, place.max() + 1)) if rows.size else 1
    padded = np.full((n, width), -1, dtype=np.int32)
    fits = place < width
    padded[rows[fits], place[fits]] = codes[fits]
    return Tags(codes=padded, names=names)
