import pytest

from commonbeat.kernel.ui.maps import RAMP, Area, Layers, Spot, shade, svg_map
from commonbeat.kernel.ui.projection import Projection, bounds_of, label_place, path_data

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-121, 37], [-120.9, 37], [-120.9, 37.1], [-121, 37.1], [-121, 37]]],
}


def test_north_is_up_and_shapes_keep_their_proportion():
    projection = Projection.fit(bounds_of([SQUARE]), 500, 500, margin=0)
    left, bottom = projection.xy(-121, 37)
    right, top = projection.xy(-120.9, 37.1)
    assert bottom > top
    assert right > left
    # At 37 degrees north a degree of longitude is about 0.8 of a degree of latitude.
    assert (right - left) / (bottom - top) == pytest.approx(0.798, abs=0.001)
    assert (left + right) / 2 == pytest.approx(250)


def test_an_area_is_one_closed_path_in_tenths():
    projection = Projection(west=-121, north=37.1, scale_x=1_000, scale_y=1_000)
    assert path_data(SQUARE, projection) == "M0 1000l1000 0l0 -1000l-1000 0l0 1000Z"


def test_detail_too_fine_to_see_is_left_out():
    projection = Projection(west=0, north=1, scale_x=100, scale_y=100)
    line = {"type": "LineString", "coordinates": [[0, 1], [0.5, 1.0001], [1, 1]]}
    assert path_data(line, projection) == "M0 0l1000 0"


def test_a_name_stands_inside_its_area_even_when_the_middle_is_outside():
    horseshoe = {
        "type": "Polygon",
        "coordinates": [[[0, 0], [10, 0], [10, 10], [8, 10], [8, 2], [2, 2], [2, 10], [0, 10], [0, 0]]],
    }
    x, y = label_place(horseshoe, Projection(west=0, north=0, scale_x=1, scale_y=-1))
    assert not (2 < x < 8 and y > 2)


def test_a_map_says_in_words_what_it_shows():
    layers = Layers(
        areas=[Area("3A & B", SQUARE, RAMP[4], value="14 thefts")],
        streets=[("arterial", {"type": "LineString", "coordinates": [[-121, 37.05], [-120.9, 37.05]]})],
        spots=[Spot(-120.95, 37.05, "600 block of Sixth Street", "2")] * 3,
    )
    drawn = svg_map(layers, title="14 < 20 thefts", note="As known Monday.")
    assert "14 &lt; 20 thefts</title>" in drawn.svg
    assert "3A &amp; B: 14 thefts; 3 points are marked</desc>" in drawn.svg
    assert drawn.svg.count("<circle") == 1  # three points at one place are one mark with its count
    assert ">3</text>" in drawn.svg
    assert ">2 miles</text>" in drawn.svg
    assert drawn.rows[0] == ("3A & B", "14 thefts")
    assert len(drawn.rows) == 4
    assert "style=" not in drawn.svg


def test_a_map_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one geometry"):
        svg_map(Layers(), title="t")


def test_shades_follow_rank_and_equal_values_look_equal():
    shades = shade({"a": 0, "b": 1, "c": 1, "d": 5, "e": 9})
    assert shades["a"] == RAMP[0]
    assert shades["b"] == shades["c"] == RAMP[1]
    assert shades["d"] == RAMP[3]
    assert shades["e"] == RAMP[4]
