"""News by e-mail: asked for, confirmed by a button behind a link, stopped the same way."""

import re
from typing import Any

import pytest
from django.test import Client
from factories import requests as town

from commonbeat.community.requests.models import AreaWatch, Follower
from commonbeat.kernel.notify.models import Message


def link() -> str:
    """The address in the newest message, without its host."""
    return re.search(r"https?://[^/\s]+(/\S+)", Message.objects.order_by("-pk").first().body)[1]


@pytest.fixture
def one(place: None) -> Any:
    return town.submitted()


def test_following_is_confirmed_by_a_button_and_not_by_opening_the_link(visitor: Client, one: Any) -> None:
    answer = visitor.post(f"/issues/{one.public_id}/", {"email": "ana@example.org"})
    assert "Check your e-mail" in answer.content.decode()
    address = link()
    assert "ana" not in address

    assert visitor.get(address).status_code == 200
    assert Follower.objects.get().confirmed_at is None
    visitor.post(address)
    assert Follower.objects.get().confirmed_at is not None


def test_a_link_that_was_not_ours_says_so(visitor: Client, one: Any) -> None:
    for path in ("follow", "unfollow", "watch", "unwatch"):
        assert visitor.post(f"/issues/{path}/not-a-token/").status_code == 404


def test_an_address_that_is_none_is_refused_and_kept_in_the_field(visitor: Client, one: Any) -> None:
    answer = visitor.post(f"/issues/{one.public_id}/", {"email": "ana at home"})
    assert answer.status_code == 422
    assert 'value="ana at home"' in answer.content.decode()
    assert Follower.objects.count() == 0


def test_an_area_is_watched_near_an_address(visitor: Client, place: None) -> None:
    asked = {
        "address": "1250 Oak Avenue",
        "radius": "400",
        "categories": ["graffiti"],
        "email": "ana@example.org",
    }
    answer = visitor.post("/issues/watch/", asked)
    watch = AreaWatch.objects.get()
    assert (watch.radius_m, watch.categories, watch.confirmed_at) == (400, ["graffiti"], None)
    assert "/issues/list/feed.atom?box=" in answer.content.decode()
    visitor.post(link())
    assert AreaWatch.objects.get().confirmed_at is not None


def test_several_places_are_a_choice(visitor: Client, place: None) -> None:
    town.Street.objects.create(
        name="Oak Court", kind="local", geometry=town.line((-121.43, 37.76), (-121.42, 37.76))
    )
    asked = {"address": "12 Oak", "radius": "800", "email": "ana@example.org"}
    answer = visitor.post("/issues/watch/", asked)
    assert AreaWatch.objects.count() == 0
    choice = re.findall(r'name="choice" value="([^"]+)"', answer.content.decode())[0]
    visitor.post("/issues/watch/", {**asked, "choice": choice})
    assert AreaWatch.objects.count() == 1


@pytest.mark.parametrize("address", ["", "Nowhere Road", "\0"])
def test_a_place_that_is_none_is_refused(visitor: Client, place: None, address: str) -> None:
    answer = visitor.post("/issues/watch/", {"address": address, "radius": "800", "email": "ana@example.org"})
    assert answer.status_code == 422
    assert AreaWatch.objects.count() == 0


def test_a_link_in_a_mail_leaves_nothing_in_a_cache(visitor: Client, one: Any) -> None:
    visitor.post(f"/issues/{one.public_id}/", {"email": "ana@example.org"})
    assert "no-store" in visitor.get(link())["Cache-Control"]
