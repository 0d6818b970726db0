import json
import re

import pytest
from factories import calls as make

from commonbeat.kernel import audit
from commonbeat.kernel.publish.actions import release

pytestmark = pytest.mark.django_db
PAGES = (
    "",
    "data/",
    "data/calls/",
    "reports/",
    "how-we-publish/",
    "accessibility/",
    "audit-roots/",
    "revisions/",
)


@pytest.fixture
def released():
    make.call_type()
    make.call_type("SEXCRIME", "city_month", "sexual")
    make.beat()
    make.point("1200 block of Main St", -121.45, 37.75, 8)
    make.call("26-777001", location_text="1234 Main St", lon=-121.449876, lat=37.751234)
    make.call("26-777002", type_code="SEXCRIME")
    release("calls", actor=audit.SYSTEM, reason="Test")


@pytest.mark.parametrize("prefix", ["/", "/es/"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_both_languages(client, released, prefix, page):
    answer = client.get(prefix + page)
    assert answer.status_code == 200
    assert f'<html lang="{"es" if prefix == "/es/" else "en"}">' in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/data/calls/",
        "/data/calls/file.csv",
        "/data/calls/file.json",
        "/data/calls/file.geojson",
        "/api/v1/calls",
    ],
)
def test_nothing_exact_and_nothing_sensitive_leaves(client, released, address):
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = body.decode()
    assert "1200 block of Main St" in text
    for secret in ("1234 Main", "26-777001", "26-777002", "-121.449876", "37.751234", "Sexcrime"):
        assert secret not in text


@pytest.mark.parametrize("wrong", ["since=rubbish", "until=2026-02-30", "beat=ZZ"])
def test_a_file_of_other_rows_than_asked_for_is_not_given(client, released, wrong):
    assert client.get(f"/data/calls/file.csv?{wrong}").status_code == 400


def test_an_unreleased_dataset_is_not_there(client):
    assert client.get("/data/calls/").status_code == 404
    assert client.get("/data/calls/file.csv").status_code == 404
    assert client.get("/").status_code == 200


def test_the_catalogue_lists_what_was_released(client, released):
    found = json.loads(client.get("/data.json").content)
    assert [(d["title"], len(d["distribution"])) for d in found["dataset"]] == [("Calls for service", 3)]


def test_every_figure_links_to_a_definition_on_its_page(client, released):
    body = client.get("/").content.decode()
    targets = re.findall(r'href="#(count-\d+)"', body)
    assert targets == ["count-1", "count-2", "count-3", "count-4"]
    assert all(f'id="{target}"' in body for target in targets)


def test_the_page_says_that_the_report_is_late(client):
    assert "is late" in client.get("/reports/").content.decode()


def test_a_changed_figure_stands_on_the_page_of_revisions_in_both_languages(client, released):
    from commonbeat.operations.calls.models import Call

    Call.objects.filter(number="26-777001").delete()
    release("calls", actor=audit.SYSTEM, reason="Daily refresh")
    english, spanish = (client.get(f"{prefix}/revisions/").content.decode() for prefix in ("", "/es"))
    assert (
        "Calls for service, 2026-01: 1 → 0. Records arrived late, were corrected, or were removed." in english
    )
    assert "2026-01: 1 → 0. " in spanish
    assert "Records arrived late" not in spanish


def test_every_picture_carries_definition_period_n_and_version(client, released):
    body = client.get("/data/calls/").content.decode()
    assert body.count("Period ") >= 6  # four measures, two tables with rows
    for heading in ("Calls from the community by beat", "What people called about most in each beat"):
        assert heading in body
    assert re.search(r"2025 to 10 Jan 2026, n = 1, method version 1\.", body)


def test_figures_labels_and_errors_follow_the_language(client, released):
    make.call("26-777003", priority=1)
    release("calls", actor=audit.SYSTEM, reason="Test")
    page = client.get("/es/").content.decode()
    assert "<b>0 de 100</b>" in page
    assert "of 100" not in page
    missing = client.get("/es/nothing-here/")
    assert missing.status_code == 404
    assert "Esa página no existe" in missing.content.decode()


@pytest.mark.parametrize("wrong", ["since=yesterday", "beat=9Z", "since=2026-02-01&until=2026-01-01"])
def test_a_filter_that_cannot_be_read_lists_nothing(client, released, wrong):
    answer = client.get(f"/data/calls/?{wrong}")
    assert (answer.status_code, answer.context["listing"].page.rows) == (400, [])
    assert "file.csv" not in answer.content.decode()
