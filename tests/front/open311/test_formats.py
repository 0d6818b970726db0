"""XML and JSON of the same content, whatever characters are in it."""

import json
from xml.etree import ElementTree

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commonbeat.front.open311 import formats
from commonbeat.front.open311.faults import Refused

CALM = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("extension", "accept", "form"),
    [
        ("xml", "", "xml"), ("json", "", "json"), ("JSON", "", "json"), ("xml", "application/json", "xml"),
        (None, "", "xml"), (None, "*/*", "xml"), (None, "application/json", "json"), (None, "text/json", "json"),
        (None, "application/xml", "xml"), (None, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "xml"),
        (None, "text/xml;q=0.5, application/json", "json"), (None, "image/png", "xml"), (None, "nonsense", "xml"),
    ],
)  # fmt: skip
def test_the_format_is_the_end_of_the_address_then_the_header_then_xml(extension, accept, form):
    headers = {"Accept": accept} if accept else {}
    assert formats.wanted(extension, RequestFactory().get("/", headers=headers)) == form


def test_another_format_is_not_there():
    with pytest.raises(Refused) as refused:
        formats.wanted("html", RequestFactory().get("/"))
    assert refused.value.status == 404


def test_json_leaves_the_root_out_and_xml_names_it():
    content = [{"code": 400, "description": "a < b & c"}]
    assert formats.written("json", "errors", content) == b'[{"code":400,"description":"a < b & c"}]'
    assert formats.written("xml", "errors", content) == (
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b"<errors><error><code>400</code><description>a &lt; b &amp; c</description></error></errors>"
    )


def test_empty_things_are_empty_elements():
    content = {"a": None, "b": "", "values": [], "c": False, "d": 0}
    assert formats.element("x", content) == "<x><a/><b/><values/><c>false</c><d>0</d></x>"


def test_lists_in_lists():
    content = {"endpoints": [{"formats": ["text/xml", "application/json"]}]}
    assert formats.element("discovery", content) == (
        "<discovery><endpoints><endpoint><formats><format>text/xml</format><format>application/json</format></formats>"
        "</endpoint></endpoints></discovery>"
    )


ROW = st.dictionaries(
    st.sampled_from(["description", "lat", "address"]),
    st.none() | st.text() | st.floats(-180, 180),
    min_size=1,
)


@CALM
@example([{"description": "\x1f"}])
@given(st.lists(ROW, max_size=3))
def test_the_quick_way_writes_the_same(rows):
    for form in ("xml", "json"):
        assert formats.rows_written(form, "service_requests", rows) == formats.written(
            form, "service_requests", rows
        )


@CALM
@given(st.text())
def test_any_text_stays_well_formed(words):
    tree = ElementTree.fromstring(formats.written("xml", "errors", [{"code": 400, "description": words}]))
    said = tree.findtext("error/description") or ""
    kept = "".join(sign for sign in words if sign in "\t\n\r" or (sign >= " " and not "\ud800" <= sign <= "\udfff"
                                                                 and sign not in "\ufffe\uffff"))  # fmt: skip
    assert said == kept
    assert isinstance(json.loads(formats.written("json", "errors", [{"description": words}])), list)
