"""Progress that another system posts, with the parameters FixMyStreet's sender uses."""

from xml.etree import ElementTree

import pytest
from django.test import Client
from factories import requests as make
from factories.open311 import issue

from commonbeat.community.requests.models import PostedUpdate, PublicUpdate, ServiceRequest
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.publish.models import Release

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
URL = "/open311/v2/servicerequestupdates"
SENDER = {
    "email": "marker.mail@example.test", "first_name": "Markerfirst", "last_name": "Markerlast", "title": "Markertitle",
    "public_anonymity_required": "TRUE", "email_alerts_requested": "FALSE", "service_request_id_ext": "4711",
}  # fmt: skip


@pytest.fixture
def sent(town: None) -> dict[str, str]:
    return {
        "api_key": issue("open311.updates"), "service_request_id": make.request().number, "update_id": "77",
        "status": "OPEN", "description": "Crew on the way.", "updated_datetime": "2026-05-01T09:00:00-07:00", **SENDER,
    }  # fmt: skip


def taken(sent: dict[str, str], url: str = URL) -> str:
    response = Client().post(f"{url}.json", sent)
    assert response.status_code == 200, response.content
    [row] = response.json()
    assert list(row) == ["update_id"]
    return row["update_id"]


def refused(sent: dict[str, str]) -> tuple[int, list[str]]:
    response = Client().post(f"{URL}.json", sent)
    assert not PublicUpdate.objects.exists()
    return response.status_code, [fault["description"] for fault in response.json()]


def test_it_is_read_under_the_id_that_was_answered(sent):
    shown = taken(sent)
    row = Client().get(f"{URL}.json").json()[-1]
    assert (row["update_id"], row["status"], row["description"]) == (shown, "open", "Crew on the way.")
    assert taken(sent) == shown, "the same again"
    assert PostedUpdate.objects.count() == 1
    assert AuditEntry.objects.get(action="requests.posted").actor_kind == "api_key"


def test_in_xml_and_with_the_name_fixmystreet_gives_its_id(sent):
    sent["update_id_ext"] = sent.pop("update_id")
    response = Client().post(f"{URL}.xml", sent)
    assert response.status_code == 200
    tree = ElementTree.fromstring(response.content)
    assert tree.tag == "service_request_updates"
    assert tree.findtext("request_update/update_id") == str(PublicUpdate.objects.get().pk)
    assert PostedUpdate.objects.get().update_id == "77"


def test_fixed_closes_the_request_with_its_words(sent):
    taken({**sent, "status": "FIXED", "description": "The lamp glows again."})
    row = Client().get(f"/open311/v2/requests/{sent['service_request_id']}.json").json()[0]
    assert (row["status"], row["status_notes"]) == ("closed", "The lamp glows again.")
    last = Client().get(f"{URL}.json").json()[-1]
    assert (last["status"], last["description"]) == ("closed", "Fixed. The lamp glows again.")


def test_who_wrote_it_there_is_never_read_and_numbers_are_taken_out(sent):
    link = "https://marker.example/me.jpg"
    sent |= {"description": "Call Rosa at 209-555-0177 or marker.mail@example.test.", "media_url": link}
    taken(sent)
    assert PublicUpdate.objects.get().text_en == "Call Rosa at […] or […]."
    assert PostedUpdate.objects.get().links == [link], "for staff, as text"
    kept = str([one.__dict__ for one in (PostedUpdate.objects.get(), ServiceRequest.objects.get())])
    assert not [word for word in ("Markerfirst", "Markerlast", "Markertitle", "marker.mail") if word in kept]
    for path in ("requests", "servicerequestupdates"):
        assert "marker" not in Client().get(f"/open311/v2/{path}.xml").content.decode().lower()


def test_everything_that_is_wrong_at_once(sent):
    code, found = refused(
        {"api_key": sent["api_key"], "status": "done", "updated_datetime": "x", "media_url": "ftp://x"}
    )
    assert code == 400
    assert [words.split(" ")[0] for words in found] == [
        "updated_datetime", "service_request_id", "update_id", "description", "status", "media_url",
    ]  # fmt: skip
    assert refused({**sent, "update_id": "x" * 101}) == (
        400, ["update_id: Send an id of 1 to 100 characters."],
    )  # fmt: skip
    assert refused({**sent, "description": "x" * 2001})[1][0].startswith("description: This is too long.")


def test_another_request_under_the_same_id(sent):
    taken(sent)
    response = Client().post(f"{URL}.json", {**sent, "service_request_id": make.request().number})
    assert response.status_code == 400
    assert response.json()[0]["description"] == "update_id: This id was used for another request."


def test_keys(sent):
    assert refused({**sent, "api_key": ""})[0] == 403
    assert refused({**sent, "api_key": issue("open311.write", "open311.read")}) == (
        403, ["api_key is not good for this call."],
    )  # fmt: skip


def test_what_is_not_public_is_not_there(sent):
    for number in ("R26-999999", make.request(private=True).number):
        assert refused({**sent, "service_request_id": number}) == (
            404, [f"service_request_id {number} was not found."],
        )  # fmt: skip
    Release.objects.all().delete()
    assert refused(sent)[0] == 404


def test_the_test_endpoint_keeps_nothing(sent):
    assert taken({**sent, "status": "fixed"}, "/open311/test/v2/servicerequestupdates") == "TEST"
    assert (PostedUpdate.objects.count(), ServiceRequest.objects.get().state) == (0, "new")
    assert refused({**sent, "status": "x"})[0] == 400
