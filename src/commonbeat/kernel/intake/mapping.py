"""The mapping file: how a source's columns become a target's fields (``docs/reference/mapping-file.md``)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import MappingError
from .targets import Target

SECTIONS = {"source", "read", "missing", "clock", "place", "columns", "translate", "groups", "rows", "local"}
CELL_KEYS = {
    "column", "columns", "join", "join_missing", "constant", "formats", "format", "missing", "pad", "extract", "matches", "yes", "lower",
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """Where a field's value comes from."""

    columns: tuple[str, ...] = ()
    join: str = ""
    join_missing: str = ""
    constant: str | None = None
    formats: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    pad: int = 0
    extract: str = ""
    matches: str = ""
    yes: tuple[str, ...] = ("1", "y", "yes", "true", "t", "x")
    lower: bool = False

    def sources(self) -> tuple[str, ...]:
        """Columns of the file that this cell reads."""
        return self.columns + tuple(re.findall(r"\{([^{}]+)\}", self.join + self.join_missing))


@dataclass(frozen=True)
class Place:
    """Coordinates: the columns, their reference system and the values that mean "not known"."""

    x: str
    y: str
    epsg: int = 4326
    placeholders: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    tolerance: float = 1e-4
    bounds: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Mapping:
    """A mapping file, read and checked."""

    target: str
    source: str
    text: str
    zone: str
    offset_label: str = "keep"
    order: str = ""
    series: int = 0
    missing: tuple[str, ...] = ("",)
    cells: dict[str, Cell] = field(default_factory=dict)
    place: Place | None = None
    translate: dict[str, dict[str, str]] = field(default_factory=dict)
    groups: tuple[tuple[str, str], ...] = ()
    several_rows: bool = False
    read: dict[str, Any] = field(default_factory=dict)
    local: dict[str, Any] = field(default_factory=dict)

    def columns(self) -> set[str]:
        """Every column of the file that the mapping reads."""
        used = {name for cell in self.cells.values() for name in cell.sources()}
        if self.place:
            used |= {self.place.x, self.place.y}
        return used | ({self.order} if self.order else set())


def load(path: Path, target: Target) -> Mapping:
    """Read a mapping file.

    Raises:
        MappingError: not TOML, an unknown field or option, or something required is missing.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise MappingError(f"The mapping {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise MappingError(f"The mapping {path.name} is not a text file in UTF-8.") from None
    return parse(text, target)


def parse(text: str, target: Target) -> Mapping:
    """Check a mapping's text against the target; raises `MappingError` with what to change."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"The mapping is not valid TOML: {error}.") from None
    unknown = set(data) - SECTIONS
    if unknown:
        raise MappingError(
            f"The mapping has an unknown section [{sorted(unknown)[0]}]; known are {_list(SECTIONS)}."
        )
    source = data.get("source", {})
    if source.get("target", target.name) != target.name:
        raise MappingError(f"This mapping is for {source['target']!r}, not for {target.name!r}.")
    clock = data.get("clock", {})
    rows = data.get("rows", {})
    return Mapping(
        target=target.name,
        source=_name(source.get("name", "")),
        text=text,
        zone=_zone(clock.get("zone", source.get("zone", "UTC"))),
        offset_label=_one_of("clock.offset_label", clock.get("offset_label", "keep"), ("keep", "ignore")),
        order=str(clock.get("order", "")),
        series=int(clock.get("series", 0)),
        missing=("", *map(str, data.get("missing", {}).get("texts", []))),
        cells=_cells(data.get("columns", {}), target, bool(data.get("place"))),
        place=_place(data.get("place")),
        translate={
            name: {str(a): str(b) for a, b in pairs.items()}
            for name, pairs in data.get("translate", {}).items()
        },
        groups=tuple(
            (str(word), str(group)) for group, words in data.get("groups", {}).items() for word in words
        ),
        several_rows=_one_of("rows.per", rows.get("per", "record"), ("record", "part")) == "part",
        read=data.get("read", {}),
        local=data.get("local", {}),
    )


def _cells(data: dict[str, Any], target: Target, has_place: bool) -> dict[str, Cell]:
    known = [one.name for one in target.fields]
    cells: dict[str, Cell] = {}
    for name, value in data.items():
        if name not in known:
            raise MappingError(
                f"[columns] names {name!r}, which {target.name} do not have; known are {_list(known)}."
            )
        cells[name] = _cell(name, value)
    for one in target.fields:
        if one.required and one.name not in cells:
            raise MappingError(f"[columns] must say where {one.name!r} comes from.")
    return cells


def _cell(name: str, value: Any) -> Cell:
    if isinstance(value, str):
        return Cell(columns=(value,))
    if not isinstance(value, dict):
        raise MappingError(
            f'[columns] {name} must be a column\'s name or a table such as {{ column = "…" }}.'
        )
    unknown = set(value) - CELL_KEYS
    if unknown:
        raise MappingError(
            f"[columns] {name} has an unknown option {sorted(unknown)[0]!r}; known are {_list(CELL_KEYS)}."
        )
    for option in ("extract", "matches"):
        _regex(name, value.get(option, ""))
    columns = value.get("columns", [value["column"]] if "column" in value else [])
    if not columns and "join" not in value and "constant" not in value:
        raise MappingError(f"[columns] {name} needs one of column, columns, join or constant.")
    formats = value.get("formats", [value["format"]] if "format" in value else [])
    return Cell(
        columns=tuple(map(str, columns)),
        join=str(value.get("join", "")),
        join_missing=str(value.get("join_missing", "")),
        constant=str(value["constant"]) if "constant" in value else None,
        formats=tuple(formats),
        missing=tuple(map(str, value.get("missing", []))),
        pad=int(value.get("pad", 0)),
        extract=value.get("extract", ""),
        matches=value.get("matches", ""),
        yes=tuple(str(one).lower() for one in value.get("yes", Cell.yes)),
        lower=bool(value.get("lower", False)),
    )


def _place(data: dict[str, Any] | None) -> Place | None:
    if not data:
        return None
    if "x" not in data or "y" not in data:
        raise MappingError("[place] needs x and y, the columns of the coordinates.")
    bounds = data.get("bounds")
    if bounds is not None and len(bounds) != 4:
        raise MappingError("[place] bounds are four numbers: west, south, east, north.")
    west, south, east, north = map(float, bounds or (0, 0, 0, 0))
    return Place(
        x=data["x"],
        y=data["y"],
        epsg=int(data.get("epsg", 4326)),
        placeholders=tuple((float(a), float(b)) for a, b in data.get("placeholders", [[0, 0]])),
        tolerance=float(data.get("tolerance", 1e-4)),
        bounds=(west, south, east, north) if bounds else None,
    )


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise MappingError(
            f"[clock] zone {name!r} is not a time zone; write it as in America/New_York."
        ) from None
    return name


def _name(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", name):
        raise MappingError(
            "[source] name must be 1 to 40 small letters, digits, - or _, for instance city-cad."
        )
    return name


def _regex(name: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise MappingError(f"[columns] {name}: the pattern {pattern!r} is not valid: {error}.") from None


def _one_of(what: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise MappingError(f"{what} is {value!r}; it must be {' or '.join(allowed)}.")
    return value


def _list(names: Any) -> str:
    return ", ".join(sorted(names))
