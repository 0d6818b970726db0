"""Which beat a point lies in."""

import numpy as np
import pytest

from commonbeat.city.places.models import Beat
from commonbeat.city.places.queries import beat_index, beat_of


def square(west: float, south: float, side: float = 1.0) -> list[list[list[float]]]:
    east, north = west + side, south + side
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


@pytest.fixture
def beats(db: None) -> None:
    Beat.objects.create(code="1A", geometry={"type": "Polygon", "coordinates": square(0, 0)}, area_km2=1)
    exclaves = {"type": "MultiPolygon", "coordinates": [square(1, 0), square(5, 5)]}
    Beat.objects.create(code="2B", geometry=exclaves, area_km2=2)
    Beat.objects.create(
        code="1A",
        geometry={"type": "Polygon", "coordinates": square(9, 9)},
        area_km2=1,
        valid_to="2020-01-01",
    )


def test_each_point_gets_the_beat_that_holds_it_and_unknown_places_get_none(beats: None) -> None:
    lon = np.array([0.5, 1.5, 5.5, 9.5, np.nan])
    lat = np.array([0.5, 0.5, 5.5, 9.5, 0.5])

    assert beat_index().locate(lon, lat).tolist() == ["1A", "2B", "2B", "", ""]


def test_a_point_on_a_shared_border_goes_to_the_first_code(beats: None) -> None:
    assert beat_of(1.0, 0.5) == "1A"


def test_without_beats_every_point_is_in_none(db: None) -> None:
    assert beat_of(0.5, 0.5) == ""


def test_a_code_may_be_in_force_only_once(beats: None) -> None:
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        Beat.objects.create(code="2B", geometry={"type": "Polygon", "coordinates": square(3, 3)}, area_km2=1)
