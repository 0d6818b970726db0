"""Both interfaces keep to their own descriptions, whatever is asked; made up by Schemathesis and Hypothesis."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from django.test import Client
from factories import requests as make
from factories.open311 import issue
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
CALM = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.filter_too_much,
    ],
)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The web server's entry gives its connection back after each call; here the test's own transaction is on it."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


def each_operation(where: str, headers: dict[str, str], checks: list[Any]) -> list[str]:
    """Call every operation of a description with made-up arguments, and hold each answer against the description."""
    called = []
    for found in schemathesis.openapi.from_wsgi(where, application).get_all_operations():
        operation = found.ok()

        @CALM
        @given(case=operation.as_strategy())
        def keeps_to_it(case: Any) -> None:
            case.call_and_validate(headers=headers if case.method == "POST" else {}, checks=checks)

        keeps_to_it()
        called.append(f"{operation.method.upper()} {operation.path}")
    return called


def test_open311_keeps_to_its_description(town: None) -> None:
    key = issue("open311.write", "open311.updates")
    make.submitted()
    make.submitted(category="traffic-concern")
    assert each_operation("/open311/openapi.json", {"X-Api-Key": key}, CHECKS) == [
        "GET /discovery.{format}",
        "GET /services.{format}",
        "GET /services/{service_code}.{format}",
        "GET /requests.{format}",
        "POST /requests.{format}",
        "GET /requests/{service_request_id}.{format}",
        "GET /servicerequestupdates.{format}",
        "POST /servicerequestupdates.{format}",
        "GET /tokens/{token}.{format}",
    ]


def test_the_open_interface_keeps_to_its_description() -> None:
    assert "GET /api/v1/datasets" in each_operation("/api/v1/openapi.json", {}, CHECKS[:3])


NAMES = st.sampled_from(
    [
        "service_request_id", "service_code", "start_date", "end_date", "status", "updated_after", "updated_before", "lat",
        "long", "radius", "page", "page_size", "jurisdiction_id", "language", "api_key", "extensions",
    ]
)  # fmt: skip
WORDS = st.text(max_size=40) | st.sampled_from(
    [
        "",
        "\x00",
        "nan",
        "1e400",
        "-0",
        "9" * 400,
        "2026-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "R26-000001",
        "٣",
    ]
)


@CALM
@given(query=st.dictionaries(NAMES, WORDS, max_size=6), form=st.sampled_from(["xml", "json"]))
def test_no_query_breaks_reading(query: dict[str, str], form: str) -> None:
    response = Client().get(f"/open311/v2/requests.{form}", query)
    assert response.status_code in (200, 400, 404)


@CALM
@given(path=st.text(min_size=1, max_size=30))
def test_no_address_breaks_anything(path: str) -> None:
    for place in ("", "v2/services/", "v2/requests/", "v2/tokens/"):
        response = Client().get(
            "/open311/" + place + path.encode("utf-8", "replace").decode().replace("/", "%2F")
        )
        assert response.status_code in (200, 404)


FIELDS = st.sampled_from(
    [
        "service_code", "lat", "long", "address_string", "address_id", "email", "device_id", "account_id", "first_name",
        "last_name", "phone", "description", "media_url", "attribute[kind]", "attribute[signs][]", "attribute[", "language",
    ]
)  # fmt: skip


@CALM
@given(sent=st.dictionaries(FIELDS, WORDS, max_size=10), good=st.booleans())
def test_no_report_breaks_anything(sent: dict[str, str], good: bool) -> None:
    base = {"service_code": "abandoned-vehicle", "lat": "37.7502", "long": "-121.4501", "attribute[kind]": "car",
            "attribute[days]": "1", "attribute[public_street]": "yes"}  # fmt: skip
    key = issue("open311.write")
    response = Client().post("/open311/v2/requests.json", {**(base if good else {}), **sent, "api_key": key})
    assert response.status_code in (200, 400, 404), response.content


@CALM
@given(
    body=st.binary(max_size=300),
    kind=st.sampled_from(["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]),
)
def test_no_body_breaks_anything(body: bytes, kind: str) -> None:
    response = Client().post("/open311/v2/requests.xml", body, content_type=kind)
    assert response.status_code in (400, 403)
