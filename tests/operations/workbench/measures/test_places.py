import pytest
from factories import town

from commonbeat.city.places.models import Landmark
from commonbeat.operations.workbench.measures.work import NotAnswerable


def test_two_places_hold_everything(answered):
    found = answered("places", cell="150")
    assert found["n"] == 168
    assert [(row["name"], row["counts"]) for row in found["places"][:2]] == [
        ("100 BLOCK OF ELM STREET", 84),
        ("100 BLOCK OF OAK STREET", 84),
    ] or [row["counts"] for row in found["places"][:2]] == [84, 84]
    assert sum(cell["counts"] for cell in found["cells"]) == 168


def test_a_place_where_everything_is_booked_is_left_out(answered):
    Landmark.objects.create(
        name="Station", kind="station", lon=town.WEST[0], lat=town.WEST[1], is_default_place=True
    )
    found = answered("places")
    assert (found["n"], found["left_out"]["default_places"]) == (84, 84)


def test_too_few_places_are_said(answered):
    with pytest.raises(NotAnswerable, match="30 are needed"):
        answered("places", until=town.FIRST.isoformat())


def test_every_whole_month_of_the_period_counts(answered):
    found = answered("places")
    assert found["months"] == 3
    # One of two equal places holds a quarter of each month; the last month counts to its last day.
    assert sorted(row["months"] for row in found["places"][:2]) == [0, 3]
