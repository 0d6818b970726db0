"""Reading requests: the rules of GeoReport v2, row by row, and the extensions real servers have."""

import json
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from factories import requests as make
from factories.open311 import dated
from factories.people import person

from commonbeat.city.agency.queries import agency
from commonbeat.community.requests.models import PublicRequest, ServiceRequest
from commonbeat.kernel import audit
from commonbeat.kernel.publish.models import Release
from commonbeat.kernel.workflow import begun, bulk_begin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
FIELDS = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible",
    "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode",
    "lat", "long", "media_url",
]  # fmt: skip


def rows(query: str = "", status: int = 200) -> list[dict]:
    response = Client().get(f"/open311/v2/requests.json?{query}")
    assert response.status_code == status, response.content
    return json.loads(response.content)


def ids(query: str = "") -> list[str]:
    return [row["service_request_id"] for row in rows(query)]


def faults(query: str, status: int = 400) -> list[str]:
    found = rows(query, status)
    assert {row["code"] for row in found} == {status}
    return [row["description"] for row in found]


def w3(day: datetime) -> str:
    return day.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


NOW = datetime.now(UTC)


def test_json_is_a_list_of_rows_with_every_field():
    done = make.submitted()
    found = rows()
    assert [list(row) for row in found] == [FIELDS]
    row = found[0]
    public = PublicRequest.objects.get(number=done.number)
    assert row["service_request_id"] == done.number
    assert (row["status"], row["service_code"], row["service_name"]) == (
        "open", "shopping-cart", "Left shopping cart",
    )  # fmt: skip
    assert (row["address"], row["lat"], row["long"]) == (public.block, public.lat, public.lon)
    assert row["agency_responsible"] == "Marisol Police Department"
    assert row["requested_datetime"].startswith(f"{public.day}T00:00:00-0")
    assert row["expected_datetime"].startswith(f"{public.expected_on}T23:59:59-0")
    assert [
        row[name] for name in ("status_notes", "service_notice", "address_id", "zipcode", "media_url")
    ] == [None] * 5


def test_every_date_has_a_zone():
    make.submitted()
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert datetime.fromisoformat(rows()[0][name]).tzinfo is not None


def test_xml_says_the_same_with_empty_elements():
    make.submitted(description="<b>Two</b> & more\x0b")
    response = Client().get("/open311/v2/requests.xml")
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert response.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<service_requests><request>')
    found = ElementTree.fromstring(response.content).find("request")
    assert [child.tag for child in found] == FIELDS
    assert found.findtext("description") == "<b>Two</b> & more"
    said = rows()[0]
    assert {child.tag: child.text for child in found} == {
        name: None if value is None else str(value) for name, value in said.items()
    }


def test_nothing_is_an_empty_list():
    assert rows() == []
    assert Client().get("/open311/v2/requests.xml").content.endswith(b"<service_requests/>")


def test_nothing_before_the_release():
    make.submitted()
    Release.objects.all().delete()
    assert rows() == []


def test_private_requests_are_nowhere():
    done = make.submitted(private=True)
    assert rows() == []
    assert faults(f"service_request_id={done.number}", 404) == [
        f"service_request_id {done.number} was not found."
    ]
    assert Client().get(f"/open311/v2/requests/{done.number}.json").status_code == 404
    assert Client().get(f"/open311/v2/tokens/{done.number}.json").status_code == 404


def test_one_request_is_a_list_of_one():
    done = make.submitted()
    response = Client().get(f"/open311/v2/requests/{done.number}.json")
    assert [row["service_request_id"] for row in response.json()] == [done.number]
    tree = ElementTree.fromstring(Client().get(f"/open311/v2/requests/{done.number}.xml").content)
    assert tree.tag == "service_requests"
    assert tree.findtext("request/service_request_id") == done.number


def test_ids_as_numbers_without_letter_and_as_public_ids():
    done = make.submitted()
    plain = done.number.replace("R", "").replace("-", "")
    for same in (
        plain,
        done.number.lower(),
        done.number.replace("-", ""),
        str(done.public_id),
        done.public_id.hex,
    ):
        assert ids(f"service_request_id={same}") == [done.number]


def test_a_list_of_ids_overrides_every_other_filter():
    first, second, _third = make.submitted(), make.submitted(), make.submitted()
    dated(first.number, 200)
    query = f"service_request_id={first.number},{second.number},R26-999999&status=closed&service_code=graffiti&lat=1&long=1"
    assert ids(query + "&start_date=nonsense") == [second.number, first.number]


@pytest.mark.parametrize(
    "unknown", ["R26-999999", "12", "abc", "1%00", "%F0%9F%9A%B2", "00000000-0000-4000-8000-000000000000"]
)
def test_unknown_ids(unknown):
    assert len(faults(f"service_request_id={unknown}", 404)) == 1
    assert Client().get(f"/open311/v2/requests/{unknown}.json").status_code == 404


def test_by_service_code():
    cart, graffiti = make.submitted(), make.submitted(category="traffic-concern")
    assert ids("service_code=shopping-cart") == [cart.number]
    assert sorted(ids("service_code=shopping-cart,traffic-concern")) == sorted([cart.number, graffiti.number])
    assert faults("service_code=shopping-cart,nothing,nowhere", 404) == [
        "service_code nothing, nowhere was not found."
    ]


def test_by_status():
    staff = person("code_enforcement")
    fixed, waiting = make.request(), make.request()
    make.close(fixed, staff)
    assert ids("status=open") == [waiting.number]
    assert ids("status=closed") == [fixed.number]
    assert ids("status=CLOSED") == [fixed.number]
    assert len(ids("status=open,closed")) == 2
    assert len(ids("status=")) == 2
    assert faults("status=fixed") == ["status fixed is not known; use open, closed or both."]


def test_a_closed_request_says_why_and_when():
    record = make.request()
    make.close(record, person("code_enforcement"))
    row = rows("status=closed")[0]
    assert row["status_notes"] == "It was fixed."
    assert rows("status=closed&language=es")[0]["status_notes"] == "Se arregló."
    public = PublicRequest.objects.get(number=record.number)
    assert row["updated_datetime"][:10] == str(public.closed_on)


def test_without_dates_the_last_90_days():
    new, old = make.submitted(), make.submitted()
    dated(old.number, 91)
    assert ids() == [new.number]
    dated(old.number, 90)
    assert ids() == [new.number, old.number]


def test_a_span_of_days():
    old, older = make.submitted(), make.submitted()
    make.submitted()
    dated(old.number, 100)
    dated(older.number, 150)
    assert ids(f"start_date={w3(NOW - timedelta(days=160))}&end_date={w3(NOW - timedelta(days=90))}") == [
        old.number, older.number,
    ]  # fmt: skip
    assert ids(f"start_date={w3(NOW - timedelta(days=160))}") == [old.number, older.number]
    assert ids(f"end_date={w3(NOW - timedelta(days=120))}") == [older.number]


def test_a_span_of_90_days_and_not_more():
    assert rows(f"start_date={w3(NOW - timedelta(days=90))}&end_date={w3(NOW)}") == []
    assert faults(f"start_date={w3(NOW - timedelta(days=92))}&end_date={w3(NOW)}") == [
        "The span from start_date to end_date is more than 90 days; ask in several calls."
    ]
    assert faults(f"start_date={w3(NOW)}&end_date={w3(NOW - timedelta(days=2))}") == [
        "end_date is before start_date."
    ]


def test_several_faults_are_told_at_once():
    found = faults("start_date=2026-01-01&end_date=x&status=new&page=0&page_size=5000&lat=91&radius=-1")
    assert [words.split(" ")[0] for words in found] == [
        "page", "page_size", "start_date", "end_date", "status", "lat", "radius",
    ]  # fmt: skip


def test_an_unknown_code_is_told_with_the_rest():
    response = Client().get("/open311/v2/requests.json?service_code=nothing&status=new")
    assert response.status_code == 400
    assert [row["code"] for row in response.json()] == [400, 404]


def test_by_the_time_of_the_last_change():
    old, new = make.submitted(), make.submitted()
    dated(old.number, 300)
    PublicRequest.objects.filter(number=new.number).update(updated_at=NOW - timedelta(days=5))
    assert ids(f"updated_after={w3(NOW - timedelta(hours=1))}") == [old.number]
    assert ids(f"updated_before={w3(NOW - timedelta(hours=1))}") == [new.number]
    assert ids(f"updated_after={w3(NOW - timedelta(days=6))}") == [old.number, new.number]


def test_near_a_point():
    west, east = make.submitted(), make.submitted(lon=-121.448, lat=37.7502)
    here = PublicRequest.objects.get(number=west.number)
    assert ids(f"lat={here.lat}&long={here.lon}&radius=50") == [west.number]
    assert sorted(ids(f"lat={here.lat}&long={here.lon}&radius=2000")) == [west.number, east.number]
    assert faults("lat=1") == ["lat and long belong together; one of them was not provided."]
    assert faults("radius=5") == ["radius needs lat and long."]
    PublicRequest.objects.update(lat=None, lon=None)
    assert ids(f"lat={here.lat}&long={here.lon}") == []


def test_page_by_page():
    numbers = [make.submitted().number for _n in range(5)]
    listed = ids()
    assert sorted(listed) == numbers
    first = Client().get("/open311/v2/requests.json?page_size=2&status=open&api_key=secret")
    assert (
        first["Link"]
        == '<http://localhost:8000/open311/v2/requests.json?page_size=2&status=open&page=2>; rel="next"'
    )
    second = Client().get("/open311/v2/requests.json?page_size=2&page=%202%00")
    assert second["Link"].endswith('page=3>; rel="next"')
    pages = [ids(f"page_size=2&page={page}") for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert [number for page in pages for number in page] == listed
    assert "Link" not in Client().get("/open311/v2/requests.json?page_size=2&page=3")


def test_no_more_than_a_thousand():
    records = [
        ServiceRequest(number=f"R26-{n:06d}", category_id="graffiti", lon=0, lat=0, received_at=NOW)
        for n in range(500_000, 501_005)
    ]
    bulk_begin(records, [begun(record, at=NOW, actor=audit.SYSTEM) for record in records])
    PublicRequest.objects.bulk_create(
        PublicRequest(
            request=record, number=record.number, day=agency().local_time(NOW).date(), category="graffiti", group="g",
            state="new", state_kind="open", source="web", updated_at=NOW,
        )
        for record in records
    )  # fmt: skip
    response = Client().get("/open311/v2/requests.json")
    assert len(response.json()) == 1_000
    assert 'page=2>; rel="next"' in response["Link"]


@pytest.mark.parametrize(
    "query", ["extensions=true", "jurisdiction_id=", "jurisdiction_id=localhost", "unknown=1"]
)
def test_parameters_that_do_no_harm(query):
    done = make.submitted()
    assert ids(query) == [done.number]


def test_another_jurisdiction():
    for path in ("requests", "services", "services/graffiti", "requests/R26-000001", "tokens/1"):
        response = Client().get(f"/open311/v2/{path}.json?jurisdiction_id=elsewhere.gov")
        assert response.status_code == 404
        assert response.json()[0]["description"].startswith("jurisdiction_id elsewhere.gov was not found.")


def test_a_token_is_the_request_itself():
    done = make.submitted()
    assert Client().get(f"/open311/v2/tokens/{done.number}.json").json() == [
        {"service_request_id": done.number, "token": done.number}
    ]
    response = Client().get("/open311/v2/tokens/123abc.xml")
    assert response.status_code == 404
    assert ElementTree.fromstring(response.content).findtext("error/code") == "404"


def test_in_spanish():
    make.submitted()
    assert rows("language=es")[0]["service_name"] == "Carrito de compras abandonado"
    assert rows("locale=es-MX")[0]["service_name"] == "Carrito de compras abandonado"
    assert rows("language=fr")[0]["service_name"] == "Left shopping cart"
    assert (
        Client().get("/open311/v2/requests.json", headers={"Accept-Language": "es"}).json()[0]["service_name"]
        == "Left shopping cart"
    )


def test_a_list_takes_few_queries(django_assert_max_num_queries):
    for _n in range(5):
        make.submitted()
    with django_assert_max_num_queries(8):
        assert len(rows()) == 5
