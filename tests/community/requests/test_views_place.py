"""The page that sets a place, and the marks of a request whose place is not found yet."""

from typing import Any

import pytest
from django.urls import reverse
from factories import requests as make
from factories.people import person, signed_in

from commonbeat.community.requests import actions
from commonbeat.community.requests.models import ServiceRequest

pytestmark = pytest.mark.django_db
WORDS = "the yellow wall behind the old cannery"


@pytest.fixture
def desk(worker: Any) -> Any:
    return signed_in(worker)


@pytest.fixture
def lost(town: None) -> ServiceRequest:
    return make.request(lon=None, lat=None, place_text=WORDS, place_source="words")


def page(client: Any, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(f"requests:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_queue_marks_and_narrows_to_places_not_found(desk: Any, lost: ServiceRequest) -> None:
    other = make.request()
    assert page(desk, "list").count('<span class="cb-tag">place not found yet</span>') == 1
    narrowed = page(desk, "list", which="unplaced")
    assert (lost.number in narrowed, other.number in narrowed) == (True, False)
    assert lost.number not in page(desk, "list", beat="W")
    assert lost.number in page(desk, "list", q="cannery")
    assert "The place of 1 is not found yet." in desk.get("/console/").content.decode()
    assert "1 more is not drawn" in page(desk, "map")


def test_a_map_of_nothing_but_words(desk: Any, lost: ServiceRequest) -> None:
    assert "1 more is not drawn: its place is not found yet." in page(desk, "map")


def test_the_export_leaves_the_point_empty(desk: Any, lost: ServiceRequest) -> None:
    answer = desk.post(reverse("requests:export"), {"reason": "Council asked"})
    assert f',"",{WORDS},,,Three carts by the wall.,f,"",""' in b"".join(answer.streaming_content).decode()


def test_every_page_of_the_request_says_it(desk: Any, worker: Any, lost: ServiceRequest) -> None:
    actions.assign(lost, actor=worker, owner=worker)
    text = page(desk, "detail", lost.pk)
    assert (
        "Place not found yet." in text,
        WORDS in text,
        reverse("requests:place", args=[lost.pk]) in text,
    ) == (True,) * 3
    assert "place not found yet" in page(desk, "round")
    assert "Place not found yet." in page(desk, "stop", lost.pk)
    reader = page(signed_in(person("sergeant")), "detail", lost.pk)
    assert ("Place not found yet." in reader, "Set the place" in reader) == (True, False)


def test_the_place_is_set_by_address_corner_or_point(desk: Any, lost: ServiceRequest) -> None:
    address = reverse("requests:place", args=[lost.pk])
    assert WORDS in desk.get(address).content.decode()
    done = desk.post(address, {"place": "Main & Oak", "lat": "", "lon": "", "reason": "Called back"})
    assert done.status_code == 302
    lost.refresh_from_db()
    assert (lost.place_source, lost.place_words) == ("staff", WORDS)
    assert abs(lost.lon + 121.45) < 0.001
    text = page(desk, "detail", lost.pk)
    assert ("Place not found yet." in text, "As it was said" in text, "Correct the place" in text) == (
        False,
        True,
        True,
    )
    desk.post(
        address, {"place": "Gate of the yard", "lat": "37.7502", "lon": "-121.448", "reason": "Was there"}
    )
    lost.refresh_from_db()
    assert (lost.place_text, lost.point, lost.beat_code) == ("Gate of the yard", (-121.448, 37.7502), "E")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"place": "Atlantis"}, "We do not know this place."),
        ({"place": "Street"}, "Choose one of the places."),
        ({"place": "Street", "picked": "Atlantis"}, "Choose one of the places."),
        ({"lat": "37.75"}, "Latitude and longitude belong together."),
        ({"lat": "north", "lon": "-121.45"}, "Enter a number."),
        ({"lat": "40", "lon": "-100"}, "This point is not in the city."),
        ({"reason": ""}, "This field is required."),
        ({"place": ""}, "This field is required."),
        ({"place": "x" * 201}, "at most 200 characters"),
    ],
)  # fmt: skip
def test_what_is_no_place_comes_back(
    desk: Any, lost: ServiceRequest, given: dict[str, str], said: str
) -> None:
    answer = desk.post(
        reverse("requests:place", args=[lost.pk]), {"place": "Atlantis", "reason": "Seen", **given}
    )
    assert (answer.status_code, said in answer.content.decode()) == (400, True)
    lost.refresh_from_db()
    assert lost.point is None


def test_one_of_several_places_is_picked(desk: Any, lost: ServiceRequest) -> None:
    address = reverse("requests:place", args=[lost.pk])
    asked = desk.post(address, {"place": "Street", "reason": "Called back"}).content.decode()
    assert 'name="picked" value="Main Street"' in asked
    desk.post(address, {"place": "Street", "picked": "Main Street", "reason": "Called back"})
    lost.refresh_from_db()
    assert (lost.place_text, lost.point is None) == ("Main Street", False)


def test_a_caller_is_entered_in_words(desk: Any) -> None:
    address = f"{reverse('requests:new')}?category=signs"
    data = {"source": "phone", "place": WORDS, "description": "Signs", "language": "en", "key": "k9"}
    assert (desk.post(address, data).status_code, ServiceRequest.objects.count()) == (400, 0)
    assert desk.post(address, {**data, "in_words": "on"}).status_code == 200
    record = ServiceRequest.objects.get()
    assert (record.place_source, record.place_text, record.point) == ("words", WORDS, None)
    known = {**data, "place": "1250 Oak Avenue", "key": "k10", "in_words": "on"}
    assert desk.post(address, known).status_code == 200
    assert ServiceRequest.objects.exclude(pk=record.pk).get().place_source == "address"
