"""Many calls at the same time: one report stays one request, and a flood is stopped without losing anything."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests as http
from factories import requests as make
from factories.open311 import REPORT, issue

from commonbeat.community.requests.models import ServiceRequest
from commonbeat.kernel.access import limits


@pytest.fixture
def city(live: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(limits, "HOUR_S", 10**9)  # an hour that does not turn while the test runs
    make.town()
    return f"{live}/open311/v2/requests.json"


def test_the_same_report_eight_times_at_once_is_one_request(city):
    report = {**REPORT, "api_key": issue("open311.write")}

    def post(_n: int) -> dict:
        response = http.post(city, data=report, timeout=60)
        assert response.status_code == 200, response.content
        return response.json()[0]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(post, range(8)))
    assert ServiceRequest.objects.count() == 1
    assert {row["service_request_id"] for row in found} == {ServiceRequest.objects.get().number}
    assert any("tracking code" in row["service_notice"] for row in found)
    assert "tracking code" in post(9)["service_notice"], "whoever sends it again hears the code"


def test_a_flood_from_one_address_is_stopped_counted_and_loses_nothing(city):
    key = issue("open311.write", per_hour=40)

    def post(n: int) -> tuple[int, str]:
        response = http.post(city, data={**REPORT, "api_key": key, "description": f"cart {n}"}, timeout=120)
        row = response.json()[0]
        return response.status_code, row.get("service_request_id", "")

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(post, range(60)))
    counts = Counter(status for status, _number in found)
    assert counts == {200: 40, 429: 20}
    told = {number for status, number in found if status == 200}
    assert told == set(ServiceRequest.objects.values_list("number", flat=True))
    since = ServiceRequest.objects.earliest("received_at").received_at - timedelta(hours=1)
    assert sum(n for _door, _hour, n in limits.refusals(since=since)) == 20
