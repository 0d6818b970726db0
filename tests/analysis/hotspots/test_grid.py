from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from commonbeat.analysis.hotspots import (
    Grid,
    PlaceInputError,
    grid_counts,
    grid_over,
    plane_around,
    plane_of,
    polygon_mask,
    rings_of,
)
from commonbeat.analysis.refusal import ImpossibleInput

metres = arrays(np.float64, st.integers(1, 60), elements=st.floats(-5000, 5000, width=32))


def test_cells_hold_their_western_and_southern_edge():
    grid = Grid(west=0, south=0, cell=100, columns=3, rows=2)
    assert grid.cell_of([0, 99.9, 100, 299, 300, -1], [0, 0, 100, 199, 0, 0]).tolist() == [0, 0, 4, 5, -1, -1]
    assert grid.shape == (2, 3)
    assert grid.cell_km2 == 0.01


def test_snapped_edges_stay_when_data_are_added():
    before = grid_over([120.0, 480], [10.0, 20], 100)
    after = grid_over([120.0, 480, -250], [10.0, 20, 5], 100)
    assert (before.west, before.columns) == (100, 4)
    assert (after.west - before.west) % 100 == 0


@settings(max_examples=60, deadline=None)
@given(x=metres, cell=st.sampled_from([50.0, 76.2, 300.0]))
def test_counts_keep_every_event_and_know_no_order(x, cell):
    y = x[::-1].copy()
    found = grid_counts(x, y, grid_over(x, y, cell))
    assert found.counts.sum() + found.outside == x.size
    assert found.outside == 0
    order = np.random.default_rng(1).permutation(x.size)
    again = grid_counts(x[order], y[order], found.grid)
    assert (again.counts == found.counts).all()


def test_events_outside_are_counted_and_told():
    grid = Grid(west=0, south=0, cell=10, columns=2, rows=1)
    mask = np.array([[True, False]])
    found = grid_counts([5, 15, 99], [5, 5, 5], grid, mask=mask)
    assert found.counts.tolist() == [[1, 0]]
    assert (found.n, found.outside) == (1, 2)
    assert found.warnings == ("2 of 3 events are outside the area and in no cell.",)


def test_degrees_are_noticed():
    lon, lat = np.array([-71.1, -71.2, -71.15, -71.12, -71.13]), np.full(5, 42.3)
    grid = grid_over(lon, lat, 0.01)
    assert "degrees" in grid_counts(lon, lat, grid).warnings[0]


def test_impossible_input_is_refused_in_words():
    with pytest.raises(PlaceInputError, match="no usable place"):
        grid_over([1, np.nan], [1, 2], 10)
    with pytest.raises(PlaceInputError, match="2 east but 1 north"):
        grid_over([1, 2], [1], 10)
    with pytest.raises(PlaceInputError, match="above 0"):
        grid_over([1, 2], [1, 2], 0)
    with pytest.raises(PlaceInputError, match="cannot be worked with"):
        grid_over([0, 1e9], [0, 1e9], 1)
    with pytest.raises(PlaceInputError, match="no cell"):
        grid_counts([1], [1], grid_over([1], [1], 10), mask=np.array([[False]]))
    with pytest.raises(PlaceInputError, match="must be numbers"):
        grid_over(["a"], ["b"], 10)
    assert issubclass(PlaceInputError, ImpossibleInput)


def test_a_polygon_with_a_hole_and_an_island():
    grid = Grid(west=0, south=0, cell=1, columns=12, rows=10)
    square = [(0, 0), (8, 0), (8, 8), (0, 8)]
    hole = [(2, 2), (2, 6), (6, 6), (6, 2), (2, 2)]
    island = [(9, 0), (11, 0), (11, 2), (9, 2)]
    mask = polygon_mask(grid, [square, hole, island])
    assert mask.sum() == 64 - 16 + 4
    assert not mask[3, 3]
    assert mask[0, 10]
    triangle = polygon_mask(grid, [[(0, 0), (10, 0), (0, 10)]])
    centres = np.add.outer(grid.y_centres, grid.x_centres)
    assert (triangle == (centres < 10)).all()


def test_a_boundary_comes_from_geojson():
    plane = plane_around([-71.0], [42.0])
    ring = [[-71.001, 41.999], [-70.999, 41.999], [-70.999, 42.001], [-71.001, 42.001], [-71.001, 41.999]]
    (corners,) = rings_of({"type": "MultiPolygon", "coordinates": [[ring]]}, plane)
    # Lengths of a thousandth of a degree at 42° on WGS 84: 82.85 m by 111.07 m.
    assert corners[1, 0] == pytest.approx(82.85, abs=0.01)
    assert corners[2, 1] == pytest.approx(111.07, abs=0.01)
    with pytest.raises(PlaceInputError, match="not Point"):
        rings_of({"type": "Point", "coordinates": [0, 0]}, plane)


def test_planes_go_there_and_back():
    for plane in (plane_around([-71.1, -71.0, -70.9], [42.0, 42.3, 42.4]), plane_of(26919)):
        x, y = plane.to_metres([-71.2, -69.5], [41.8, 42.5])
        lon, lat = plane.to_degrees(x, y)
        assert lon == pytest.approx([-71.2, -69.5], abs=1e-9)
        assert lat == pytest.approx([41.8, 42.5], abs=1e-9)


def test_utm_equals_known_points():
    # On the central meridian the northing is 0.9996 × the meridian arc: 4,429,529.030 m to 40° on WGS 84.
    x, y = plane_of(32618).to_metres(-75.0, 40.0)
    assert float(x) == pytest.approx(500_000, abs=1e-6)
    assert float(y) == pytest.approx(0.9996 * 4_429_529.0302, abs=0.001)
    south = plane_of(32756).to_metres(151.2, -33.9)
    north = plane_of(32656).to_metres(151.2, 33.9)
    assert float(south[1]) == pytest.approx(10_000_000 - float(north[1]), abs=1e-6)
    # A degree of longitude at the equator, 0.9996 × the radius, grown by the distance from the meridian.
    x, _ = plane_of(32631).to_metres(4.0, 0.0)
    assert float(x) == pytest.approx(611_280.6, abs=0.2)


def test_other_codes_are_refused():
    with pytest.raises(PlaceInputError, match="stretches"):
        plane_of(3857)
    with pytest.raises(PlaceInputError, match="not known"):
        plane_of(2263)
    with pytest.raises(PlaceInputError, match="off the globe"):
        plane_around([500_000.0], [4_000_000.0])
