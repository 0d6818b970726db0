"""Clients from the package index, unmodified, against a running server."""

import io
import itertools

import pytest
import requests as http
import xmltodict
from factories import requests as make
from factories.open311 import issue
from factories.people import person
from factories.pictures import picture

from commonbeat.community.requests.models import PublicRequest, ServiceRequest
from commonbeat.front.open311 import here
from commonbeat.kernel import audit, contact
from commonbeat.kernel.publish.actions import release

# `three` was written for Python 2: it takes `ifilter` from itertools. The client's own code is left as it is.
itertools.ifilter = filter  # type: ignore[attr-defined]

georeport = pytest.importorskip("georeport")
three = pytest.importorskip("three")


@pytest.fixture
def city(live: str, monkeypatch) -> str:
    """A running endpoint with one fixed and one open request; yields its address."""
    make.town()
    release("service-requests", actor=audit.SYSTEM, reason="for a test")
    make.close(make.request(description="Cart at the mall"), person("code_enforcement"))
    make.submitted(description="Two carts")
    monkeypatch.setattr(here, "base", lambda: live)
    return f"{live}/open311/v2"


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads(city, form):
    client = georeport.GeoReport(city, output_format=form)
    services = client.get_service_list()
    assert {"graffiti", "shopping-cart"} <= {one["service_code"] for one in services}
    found = client.get_service_definition("graffiti")
    assert found["service_code"] == "graffiti"
    listed = client.get_service_requests()
    assert sorted(one["description"] for one in listed) == ["Cart at the mall", "Two carts"]
    one = client.get_service_request(listed[0]["service_request_id"])
    assert one["service_request_id"] == listed[0]["service_request_id"]


def test_georeport_filters(city):
    client = georeport.GeoReport(city, jurisdiction="127.0.0.1")
    listed = client.get_service_requests(service_code="shopping-cart,graffiti", status="closed")
    assert [one["status"] for one in listed] == ["closed"]
    ids = ",".join(PublicRequest.objects.values_list("number", flat=True))
    assert len(client.get_service_requests(service_request_id=ids, status="closed")) == 2
    with pytest.raises(http.HTTPError):
        georeport.GeoReport(city, jurisdiction="elsewhere.gov").get_service_list()


def test_three_reads(city):
    client = three.Three(city)
    assert {one["service_code"] for one in client.services()} >= {"graffiti", "shopping-cart"}
    assert client.services("graffiti")["service_code"] == "graffiti"
    assert [one["type"] for one in client.discovery()["endpoints"]] == ["production", "test"]
    assert len(client.requests()) == 2
    assert [one["status"] for one in client.requests("shopping-cart", status="open")] == ["open"]
    assert len(client.requests(count=1)) == 1
    number = client.requests(status="open")[0]["service_request_id"]
    assert client.request(number)[0]["description"] == "Two carts"
    assert client.token(number)[0]["service_request_id"] == number
    assert client.token("123abc")[0]["code"] == 404


def test_three_writes(city):
    client = three.Three(city, api_key=issue("open311.write"))
    made = client.post(
        "shopping-cart", address="1250 Oak Avenue", name="Zach Williams", phone="209-555-0123",
        description="Cart in the creek", media=io.BytesIO(picture()),
    )  # fmt: skip
    assert client.post_response.status_code == 200
    record = ServiceRequest.objects.get(description="Cart in the creek")
    assert made[0]["service_request_id"] == record.number
    assert (record.source, record.place_text) == ("open311", "1250 Oak Avenue")
    assert record.pictures.count() == 1
    assert contact.conversation_of(record).party.name == "Zach Williams"
    assert client.request(record.number)[0]["status"] == "open"
    again = client.post("shopping-cart", lat=37.7502, long=-121.4501, description="Another cart")
    assert again[0]["service_request_id"] != record.number


def test_three_is_told_what_is_wrong(city):
    client = three.Three(city)
    assert client.post("shopping-cart", address="1250 Oak Avenue")[0]["code"] == 403
    keyed = three.Three(city, api_key=issue("open311.write"))
    assert keyed.post("nothing", address="1250 Oak Avenue")[0]["code"] == 404
    assert keyed.post("shopping-cart")[0]["code"] == 400


def test_as_fixmystreet_posts_and_polls(city):
    """The parameters FixMyStreet's own sender uses: form fields, XML, attribute[…], several media_url, ids by comma."""
    posted = http.post(
        f"{city}/requests.xml",
        data={
            "jurisdiction_id": "127.0.0.1", "api_key": issue("open311.write"), "service_code": "abandoned-vehicle",
            "lat": "37.7502", "long": "-121.4501", "email": "kim@example.test", "first_name": "Kim", "last_name": "",
            "description": "title:  Old van\r\n\r\ndetail: No wheels\r\n\r\nSubmitted via FixMyStreet",
            "attribute[kind]": "truck", "attribute[days]": "12", "attribute[public_street]": "yes",
            "attribute[easting]": "529025", "media_url": ["https://fms.example/1.jpg", "https://fms.example/2.jpg"],
        },
        timeout=30,
    )  # fmt: skip
    assert posted.status_code == 200
    number = xmltodict.parse(posted.content)["service_requests"]["request"]["service_request_id"]
    assert ServiceRequest.objects.get(number=number).answers["kind"] == "truck"
    ids = ",".join(["R26-999999", *PublicRequest.objects.values_list("number", flat=True)])
    polled = http.get(
        f"{city}/requests.xml", params={"service_request_id": ids, "jurisdiction_id": ""}, timeout=30
    )
    rows = xmltodict.parse(polled.content)["service_requests"]["request"]
    assert len(rows) == 3
    assert {row["status"] for row in rows} == {"open", "closed"}
    assert b"Kim" not in polled.content
    assert b"kim@" not in polled.content
