import csv
import io
import json

import pytest
from factories import calls as make

from commonbeat.kernel.publish import Column, Dataset
from commonbeat.kernel.publish.files import (
    as_csv,
    as_geojson,
    as_json,
    copied_csv,
    digest_and_count,
    together,
)
from commonbeat.operations.calls.models import Call

pytestmark = pytest.mark.django_db
NASTY = 'a "b", \\n\t{c}\nñ'
ITEM = Dataset(
    name="test",
    title="",
    description="",
    definition="",
    how_we_count=(),
    disclosure="",
    columns=[
        Column("id", "", "", field="number"),
        Column("text", "", "", field="location_text"),
        Column("lon", "", ""),
        Column("lat", "", ""),
    ],
    rows=Call.objects.all,
    order=("number",),
    lon="lon",
    lat="lat",
)  # fmt: skip


def read(pieces):
    return b"".join(pieces).decode()


def test_cells_that_a_spreadsheet_would_run_are_text():
    for number, text in enumerate(("=1+1", "+1", "-x", "@SUM", "\tx", "Main St", "")):
        make.call(str(number), location_text=text)
    lines = read(
        copied_csv(["n", "text", "lon"], Call.objects.order_by("number"), ["number", "location_text", "lon"])
    )
    assert lines == (
        "n,text,lon\n0,'=1+1,-121.45\n1,'+1,-121.45\n2,'-x,-121.45\n3,'@SUM,-121.45\n4,'\tx,-121.45\n"
        '5,Main St,-121.45\n6,"",-121.45\n'
    )  # fmt: skip


def test_every_format_gives_back_what_was_stored():
    make.call("1", location_text=NASTY)
    make.call("2", lon=None)
    assert list(csv.DictReader(io.StringIO(read(as_csv(ITEM, ITEM.rows())), newline=""))) == [
        {"id": "1", "text": NASTY, "lon": "-121.45", "lat": "37.75"},
        {"id": "2", "text": "1234 Main St", "lon": "", "lat": "37.75"},
    ]
    assert json.loads(read(as_json(ITEM, ITEM.rows()))) == [
        {"id": "1", "text": NASTY, "lon": -121.45, "lat": 37.75},
        {"id": "2", "text": "1234 Main St", "lon": None, "lat": 37.75},
    ]
    assert json.loads(read(as_geojson(ITEM, ITEM.rows())))["features"] == [
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-121.45, 37.75]}, "properties": {"id": "1", "text": NASTY}},
        {"type": "Feature", "geometry": None, "properties": {"id": "2", "text": "1234 Main St"}},
    ]  # fmt: skip


def test_no_rows_make_readable_files():
    assert read(as_csv(ITEM, ITEM.rows())) == "id,text,lon,lat\n"
    assert json.loads(read(as_json(ITEM, ITEM.rows()))) == []
    assert json.loads(read(as_geojson(ITEM, ITEM.rows())))["features"] == []


def test_the_digest_is_that_of_the_file_people_get():
    import hashlib

    make.call("1", location_text="two\nlines")
    make.call("2")
    file = b"".join(as_csv(ITEM, ITEM.rows()))
    assert digest_and_count(ITEM, ITEM.rows()) == (hashlib.sha256(file).hexdigest(), 2)


def test_lines_travel_together():
    assert [len(piece) for piece in together(b"x" for _ in range(4_001))] == [2_000, 2_000, 1]
