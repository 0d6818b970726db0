"""The streets of a window: those that touch it, and new ones as soon as they are on file."""

import pytest
from factories import requests as town

from commonbeat.city.places.windows import streets_within

pytestmark = pytest.mark.django_db


def names(*bounds: float) -> list[str]:
    return [line.name for line in streets_within(bounds)]


def test_streets_that_touch_the_box_in_the_order_they_were_entered() -> None:
    town.town()
    assert names(-121.4505, 37.7495, -121.4495, 37.7505) == ["Oak Avenue", "Main Street", "Marisol Creek"]
    assert names(-121.0, 37.0, -120.9, 37.1) == []


def test_a_new_street_is_there_at_once() -> None:
    town.town()
    before = names(-121.4305, 37.7595, -121.4195, 37.7605)
    town.Street.objects.create(
        name="Oak Court", kind="local", geometry=town.line((-121.43, 37.76), (-121.42, 37.76))
    )
    assert before == []
    assert names(-121.4305, 37.7595, -121.4195, 37.7605) == ["Oak Court"]


def test_without_streets_there_are_none() -> None:
    assert names(-180, -85, 180, 85) == []
