"""The page of promises: what was released, in words, in both languages."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from factories.promises import ANSWER, KINDS, TOWN, promise

from commonbeat.kernel import audit
from commonbeat.kernel.clocks import calendar, declare
from commonbeat.kernel.publish.actions import release

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(declare, "_kinds", {one.name: one for one in KINDS})
    monkeypatch.setattr(calendar, "_provider", [lambda: calendar.Weekdays(TOWN)])


def made(n: int, days: float | None) -> None:
    start = timezone.now().astimezone(TOWN) - timedelta(days=40)
    for index in range(n):
        promise((start + timedelta(minutes=index)).replace(tzinfo=None).isoformat(), days)


def publish() -> None:
    release("promises", actor=audit.SYSTEM, reason="Test")


def test_before_the_first_count_the_page_says_when_it_comes(client):
    page = client.get("/promises/").content.decode()
    assert "The first count is made tonight." in page


def test_kept_and_late_stand_with_their_share(client, kinds):
    made(15, days=1)
    made(5, days=9)
    publish()

    page = client.get("/promises/").content.decode()

    assert "We answer within 3 days." in page
    assert "75.0 of 100 kept" in page
    assert "<dt>✓ Kept</dt><dd>15</dd>" in page
    assert "<dt>▲ Late</dt><dd>5</dd>" in page


def test_a_small_number_is_not_told(client, kinds):
    made(4, days=9)
    publish()

    page = client.get("/promises/").content.decode()

    assert "Fewer than 11 were made" in page
    assert "▲ Late" not in page


def test_the_page_speaks_spanish(client, kinds):
    made(15, days=1)
    publish()
    assert "100.0 de cada 100 cumplidos" in client.get("/es/promises/").content.decode()


def test_files_and_interface_tell_the_same_rows(client, kinds):
    made(15, days=1)
    publish()

    lines = b"".join(client.get("/data/promises/file.csv").streaming_content).decode().splitlines()
    rows = client.get("/api/v1/datasets/promises/rows?span=year").json()["rows"]

    assert lines[0].startswith("kind,promise,span,period,made,kept,late,running,void")
    assert len([line for line in lines if line.startswith(f"{ANSWER},")]) == 1 + 12
    assert [(row["kind"], row["made"], row["kept"], row["late"]) for row in rows] == [
        (ANSWER, "15", "15", "0")
    ]


def test_a_filter_that_cannot_be_read_is_answered_as_such(client, kinds):
    publish()
    assert client.get("/api/v1/datasets/promises/rows?kind=%00").status_code == 400
    assert client.get("/api/v1/datasets/promises/rows?after=xx").status_code == 400
    assert client.get("/api/v1/datasets/nothing/rows").status_code == 404


def test_the_link_to_late_problems_opens_a_list(client, kinds):
    made(15, days=1)
    publish()

    page = client.get("/promises/").content.decode()
    link = re.search(r'href="(/issues/list/[^"]*)"', page)

    assert link
    assert client.get(link[1].replace("&amp;", "&")).status_code == 200
