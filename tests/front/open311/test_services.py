"""The service list and the definitions."""

from xml.etree import ElementTree

import pytest
from django.test import Client

from commonbeat.community.requests.models import Category
from commonbeat.kernel import forms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
FIELDS = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]


def services(query: str = "") -> dict[str, dict]:
    response = Client().get(f"/open311/v2/services.json{query}")
    assert response["Content-Type"] == "application/json; charset=utf-8"
    return {row["service_code"]: row for row in response.json()}


def definition(code: str, query: str = "") -> dict:
    return Client().get(f"/open311/v2/services/{code}.json{query}").json()


def test_every_field_of_a_service():
    found = services()
    assert {tuple(row) for row in found.values()} == {tuple(FIELDS)}
    assert found["abandoned-vehicle"] == {
        "service_code": "abandoned-vehicle",
        "service_name": "Abandoned car",
        "description": "A car, truck or trailer that has not moved for three days or more.",
        "metadata": True,
        "type": "realtime",
        "keywords": "abandoned vehicle, car, truck, trailer, RV, flat tire, tow, junk car",
        "group": "Streets and vehicles",
    }
    assert found["shopping-cart"]["metadata"] is False


def test_only_what_takes_reports_is_listed():
    stopped = set(Category.objects.exclude(stop_kind="").values_list("code", flat=True))
    assert "pothole" in stopped
    assert not stopped & services().keys()
    assert len(services()) == Category.objects.filter(active=True, stop_kind="").count()
    Category.objects.filter(code="graffiti").update(active=False)
    assert "graffiti" not in services()


def test_the_list_in_xml():
    response = Client().get("/open311/v2/services.xml")
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    tree = ElementTree.fromstring(response.content)
    assert tree.tag == "services"
    rows = {row.findtext("service_code"): row for row in tree}
    assert {row.tag for row in tree} == {"service"}
    assert [child.tag for child in rows["graffiti"]] == FIELDS
    assert rows["graffiti"].findtext("metadata") == "true"


def test_in_spanish():
    assert services("?language=es")["abandoned-vehicle"]["service_name"] == "Carro abandonado"
    first = definition("abandoned-vehicle", "?language=es")["attributes"][0]
    assert first["description"] == "¿Qué es?"
    assert first["values"][0] == {"key": "car", "name": "Carro"}


def test_a_definition():
    found = definition("abandoned-vehicle")
    assert list(found) == ["service_code", "attributes"]
    assert found["attributes"][0] == {
        "variable": True,
        "code": "kind",
        "datatype": "singlevaluelist",
        "required": True,
        "datatype_description": None,
        "order": 1,
        "description": "What is it?",
        "values": [
            {"key": "car", "name": "Car"},
            {"key": "truck", "name": "Truck or van"},
            {"key": "rv", "name": "RV or camper"},
            {"key": "trailer", "name": "Trailer or boat"},
            {"key": "other", "name": "Something else"},
        ],
    }
    kinds = {one["code"]: one["datatype"] for one in found["attributes"]}
    assert kinds["colour"] == "string"
    assert kinds["days"] == "number"
    assert kinds["signs"] == "multivaluelist"
    assert found["attributes"][1]["datatype_description"] == "For example: white Toyota."


def test_a_definition_in_xml():
    tree = ElementTree.fromstring(Client().get("/open311/v2/services/abandoned-vehicle.xml").content)
    assert tree.tag == "service_definition"
    assert tree.findtext("service_code") == "abandoned-vehicle"
    first = tree.find("attributes/attribute")
    assert [child.tag for child in first] == [
        "variable", "code", "datatype", "required", "datatype_description", "order", "description", "values",
    ]  # fmt: skip
    assert (first.findtext("variable"), first.findtext("required"), first.findtext("datatype_description")) == (
        "true", "true", "",
    )  # fmt: skip
    assert first.findtext("values/value/key") == "car"


def test_every_definition_follows_the_standard():
    for code, row in services().items():
        attributes = definition(code)["attributes"]
        assert row["metadata"] is bool(attributes)
        assert [one["order"] for one in attributes] == list(range(1, len(attributes) + 1))
        assert len({one["code"] for one in attributes}) == len(attributes)
        for one in attributes:
            assert one["datatype"] in (
                "string", "number", "datetime", "text", "singlevaluelist", "multivaluelist",
            )  # fmt: skip
            assert bool(one["values"]) is one["datatype"].endswith("list")


def test_without_questions_there_are_no_attributes():
    assert definition("shopping-cart") == {"service_code": "shopping-cart", "attributes": []}


def test_a_question_that_depends_on_another_is_not_required_and_says_so():
    text = """
title.en = "T"
title.es = "T"
[[groups]]
code = "main"
title.en = "M"
title.es = "M"
[[groups.questions]]
code = "any"
kind = "yes_no"
label.en = "Any?"
label.es = "¿Hay?"
required = true
[[groups.questions]]
code = "when"
kind = "date"
label.en = "Since when?"
label.es = "¿Desde cuándo?"
required = true
when = { question = "any", is = ["yes"] }
[[groups.questions]]
code = "note"
kind = "info"
label.en = "Please stay away."
label.es = "No se acerque."
"""
    key = "requests.graffiti"
    forms.FormVersion.objects.create(key=key, number=99, text=text, sha256="x" * 64, origin="agency")
    first, second, third = definition("graffiti")["attributes"]
    assert [value["key"] for value in first["values"]] == ["yes", "no"]
    assert (second["datatype"], second["required"]) == ("datetime", False)
    assert second["description"] == "Since when? Only if you answered “Yes” to “Any?”"
    assert (third["variable"], third["required"], third["description"]) == (False, False, "Please stay away.")


@pytest.mark.parametrize("code", ["nothing", "001", "%00", "a.b", "pothole"])
def test_unknown_services(code):
    response = Client().get(f"/open311/v2/services/{code}.json")
    assert response.status_code == 404
    assert response.json()[0]["description"].startswith("service_code ")
