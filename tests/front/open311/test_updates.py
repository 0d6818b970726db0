"""Progress of requests, as FixMyStreet polls it."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from factories import requests as make
from factories.people import person
from factories.pictures import picture

from commonbeat.community.requests import actions
from commonbeat.community.requests.models import Picture, PublicUpdate
from commonbeat.kernel import contact
from commonbeat.kernel.publish.models import Release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
URL = "/open311/v2/servicerequestupdates"


def rows(query: str = "") -> list[dict]:
    response = Client().get(f"{URL}.json?{query}")
    assert response.status_code == 200, response.content
    return response.json()


def test_the_steps_of_a_request_from_open_to_closed():
    record, staff = make.request(), person("code_enforcement")
    PublicUpdate.objects.create(
        request=record, text_en="We were there.", text_es="Fuimos.", at=timezone.now(), by=staff
    )
    make.close(record, staff)
    found = rows()
    assert [(row["status"], row["service_request_id"]) for row in found] == [
        ("open", record.number), ("open", record.number), ("closed", record.number),
    ]  # fmt: skip
    assert found[1]["description"] == "We were there."
    assert found[2]["description"].endswith("It was fixed.")
    assert rows("language=es")[1]["description"] == "Fuimos."
    assert [row["update_id"] for row in found] == [row["update_id"] for row in rows("language=es")], (
        "always the same"
    )
    assert len({row["update_id"] for row in found}) == 3
    assert {datetime.fromisoformat(row["updated_datetime"]).tzinfo is not None for row in found} == {True}


def test_in_xml():
    record = make.request()
    tree = ElementTree.fromstring(Client().get(f"{URL}.xml").content)
    assert tree.tag == "service_request_updates"
    assert [child.tag for child in tree.find("request_update")] == [
        "update_id", "service_request_id", "status", "updated_datetime", "description", "media_url",
    ]  # fmt: skip
    assert tree.findtext("request_update/service_request_id") == record.number


def test_by_span_and_by_id():
    one, other = make.request(), make.request()
    early = (datetime.now(UTC) - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    late = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert len(rows(f"start_date={early}&end_date={late}")) == 2
    assert rows(f"end_date={early}") == []
    assert [row["service_request_id"] for row in rows(f"service_request_id={other.number}")] == [other.number]
    assert len(rows(f"service_request_id={one.number},{other.number}&page_size=1")) == 1
    assert rows("page_size=1") + rows("page_size=1&page=2") == rows()
    assert 'page=2>; rel="next"' in Client().get(f"{URL}.json?page_size=1")["Link"]
    assert "Link" not in Client().get(f"{URL}.json?page_size=2")
    assert rows("service_request_id=R26-999999") == []
    refused = Client().get(f"{URL}.json?start_date=2020-01-01T00:00:00Z&end_date={late}")
    assert refused.status_code == 400


def test_nothing_of_the_conversation_and_nothing_private():
    record, staff = make.request(), person("code_enforcement")
    contact.say(contact.conversation_of(record), actor=staff, text="Only for you", by="department")
    contact.note(contact.conversation_of(record), actor=staff, text="Only for staff")
    make.request(private=True)
    assert {row["service_request_id"] for row in rows()} == {record.number}
    assert "Only for" not in Client().get(f"{URL}.xml").content.decode()


def test_any_span_in_the_same_few_queries():
    staff = person("code_enforcement")
    counts = []
    for _n in range(2):
        for _row in range(3):
            make.close(make.request(), staff)
        with CaptureQueriesContext(connection) as asked:
            rows()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_nothing_before_the_release():
    make.request()
    Release.objects.all().delete()
    assert rows() == []


def test_a_picture_is_told_once_it_is_public():
    record, staff = make.request(), person("code_enforcement")
    actions.add_picture(record, picture(), actor=staff, shown=True)
    make.close(record, staff)
    address = rows()[1]["media_url"]
    assert address.endswith(f"/open311/v2/media/{Picture.objects.get().token}.jpg")
    assert Client().get(address[address.index("/open311/") :]).status_code == 200
