"""Refusals are documents in the format asked for; addresses are forgiving; everything too large stops early."""

import json
from xml.etree import ElementTree

import pytest
from django.test import Client

from commonbeat.front.open311 import bodies, views

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
URL = "/open311/v2/requests"


def test_a_refusal_in_both_formats():
    for form in ("xml", "json"):
        response = Client().get(f"{URL}.{form}?status=new&page=x")
        assert response.status_code == 400
    said = Client().get(f"{URL}.json?status=new&page=x").json()
    tree = ElementTree.fromstring(Client().get(f"{URL}.xml?status=new&page=x").content)
    assert tree.tag == "errors"
    assert [{child.tag: child.text for child in error} for error in tree] == [
        {"code": str(row["code"]), "description": row["description"]} for row in said
    ]
    assert len(said) == 2


@pytest.mark.parametrize(
    "path", ["", "v2/", "v3/services.xml", "v2/nothing.json", "v2/requests/1/2.xml", "V2/services.xml"]
)
def test_nothing_there(path):
    response = Client().get(f"/open311/{path}")
    assert response.status_code == 404
    assert ElementTree.fromstring(response.content).findtext("error/code") == "404"


@pytest.mark.parametrize("call", ["services.json", "services.xml", "services/graffiti.json", "requests.json"])
def test_the_production_endpoint_answers_without_its_version_too(call):
    short, full = Client().get(f"/open311/{call}"), Client().get(f"/open311/v2/{call}")
    assert (short.status_code, short.content) == (200, full.content)
    assert Client().post("/open311/requests.json").json()[0]["code"] == 403


def test_another_format():
    response = Client().get("/open311/v2/services.html")
    assert response.status_code == 404
    assert b"end the address in .xml or .json" in response.content


@pytest.mark.parametrize(
    "path",
    ["services.json/", "services.JSON", "requests.json/", "services/graffiti.json/", "discovery.json/"],
)
def test_a_slash_at_the_end_does_no_harm(path):
    response = Client().get(f"/open311/v2/{path}")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/json")


def test_the_accept_header_where_the_address_names_no_format():
    assert Client().get("/open311/v2/services", headers={"Accept": "application/json"})["Content-Type"] == (
        "application/json; charset=utf-8"
    )
    assert Client().get("/open311/v2/services")["Content-Type"] == "text/xml; charset=utf-8"
    bad = Client().get("/open311/v2/services/nothing", headers={"Accept": "application/json"})
    assert bad.json()[0]["code"] == 404


def test_what_an_answer_depends_on_and_its_language():
    bare = Client().get("/open311/v2/services", headers={"Accept-Language": "es"})
    assert "Accept" in [part.strip() for part in bare["Vary"].split(",")]
    assert bare["Content-Language"] == "en"
    for path in ("services", "requests", "services/graffiti", "servicerequestupdates"):
        assert Client().get(f"/open311/v2/{path}.json?language=es")["Content-Language"] == "es"
    assert (
        Client().get("/open311/v2/nothing.json", headers={"Accept-Language": "es"})["Content-Language"]
        == "en"
    )


def test_head_is_get_without_its_body():
    full, head = Client().get("/open311/v2/services.json"), Client().head("/open311/v2/services.json")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(full.content))


def test_options_and_other_origins():
    response = Client().options("/open311/v2/requests.json", headers={"Origin": "https://app.example"})
    assert response.status_code == 204
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, POST, OPTIONS"
    assert response["Access-Control-Allow-Headers"] == "Content-Type, X-Api-Key"
    for path in ("services.json", "services/nothing.json", "discovery.xml"):
        assert Client().get(f"/open311/v2/{path}")["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods(method):
    response = getattr(Client(), method)(f"{URL}.json")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert response.json()[0]["code"] == 405
    assert Client().post("/open311/v2/services.json").status_code == 405


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"service_code": "graffiti"}', "application/json", 400),
        (b"<request/>", "text/xml", 400),
        (b"not multipart at all", "multipart/form-data; boundary=x", 403),
        (b"not multipart at all", "multipart/form-data", 400),
        (b"a=%ff%fe", "application/x-www-form-urlencoded", 403),
        (b"a=1", "application/x-www-form-urlencoded; charset=utf-16", 400),
        (b"", "application/x-www-form-urlencoded", 403),
        (b"", "", 403),
        ("&".join(f"a{n}=1" for n in range(1_500)).encode(), "application/x-www-form-urlencoded", 400),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be_read(body, content_type, status):
    response = Client().post(f"{URL}.json", body, content_type=content_type)
    assert response.status_code == status, response.content
    assert list(response.json()[0]) == ["code", "description"]


def test_too_large_by_what_it_says():
    response = Client().post(
        f"{URL}.xml",
        b"x",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(bodies.MOST_BYTES + 1),
    )
    assert response.status_code == 413
    assert ElementTree.fromstring(response.content).findtext("error/code") == "413"


def test_too_many_fields_by_size():
    body = b"api_key=x&description=" + b"x" * (11 * 1024 * 1024)
    response = Client().post(f"{URL}.json", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413


def test_a_failure_of_ours_is_a_document_and_tells_nothing(monkeypatch, caplog):
    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError("somebody wrote ana@example.test")

    monkeypatch.setattr(views.listing, "asked_for", fails)
    response = Client().get(f"{URL}.json?service_code=ana@example.test")
    assert response.status_code == 500
    assert json.loads(response.content) == [
        {"code": 500, "description": "Something failed on our side. Please try again later."}
    ]
