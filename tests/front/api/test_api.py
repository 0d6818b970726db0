import pytest
from factories import calls as make
from factories import requests as make_requests

from commonbeat.kernel import audit
from commonbeat.kernel.publish.actions import release

pytestmark = pytest.mark.django_db


@pytest.fixture
def released():
    make.call_type()
    make.beat()
    for number in range(3):
        make.call(str(number))
    release("calls", actor=audit.SYSTEM, reason="Test")


def test_calls_are_filtered_and_counted(client, released):
    found = client.get("/api/v1/calls?beat=1A").json()
    assert (found["count"], found["count_is_exact"], found["after"], len(found["rows"])) == (3, True, "", 3)
    assert client.get("/api/v1/calls?beat=9Z").json()["count"] == 0


def test_a_bad_position_or_date_is_refused(client, released):
    assert client.get("/api/v1/calls?after=xx").status_code == 400
    assert client.get("/api/v1/calls?since=yesterday").status_code == 422


def test_measures_carry_their_footnote(client, released):
    found = {one["name"]: one for one in client.get("/api/v1/measures").json()}
    assert found["calls.community"]["value"] == 3
    assert found["calls.community"]["n"] == 3


def test_beats_are_geojson(client, released):
    assert [f["properties"]["code"] for f in client.get("/api/v1/beats").json()["features"]] == ["1A"]


def test_the_root_answers_nothing(client):
    assert client.get("/api/v1/").status_code == 404


def test_a_dataset_says_whether_its_rows_follow_the_records_at_once(client, released):
    make_requests.town()
    release("service-requests", actor=audit.SYSTEM, reason="Test")
    found = {one["name"]: one["at_once"] for one in client.get("/api/v1/datasets").json()}
    assert found == {"calls": False, "service-requests": True}
    said = b"These rows change as soon as the records do."
    assert said in client.get("/data/service-requests/").content
    assert said not in client.get("/data/calls/").content
