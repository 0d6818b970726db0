"""The files people download: CSV, JSON and GeoJSON, written row by row so that a million rows need no memory."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from .registry import Dataset

BATCH = 2_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
}


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet runs as a formula; numbers, dates and nothing stay as they are."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value


def plain(value: Any) -> Any:
    """A value as JSON knows it: dates as ISO 8601, identifiers as text."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def csv_lines(heading: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Lines of a CSV file (RFC 4180), many at a time, its cells safe to open in a spreadsheet."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(list(heading))
    for index, row in enumerate(rows, start=1):
        writer.writerow([safe_cell(value) for value in row])
        if index % BATCH == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    """The text written so far; the buffer is empty afterwards."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def records(item: Dataset, rows: Any) -> Iterator[tuple[Any, ...]]:
    """The published columns of each row, in the dataset's order, read through a server-side cursor."""
    fields = [column.source for column in item.columns]
    yield from rows.order_by(*item.order).values_list(*fields).iterator(chunk_size=BATCH)


def as_csv(item: Dataset, rows: Any) -> Iterator[str]:
    """The dataset as CSV text, in pieces."""
    yield from csv_lines([column.name for column in item.columns], records(item, rows))


def as_json(item: Dataset, rows: Any) -> Iterator[str]:
    """The dataset as one JSON array of objects, in pieces."""
    names = [column.name for column in item.columns]
    yield from _array("[\n", "\n]\n", (_object(names, row) for row in records(item, rows)))


def as_geojson(item: Dataset, rows: Any) -> Iterator[str]:
    """The dataset as a GeoJSON feature collection (RFC 7946); a row without a point has a null geometry."""
    names = [column.name for column in item.columns]
    features = (_feature(item, _object(names, row)) for row in records(item, rows))
    yield from _array('{"type": "FeatureCollection", "features": [\n', "\n]}\n", features)


def _object(names: list[str], row: tuple[Any, ...]) -> dict[str, Any]:
    return {name: plain(value) for name, value in zip(names, row, strict=True)}


def _feature(item: Dataset, row: dict[str, Any]) -> dict[str, Any]:
    lon, lat = row.pop(item.lon, None), row.pop(item.lat, None)
    point = None if lon is None or lat is None else {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": point, "properties": row}


def _array(start: str, end: str, objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Join objects with commas between a start and an end, some thousand at a time."""
    piece, first = [start], True
    for index, item in enumerate(objects, start=1):
        piece.append(("" if first else ",\n") + json.dumps(item, ensure_ascii=False))
        first = False
        if index % BATCH == 0:
            yield "".join(piece)
            piece = []
    yield "".join([*piece, end])


WRITERS = {"csv": as_csv, "json": as_json, "geojson": as_geojson}


def digest_and_count(item: Dataset, rows: Any) -> tuple[str, int]:
    """SHA-256 (hex) of the full CSV file in UTF-8, and how many rows it has."""
    digest, lines = hashlib.sha256(), 0

    def counted() -> Iterator[tuple[Any, ...]]:
        nonlocal lines
        for row in records(item, rows):
            lines += 1
            yield row

    for piece in csv_lines([column.name for column in item.columns], counted()):
        digest.update(piece.encode())
    return digest.hexdigest(), lines
