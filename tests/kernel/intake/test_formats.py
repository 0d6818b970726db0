"""The same calls as CSV, TSV, pipe, JSON lines, Parquet and Excel, plain and gzipped: the same rows come of it."""

import gzip
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import h3.api.basic_int as h3
import openpyxl
import polars as pl
import pytest

from commonbeat.kernel.audit import SYSTEM
from commonbeat.kernel.intake.engine import Outcome, run
from commonbeat.kernel.intake.mapping import parse
from commonbeat.kernel.intake.targets import target
from commonbeat.operations.calls.models import Call, CallUnit

pytestmark = pytest.mark.django_db
MAPPING = """
[source]
name = "test"
[clock]
zone = "America/New_York"
[missing]
texts = ["NULL"]
[place]
x = "lon"
y = "lat"
[columns]
external_id = "id"
type_code = "type"
priority = "priority"
received_at = "received"
arrived_at = "arrived"
location_text = "place"
unit_code = "unit"
report_written = "report"
"""
NAMES = ["id", "type", "priority", "received", "arrived", "place", "lon", "lat", "unit", "report"]
ROWS: list[list[str]] = [
    ["0012", "NOISE", "3", "2025-03-01 10:00:00", "2025-03-01 10:09:30", "5 Main St, rear", "-77.1", "38.8", "P1", "1"],
    ["0013", "CAFÉ FIGHT", "1", "2025-03-09 01:59:59", "NULL", 'The "Cup" | Bar', "-77.05", "38.81", "", "0"],
    ["0014", "INFO", "", "2025-07-04 23:30:00", "", "", "0", "0", "P2", ""],
]  # fmt: skip


def delimited(mark: str) -> bytes:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in (mark, '"')) else text

    return "".join(mark.join(map(cell, row)) + "\n" for row in [NAMES, *ROWS]).encode()


def json_lines() -> bytes:
    """Numbers as numbers, what is missing as null."""
    kinds = {"priority": int, "lon": float, "lat": float}
    lines = []
    for row in ROWS:
        pairs = zip(NAMES, row, strict=True)
        lines.append({name: (kinds.get(name, str)(text) if text else None) for name, text in pairs})
    return "\n".join(json.dumps(line) for line in lines).encode()


def parquet() -> bytes:
    """Typed columns, as an analyst's notebook would write them."""
    frame = pl.DataFrame(ROWS, schema=NAMES, orient="row").with_columns(
        pl.col("priority").cast(pl.Int32, strict=False),
        pl.col("lon", "lat").cast(pl.Float64),
        pl.col("received", "arrived").str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False),
        pl.col("report").replace({"": None}).cast(pl.Int8).cast(pl.Boolean),
    )
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


def workbook() -> bytes:
    """A workbook with text, numbers and dates in cells of their kind."""
    book = openpyxl.Workbook()
    book.active.append(NAMES)
    for row in ROWS:
        cells: dict[str, object] = {name: text or None for name, text in zip(NAMES, row, strict=True)}
        for name in ("received", "arrived"):
            if str(cells[name])[:1] == "2":
                cells[name] = datetime.fromisoformat(str(cells[name]))
        for name in ("priority", "lon", "lat"):
            cells[name] = float(str(cells[name])) if cells[name] else None
        book.active.append(list(cells.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FORMATS: dict[str, Callable[[], bytes]] = {
    "csv": lambda: delimited(","),
    "csv.gz": lambda: gzip.compress(delimited(",")),
    "tsv": lambda: delimited("\t"),
    "pipe": lambda: delimited("|"),
    "utf-16": lambda: delimited("\t").decode().encode("utf-16"),
    "jsonl": json_lines,
    "jsonl.gz": lambda: gzip.compress(json_lines()),
    "parquet": parquet,
    "xlsx": workbook,
}


def take(tmp_path: Path, data: bytes, source: str = "") -> Outcome:
    path = tmp_path / "calls"  # the name says nothing: the content has to
    path.write_bytes(data)
    goal = target("calls")
    return run(path, goal, parse(MAPPING, goal), actor=SYSTEM, source=source)


def rows(source: str) -> list[tuple[object, ...]]:
    left_out = {"id", "source", "import_run", "row_digest"}
    names = [field.name for field in Call._meta.fields if field.name not in left_out]
    return list(Call.objects.filter(source=source).order_by("external_id").values_list(*names))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_gives_the_rows_of_the_csv(kind: str, tmp_path: Path) -> None:
    take(tmp_path, FORMATS["csv"](), "plain")
    outcome = take(tmp_path, FORMATS[kind](), "other")
    assert (outcome.read, outcome.accepted, outcome.rejected) == (3, 3, 0)
    assert rows("other") == rows("plain")
    units = CallUnit.objects.filter(call__source="other").order_by("call__number")
    assert list(units.values_list("call__number", "unit_code")) == [("0012", "P1"), ("0014", "P2")]
    again = take(tmp_path, FORMATS[kind](), "other")
    assert (again.unchanged, again.updated) == (3, 0)


def test_values_come_out_right_and_the_cell_of_a_place_is_known(tmp_path: Path) -> None:
    take(tmp_path, FORMATS["xlsx"]())
    first, second, third = Call.objects.order_by("number")
    assert (first.number, f"{first.received_at:%m-%d %H:%M:%S}", first.utc_offset_min) == (
        "0012",
        "03-01 15:00:00",
        -300,
    )
    assert (first.priority, first.report_written, first.location_text) == (3, True, "5 Main St, rear")
    assert first.h3 == h3.latlng_to_cell(38.8, -77.1, 9)
    assert h3.get_resolution(first.h3) == 9
    assert (second.type_code, second.arrived_at, second.location_text) == (
        "CAFÉ FIGHT",
        None,
        'The "Cup" | Bar',
    )
    assert (third.lon, third.h3, third.place_quality, third.quality_flags) == (
        None,
        None,
        "none",
        ["placeholder_place"],
    )
