"""Files that are wrong in every way we could think of: a clear sentence each, and nothing half-imported."""

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from commonbeat.kernel.audit import SYSTEM
from commonbeat.kernel.intake.engine import Outcome, run
from commonbeat.kernel.intake.errors import IntakeError
from commonbeat.kernel.intake.mapping import parse
from commonbeat.kernel.intake.models import IntakeRun
from commonbeat.kernel.intake.targets import target
from commonbeat.operations.calls.models import Call

pytestmark = pytest.mark.django_db
MAPPING = """
[source]
name = "test"
[clock]
zone = "America/New_York"
[place]
x = "lon"
y = "lat"
bounds = [-78, 38, -76, 40]
[columns]
external_id = "id"
type_code = "type"
received_at = "received"
location_text = "place"
"""
HEAD = b"id,type,received,place,lon,lat\n"


def row(number: int, place: bytes = b"1 Main St", lon: bytes = b"-77.1", lat: bytes = b"38.8") -> bytes:
    return b"%d,NOISE,2025-03-01 10:00:00,%s,%s,%s\n" % (number, place, lon, lat)


GOOD = HEAD + row(1) + row(2)


def take(tmp_path: Path, data: bytes, name: str = "calls.csv") -> Outcome:
    path = tmp_path / name
    path.write_bytes(data)
    goal = target("calls")
    return run(path, goal, parse(MAPPING, goal), actor=SYSTEM, rejects=tmp_path / "rejects.csv")


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def workbook_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 120_000_000)
    return out.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "is empty"),
    "only blank lines": (lambda: b"\n\n \n", "holds nothing that could be read"),
    "header only": (lambda: HEAD, "holds a header but no rows"),
    "binary": (lambda: bytes(range(256)) * 40, "is not a text file"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0\1\2\3" * 99, "is not a text file"),
    "pdf": (lambda: b"%PDF-1.7\nsome text\n", "is a PDF"),
    "web page": (lambda: b"<!doctype html><p>Log in", "is a web page"),
    "xml": (lambda: b"<?xml version='1.0'?><a/>", "is a web page or XML"),
    "json list": (lambda: b'[{"id": 1}]', "is one JSON list"),
    "broken json": (lambda: b'{"id": 1,\n "type"', "holds no JSON objects"),
    "zip archive": (lambda: zipped("calls.csv", GOOD), "is a zip archive"),
    "damaged zip": (lambda: zipped("xl/workbook.xml", GOOD)[:40], "is a damaged zip"),
    "workbook without sheets": (
        lambda: zipped("xl/workbook.xml", b"<a/>"),
        "cannot be read as an Excel workbook",
    ),
    "workbook bomb": (workbook_bomb, "looks like a zip bomb"),
    "gzip bomb": (lambda: gzip.compress(HEAD + row(1, b"x" * 10_000) * 9_000), "looks like a zip bomb"),
    "10 MB header": (
        lambda: b"id," + b"x" * 10_000_000 + b"\n" + row(1),
        "begins with a line longer than 4 MB",
    ),
    "quote never closed": (
        lambda: GOOD + row(3, b'"5 Main') + row(4) * 120_000,
        "opens a quotation mark after row 3",
    ),
    "damaged parquet": (lambda: b"PAR1" + b"\0" * 50, "is a damaged Parquet file"),
    "other table": (lambda: b"name,dog\nrex,yes\n", "has no column 'id'"),
    "key misspelt": (lambda: GOOD.replace(b"id,type", b"id,tpye"), "did you mean 'tpye'"),
    "gzip of nothing": (lambda: gzip.compress(b""), "holds nothing"),
    "gzip cut at once": (lambda: gzip.compress(GOOD)[:10], "holds nothing"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_cannot_be_imported_is_refused_with_a_sentence(name: str, tmp_path: Path) -> None:
    make, words = REFUSED[name]
    with pytest.raises(IntakeError, match=words):
        take(tmp_path, make())
    assert Call.objects.count() == 0
    assert IntakeRun.objects.get().state == "failed"
    assert words in IntakeRun.objects.get().message


LATIN = row(3, "Café".encode("cp1252"))
# what, data → (accepted, rejected, words of a note or reject)
TAKEN: dict[str, tuple[Callable[[], bytes], int, int, str]] = {
    "10 MB line": (lambda: GOOD + b"3," + b"x" * 10_000_000 + b"\n" + row(4), 3, 1, "the line has 10.0 MB"),
    "10 MB line at the end": (lambda: GOOD + b'3,"' + b"x" * 10_000_000, 2, 1, "the line has 10.0 MB"),
    "5 MB cell": (lambda: GOOD + row(3, b"x" * 5_000_000) + row(4), 3, 1, "the line has 5.0 MB"),
    "two long lines": (lambda: GOOD + (b"x" * 9_000_000 + b"\n") * 2 + row(4), 3, 2, "the line has 9.0 MB"),
    "mixed encodings": (lambda: GOOD + LATIN + row(4, "Café".encode()), 4, 0, "1 lines were not UTF-8"),
    "byte order mark": (lambda: b"\xef\xbb\xbf" + GOOD, 2, 0, ""),
    "utf-16": (lambda: GOOD.decode().encode("utf-16"), 2, 0, ""),
    "zero bytes": (lambda: GOOD + row(3, b"a\0b"), 3, 0, "1 zero bytes"),
    "old Mac line ends": (lambda: GOOD.replace(b"\n", b"\r"), 2, 0, ""),
    "blank lines": (lambda: GOOD.replace(b"\n", b"\n\n"), 2, 0, ""),
    "ragged rows": (lambda: GOOD + b"3,NOISE\n" + row(4).strip() + b",extra\n", 2, 2, "the row has 2 cells"),
    "cut in a row": (lambda: (GOOD + row(3))[:-30], 2, 1, "the row has"),
    "header twice": (lambda: GOOD.replace(b"place", b"place,place", 1).replace(b"St", b"St,x"), 2, 0, "2 times"),
    "a second header": (lambda: GOOD + HEAD, 2, 1, "received_at is not a date"),
    "formula": (lambda: GOOD + row(3, b"=cmd|' /C calc'!A0"), 3, 0, ""),
    "swapped coordinates": (lambda: GOOD + row(3, lon=b"38.8", lat=b"-77.1"), 3, 0, "flagged swapped_place"),
    "0/0": (lambda: GOOD + row(3, lon=b"0", lat=b"0"), 3, 0, "flagged placeholder_place"),
    "no date": (lambda: GOOD + row(3).replace(b"2025-03-01", b"32.13.2025"), 2, 1, "received_at is not a date"),
    "skipped hour": (lambda: GOOD + row(3).replace(b"03-01 10", b"03-09 02"), 2, 1, "the clock in America/New_York"),
    "no key": (lambda: GOOD + row(3).replace(b"3,", b",", 1), 2, 1, "external_id is missing"),
    "endless key": (lambda: GOOD + b"9" * 65 + row(3)[1:], 2, 1, "longer than 64"),
    "endless text": (lambda: GOOD + row(3, b"x" * 5000), 3, 0, "flagged cut_location_text"),
    "line end in a cell": (lambda: GOOD + row(3, b'"1 Main St\nrear"'), 3, 0, ""),
    "lone quote": (lambda: GOOD + row(3, b'5" pipe') + row(4), 4, 0, ""),
    "tabs": (lambda: GOOD.replace(b",", b"\t"), 2, 0, ""),
    "json lines": (
        lambda: b'{"id":"1","type":"A","received":"2025-03-01 10:00","place":null,"lon":"-77","lat":"39"}\nnonsense\n',
        1, 1, "not a JSON object",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_a_bad_file_with_good_rows_gives_the_good_rows(name: str, tmp_path: Path) -> None:
    make, accepted, rejected, words = TAKEN[name]
    outcome = take(tmp_path, make())
    assert (outcome.accepted, outcome.rejected, outcome.read) == (accepted, rejected, accepted + rejected)
    assert Call.objects.count() == accepted
    assert words in " ".join([*outcome.notes, *[one["reason"] for one in outcome.examples]])


def test_a_cut_gzip_gives_the_rows_before_the_cut_and_says_so(tmp_path: Path) -> None:
    import random

    rng = random.Random(5)
    data = HEAD + b"".join(row(i, b"%030x" % rng.getrandbits(120)) for i in range(4000))
    outcome = take(tmp_path, gzip.compress(data)[:60_000], "calls.csv.gz")
    assert 1000 < outcome.accepted < 4000
    assert outcome.accepted == Call.objects.count()
    assert outcome.rejected in (0, 1)
    assert any("cut or damaged" in note for note in outcome.notes)


def test_formulas_are_harmless_in_the_rejects_file(tmp_path: Path) -> None:
    take(tmp_path, GOOD + row(3, b"=1+1").replace(b"2025", b"x025"))
    text = (tmp_path / "rejects.csv").read_text()
    assert "'=1+1" in text
    assert "-77.1" in text
    assert "'-77.1" not in text


def test_a_required_field_without_a_column_says_so(tmp_path: Path) -> None:
    path, goal = tmp_path / "calls.csv", target("calls")
    path.write_bytes(GOOD)
    mapping = parse(MAPPING.replace('external_id = "id"', 'external_id = ""'), goal)
    with pytest.raises(
        IntakeError, match=r"^external_id is not mapped yet: name its column in the mapping.$"
    ):
        run(path, goal, mapping, actor=SYSTEM)
