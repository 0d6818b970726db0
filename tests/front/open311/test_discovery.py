"""Discovery: what the public validator checks, and a changeset that moves when the services do."""

import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.test import Client

from commonbeat.city.agency.models import AgencyProfile
from commonbeat.community.requests.models import Category
from commonbeat.front.open311 import discovery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


@pytest.fixture(autouse=True)
def own_home(monkeypatch, tmp_path):
    monkeypatch.setenv("COMMONBEAT_HOME", str(tmp_path))


@pytest.mark.parametrize(
    "base", ["/open311/discovery", "/open311/v2/discovery", "/open311/test/v2/discovery"]
)
def test_exact_content_types(base):
    assert Client().get(f"{base}.xml")["Content-Type"] == "text/xml"
    assert Client().get(f"{base}.json")["Content-Type"] == "application/json"


def test_every_field_in_both_formats():
    said = Client().get("/open311/discovery.json").json()
    assert list(said) == ["changeset", "contact", "key_service", "endpoints"]
    assert "Marisol Police Department" in said["contact"]
    assert "(555) 010-0198" in said["key_service"]
    assert [(one["type"], one["url"]) for one in said["endpoints"]] == [
        ("production", "http://localhost:8000/open311/v2"), ("test", "http://localhost:8000/open311/test/v2"),
    ]  # fmt: skip
    for one in said["endpoints"]:
        assert list(one) == ["specification", "url", "changeset", "type", "formats"]
        assert one["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert one["formats"] == ["text/xml", "application/json"]
        assert datetime.fromisoformat(one["changeset"]) <= datetime.now(UTC)


def test_xml_says_the_same():
    response = Client().get("/open311/discovery.xml")
    assert response.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<discovery>')
    tree, said = ElementTree.fromstring(response.content), Client().get("/open311/discovery.json").json()
    for name in ("changeset", "contact", "key_service"):
        assert tree.findtext(name) == said[name]
    found = tree.findall("endpoints/endpoint")
    assert [one.findtext("url") for one in found] == [one["url"] for one in said["endpoints"]]
    assert [[f.text for f in one.findall("formats/format")] for one in found] == [
        ["text/xml", "application/json"]
    ] * 2


def test_the_changeset_moves_with_the_services(tmp_path):
    first = discovery.changeset()
    kept = tmp_path / "cache" / "open311" / "changeset.json"
    kept.write_text(json.dumps({**json.loads(kept.read_text()), "since": "2026-01-01T00:00:00Z"}))
    assert discovery.changeset() == "2026-01-01T00:00:00Z"
    Category.objects.filter(code="graffiti").update(name_en="Painted walls")
    assert discovery.changeset() >= first


def test_a_lost_or_broken_note_is_written_anew(tmp_path):
    discovery.changeset()
    (tmp_path / "cache" / "open311" / "changeset.json").write_text("{")
    assert datetime.fromisoformat(discovery.changeset()).tzinfo is not None


def test_the_agency_says_its_jurisdiction_and_contact():
    AgencyProfile.objects.update(
        local={"open311": {"jurisdiction": "marisol.gov", "contact": "api@marisol.example"}}
    )
    assert Client().get("/open311/discovery.json").json()["contact"] == "api@marisol.example"
    for name in ("marisol.gov", "Marisol.GOV", "www.marisol.gov", "localhost", ""):
        assert Client().get(f"/open311/v2/services.json?jurisdiction_id={name}").status_code == 200
    assert Client().get("/open311/v2/services.json?jurisdiction_id=other.gov").status_code == 404
