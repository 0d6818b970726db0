"""Keys and limits: writing needs the right key, reading needs none, nobody can call without end."""

import pytest
from django.test import Client
from factories import requests as make
from factories.open311 import REPORT, issue

from commonbeat.community.requests.models import ServiceRequest
from commonbeat.front.open311 import keys
from commonbeat.kernel import audit
from commonbeat.kernel.access import api_keys, limits
from commonbeat.kernel.access.models import ApiKey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
URL = "/open311/v2/requests.json"


def said(response) -> tuple[int, str]:
    assert len(response.json()) == 1
    assert response.json()[0]["code"] == response.status_code
    return response.status_code, response.json()[0]["description"]


def test_reporting_without_a_key():
    assert said(Client().post(URL, REPORT)) == (
        403, "api_key was not provided. Reporting and posting progress need a key; discovery says how to get one.",
    )  # fmt: skip
    assert said(Client().post(URL, {**REPORT, "api_key": ""}))[0] == 403


def test_reporting_with_a_wrong_key():
    assert said(Client().post(URL, {**REPORT, "api_key": "xyz"})) == (
        403,
        "api_key is not a key of this endpoint.",
    )


def test_reporting_with_a_key_that_may_not():
    key = issue("open311.read")
    assert said(Client().post(URL, {**REPORT, "api_key": key})) == (403, "api_key is not good for this call.")
    assert ServiceRequest.objects.count() == 0


def test_reporting_with_a_revoked_key():
    key = issue("open311.write")
    api_keys.revoke(actor=audit.SYSTEM, key=ApiKey.objects.get(), reason="gone")
    assert said(Client().post(URL, {**REPORT, "api_key": key}))[0] == 403


def test_the_key_in_body_address_or_header():
    key = issue("open311.write")
    for n, (url, data, headers) in enumerate(
        [
            (URL, {"api_key": key}, {}),
            (f"{URL}?api_key={key}", {}, {}),
            (URL, {}, {"X-Api-Key": key}),
        ]
    ):
        response = Client().post(url, {**REPORT, **data, "description": f"cart {n}"}, headers=headers)
        assert response.status_code == 200


def test_the_key_is_asked_for_before_anything_else():
    assert said(Client().post(URL, {"jurisdiction_id": "elsewhere"}))[0] == 403


def test_reading_needs_no_key_and_minds_no_wrong_one():
    make.submitted()
    for query in ("", "?api_key=", "?api_key=wrong", f"?api_key={issue('open311.write')}"):
        assert len(Client().get(URL + query).json()) == 1


def test_readers_have_their_share_of_an_hour(monkeypatch):
    monkeypatch.setattr(keys, "READS_AN_HOUR", 2)
    assert [Client().get(URL).status_code for _n in range(3)] == [200, 200, 429]
    stopped = Client().get("/open311/v2/services.json")
    assert stopped.status_code == 429
    assert 0 < int(stopped["Retry-After"]) <= 3600
    assert said(stopped)[0] == 429
    assert Client().get(f"{URL}?api_key={issue('open311.read')}").status_code == 200


def test_a_key_has_its_share_of_an_hour(monkeypatch):
    monkeypatch.setattr(keys, "LEAST_FOR_ONE_ADDRESS", 100)
    key = issue("open311.write", per_hour=2)
    answered = [
        Client()
        .post(URL, {**REPORT, "api_key": key, "description": f"cart {n}"}, REMOTE_ADDR=f"192.0.2.{n}")
        .status_code
        for n in range(4)
    ]
    assert answered == [200, 200, 429, 429]
    assert ServiceRequest.objects.count() == 2


def test_one_address_never_uses_up_a_key(monkeypatch):
    monkeypatch.setattr(keys, "LEAST_FOR_ONE_ADDRESS", 1)
    key = issue("open311.write", per_hour=4)
    posts = [
        Client()
        .post(URL, {**REPORT, "api_key": key, "description": f"cart {n}"}, REMOTE_ADDR=f"192.0.2.{n // 4}")
        .status_code
        for n in range(6)
    ]
    assert posts == [200, 200, 429, 429, 200, 200]


def test_guessing_keys_is_slow(monkeypatch):
    monkeypatch.setattr(keys, "WRONG_KEYS_AN_HOUR", 2)
    tried = [Client().post(URL, {**REPORT, "api_key": f"guess{n}"}).status_code for n in range(3)]
    assert tried == [403, 403, 429]
    assert limits.refusals(
        since=ApiKey._meta.get_field("issued_at").default().replace(minute=0, second=0, microsecond=0)
    )


def test_the_key_is_in_no_answer():
    key = issue("open311.write")
    for response in (
        Client().post(URL, {**REPORT, "api_key": key}),
        Client().post(URL, {**REPORT, "api_key": key, "lat": "40"}),
        Client().post(URL, {**REPORT, "api_key": key + "x"}),
        Client().get(f"{URL}?page_size=1&api_key={key}"),
    ):
        assert key not in response.content.decode() + str(response.headers)
