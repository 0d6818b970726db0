"""No value of a reporter is in any answer: every call is made after a report that fills in everything."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories.open311 import issue
from factories.pictures import picture

from commonbeat.community.requests.models import Picture, ServiceRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
REPORTER = {
    "email": "marker.mail@example.test", "device_id": "markerdevice77", "account_id": "markeraccount77",
    "first_name": "Markerfirst", "last_name": "Markerlast", "phone": "209-555-0177", "address_string": "1250 Markerhouse Oak Avenue",
    "attribute[plate]": "7MARKER", "media_url": "https://marker.example/me.jpg",
}  # fmt: skip
REPORT = {
    "service_code": "abandoned-vehicle", "lat": "37.75021", "long": "-121.45017", "attribute[kind]": "car",
    "attribute[days]": "5", "attribute[public_street]": "yes",
    "description": "Old car. Call me at 209-555-0177 or marker.mail@example.test.",
}  # fmt: skip
# No bare "0177": an id or an hour may hold four such digits by chance.
TRACES = (
    "marker", "Marker", "MARKER", "5550177", "555-0177", "555 0177", "37.75021", "121.45017",
)  # fmt: skip


def everything(number: str) -> dict[str, str]:
    """Every answer of every read, in both formats, at both endpoints."""
    public = Client().get("/open311/v2/requests.json").json()
    assert [row["service_request_id"] for row in public] == [number]
    paths = [
        "discovery",
        "services",
        "services/abandoned-vehicle",
        "requests",
        f"requests/{number}",
        f"tokens/{number}",
    ]
    found = {}
    for base in ("/open311/v2/", "/open311/test/v2/"):
        for path in paths:
            for form in ("xml", "json"):
                response = Client().get(f"{base}{path}.{form}?extensions=true")
                assert response.status_code == 200
                found[f"{base}{path}.{form}"] = response.content.decode() + str(response.headers)
    return found


def test_no_trace_of_the_reporter_in_any_answer():
    photo = SimpleUploadedFile("marker-me.jpg", picture(), content_type="image/jpeg")
    posted = Client().post(
        "/open311/v2/requests.json", {**REPORT, **REPORTER, "media": photo, "api_key": issue("open311.write")}
    )
    assert posted.status_code == 200, posted.content
    number = posted.json()[0]["service_request_id"]
    assert not [trace for trace in TRACES if trace in posted.content.decode() + str(posted.headers)]
    Picture.objects.update(shown=True)
    for where, words in everything(number).items():
        assert not [trace for trace in TRACES if trace in words], where
    assert ServiceRequest.objects.get().answers["plate"] == "7MARKER", "staff have it"


def test_refusals_repeat_nothing_of_the_reporter():
    key = issue("open311.write")
    for wrong in (
        {"lat": "40"},
        {"attribute[days]": "marker"},
        {"service_code": "x"},
        {"description": "Marker" * 999},
    ):
        posted = Client().post("/open311/v2/requests.json", {**REPORT, **REPORTER, "api_key": key, **wrong})
        assert posted.status_code in (400, 404)
        assert not [trace for trace in TRACES if trace in posted.content.decode()], wrong


def test_the_columns_are_those_of_the_standard_and_no_others():
    Client().post("/open311/v2/requests.json", {**REPORT, **REPORTER, "api_key": issue("open311.write")})
    row = Client().get("/open311/v2/requests.json").json()[0]
    assert (
        not {"email", "device_id", "account_id", "first_name", "last_name", "phone", "attributes"}
        & row.keys()
    )
    assert "number" not in json.dumps(row)
