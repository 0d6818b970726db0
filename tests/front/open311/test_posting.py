"""Reporting: as the standard has it, as real clients send it, once, and without anybody having to say who they are."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from factories.open311 import REPORT, issue
from factories.pictures import picture

from commonbeat.city.places.models import Beat, Boundary, Landmark, MapPoint, Street
from commonbeat.community.requests.models import Picture, PublicRequest, ServiceRequest
from commonbeat.front.open311 import receipts
from commonbeat.kernel import contact
from commonbeat.kernel.attachments.models import Attachment
from commonbeat.kernel.walls.bases import Protected

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
URL = "/open311/v2/requests.json"
VEHICLE = {
    "service_code": "abandoned-vehicle",
    "attribute[kind]": "car",
    "attribute[days]": "5",
    "attribute[public_street]": "true",
}


def post(data: dict, url: str = URL, **more):
    return Client(enforce_csrf_checks=True).post(url, data, **more)


def taken(data: dict, url: str = URL, **more) -> dict:
    response = post(data, url, **more)
    assert response.status_code == 200, response.content
    return response.json()[0]


def refused(data: dict, status: int = 400) -> list[str]:
    response = post(data)
    assert response.status_code == status, response.content
    return [row["description"] for row in response.json()]


def record() -> ServiceRequest:
    return ServiceRequest.objects.get()


def test_a_report_is_taken_in_and_answered_with_its_id(report):
    row = taken(report)
    assert list(row) == ["service_request_id", "service_notice", "account_id"]
    kept = record()
    assert row["service_request_id"] == kept.number
    assert row["account_id"] is None
    assert (kept.source, kept.language, kept.description) == ("open311", "en", "Three carts by the wall.")
    assert (kept.lat, kept.lon, kept.place_source) == (37.7502, -121.4501, "pin")


def test_as_form_fields_in_xml(report):
    body = "&".join(f"{name}={value}" for name, value in report.items()).replace(" ", "+")
    response = Client().post(
        "/open311/v2/requests.xml", body, content_type="application/x-www-form-urlencoded; charset=utf-8"
    )
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    tree = ElementTree.fromstring(response.content)
    assert tree.tag == "service_requests"
    assert [child.tag for child in tree.find("request")] == [
        "service_request_id",
        "service_notice",
        "account_id",
    ]
    assert tree.findtext("request/service_request_id") == record().number


def test_nobody_has_to_say_who_they_are(report):
    taken(report)
    assert contact.conversation_of(record()).party.is_known is False


def test_the_notice_gives_the_resident_number_code_and_day(report):
    notice = taken(report)["service_notice"]
    kept = record()
    assert f"Your number is {kept.number}." in notice
    code = notice.split("Your tracking code is ")[1].split(".")[0]
    assert len(code.replace("-", "")) == 16
    assert "http://localhost:8000/track/" in notice
    assert "We plan to finish by" in notice
    assert not re.search(r"\b911\b", notice)


def test_who_the_resident_is_goes_into_the_conversation_only(report):
    row = taken(
        {
            **report,
            "first_name": "Ana",
            "last_name": "Ruiz",
            "email": "ana@example.test",
            "phone": "209-555-0123",
        }
    )
    party = contact.conversation_of(record()).party
    assert (party.name, party.email, party.phone, party.wants) == (
        "Ana Ruiz", "ana@example.test", "+12095550123", "email",
    )  # fmt: skip
    for words in ("Ana", "Ruiz", "ana@", "555"):
        assert words not in json.dumps(row)


@pytest.mark.parametrize("bad", [{"email": "nobody"}, {"phone": "111111111"}, {"email": "x" * 300}])
def test_a_report_is_not_lost_because_of_a_bad_address(report, bad):
    row = taken({**report, **bad})
    assert "We could not use the e-mail address or phone number that came with it." in row["service_notice"]
    assert contact.conversation_of(record()).party.is_known is False


def test_device_and_account_are_never_kept(report):
    taken({**report, "device_id": "tt222111secret", "account_id": "acc123456secret"})
    from django.apps import apps

    open_ones = [
        model for model in apps.get_models() if not issubclass(model, Protected)
    ]  # this door makes no such rows
    kept = [str(row) for model in open_ones for row in model._base_manager.values_list()]
    assert not [row for row in kept if "secret" in row]


def test_an_emergency_is_told_to_call(report):
    notice = taken({**report, "description": "There is a man with a gun and a fire"})["service_notice"]
    assert "911" in notice.split("Your number")[0]


def test_in_spanish(report):
    notice = taken({**report, "language": "es"})["service_notice"]
    assert f"Su número es {record().number}." in notice
    assert "http://localhost:8000/es/track/" in notice
    assert record().language == "es"


def test_an_address_instead_of_a_point(report):
    del report["lat"], report["long"]
    taken({**report, "address_string": "1250 Oak Ave"})
    assert (record().place_text, record().place_source) == ("1250 Oak Ave", "address")
    assert abs(record().lon + 121.4512) < 0.001


def test_a_point_with_an_address(report):
    taken({**report, "address_string": "behind the shop", "address_id": "17"})
    assert (record().place_text, record().place_source, record().lat) == ("behind the shop", "pin", 37.7502)


NO_PLACE = "A location was not provided: send lat and long, or address_string."


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({}, NO_PLACE),
        ({"address_id": "17"}, f"{NO_PLACE} address_id alone names no place: this city has none."),
        ({"lat": "37.75"}, "lat and long belong together; one of them was not provided."),
        ({"lat": "", "long": "-121.45", "address_string": ""}, "lat and long belong together; one of them was not provided."),
        ({"lat": "north", "long": "-121.45"}, "lat must be a number from -90 to 90."),
        ({"lat": "nan", "long": "-121.45"}, "lat must be a number from -90 to 90."),
    ],
)  # fmt: skip
def test_places_that_are_none(report, place, said):
    del report["lat"], report["long"]
    assert refused({**report, **place}) == [said]


NOT_FOUND = "We did not find the address on our map. A person reads it and looks for the place."


def test_an_address_that_is_not_found_goes_on_in_its_words(report):
    del report["lat"], report["long"]
    row = taken({**report, "address_string": " 12  Nowhere Boulevard ", "address_id": "17"})
    kept = record()
    assert (kept.place_text, kept.place_source, kept.point) == ("12 Nowhere Boulevard", "words", None)
    assert row["service_request_id"] == kept.number
    assert NOT_FOUND in row["service_notice"]
    said = Client().get(f"/open311/v2/requests/{kept.number}.json").json()[0]
    assert (said["lat"], said["long"], said["address"]) == (None, None, None), (
        "an exact address is never public"
    )
    tree = ElementTree.fromstring(Client().get(f"/open311/v2/requests/{kept.number}.xml").content)
    assert [tree.findtext(f"request/{name}") for name in ("lat", "long", "address")] == ["", "", ""]
    assert [row["service_request_id"] for row in Client().get(URL).json()] == [kept.number]
    assert Client().get(URL, {"lat": "37.7502", "long": "-121.4501", "radius": "20000"}).json() == []


def test_an_address_that_is_found_is_told_as_before(report):
    del report["lat"], report["long"]
    assert NOT_FOUND not in taken({**report, "address_string": "1250 Oak Ave"})["service_notice"]
    spanish = taken({**report, "address_string": "Atlantis", "language": "es"})["service_notice"]
    assert "No encontramos la dirección en nuestro mapa." in spanish


def test_a_city_without_street_data_takes_addresses(report):
    for model in (Street, MapPoint, Landmark, Boundary, Beat):
        model.objects.all().delete()
    del report["lat"], report["long"]
    taken({**report, "address_string": "1250 Oak Avenue"})
    assert (record().place_text, record().place_source, record().point) == ("1250 Oak Avenue", "words", None)


def test_an_unknown_address_at_the_test_endpoint_keeps_nothing(report):
    del report["lat"], report["long"]
    row = taken({**report, "address_string": "Atlantis"}, "/open311/test/v2/requests.json")
    assert (row["service_request_id"], ServiceRequest.objects.count()) == ("TEST", 0)


def test_the_same_unknown_address_again_gives_the_same_answer(report):
    del report["lat"], report["long"]
    report["address_string"] = "Atlantis"
    assert taken(report) == taken(report)
    assert ServiceRequest.objects.count() == 1


def test_a_place_outside_the_city(report):
    found = refused({**report, "lat": "40", "long": "-100"})
    assert len(found) == 1
    assert found[0].startswith("lat, long or address_string: This place is outside Marisol.")


def test_attributes(report):
    taken(
        {
            **report,
            **VEHICLE,
            "attribute[signs][]": ["flat", "wrecked"],
            "attribute[colour]": "white",
            "attribute[made_up]": "x",
        }
    )
    assert record().answers == {
        "kind": "car",
        "days": 5,
        "public_street": "yes",
        "signs": ["flat", "wrecked"],
        "colour": "white",
    }
    assert record().form_version == 1


def test_several_values_as_libraries_number_them(report):
    taken({**report, **VEHICLE, "attribute[signs][0]": "flat", "attribute[signs][1]": "wrecked"})
    assert record().answers["signs"] == ["flat", "wrecked"]


def test_required_attributes_that_are_missing_or_wrong(report):
    found = refused({**report, "service_code": "abandoned-vehicle", "attribute[days]": "many"})
    assert sorted(words.split(":")[0] for words in found) == [
        "attribute[days]", "attribute[kind]", "attribute[public_street]",
    ]  # fmt: skip


def test_several_faults_are_told_at_once(report):
    found = refused(
        {"api_key": report["api_key"], "lat": "x", "description": "x" * 4_001, "media_url": "ftp://x"}
    )
    assert [words.split(" ")[0] for words in found] == ["lat", "service_code", "description", "media_url"]


def test_4000_characters_fit(report):
    taken({**report, "description": "ñ" * 4_000})
    assert len(record().description) == 4_000


def test_without_words_the_kind_stands_for_them(report):
    del report["description"]
    taken(report)
    assert record().description == "Left shopping cart"


def test_html_is_text(report):
    taken({**report, "description": "<script>alert(1)</script>\n=1+1"})
    assert record().description == "<script>alert(1)</script>\n=1+1"
    assert b"&lt;script&gt;" in Client().get("/open311/v2/requests.xml").content


def test_an_unknown_service(report):
    assert refused({**report, "service_code": "nothing"}, 404) == ["service_code nothing was not found."]


def test_a_service_that_leads_elsewhere(report):
    found = refused({**report, "service_code": "pothole"}, 404)
    assert found[0].startswith("service_code pothole takes no reports here. Public Works")


def test_a_private_kind_is_taken_and_not_shown(report):
    noise = {
        "service_code": "noise",
        "attribute[kind]": "dog",
        "attribute[often]": "daily",
        "attribute[talked]": "true",
    }
    done = taken({**report, **noise})
    assert record().answers == {"kind": "dog", "often": "daily", "talked": "yes"}
    assert Client().get(f"/open311/v2/requests/{done['service_request_id']}.json").status_code == 404
    assert Client().get(URL).json() == []


def test_pictures_as_clients_upload_them(report):
    photo = SimpleUploadedFile("photo.jpg", picture(), content_type="image/jpeg")
    taken({**report, "media": photo})
    assert Picture.objects.get().request_id == record().pk
    assert Attachment.objects.count() == 1
    assert Client().get(URL).json()[0]["media_url"] is None, "nobody has looked at it yet"


def test_a_picture_is_public_once_somebody_let_it_be_seen(report):
    number = taken({**report, "media": SimpleUploadedFile("photo.jpg", picture())})["service_request_id"]
    one = Picture.objects.get()
    address = f"http://localhost:8000/open311/v2/media/{one.token}.jpg"
    assert Client().get(address).status_code == 404
    Picture.objects.update(shown=True)
    assert Client().get(URL).json()[0]["media_url"] == address
    assert Client().get(f"/open311/v2/requests/{number}.json").json()[0]["media_url"] == address
    found = Client().get(address)
    assert (found.status_code, found["Content-Type"], found["Access-Control-Allow-Origin"]) == (
        200,
        "image/jpeg",
        "*",
    )
    ServiceRequest.objects.update(private=True)
    PublicRequest.objects.all().delete()
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("name", ["media", "media[]", "photo", "file1"])
def test_pictures_under_any_name(report, name):
    taken({**report, name: SimpleUploadedFile("a.png", picture("PNG"))})
    assert Picture.objects.count() == 1


def test_what_is_no_picture_is_refused_and_nothing_is_kept(report):
    found = refused({**report, "media": SimpleUploadedFile("photo.jpg", b"MZ\x90not a picture")})
    assert found[0].startswith("media: ")
    assert ServiceRequest.objects.count() == 0


def test_at_most_three_pictures(report):
    four = [SimpleUploadedFile(f"{n}.png", picture("PNG")) for n in range(4)]
    assert refused({**report, "media": four}) == ["media: send at most 3 pictures."]


def test_links_are_never_fetched_and_that_is_said(report, monkeypatch):
    import socket

    def never(*args: object) -> None:
        raise AssertionError("an address was looked up")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    link = "https://169.254.169.254/latest/meta-data"
    row = taken({**report, "media_url": link})
    assert "Only our staff can see the links to pictures." in row["service_notice"]
    assert ServiceRequest.objects.get(number=row["service_request_id"]).links == [link], "for staff, as text"
    assert link not in Client().get(URL).content.decode()


def test_links_that_cannot_be_kept(report):
    wrong = "media_url must be an address that begins with https://, at most 500 characters long."
    assert refused({**report, "media_url": "https://x.test/a b"}) == [wrong]
    many = [f"https://x.test/{n}" for n in range(11)]
    assert refused({**report, "media_url": many}) == ["media_url: send at most 10 links."]


def test_the_same_report_again_gives_the_same_answer(report):
    photo = picture()
    first = taken({**report, "media": SimpleUploadedFile("a.jpg", photo)})
    second = taken({**report, "media": SimpleUploadedFile("b.jpg", photo)})
    assert second == first
    assert ServiceRequest.objects.count() == 1
    assert Attachment.objects.count() == 1


def test_another_report_or_another_key_is_another_request(report):
    first = taken(report)["service_request_id"]
    assert taken({**report, "description": "Four carts"})["service_request_id"] != first
    assert taken({**report, "api_key": issue("open311.write")})["service_request_id"] != first


def test_after_a_quarter_of_an_hour_it_is_a_new_report(report, monkeypatch):
    first = taken(report)["service_request_id"]
    now = receipts.time.time
    monkeypatch.setattr(receipts.time, "time", lambda: now() + receipts.KEPT_S + 1)
    assert taken(report)["service_request_id"] != first


def test_a_refused_report_may_be_corrected_and_sent_again(report):
    refused({**report, "lat": "40"})
    taken(report)
    assert ServiceRequest.objects.count() == 1


def test_a_broken_file_of_receipts_is_begun_anew(report):
    receipts._path().write_bytes(b"not a database at all" * 100)
    taken(report)


def test_receipts_hold_nothing_of_the_report(report):
    row = taken({**report, "email": "ana@example.test"})
    kept = receipts._path().read_bytes()
    for words in ("ana@example.test", "Three carts", row["service_request_id"], report["api_key"]):
        assert words.encode() not in kept


def test_the_test_endpoint_checks_everything_and_keeps_nothing(report):
    row = taken({**report, "media": SimpleUploadedFile("a.jpg", picture())}, "/open311/test/v2/requests.json")
    assert row["service_request_id"] == "TEST"
    assert "This is the test endpoint. Nothing was kept." in row["service_notice"]
    assert ServiceRequest.objects.count() == 0
    assert Attachment.objects.count() == 0
    wrong = post({**report, "lat": "40"}, "/open311/test/v2/requests.json")
    assert wrong.status_code == 400
    assert post(dict(REPORT), "/open311/test/v2/requests.json").status_code == 403


def test_no_cookie_is_set(report):
    assert not post(report).cookies
    assert not Client().get(URL).cookies
