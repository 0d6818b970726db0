from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import calls as make
from factories.incidents import incident
from factories.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    make.beat()
    return signed_in(person("analyst"))


def listed(client, **wanted):
    page = client.get(reverse("incidents:list"), wanted)
    return [row.case_number for row in page.context["listing"].page.rows]


def test_filters_live_in_the_address(analyst):
    incident("26-1")
    incident("26-2", offence_group="burglary", location_text="9 OAK ST/5TH AV", beat_code="")
    incident("25-3", at=datetime(2025, 5, 1, 8, tzinfo=UTC))
    assert listed(analyst) == ["26-2", "26-1", "25-3"]
    assert listed(analyst, group="burglary") == ["26-2"]
    assert listed(analyst, beat="1A") == ["26-1", "25-3"]
    assert listed(analyst, q="26-") == ["26-2", "26-1"]
    assert listed(analyst, q="5th oak") == ["26-2"]
    assert listed(analyst, since="2025-05-01", until="2025-05-01") == ["25-3"]


def test_the_groups_on_file_are_offered_and_others_are_an_error(analyst):
    for number, group in enumerate(["theft", "burglary", "theft"]):
        incident(str(number), offence_group=group)
    page = analyst.get(reverse("incidents:list"), {"group": "nonsense"})
    assert page.context["listing"].filters.fields["group"].choices == [
        ("", "Any"), ("burglary", "Burglary"), ("theft", "Theft"),
    ]  # fmt: skip
    assert "nonsense is not one of the available choices" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_asks_the_same_number_of_questions(analyst, rows):
    for number in range(rows):
        incident(str(number))
    analyst.get(reverse("incidents:list"))
    with CaptureQueriesContext(connection) as found:
        analyst.get(reverse("incidents:list"))
    assert len([q for q in found.captured_queries if "records_incident" in q["sql"]]) == 3
    assert len([q for q in found.captured_queries if "agency_agencyprofile" in q["sql"]]) <= 2


def test_both_hours_of_the_autumn_change_are_told_apart(analyst):
    early = datetime(2025, 11, 2, 8, 30, tzinfo=UTC)
    case = incident("dst", at=early + timedelta(hours=1), occurred_from=early)
    body = analyst.get(reverse("incidents:detail", args=[case.pk])).content.decode()
    assert body.count("01:30:00 PDT</time>") == 1
    assert body.count("01:30:00 PST</time>") == 1


def test_a_dispatcher_may_not_read_incidents():
    assert signed_in(person("dispatcher")).get(reverse("incidents:list")).status_code == 403


@pytest.mark.parametrize("wrong", ["since=yesterday", "beat=9Z", "since=2026-02-01&until=2026-01-01"])
def test_a_filter_that_cannot_be_read_lists_nothing(analyst, wrong):
    incident("26-1")
    answer = analyst.get(f"{reverse('incidents:list')}?{wrong}")
    assert (answer.status_code, answer.context["listing"].page.rows) == (400, [])
    assert "No incident matches" not in answer.content.decode()
