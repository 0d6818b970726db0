"""The promises of the demo city: each figure of the public file recounted, clock by clock, and the page in a browser."""

import csv
import os
from collections import defaultdict
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from journeys.steps import DESK, PHONE, assert_accessible, assert_fits, on_file, sign_in

from commonbeat.kernel.clocks.models import Clock, ClockToll
from commonbeat.kernel.publish.models import Release

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
ZONE = ZoneInfo("America/Los_Angeles")
Row = dict[str, str]


def public_file(address: str) -> list[Row]:
    """The file as anybody gets it."""
    with urlopen(f"{address}/data/promises/file.csv") as answer:
        return list(csv.DictReader(answer.read().decode().splitlines()))


def period_of(span: str, started: datetime) -> str:
    """The period a clock belongs to, by the city's wall clock."""
    local = started.astimezone(ZONE)
    return f"{local:%Y-%m}" if span == "month" else f"{local.year}-Q{(local.month + 2) // 3}"


def recounted(row: Row, clocks: list[Clock], stood: dict[Any, timedelta], now: datetime) -> Row:
    """The same row, counted here with loops and nothing else."""
    kept = [one for one in clocks if one.outcome == "kept"]
    void = [one for one in clocks if one.outcome == "void" and not one.late_at]
    still_open = [one for one in clocks if one.outcome == ""]
    overdue = [one for one in still_open if one.late_at or (not one.still_since and one.due_at < now)]
    late = [one for one in clocks if one.outcome in ("late", "void") and one.late_at] + overdue
    done = [one for one in clocks if one.outcome in ("kept", "late")]
    days = [(one.stopped_at - one.started_at - stood[one.pk]).total_seconds() / 86_400 for one in done]
    oldest = min((one.started_at for one in still_open), default=None)
    return row | {
        "made": str(len(clocks)),
        "kept": str(len(kept)),
        "late": str(len(late)),
        "running": str(len(still_open) - len(overdue)),
        "void": str(len(void)),
        "kept_of_100": f"{100 * len(kept) / (len(kept) + len(late)):.1f}" if kept or late else "",
        "median_days": f"{median(days):.1f}" if days else "",
        "oldest_open_days": str((now - oldest).days) if oldest else "",
    }


def test_every_row_of_the_public_file_is_that_of_an_independent_count(marisol: str) -> None:
    def on_record() -> tuple[list[Clock], dict[Any, timedelta], datetime]:
        stood: dict[Any, timedelta] = defaultdict(timedelta)
        for toll in ClockToll.objects.exclude(until=None):
            stood[toll.clock_id] += toll.until - toll.since
        released = Release.objects.filter(kind="dataset", name="promises").latest("number").released_at
        return list(Clock.objects.all()), stood, released

    clocks, stood, now = on_file(on_record)
    rows = public_file(marisol)
    checked = hidden = 0
    for row in rows:
        if row["span"] == "year":
            first, last = (date.fromisoformat(day) for day in row["period"].split("/"))
            mine = [one for one in clocks if first <= one.started_at.astimezone(ZONE).date() <= last]
        else:
            mine = [one for one in clocks if period_of(row["span"], one.started_at) == row["period"]]
        mine = [one for one in mine if one.kind == row["kind"]]
        if row["made"] in ("<11", "hidden"):
            hidden += 1
            assert row["made"] != "<11" or 0 < len(mine) < 11
            continue
        assert row == recounted(row, mine, stood, now)
        checked += 1
    assert checked > 8
    assert not {row["kind"] for row in rows} & {"questions.crisis", "reports.state_entry", "requests.cure"}
    assert {"requests.first_answer", "requests.closing", "reports.review", "questions.answer"} <= {
        row["kind"] for row in rows
    }


@pytest.mark.parametrize("path", ["/promises/", "/es/promises/"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_page_of_promises(marisol: str, open_page: Any, path: str, size: dict) -> None:
    page = open_page(size)
    page.goto(f"{marisol}{path}")
    page.locator("details summary").first.click()
    assert_fits(page)
    assert_accessible(page)


def test_the_late_list_leads_to_the_records(marisol: str, open_page: Any) -> None:
    page = open_page(PHONE)
    sign_in(page, marisol, "community")
    page.goto(f"{marisol}/console/promises/")
    assert_fits(page)
    assert_accessible(page)
    page.get_by_role("link", name="R26-").first.click()
    page.wait_for_url("**/console/requests/**")
