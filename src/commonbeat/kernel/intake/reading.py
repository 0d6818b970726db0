"""Reading a file in batches of text columns, so that a file of any size fits in memory."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from .blocks import MAX_LINE, Broken, LongLine, blocks
from .errors import FileRefused
from .sniffing import Format, Sniffed

BATCH_ROWS = 32_768
csv.field_size_limit(MAX_LINE)


@dataclass
class Batch:
    """Some rows of a file.

    Attributes:
        frame: every column as text, with ``_row`` (1 is the header, 2 the first row of data, as a spreadsheet counts).
        broken: rows that could not be split; they count as read.
        position: bytes of the file behind us, for a progress bar.
    """

    frame: pl.DataFrame
    broken: list[Broken]
    position: int = 0


@dataclass
class Table:
    """A file as header and batches. ``notes`` fill while reading."""

    sniffed: Sniffed
    header: list[str]
    notes: list[str] = field(default_factory=list)
    repaired_lines: int = 0
    zero_bytes: int = 0

    def batches(self) -> Iterator[Batch]:
        """Every row of the file, in order, once.

        Raises:
            FileRefused: something in the middle makes the rest unreadable.
        """
        kind = self.sniffed.format
        if kind is Format.PARQUET:
            yield from _parquet(self)
        elif kind is Format.WORKBOOK:
            yield from _workbook(self)
        elif kind is Format.JSON_LINES:
            yield from _json_lines(self)
        else:
            yield from _delimited(self)
        self.notes.extend(self.sniffed.losses)
        if self.repaired_lines:
            self.notes.append(f"{self.repaired_lines} lines were not UTF-8 and were read as Windows-1252.")
        if self.zero_bytes:
            self.notes.append(f"{self.zero_bytes} zero bytes were left out.")


def open_table(sniffed: Sniffed) -> Table:
    """Read the header.

    Raises:
        FileRefused: no header can be found.
    """
    if sniffed.format is Format.PARQUET:
        return Table(sniffed, _parquet_file(sniffed.path).schema_arrow.names)
    if sniffed.format is Format.WORKBOOK:
        rows = _sheet(sniffed.path)
        first = next(rows, None)
        if first is None:
            raise FileRefused(f"The first sheet of {sniffed.path.name} is empty.")
        return _named(Table(sniffed, []), [_cell_text(cell) or "" for cell in first])
    table = Table(sniffed, [])
    with sniffed.open() as stream:
        first_block = next(blocks(stream, table), b"")
    if isinstance(first_block, LongLine):
        raise FileRefused(
            f"{sniffed.path.name} begins with a line longer than {MAX_LINE // 1_000_000} MB; it does not look like a table."
        )
    sniffed.losses.clear()
    table.repaired_lines = table.zero_bytes = 0
    if sniffed.format is Format.JSON_LINES:
        names: dict[str, None] = {}
        for line in first_block.split(b"\n")[:1000]:
            names.update(dict.fromkeys(_object(line) or ()))
        table.header = list(names)
        if not names:
            raise FileRefused(f"{sniffed.path.name} starts with {{ but holds no JSON objects, one a line.")
        return table
    reader = csv.reader(io.StringIO(first_block.decode()[:MAX_LINE]), delimiter=sniffed.delimiter)
    first_row = next((row for row in reader if any(cell.strip() for cell in row)), None)
    if not first_row:
        raise FileRefused(f"{sniffed.path.name} has no header.")
    return _named(table, first_row)


def _named(table: Table, names: list[str]) -> Table:
    seen: dict[str, int] = {}
    for name in (name.strip().lstrip("\ufeff") for name in names):
        seen[name] = seen.get(name, 0) + 1
        table.header.append(name if seen[name] == 1 else f"{name}__{seen[name]}")
    for name, count in seen.items():
        if count > 1 and name:
            table.notes.append(
                f"The header names {name!r} {count} times; the later ones are read as {name}__2 and so on."
            )
    return table


def _delimited(table: Table) -> Iterator[Batch]:
    row = 1
    headed = False
    with table.sniffed.open() as stream:
        for block in blocks(stream, table):
            if isinstance(block, LongLine):
                row += 1
                yield Batch(_numbered(_nothing(table.header), row), [block.broken(row)], _position(stream))
                continue
            if not headed:
                block, headed = _without_header(block), True
            frame, broken, count = _split(block, table, row)
            row += count
            for start in range(0, max(frame.height, 1), BATCH_ROWS):
                yield Batch(frame.slice(start, BATCH_ROWS), broken if start == 0 else [], _position(stream))


def _without_header(block: bytes) -> bytes:
    """What follows the first record that is not blank."""
    end = 0
    while end < len(block):
        start, end = end, block.find(b"\n", end) + 1 or len(block)
        while block.count(b'"', start, end) % 2 and end < len(block):
            end = block.find(b"\n", end) + 1 or len(block)
        if block[start:end].strip(b" ,;|\t\n"):
            break
    return block[end:]


def _position(stream: Any) -> int:
    raw = getattr(stream, "_raw", stream)
    return int(raw.tell())


def _split(data: bytes, table: Table, row: int) -> tuple[pl.DataFrame, list[Broken], int]:
    """One block as a frame, its broken rows and how many records it held."""
    if data and _regular(data, table):
        names = table.header
        frame = pl.read_csv(
            data,
            has_header=False,
            separator=table.sniffed.delimiter,
            infer_schema=False,
            new_columns=names,
            empty_string_is_null=True,
        )
        if len(frame.columns) == len(names):
            return _numbered(frame, row), [], frame.height
    return _split_slowly(data, table, row)


def _regular(data: bytes, table: Table) -> bool:
    """Whether every record has as many cells as the header: only then the fast reader is exact."""
    if data.startswith(b"\n") or b"\n\n" in data:
        return False
    array = np.frombuffer(data, dtype=np.uint8)
    quotes = np.flatnonzero(array == 34)
    if quotes.size % 2:
        return False
    marks = np.flatnonzero((array == ord(table.sniffed.delimiter)) | (array == 10))
    if quotes.size:
        marks = marks[np.searchsorted(quotes, marks) % 2 == 0]
    is_end = array[marks] == 10
    ends = np.flatnonzero(is_end)
    if not data.endswith(b"\n"):
        ends = np.append(ends, marks.size)
    return bool(np.all(np.diff(ends, prepend=-1) == len(table.header)))


def _split_slowly(data: bytes, table: Table, row: int) -> tuple[pl.DataFrame, list[Broken], int]:
    width = len(table.header)
    columns: list[list[str | None]] = []
    numbers: list[int] = []
    broken: list[Broken] = []
    start = row
    reader = csv.reader(io.StringIO(data.decode(), newline=""), delimiter=table.sniffed.delimiter)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row += 1
            if len(cells) == width:
                columns.append([cell or None for cell in cells])
                numbers.append(row)
            else:
                reason = f"the row has {len(cells)} cells, the header {width}"
                broken.append(Broken(row, reason, table.sniffed.delimiter.join(cells)[:2000]))
    except csv.Error:
        raise FileRefused(
            f"{table.sniffed.path.name} opens a quotation mark after row {row} that is not closed for"
            f" {MAX_LINE // 1_000_000} MB; nothing was imported."
        ) from None
    schema = dict.fromkeys(table.header, pl.String)
    frame = pl.DataFrame(columns, schema=schema, orient="row") if columns else pl.DataFrame(schema=schema)
    frame = frame.with_columns(pl.Series("_row", numbers, dtype=pl.Int64))
    return frame, broken, row - start


def _numbered(frame: pl.DataFrame, row: int) -> pl.DataFrame:
    return frame.with_columns(pl.int_range(row + 1, row + 1 + pl.len(), dtype=pl.Int64).alias("_row"))


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _json_lines(table: Table) -> Iterator[Batch]:
    row = 1
    with table.sniffed.open() as stream:
        for block in blocks(stream, table):
            if isinstance(block, LongLine):
                row += 1
                yield Batch(_numbered(_nothing(table.header), row), [block.broken(row)], _position(stream))
                continue
            rows: list[dict[str, str | None]] = []
            numbers: list[int] = []
            broken: list[Broken] = []
            for line in block.split(b"\n"):
                if not line.strip():
                    continue
                row += 1
                found = _object(line)
                if found is None:
                    broken.append(
                        Broken(row, "the line is not a JSON object", line.decode(errors="replace")[:2000])
                    )
                    continue
                rows.append({str(name): _json_text(value) for name, value in found.items()})
                numbers.append(row)
            names = {**dict.fromkeys(table.header), **{name: None for one in rows for name in one}}
            frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)) if rows else _nothing(names)
            yield Batch(
                frame.with_columns(pl.Series("_row", numbers, dtype=pl.Int64)), broken, _position(stream)
            )


def _json_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value.replace("\0", "") if value else None
    return json.dumps(value)


def _nothing(names: Any) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(names, pl.String))


def _parquet_file(path: Path) -> Any:
    import pyarrow
    import pyarrow.parquet

    try:
        return pyarrow.parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError):
        raise FileRefused(f"{path.name} is a damaged Parquet file.") from None


def _parquet(table: Table) -> Iterator[Batch]:
    row = 1
    file = _parquet_file(table.sniffed.path)
    size = table.sniffed.path.stat().st_size
    for group in file.iter_batches(batch_size=BATCH_ROWS):
        frame = pl.DataFrame(pl.from_arrow(group))
        stamps = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
        frame = frame.with_columns(pl.col(name).dt.strftime("%Y-%m-%d %H:%M:%S%.f") for name in stamps)
        nested = [name for name, kind in frame.schema.items() if kind.is_nested() or kind == pl.Binary]
        frame = frame.drop(nested).with_columns(pl.all().cast(pl.String))
        numbered = _numbered(frame, row)
        row += frame.height
        yield Batch(numbered, [], size * (row - 1) // max(1, file.metadata.num_rows))


def _sheet(path: Path) -> Iterator[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        yield from CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows()
    except (CalamineError, OSError, IndexError, ValueError) as error:
        raise FileRefused(f"{path.name} cannot be read as an Excel workbook: {error}.") from None


def _cell_text(cell: Any) -> str | None:
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).replace("\0", "") or None


def _workbook(table: Table) -> Iterator[Batch]:
    rows = _sheet(table.sniffed.path)
    next(rows, None)
    row = 1
    kept: list[list[str | None]] = []
    numbers: list[int] = []
    width = len(table.header)
    for cells in rows:
        row += 1
        texts = [_cell_text(cell) for cell in cells]
        if not any(texts):
            continue
        kept.append((texts + [None] * width)[:width])
        numbers.append(row)
        if len(kept) == BATCH_ROWS:
            yield _sheet_batch(table, kept, numbers)
            kept, numbers = [], []
    if kept:
        yield _sheet_batch(table, kept, numbers)


def _sheet_batch(table: Table, kept: list[list[str | None]], numbers: list[int]) -> Batch:
    frame = pl.DataFrame(kept, schema=dict.fromkeys(table.header, pl.String), orient="row")
    return Batch(frame.with_columns(pl.Series("_row", numbers, dtype=pl.Int64)), [])
