"""Complaints in numbers, as a reader sees them: released figures only, in both languages."""

from __future__ import annotations

import csv
import io
import json
import re
from functools import cache
from itertools import count, islice

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonbeat.accountability.complaints import published
from commonbeat.accountability.complaints.measures_published import Closing, Counted, figures
from commonbeat.accountability.complaints.models import PublicFigure
from commonbeat.kernel import audit
from commonbeat.kernel.publish.actions import release

pytestmark = pytest.mark.django_db
PAGE = "/complaints/numbers/"


@cache
def figures_of_a_year():
    """What is told of a year with enough to tell, and some small numbers."""
    rows, case = [], count()
    kinds = (("conduct", "not_sustained", 7), ("duty", "unfounded", 5), ("force", "exonerated", 5))
    for quarter in ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"):
        for kind, finding, n in kinds:
            for one in islice(case, n):
                who = frozenset({one % 30})
                ended = {"how": "investigated", "band": "to_30", "days": 20, "stages": {"read": 2}}
                rows += [
                    Counted(one, "received", quarter, {"kind": kind, "criminal": "no"}, who),
                    Counted(one, "finding", quarter, {"kind": kind, "finding": finding}, who),
                    Counted(one, "ended", quarter, ended, who),
                    Counted(
                        one,
                        "duty",
                        quarter,
                        {"duty": "letter", "outcome": "late" if one % 9 == 0 else "kept"},
                        who,
                    ),
                ]
    profiled = {"kind": "bias", "criminal": "no", "profiling": ["race"]}
    rows += [Counted(one, "received", "2025-Q4", profiled) for one in islice(case, 3)]
    told = {}
    for quarter in range(1, 5):
        closing = Closing(2025, quarter, 2025)
        known = [one for one in rows if one.quarter in closing.quarters]
        told |= figures(known, closing, {key: value for key, value in told.items() if key[0] != "stages"})
    return told


@pytest.fixture
def year():
    """A year that was told."""
    rows = [published.as_row(key, value, "2025-Q4") for key, value in figures_of_a_year().items()]
    PublicFigure.objects.bulk_create(rows)
    release(published.DATASET, actor=audit.SYSTEM, reason="Test")


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
        duties = {row.key: row.value for row in PublicFigure.objects.filter(table="duties", period=period)}
        shares = {
            round(100 * value / duties[key.removesuffix(" outcome=kept")])
            for key, value in duties.items()
            if key.endswith(" outcome=kept") and value
        }
        assert cells
        assert cells <= told | shares


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
