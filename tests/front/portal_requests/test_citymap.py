"""The small map: pixels and degrees agree, names have room, near reports are joined."""

import math
from xml.etree import ElementTree as ET

import pytest
from factories import requests as town

from commonbeat.front.portal_requests import citymap, clusters
from commonbeat.kernel.ui.projection import Projection

pytestmark = pytest.mark.usefixtures("place")
SVG = "{http://www.w3.org/2000/svg}"


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    east = (a[0] - b[0]) * math.cos(math.radians(a[1]))
    return math.hypot(east, a[1] - b[1]) * 111_320


def test_without_a_pin_the_whole_city_is_shown() -> None:
    shown = citymap.window(None, 2)
    assert shown is not None
    assert (shown.zoom, shown.bounds) == (0, (-121.5, 37.7, -121.4, 37.8))


@pytest.mark.parametrize("zoom", [1, 2])
def test_the_pin_is_in_the_middle_and_a_click_there_gives_it_back(zoom: int) -> None:
    shown = citymap.window(town.HOME, zoom)
    assert shown is not None
    assert shown.place(citymap.WIDTH / 2, citymap.HEIGHT / 2) == town.HOME
    west, _south, east, _north = shown.bounds
    assert metres((west, town.HOME[1]), (east, town.HOME[1])) == pytest.approx(citymap.WIDTHS[zoom], rel=1e-3)


def test_a_step_moves_the_pin_one_sixteenth_of_the_window() -> None:
    shown = citymap.window(town.HOME, 2)
    assert shown is not None
    lon, lat = shown.shifted(0, 1)
    assert lon == town.HOME[0]
    step = citymap.WIDTH / 16 / shown.projection.scale_y * 111_320
    assert metres((lon, lat), town.HOME) == pytest.approx(step, abs=0.2)


def test_the_picture_holds_street_names_and_the_pin() -> None:
    shown = citymap.window(town.HOME, 1)
    assert shown is not None
    root = ET.fromstring(citymap.picture(shown))
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert "Oak Avenue" in words
    assert "Main Street" in words
    assert "Marisol Creek" not in words
    assert citymap.PIN in {path.get("fill") for path in root.iter(f"{SVG}path")}


def test_a_street_name_is_escaped() -> None:
    evil = "</text><script>x</script> Avenue"
    town.Street.objects.create(
        name=evil, kind="local", geometry=town.line((-121.46, 37.751), (-121.44, 37.751))
    )
    shown = citymap.window(town.HOME, 1)
    assert shown is not None
    assert "<script>" not in citymap.picture(shown)


def test_near_points_are_one_mark_and_far_ones_are_not() -> None:
    drawn = Projection.fit((-121.5, 37.7, -121.4, 37.8), clusters.WIDTH, clusters.HEIGHT)
    points = [
        (-121.45, 37.75, "a"),
        (-121.4501, 37.7501, "b"),
        (-121.41, 37.79, "c"),
        (-120.0, 37.75, "outside"),
    ]
    marks = clusters.joined(points, drawn)
    assert sorted((mark.count, mark.only) for mark in marks) == [(1, "c"), (2, "")]
    two = next(mark for mark in marks if mark.count == 2)
    west, south, east, north = two.box
    assert west < -121.4501 < -121.45 < east
    assert south < 37.75 < 37.7501 < north


def test_marks_leave_room_for_a_finger() -> None:
    drawn = Projection.fit((-121.5, 37.7, -121.4, 37.8), clusters.WIDTH, clusters.HEIGHT)
    grid = [(-121.5 + i * 0.0013, 37.7 + j * 0.0013, f"{i} {j}") for i in range(75) for j in range(75)]
    marks = clusters.joined(grid, drawn)
    nearest = min(math.dist((a.x, a.y), (b.x, b.y)) for n, a in enumerate(marks) for b in marks[n + 1 :])
    # At 328 pixels of a telephone the picture is drawn at three quarters: 24 pixels are 33 units.
    assert nearest >= clusters.CELL * 0.6


def test_the_map_counts_as_the_list_does() -> None:
    points = [(-121.45, 37.75, index) for index in range(1_204)]

    drawn = clusters.drawn(points, (-121.5, 37.7, -121.4, 37.8), closer=str, page=str)

    assert drawn is not None
    assert drawn.title == "1,204 reports on the map"
