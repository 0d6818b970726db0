"""Places from words and points."""

import json
from pathlib import Path

import pytest
import shapely
from factories import requests as make
from shapely.geometry import mapping

from commonbeat.city.places.gazetteer import import_addresses, import_landmarks, import_streets
from commonbeat.city.places.models import Boundary, MapPoint, Street
from commonbeat.community.requests.public import PlaceChecked, PlaceFound, check_place, locate
from commonbeat.kernel import audit

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


@pytest.mark.parametrize(
    "typed",
    [
        "1200 block of Oak Avenue",
        "1200 BLOCK OAK AVE",
        "the 1200 blk of oak ave",
        "la cuadra 1200 de Oak Avenue",
    ],
)
def test_a_block_as_our_public_pages_name_it(typed) -> None:
    assert [(one.lon, one.lat) for one in locate(typed)] == [
        (one.lon, one.lat) for one in locate("1200 Oak Avenue")
    ]


def test_a_number_without_a_block_goes_to_the_nearest_one() -> None:
    assert locate("9900 Oak") == [PlaceFound("9900 Oak Avenue", -121.448, 37.7501, "address")]


def test_a_street_without_blocks_gives_its_middle() -> None:
    assert locate("12 Main Street") == [PlaceFound("12 Main Street", -121.45, 37.75, "address")]
    assert locate("calle pinon") == [PlaceFound("Calle Piñón", -121.455, 37.79, "address")]


@pytest.mark.parametrize(
    "typed",
    [
        "1250 Oak Ave Apt 4",
        "1250 Oak Ave #4",
        "1250 Oak Avenue, Apt 4",
        "1250 S Oak Ave",
        "1250 Oak Ave unit b",
    ],
)
def test_an_apartment_and_a_heading_nobody_has_on_file_do_not_matter(typed) -> None:
    assert locate(typed) == [PlaceFound("1250 Oak Avenue", -121.4512, 37.7501, "address")]


def _with_headings() -> None:
    for label, lon in (("1200 block of N Fern Way", -121.41), ("1200 block of S Fern Way", -121.42)):
        MapPoint.objects.create(label=label, lon=lon, lat=37.75, beat_code="W", address_count=30)
    MapPoint.objects.create(
        label="1800 block of S Fern Way", lon=-121.43, lat=37.75, beat_code="W", address_count=30
    )
    Street.objects.create(
        name="Fern Way", kind="local",
        geometry={"type": "LineString", "coordinates": [[-121.46, 37.76], [-121.40, 37.76]]},
    )  # fmt: skip


def test_a_block_is_found_by_its_heading_where_the_street_has_none() -> None:
    _with_headings()
    assert locate("1850 s fern way") == [PlaceFound("1850 S Fern Way", -121.43, 37.75, "address")]
    assert locate("1850 Fern") == [PlaceFound("1850 S Fern Way", -121.43, 37.75, "address")]
    assert locate("1210 N Fern Wy") == [PlaceFound("1210 N Fern Way", -121.41, 37.75, "address")]


def test_without_a_heading_both_sides_of_town_are_offered() -> None:
    _with_headings()
    assert [one.label for one in locate("1210 fern")] == ["1210 N Fern Way", "1210 S Fern Way"]


def test_a_heading_may_be_the_name_of_a_street() -> None:
    Street.objects.create(
        name="East Street", kind="local",
        geometry={"type": "LineString", "coordinates": [[-121.46, 37.76], [-121.44, 37.76]]},
    )  # fmt: skip
    assert [one.label for one in locate("east street")] == ["East Street"]
    assert [one.label for one in locate("North Street")] == []


def test_the_other_side_of_town_is_not_offered_for_a_heading_on_file() -> None:
    Street.objects.create(
        name="N Elder Road", kind="local",
        geometry={"type": "LineString", "coordinates": [[-121.46, 37.76], [-121.44, 37.76]]},
    )  # fmt: skip
    assert [one.label for one in locate("Elder Rd")] == ["N Elder Road"]
    assert locate("S Elder Rd") == []


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


def test_places_are_found_in_what_a_city_imported(tmp_path) -> None:
    def write(name: str, features: list) -> Path:
        rows = [
            {"type": "Feature", "geometry": mapping(one), "properties": values} for one, values in features
        ]
        (tmp_path / name).write_text(json.dumps({"type": "FeatureCollection", "features": rows}))
        return tmp_path / name

    lon, lat = make.HOME
    oak, elm = (shapely.LineString([(lon, lat), end]) for end in ((lon + 0.01, lat), (lon, lat + 0.01)))
    import_streets(
        write("s.json", [(oak, {"NAME": "PINE AVE"}), (elm, {"NAME": "FIR ST"})]), actor=audit.SYSTEM
    )
    houses = [
        (shapely.Point(lon + n / 10_000, lat), {"ADDRESS": f"{1200 + 2 * n} PINE AVE"}) for n in range(9)
    ]
    import_addresses(write("a.json", houses), actor=audit.SYSTEM)
    import_landmarks(write("l.json", [(houses[0][0], {"NAME": "Pond Park"})]), actor=audit.SYSTEM)
    assert [one.label for one in locate("1204 Pine Avenue")] == ["1204 Pine Ave"]
    assert [(one.label, one.lon, one.lat) for one in locate("Pine & Fir")] == [
        ("Pine Ave & Fir St", lon, lat)
    ]
    assert [one.label for one in locate("pond park")] == ["Pond Park"]
