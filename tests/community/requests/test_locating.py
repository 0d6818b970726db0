"""Places from words and points."""

import pytest

from commonbeat.city.places.models import Boundary, MapPoint, Street
from commonbeat.community.requests.public import PlaceChecked, PlaceFound, check_place, locate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
CORNER = PlaceFound("Main Street & Oak Avenue", -121.45, 37.75, "corner")


@pytest.mark.parametrize(
    "typed", ["Main & Oak", "main st / oak ave", "Main y Oak", "Main Street and Oak Avenue, Marisol"]
)
def test_cross_streets_however_they_are_written(typed) -> None:
    assert locate(typed) == [CORNER]


def test_numbers_said_as_words_are_streets_too() -> None:
    assert locate("Oak & 5th St") == [PlaceFound("Oak Avenue & Fifth Street", -121.445, 37.75, "corner")]


def test_streets_that_do_not_meet_have_no_corner() -> None:
    assert locate("Main & Piñon") == []


def test_a_house_number_is_placed_on_its_block() -> None:
    assert locate("1250 oak ave") == [PlaceFound("1250 Oak Avenue", -121.4512, 37.7501, "address")]


def test_a_number_without_a_block_goes_to_the_nearest_one() -> None:
    assert locate("9900 Oak") == [PlaceFound("9900 Oak Avenue", -121.448, 37.7501, "address")]


def test_a_street_without_blocks_gives_its_middle() -> None:
    assert locate("12 Main Street") == [PlaceFound("12 Main Street", -121.45, 37.75, "address")]
    assert locate("calle pinon") == [PlaceFound("Calle Piñón", -121.455, 37.79, "address")]


def test_landmarks_are_found_by_the_start_of_their_words() -> None:
    assert locate("mall") == [PlaceFound("Valle Mall", -121.447, 37.752, "landmark")]


@pytest.mark.parametrize(
    "typed", ["", "   ", "\0", "zzzz", "&", "&&&", "1234", "creek", "x" * 5000, "'; DROP TABLE"]
)
def test_other_words_find_nothing(typed) -> None:
    assert locate(typed) == []


def test_a_new_street_is_found_at_once() -> None:
    locate("Oak")
    Street.objects.create(
        name="Zinnia Way", kind="local",
        geometry={"type": "LineString", "coordinates": [[-121.46, 37.76], [-121.44, 37.76]]},
    )  # fmt: skip
    assert [one.label for one in locate("zinnia")] == ["Zinnia Way"]


def test_inside_with_beat_and_public_name() -> None:
    # Nearest is the block with three homes; it may stand for nobody, so the next one does.
    assert check_place(-121.4504, 37.7501) == PlaceChecked(True, "", "W", "1200 block of Oak Avenue")


def test_outside_says_whom_to_ask() -> None:
    found = check_place(-121.39, 37.75)
    assert (found.inside, found.beat, found.label) == (False, "", "")
    assert found.elsewhere.startswith("This place is outside Marisol.")


@pytest.mark.parametrize("point", [(float("nan"), 0.0), (500.0, 0.0), (0.0, -95.0), (float("inf"), 1.0)])
def test_no_point_is_nowhere(point) -> None:
    assert check_place(*point).inside is False


def test_without_a_boundary_the_beats_decide() -> None:
    Boundary.objects.all().delete()
    assert check_place(-121.45001, 37.75).inside is True
    assert check_place(-121.39, 37.75).inside is False


def test_without_points_there_is_no_public_name() -> None:
    MapPoint.objects.all().delete()
    assert check_place(-121.46, 37.75) == PlaceChecked(True, "", "W", "")
