"""Complaints in numbers, as a reader sees them: released figures only, in both languages."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from factories import complaints as make
from factories import complaints_many as many

from commonbeat.accountability.complaints import published
from commonbeat.accountability.complaints.models import PublicFigure

pytestmark = pytest.mark.django_db
PAGE = "/complaints/numbers/"


@pytest.fixture
def year():
    """A year with enough to tell, and some small numbers."""
    people = [make.member(str(600 + at), f"Person {at}") for at in range(30)]
    for month in (1, 4, 7, 10):
        at, end = datetime(2025, month, 5, tzinfo=UTC), date(2025, month, 25)
        ended = {"officers": people, "spread": True, "final_on": end, "ended_how": "investigated"}
        many.received(7, at, codes=("discourtesy",), final="not_sustained", **ended)
        many.received(5, at, codes=("neglect_of_duty",), final="unfounded", **ended)
        many.received(5, at, codes=("force_other",), final="exonerated", **ended)
    many.received(
        3, datetime(2025, 11, 5, tzinfo=UTC), codes=("bias",), profiling=True, profiling_kinds=["race"]
    )
    published.close_books(date(2026, 2, 1))


def text(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_before_the_first_count_the_page_says_when_it_comes(client):
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Nothing has been counted yet. A quarter is counted 30 days after it ends." in text(page)


def test_the_newest_year_is_shown_first_and_periods_can_be_chosen(client, year):
    page = text(client.get(PAGE))
    assert "Complaints we received, by kind, 2025" in page
    assert "71 in all" in page
    assert "Where does this come from?" in page
    quarter = text(client.get(PAGE, {"period": "2025-Q2"}))
    assert "Complaints we received, by kind, 2025-Q2" in quarter
    assert "17 in all" in quarter


@pytest.mark.parametrize("period", ["1999", "' OR 1=1", "2025-Q9", "<script>"])
def test_an_unknown_period_shows_the_newest_year(client, year, period):
    page = client.get(PAGE, {"period": period})
    assert page.status_code == 200
    assert "Complaints we received, by kind, 2025" in text(page)
    assert "<script>" not in page.content.decode().split("<main", 1)[1].split("</main", 1)[0]


def test_every_number_on_the_page_was_released(client, year):
    for period in ("2025", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"):
        page = client.get(PAGE, {"period": period}).content.decode()
        cells = {int(cell) for cell in re.findall(r'<td class="cb-num">(\d+)(?: days)?</td>', page)}
        told = set(PublicFigure.objects.filter(period=period).values_list("value", flat=True))
        assert cells
        assert cells <= told


def test_files_and_filters_hold_the_same_figures_as_the_page(client, year):
    everything = dict(PublicFigure.objects.values_list("key", "value"))
    answer = client.get("/data/complaint-numbers/file.csv")
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = list(
        csv.DictReader(line for line in io.StringIO(body.decode("utf-8-sig")) if not line.startswith("#"))
    )
    assert len(rows) == len(everything)
    for row in rows:
        parts = [
            f"{row[by]}={row[which]}" for by, which in (("by", "which"), ("and_by", "and_which")) if row[by]
        ]
        key = " ".join([row["table"], f"{row['span']}={row['period']}", *parts])
        assert row["value"] == ("" if everything[key] is None else str(everything[key]))


def test_nothing_points_to_a_case_or_a_person(client, year):
    page = client.get(PAGE).content.decode()
    assert "T-0" not in page
    assert "PC2" not in page
    assert "Person" not in text(client.get(PAGE))


def test_the_page_asks_few_questions_of_the_database_and_none_of_the_records(client, year):
    client.get(PAGE)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(PAGE)
    said = " ".join(query["sql"] for query in asked.captured_queries)
    assert "complaints_complaint" not in said
    assert "complaints_booking" not in said
    assert sum("complaints_publicfigure" in query["sql"] for query in asked.captured_queries) == 2


def test_in_spanish(client, year):
    page = text(client.get("/es" + PAGE))
    assert "Las quejas en números" in page
    assert "Conducta y cortesía" in page
    assert "Complaints" not in page
    assert "Kept" not in page


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_dataset_page_and_its_filters_show_released_figures(client, year, prefix):
    for query in (
        {},
        {"table": "received"},
        {"span": "quarter", "period": "2025-Q2"},
        {"which": "force", "table": "x"},
    ):
        page = client.get(f"{prefix}/data/complaint-numbers/", query)
        assert page.status_code == 200
    answer = client.get("/data/complaint-numbers/file.json", {"table": "received", "period": "2025"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = json.loads(body)
    rows = rows if isinstance(rows, list) else next(one for one in rows.values() if isinstance(one, list))
    told = dict(PublicFigure.objects.values_list("key", "value"))
    assert rows
    for row in rows:
        parts = [
            f"{row[by]}={row[which]}" for by, which in (("by", "which"), ("and_by", "and_which")) if row[by]
        ]
        assert row["value"] == told[" ".join([row["table"], f"{row['span']}={row['period']}", *parts])]
