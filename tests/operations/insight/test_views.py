import json
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from factories import reports
from factories.people import person, signed_in

from commonbeat.city.places.models import Beat
from commonbeat.operations.insight.models import FindingDecision, WeeklyEdition
from commonbeat.operations.insight.render_html import render_json

WEEK = {"week": "2026-W21"}
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-121, 37], [-120.9, 37], [-120.9, 37.1], [-121, 37.1], [-121, 37]]],
}


@pytest.fixture
def kept(db):
    Beat.objects.create(code="3A", geometry=SQUARE, area_km2=10)
    for edition in ("staff", "public"):
        report = reports.weekly(edition)
        WeeklyEdition.objects.create(
            week="2026-W21",
            first_day=report.first_day,
            last_day=report.last_day,
            edition=edition,
            as_of=report.as_of,
            content=json.loads(render_json(report)),
            content_sha256="0" * 64,
            method="m",
        )


def test_the_newest_report_is_one_step_from_the_menu(kept):
    browser = signed_in(person("analyst"))
    response = browser.get(reverse("report:latest"))
    assert response.url == reverse("report:week", kwargs=WEEK)
    page = browser.get(response.url).content.decode()
    assert "<h1>Monday’s report</h1>" in page
    assert "Accept, decline or explain" in page
    assert " style=" not in page


def test_who_may_only_read_is_offered_no_answers(kept):
    page = signed_in(person("officer")).get(reverse("report:week", kwargs=WEEK)).content.decode()
    assert "Accept, decline or explain" not in page
    assert "Compute again" not in page


@pytest.mark.parametrize(
    ("kind", "content_type", "start"),
    [
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("pdf", "application/pdf", b"%PDF"),
        ("json", "application/json", b"{"),
    ],
)
def test_the_report_is_a_file_in_three_formats(kept, kind, content_type, start):
    response = signed_in(person("analyst")).get(reverse("report:download", kwargs={**WEEK, "kind": kind}))
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="report-2026-W21-staff.{kind}"'
    assert response.content.lstrip().startswith(start)


def test_an_answer_is_signed_and_stands_beside_the_finding(kept):
    browser = signed_in(person("analyst", name="Analyst Reyes"))
    address = reverse("report:answer", kwargs={**WEEK, "key": "incidents-vehicle_theft-3a-depot"})
    refused = browser.post(address, {"kind": "accepted", "reason": "night post"})
    assert "To accept, fill this in." in refused.content.decode()
    assert refused.content.decode().count("Needed to accept.") == 4
    assert FindingDecision.objects.count() == 0
    browser.post(address, {"kind": "explained", "reason": "a festival"})
    page = browser.get(reverse("report:week", kwargs=WEEK)).content.decode()
    assert "<b>Explained</b> · Analyst Reyes" in page
    assert "a festival" in page
    assert "14 vehicle thefts near the &lt;depot&gt;" in page


def test_a_finding_that_is_not_there_is_not_found(kept):
    address = reverse("report:answer", kwargs={**WEEK, "key": "other"})
    assert signed_in(person("analyst")).get(address).status_code == 404


def test_the_public_report_is_released_by_a_named_person_with_a_reason(kept):
    browser = signed_in(person("chief"))
    address = reverse("report:release", kwargs=WEEK)
    assert "This field is required." in browser.post(address, {"reason": ""}).content.decode()
    browser.post(address, {"reason": "read every line"})
    row = WeeklyEdition.objects.get(edition="public")
    assert (row.released_by.name, row.released_at is not None) == ("Test Chief", True)


@pytest.mark.parametrize("week", ["2026-W99", "yesterday", "2026-21", "9999-W52"])
def test_what_is_no_week_is_not_found(kept, week):
    assert signed_in(person("analyst")).get(f"/console/report/{week}/").status_code == 404


def test_a_week_without_a_report_says_how_to_get_one(kept):
    response = signed_in(person("analyst")).get(reverse("report:week", kwargs={"week": "2025-W30"}))
    assert response.status_code == 404
    assert "No report is on file for Mon 21 July to Sun 27 July 2025." in response.content.decode()
    assert "Prepare it now" in response.content.decode()


def test_who_may_not_prepare_a_report_is_not_offered_it(kept):
    response = signed_in(person("sergeant")).get(reverse("report:week", kwargs={"week": "2025-W30"}))
    assert "Prepare it now" not in response.content.decode()


def test_a_week_that_is_not_over_has_no_report_and_leaves_the_newest_alone(kept):
    browser, address = signed_in(person("analyst")), reverse("report:week", kwargs={"week": "2999-W10"})
    page = browser.get(address).content.decode()
    assert "This week is not over yet" in page
    assert "Prepare it now" not in page
    answer = browser.post(address, follow=True)
    assert "This week is not over yet" in answer.content.decode()
    assert not WeeklyEdition.objects.filter(week="2999-W10").exists()


@pytest.mark.parametrize("beat", ["ZZ", "3A\0", "3" * 5000])
def test_no_report_is_prepared_for_a_beat_that_is_none(kept, beat):
    browser, address = signed_in(person("analyst")), reverse("report:week", kwargs={"week": "2025-W30"})
    assert browser.get(address, {"beat": beat}).status_code == 404
    assert browser.post(f"{address}?{urlencode({'beat': beat})}").status_code == 404
    assert not WeeklyEdition.objects.filter(week="2025-W30").exists()
