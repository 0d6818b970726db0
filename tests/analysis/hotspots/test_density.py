from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.hotspots import Grid, PlaceInputError, bandwidth, density_at, density_map
from commonbeat.analysis.hotspots.smoothing import _gaussian, _one_by_one, _quartic

GRID = Grid(west=0, south=0, cell=50, columns=64, rows=48)


def middles(grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.meshgrid(grid.x_centres, grid.y_centres)
    return x.ravel(), y.ravel()


def points(n: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(1600, 500, n), rng.normal(1200, 400, n)


@pytest.mark.parametrize(
    ("kernel", "h"), [("gaussian", 90.0), ("gaussian", 300.0), ("quartic", 260.0), ("quartic", 900.0)]
)
@pytest.mark.parametrize("n", [40, 20_000])
def test_within_a_thousandth_of_the_exact_sum(kernel, h, n):
    x, y = points(n)
    found = density_map(x, y, GRID, kernel=kernel, bandwidth=h)
    at = np.random.default_rng(0).choice(GRID.size, 300, replace=False)
    mx, my = middles(GRID)
    exact = density_at(x, y, mx[at], my[at], kernel=kernel, bandwidth=h)
    assert np.abs(found.density.ravel()[at] - exact).max() < 1e-3 * found.density.max()


@settings(max_examples=40, deadline=None)
@given(x=st.floats(300, 2900), y=st.floats(300, 2100), h=st.floats(60, 600))
def test_single_events_fare_no_worse_on_nodes(x, y, h):
    mx, my = middles(GRID)
    one = (np.array([x]), np.array([y]), np.ones(1))
    for kernel, nodes, per in (("gaussian", _gaussian, 3.4), ("quartic", _quartic, 15.0)):
        exact = density_at([x], [y], mx, my, kernel=kernel, bandwidth=h).reshape(GRID.shape)
        fine = int(np.ceil(per * GRID.cell / h))
        top = density_at([x], [y], [x], [y], kernel=kernel, bandwidth=h)[0]
        assert np.abs(nodes(*one, GRID, h, fine) - exact).max() < 1.5e-3 * top
        assert np.abs(_one_by_one(*one, GRID, h, kernel) - exact).max() < 1e-6 * top


def test_an_open_map_loses_over_the_edge_what_lies_there():
    x, y = np.zeros(100), np.full(100, 1200.0)
    found = density_map(x, y, GRID, bandwidth=200)
    assert found.mass == pytest.approx(0.5, abs=1e-3)
    assert density_map([1600.0], [1200.0], GRID, bandwidth=150).mass == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("kernel", ["gaussian", "quartic"])
def test_renormalised_mass_stays_in_the_city(kernel):
    x, y = points(3000)
    mask = np.ones(GRID.shape, bool)
    mask[:, 40:] = False
    found = density_map(x, y, GRID, kernel=kernel, bandwidth=300, mask=mask, boundary="renormalise")
    assert found.mass == pytest.approx(1, abs=1e-12)
    assert (found.density[~mask] == 0).all()
    assert found.outside == int(((x >= 2000) | (x < 0) | (y < 0) | (y >= 2400)).sum())
    open_edge = density_map(x, y, GRID, kernel=kernel, bandwidth=300, mask=mask)
    assert open_edge.mass < 0.98
    # The shore is where the difference is made, not the middle.
    assert found.density[20, 39] > 1.3 * open_edge.density[20, 39]


@pytest.mark.parametrize("n", [60, 30_000])
def test_order_and_place_do_not_matter(n):
    x, y = points(n)
    found = density_map(x, y, GRID, bandwidth=200).density
    order = np.random.default_rng(5).permutation(n)
    again = density_map(x[order], y[order], GRID, bandwidth=200).density
    assert again == pytest.approx(found, rel=1e-9, abs=1e-18)
    moved = Grid(west=7000, south=-900, cell=50, columns=64, rows=48)
    there = density_map(x + 7000, y - 900, moved, bandwidth=200).density
    assert there == pytest.approx(found, rel=1e-6, abs=1e-15)


def test_weights_count_like_repeats():
    x, y = points(50)
    weights = np.arange(50) % 3
    twice = density_map(np.repeat(x, weights), np.repeat(y, weights), GRID, bandwidth=200).density
    assert density_map(x, y, GRID, bandwidth=200, weights=weights).density == pytest.approx(twice, rel=1e-9)


def test_bandwidth_rules():
    x, y = points(4000, seed=9)
    scott = bandwidth(x, y, "scott")
    assert scott == pytest.approx(np.sqrt((x.var(ddof=1) + y.var(ddof=1)) / 2) * 4000 ** (-1 / 6))
    assert bandwidth(x, y, "silverman") == scott
    assert bandwidth(x, y, "fixed", kernel="quartic") == 400
    assert bandwidth(x, y) == pytest.approx(141.42, abs=0.01)
    from_centre = np.hypot(x - x.mean(), y - y.mean())
    expected = (
        0.9 * min(np.sqrt((from_centre**2).mean()), np.median(from_centre) / np.sqrt(np.log(2))) * 4000**-0.2
    )
    assert bandwidth(x, y, "robust", kernel="quartic") == pytest.approx(expected)
    for rule in ("scott", "robust"):
        both = bandwidth(x, y, rule, kernel="quartic") / bandwidth(x, y, rule)
        assert both == pytest.approx(np.sqrt(8))


def test_few_events_and_a_narrow_bandwidth_are_said():
    found = density_map([100.0], [100.0], GRID, bandwidth=20)
    assert any("half a cell" in w for w in found.warnings)
    assert any("Only 1 events" in w for w in found.warnings)


def test_per_km2_is_density_times_events():
    x, y = points(3000)
    found = density_map(x, y, GRID, bandwidth=150)
    assert found.per_km2.sum() * GRID.cell_km2 == pytest.approx(3000 * found.mass)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"bandwidth": 0}, "above 0"),
        ({"bandwidth": float("nan")}, "above 0"),
        ({"bandwidth": "best"}, "rule is"),
        ({"kernel": "flat"}, "kernel is"),
        ({"boundary": "mirror"}, "boundary is"),
        ({"weights": [1, 2]}, "2 weights"),
        ({"weights": [-1, 1, 1]}, "below 0"),
        ({"mask": np.ones((2, 2), bool)}, "rows, columns"),
    ],
)
def test_impossible_settings_are_refused(change, words):
    with pytest.raises(PlaceInputError, match=words):
        density_map([1.0, 2, 3], [1.0, 2, 3], GRID, **change)


def test_no_events_is_refused():
    with pytest.raises(PlaceInputError, match="at least one event"):
        density_map([], [], GRID)
    with pytest.raises(PlaceInputError, match="share one place"):
        bandwidth([1, 1, 1], [2, 2, 2], "scott")
