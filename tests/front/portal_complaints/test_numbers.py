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
from commonbeat.accountability.complaints.models import ClosedQuarter, PublicFigure
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


def published_again() -> None:
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
    assert sum("complaints_publicfigure" in query["sql"] for query in asked.captured_queries) == 4


def quarters_of(name: str, *totals: int) -> None:
    """Closed quarters of a year with nothing but a total each."""
    for at, total in enumerate(totals, start=1):
        quarter = f"{name}-Q{at}"
        ClosedQuarter.objects.create(name=quarter, year=int(name), quarter=at, opened=int(name))
        published.as_row(("received", f"quarter={quarter}"), total, quarter).save()


def test_quarters_of_a_year_that_is_not_over_can_be_chosen(client, year):
    quarters_of("2026", 12, 14)
    for more, value in (((), 12), (("outcome=kept",), 11), (("outcome=late",), 1)):
        published.as_row(("duties", "quarter=2026-Q2", "duty=letter", *more), value, "2026-Q2").save()
    published_again()
    page = client.get(PAGE).content.decode()
    assert "Complaints we received, by kind, 2025" in page
    assert "2026: the year is not counted yet" in page
    assert re.findall(r'href="\?period=([^"]+)"', page)[:2] == ["2026-Q2", "2026-Q1"]
    page = text(client.get(PAGE, {"period": "2026-Q2"}))
    assert "14 in all" in page
    assert "go up to 2026-Q2" in page
    assert "Write within 30 days of the decision 12 11 1 92" in page
    assert "Call back within a day, if asked not told not told not told not told" in page


def test_no_zero_is_told_of_the_time_before_the_books_held_anything(client):
    quarters_of("2025", 0, 0, 12, 0)
    published.as_row(("received", "year=2025"), 12, "2025-Q4").save()
    published_again()
    page = text(client.get(PAGE))
    assert "2025-Q2" not in page
    assert "We began to count in 2025-Q3." in page
    assert "begin with 2025-Q3 and go up to 2025-Q4" in page
    assert "We began" not in text(client.get(PAGE, {"period": "2025-Q4"}))
    answer = client.get("/data/complaint-numbers/file.csv")
    body = b"".join(answer.streaming_content).decode()
    assert "2025-Q1" not in body
    assert "2025-Q4" in body


def test_what_is_too_small_to_be_told_is_named(client, year):
    page = text(client.get(PAGE))
    assert "2025 Complaints of the year, and what became of them by its end Complaints that speak of" in page
    assert "Too few to tell, 2025" in page
    page = text(client.get(PAGE, {"period": "2025-Q2"}))
    assert "Told for whole years only Complaints of the year, and what became of them by its end" in page


def test_the_file_of_a_page_holds_the_figures_of_the_page(client, year):
    page = client.get(PAGE, {"period": "2025-Q2"}).content.decode()
    (href,) = re.findall(r'href="(/data/complaint-numbers/file\.csv\?[^"]+)"', page)
    body = b"".join(client.get(href.replace("&amp;", "&")).streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(body)))
    assert len(rows) == PublicFigure.objects.filter(period="2025-Q2").count() > 0
    assert {(row["span"], row["period"]) for row in rows} == {("quarter", "2025-Q2")}


def test_a_filter_that_cannot_be_read_gets_no_file_of_other_rows(client, year):
    assert client.get("/data/complaint-numbers/file.csv", {"period": "2025\0"}).status_code == 400
    page = client.get("/data/complaint-numbers/", {"nothing": "known"}).content.decode()
    assert "The files hold all rows." in page
    page = client.get("/data/complaint-numbers/", {"period": "2025-Q2"}).content.decode()
    assert "The files hold the rows you have chosen above." in page
    assert "2025-Q3" not in page.split('id="rows"')[1].split('id="files"')[0]


def test_parts_of_different_kinds_do_not_stand_in_one_list(client):
    quarters_of("2025", 12)
    for more in ("finding=sustained", "finding=unfounded", "kind=force", "kind=duty"):
        published.as_row(("findings", "quarter=2025-Q1", more), 0, "2025-Q1").save()
    published_again()
    (page,) = re.findall(r'<section[^>]+"n-findings".*?</section>', client.get(PAGE).content.decode(), re.S)
    lists = [re.findall(r'<th scope="row">(.*?)</th>', one) for one in page.split("<table")[1:]]
    assert lists == [["Sustained", "Unfounded"], ["Force", "Duty and procedure"]]


@pytest.mark.parametrize(
    ("prefix", "said"), [("", ("finding", "Sustained")), ("/es", ("resultado", "Comprobada"))]
)
def test_the_rows_of_the_dataset_are_said_in_words(client, year, prefix, said):
    wanted = {"table": "findings", "period": "2025", "which": "sustained"}
    page = client.get(f"{prefix}/data/complaint-numbers/", wanted).content.decode()
    rows = page.split('id="rows"')[1].split('id="files"')[0]
    assert [one for one in said if one not in rows] == []
    assert "sustained" not in rows


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
        {"nothing": "known"},
    ):
        page = client.get(f"{prefix}/data/complaint-numbers/", query)
        assert page.status_code == 200
    answer = client.get("/data/complaint-numbers/file.json", {"table": "received", "period": "2025"})
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = json.loads(body)
    rows = rows if isinstance(rows, list) else next(one for one in rows.values() if isinstance(one, list))
    told = dict(PublicFigure.objects.values_list("key", "value"))
    assert {(row["table"], row["period"]) for row in rows} == {("received", "2025")}
    for row in rows:
        parts = [
            f"{row[by]}={row[which]}" for by, which in (("by", "which"), ("and_by", "and_which")) if row[by]
        ]
        assert row["value"] == told[" ".join([row["table"], f"{row['span']}={row['period']}", *parts])]
