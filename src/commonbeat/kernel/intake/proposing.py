"""A first mapping, guessed from the header and a sample; a person reads it before it is used."""

from __future__ import annotations

import difflib
import json
import re
from pathlib import Path

import polars as pl

from .cells import FORMATS
from .errors import FileRefused
from .reading import open_table
from .sniffing import sniff
from .targets import Field, Kind, Target

MISSING = ("NULL", "null", "NA", "N/A", "None", "nan", "-", "1900-01-01", "1900-01-01 00:00:00")
X_NAMES = ("longitude", "lon", "lng", "long", "geo lon", "xlng", "x coordinate", "x", "geo x", "point x")
Y_NAMES = ("latitude", "lat", "geo lat", "ylat", "y coordinate", "y", "geo y", "point y")
ENOUGH = 0.86


def propose(path: Path, target: Target, name: str = "", zone: str = "America/New_York") -> str:
    """A mapping file's text for a file.

    Args:
        path: the file.
        target: what its rows shall become.
        name: name of the source; made from the file's name otherwise.
        zone: the agency's time zone.

    Raises:
        FileRefused: the file cannot be read.
    """
    table = open_table(sniff(path))
    batch = next(table.batches(), None)
    if batch is None or not batch.frame.height:
        raise FileRefused(f"{path.name} holds a header but no rows.")
    sample = batch.frame.head(5000).drop("_row")
    missing = [text for text in MISSING if any((sample[column] == text).any() for column in sample.columns)]
    pairs = match(target, sample, missing)
    return _write(name or source_name(path), zone, target, sample, pairs, missing)


def match(target: Target, sample: pl.DataFrame, missing: list[str]) -> dict[str, str]:
    """Field → column, best fits first, each column for one field.

    Args:
        sample: text columns.
        missing: literals that stand for nothing.
    """
    scores: list[tuple[float, int, str, str]] = []
    for order, one in enumerate(target.fields):
        for column in sample.columns:
            score = _likeness(one, column)
            if score >= ENOUGH and _fits(one, sample[column], missing):
                scores.append((score, -order, one.name, column))
    pairs: dict[str, str] = {}
    for _, _, name, column in sorted(scores, reverse=True):
        if name not in pairs and column not in pairs.values():
            pairs[name] = column
    return pairs


def _likeness(one: Field, column: str) -> float:
    words = plain(column)
    names = [one.name.replace("_", " "), *one.synonyms]
    best = 0.0
    for rank, name in enumerate(names):
        same = (
            1.0 if plain(name) == words else difflib.SequenceMatcher(None, plain(name), words).ratio() * 0.95
        )
        best = max(best, same - rank * 0.002)
    return best


def plain(name: str) -> str:
    """A column's name as words: ``Incident_StartTime`` and ``incident start time`` are one."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.findall(r"[a-z0-9]+", spaced.lower()))


def _fits(one: Field, column: pl.Series, missing: list[str]) -> bool:
    """Whether the sample's values can be what the field wants."""
    values = column.drop_nulls().str.strip_chars()
    values = values.filter(~values.is_in(["", *missing]))
    if one.kind is Kind.INSTANT:
        return bool(len(values)) and moment_format(values) != ""
    if one.kind in (Kind.INTEGER, Kind.REAL):
        return bool(len(values)) and _share_read(values.cast(pl.Float64, strict=False)) > 0.9
    if one.kind is Kind.YESNO:
        known = values.str.to_lowercase().is_in(["0", "1", "y", "n", "yes", "no", "true", "false"])
        return bool(len(values)) and bool(known.all())
    if one.choices:
        return bool(values.str.to_lowercase().is_in(list(one.choices)).any())
    return True


def _share_read(values: pl.Series) -> float:
    """Share of the values that are there; 0 for an empty column."""
    return int(values.is_not_null().sum()) / max(1, len(values))


def moment_format(values: pl.Series) -> str:
    """The first known format that reads at least 95 of 100 values, ``""`` for none."""
    for form in FORMATS:
        read = (
            values.str.to_datetime(form, strict=False)
            if "%H" in form or "%I" in form
            else values.str.to_date(form, strict=False)
        )
        if _share_read(read) >= 0.95:
            return form
    return ""


def _write(
    name: str, zone: str, target: Target, sample: pl.DataFrame, pairs: dict[str, str], missing: list[str]
) -> str:
    lines = [
        "# Proposed from the header and the first rows: read every line before you use it.",
        "", "[source]", f"name = {json.dumps(name)}", f"target = {json.dumps(target.name)}",
        "", "[clock]", "# The zone whose wall clock the times show.", f"zone = {json.dumps(zone)}",
    ]  # fmt: skip
    if missing:
        lines += ["", "[missing]", f"texts = {json.dumps(missing)}"]
    lines += _place(sample, pairs)
    lines += ["", "[columns]"]
    for one in target.fields:
        if one.name in pairs:
            lines.append(_line(one, pairs[one.name], sample, missing))
        elif one.required:
            lines.append(f"# {one.name} is required: name its column.")
            lines.append(f'{one.name} = ""')
    lines += _translations(target, sample, pairs, missing)
    rest = [column for column in sample.columns if column not in pairs.values()]
    lines += [
        "",
        "[read]",
        "# Columns left out on purpose; others that appear later are reported.",
        f"ignore = {json.dumps(rest)}",
    ]
    return "\n".join(lines) + "\n"


def _line(one: Field, column: str, sample: pl.DataFrame, missing: list[str]) -> str:
    if one.kind is not Kind.INSTANT:
        return f"{one.name} = {json.dumps(column)}"
    values = sample[column].drop_nulls().str.strip_chars()
    form = moment_format(values.filter(~values.is_in(["", *missing])))
    return f"{one.name} = {{ column = {json.dumps(column)}, format = {json.dumps(form)} }}"


def _translations(
    target: Target, sample: pl.DataFrame, pairs: dict[str, str], missing: list[str]
) -> list[str]:
    """Values of closed lists that differ from ours only in capitals; others are left for a person to fill in."""
    lines: list[str] = []
    for one in target.fields:
        if not one.choices or one.name not in pairs:
            continue
        found = sorted(set(sample[pairs[one.name]].drop_nulls().str.strip_chars()) - {"", *missing})
        lines += ["", f"[translate.{one.name}]", f"# One of {', '.join(one.choices)}."]
        lines += [
            f"{json.dumps(text)} = {json.dumps(text.lower())}"
            for text in found[:30]
            if text.lower() in one.choices
        ]
    return lines


def _place(sample: pl.DataFrame, pairs: dict[str, str]) -> list[str]:
    names = {plain(column): column for column in sample.columns}
    x = next((names[name] for name in X_NAMES if name in names), "")
    y = next((names[name] for name in Y_NAMES if name in names), "")
    if not x or not y:
        return []
    values = sample[x].cast(pl.Float64, strict=False).abs()
    projected = (values > 180).any()
    hint = (
        ["# Not degrees: name the coordinate system (State Plane zones are 2225 to 2289, 3435 …)."]
        if projected
        else []
    )
    return [
        "",
        "[place]",
        f"x = {json.dumps(x)}",
        f"y = {json.dumps(y)}",
        *hint,
        f"epsg = {0 if projected else 4326}",
    ]


def source_name(path: Path) -> str:
    """A source's name made from a file's."""
    return re.sub(r"[^a-z0-9]+", "-", path.name.split(".")[0].lower()).strip("-")[:40] or "file"
