"""The files people download: CSV, JSON and GeoJSON, streamed from the database, so that a million rows need no memory."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import CharField, TextField

from .registry import Dataset

BATCH = 2_000
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
}


def copied_csv(heading: Iterable[str], rows: Any, fields: Sequence[str]) -> Iterator[bytes]:
    """A query's rows as CSV (UTF-8, RFC 4180 quoting, LF), written by the database while it reads; a piece a line.

    Args:
        heading: names of the columns.
        rows: the ordered query.
        fields: what to read, one for each column; texts that a spreadsheet would run get an apostrophe.
    """
    query, params = rows.values_list(*fields).query.sql_with_params()
    names = [f"c{index}" for index in range(len(fields))]
    guarded = ", ".join(_guarded(rows.model, field, name) for field, name in zip(fields, names, strict=True))
    statement = f"COPY (SELECT {guarded} FROM ({query}) AS t ({', '.join(names)})) TO STDOUT (FORMAT csv)"
    yield (",".join(heading) + "\n").encode()
    yield from _copied(statement, params)


def safe_cell(value: object) -> object:
    """A cell of a CSV file that no spreadsheet takes for a formula."""
    starts = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if starts else value


def _guarded(model: Any, field: str, name: str) -> str:
    """The column, made harmless for spreadsheets when it is text."""
    if not isinstance(model._meta.get_field(field), CharField | TextField):
        return name
    starts = r"'=', '+', '-', '@', E'\t', E'\r'"
    return f"CASE WHEN left({name}, 1) IN ({starts}) THEN '''' || {name} ELSE {name} END"


def copied_json(rows: Any, fields: Sequence[str], answer: str) -> Iterator[bytes]:
    """One JSON text a row.

    Args:
        rows: the ordered query.
        fields: what to read; they are columns c0, c1, … of ``answer``.
        answer: SQL of the JSON value of a row.
    """
    query, params = rows.values_list(*fields).query.sql_with_params()
    names = ", ".join(f"c{index}" for index in range(len(fields)))
    for line in _copied(f"COPY (SELECT {answer} FROM ({query}) AS t ({names})) TO STDOUT", params):
        # Of the signs that COPY escapes, JSON text holds only the backslash.
        yield line[:-1].replace(b"\\\\", b"\\")


def _copied(statement: str, params: Sequence[Any]) -> Iterator[bytes]:
    """Rows of a COPY, one at a time; nothing is read before the first is asked for."""
    # The driver's own errors become Django's, which are what jobs try again after.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement, params) as copy,
    ):
        yield from map(bytes, copy)


def together(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines joined some thousand at a time, as a web server likes to send them."""
    piece: list[bytes] = []
    for line in lines:
        piece.append(line)
        if len(piece) == BATCH:
            yield b"".join(piece)
            piece = []
    if piece:
        yield b"".join(piece)


def as_csv(item: Dataset, rows: Any) -> Iterator[bytes]:
    """The dataset as CSV, in pieces."""
    return together(_csv(item, rows))


def _csv(item: Dataset, rows: Any) -> Iterator[bytes]:
    fields = [column.source for column in item.columns]
    return copied_csv([column.name for column in item.columns], rows.order_by(*item.order), fields)


def as_json(item: Dataset, rows: Any) -> Iterator[bytes]:
    """The dataset as one JSON array of objects, in pieces."""
    answer = _object(item, [column.name for column in item.columns])
    return together(_array(b"[\n", b"\n]\n", _json(item, rows, answer)))


def as_geojson(item: Dataset, rows: Any) -> Iterator[bytes]:
    """The dataset as a GeoJSON feature collection (RFC 7946); a row without a point has a null geometry."""
    names = [column.name for column in item.columns]
    lon, lat = f"c{names.index(item.lon)}", f"c{names.index(item.lat)}"
    point = f"json_build_object('type', 'Point', 'coordinates', json_build_array({lon}, {lat}))"
    facts = _object(item, [name for name in names if name not in (item.lon, item.lat)])
    answer = (
        f"json_build_object('type', 'Feature', 'geometry', CASE WHEN {lon} IS NOT NULL AND {lat} IS NOT NULL"
        f" THEN {point} END, 'properties', {facts})"
    )
    start = b'{"type": "FeatureCollection", "features": [\n'
    return together(_array(start, b"\n]}\n", _json(item, rows, answer)))


def _json(item: Dataset, rows: Any, answer: str) -> Iterator[bytes]:
    return copied_json(rows.order_by(*item.order), [column.source for column in item.columns], answer)


def _object(item: Dataset, names: Sequence[str]) -> str:
    """SQL of a row's JSON object; names are the code's own, never a reader's."""
    places = {column.name: f"c{index}" for index, column in enumerate(item.columns)}
    pairs = ", ".join(f"'{name}', {places[name]}" for name in names)
    return f"json_build_object({pairs})"


def _array(start: bytes, end: bytes, objects: Iterable[bytes]) -> Iterator[bytes]:
    """Join JSON texts with commas between a start and an end."""
    yield start
    for index, line in enumerate(objects):
        yield b",\n" + line if index else line
    yield end


WRITERS = {"csv": as_csv, "json": as_json, "geojson": as_geojson}


def digest_and_count(item: Dataset, rows: Any) -> tuple[str, int]:
    """SHA-256 (hex) of the full CSV file, and how many rows it has."""
    digest, lines = hashlib.sha256(), -1  # the heading is no row
    for line in _csv(item, rows):
        digest.update(line)
        lines += 1
    return digest.hexdigest(), lines
