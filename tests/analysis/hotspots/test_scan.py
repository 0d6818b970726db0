from __future__ import annotations

import numpy as np
import pytest

from commonbeat.analysis.hotspots import disc_neighbours, place_scan


def grid(side: int = 12) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.meshgrid(np.arange(side) * 300.0, np.arange(side) * 300.0)
    return x.ravel(), y.ravel()


def quiet(seed: int, cells: int = 144):
    rng = np.random.default_rng(seed)
    last7 = rng.poisson(0.15, (1, cells))
    last14 = last7 + rng.poisson(0.15, (1, cells))
    last28 = last14 + rng.poisson(0.3, (1, cells))
    return np.stack([last7, last14, last28], axis=2).astype(float), rng.poisson(0.6, (1, cells, 13)).astype(
        float
    )


@pytest.fixture
def rings():
    x, y = grid()
    return [disc_neighbours(x, y, 1.0), disc_neighbours(x, y, 310.0)]


def test_neighbours_hold_the_cell_itself(rings):
    assert (rings[0].toarray() == np.eye(144)).all()
    assert rings[1].sum(axis=1).max() == 5


def test_a_quiet_city_tells_nothing(rings):
    told = sum(len(place_scan(*quiet(seed), rings).clusters) for seed in range(10))
    assert told <= 1


def test_a_burst_is_found_once_with_its_numbers(rings):
    now, past = quiet(1)
    now[0, 65, :] += 9
    now[0, 66, :] += 5
    (found,) = place_scan(now, past, rings).clusters
    assert {65, 66} <= set(found.cells)
    assert found.window == 7
    assert found.count >= 14
    assert found.interval[1] < found.count


def test_a_default_place_is_kept_out(rings):
    now, past = quiet(1)
    now[0, 65, :] += 20
    blocked = np.zeros(144, bool)
    blocked[65] = True
    assert place_scan(now, past, rings, blocked=blocked).clusters == ()


def test_candidates_for_a_wider_family(rings):
    now, past = quiet(1)
    now[0, 65, :] += 9
    own = place_scan(now, past, rings)
    wide = place_scan(now, past, rings, rate=1.0, most_p=0.01)
    assert own.p.shape == wide.p.shape == (own.tested,)
    assert wide.clusters[: len(own.clusters)] == own.clusters
    assert all(c.p <= 0.01 and c.count >= 5 for c in wide.clusters)
    assert place_scan(now, past, rings, rate=1.0, most_p=0.0).clusters == ()


def test_shapes_are_checked(rings):
    with pytest.raises(ValueError, match="series, cell"):
        place_scan(np.zeros((1, 3, 2)), np.zeros((1, 3, 4)), rings)
