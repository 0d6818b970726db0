from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from commonbeat.analysis.hotspots import (
    Grid,
    PlaceInputError,
    distance_weights,
    general_g,
    gi,
    gi_grid,
    grid_weights,
    list_weights,
    local_moran,
    moran,
    nearest_weights,
    row_standardised,
)

REFERENCE = (
    Path(os.environ.get("COMMONBEAT_SHARED", Path(__file__).parents[3] / ".." / "shared"))
    / "data"
    / "reference-analysis"
)
POINTS = np.array([[10, 10], [20, 10], [40, 10], [15, 20], [30, 20], [30, 30]], float)
VALUES = np.array([2, 3, 3.2, 5, 8, 7])
SIX = distance_weights(POINTS[:, 0], POINTS[:, 1], 15)


def table(seed: int, rows: int = 9, columns: int = 11) -> np.ndarray:
    return np.random.default_rng(seed).poisson(2, (rows, columns))


def neighbours(rows: int, columns: int) -> sparse.csr_array:
    return grid_weights(Grid(west=0, south=0, cell=1, columns=columns, rows=rows))


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="no reference folder")
def test_the_published_six_points():
    known = json.loads((REFERENCE / "published_values.json").read_text())["hotspots"]["getis_six_points"]
    weights = list_weights({int(k): v for k, v in known["neighbors"].items()})
    assert (weights != SIX).nnz == 0
    found = general_g(VALUES, weights)
    assert found.g == pytest.approx(known["G"], abs=1e-12)
    assert found.p == pytest.approx(known["G_p_norm"], abs=1e-12)
    assert gi(VALUES, weights, star=False).z == pytest.approx(known["Gi_binary_z"], abs=1e-7)
    assert gi(VALUES, weights).z == pytest.approx(known["Gi_star_binary_z"], abs=1e-7)
    row = row_standardised(weights)
    first = known["published_first"]
    assert gi(VALUES, row, star=False, variance="row-as-count").z[0] == pytest.approx(first["Gi_R"], abs=1e-7)
    assert gi(VALUES, row, variance="row-as-count").z[0] == pytest.approx(first["Gi_star_R"], abs=1e-7)


def test_gi_equals_the_formula_written_out():
    x = table(1).ravel().astype(float)
    w = neighbours(9, 11).toarray() + np.eye(99)
    n, mean = x.size, x.mean()
    s = np.sqrt((x**2).mean() - mean**2)
    sums, squares = w.sum(axis=1), (w**2).sum(axis=1)
    z = (w @ x - mean * sums) / (s * np.sqrt((n * squares - sums**2) / (n - 1)))
    assert gi(x, neighbours(9, 11)).z == pytest.approx(z, abs=1e-12)


@pytest.mark.parametrize("star", [True, False])
@pytest.mark.parametrize("radius", [1, 2])
def test_the_grid_form_equals_the_weights_form(star, radius):
    counts = table(2)
    y, x = np.divmod(np.arange(99), 11)
    wide = distance_weights(x, y, 10)
    near = sparse.csr_array(
        wide.multiply(np.maximum(abs(np.subtract.outer(x, x)), abs(np.subtract.outer(y, y))) <= radius)
    )
    near.eliminate_zeros()
    grid = gi_grid(counts, radius=radius, star=star)
    places = gi(counts.ravel(), near, star=star)
    for name in ("z", "p", "q", "share"):
        assert getattr(grid, name).ravel() == pytest.approx(getattr(places, name), abs=1e-10)


def test_a_masked_grid_knows_nothing_of_what_lies_outside():
    counts = table(3)
    mask = np.ones(counts.shape, bool)
    mask[:4, :3] = False
    weights = grid_weights(Grid(west=0, south=0, cell=1, columns=11, rows=9), mask=mask)
    found = gi_grid(np.where(mask, counts, 1000), mask=mask)
    assert np.isnan(found.z[~mask]).all()
    assert found.z[mask] == pytest.approx(gi(counts[mask], weights).z, abs=1e-10)
    assert found.n == int(mask.sum())


def test_a_wide_square_gives_the_same_by_spectra():
    counts = np.random.default_rng(0).poisson(3, (40, 40)).astype(float)
    found = gi_grid(counts, radius=13)
    y, x = np.divmod(np.arange(1600), 40)
    inside = (abs(np.subtract.outer(x, x)) <= 13) & (abs(np.subtract.outer(y, y)) <= 13)
    np.fill_diagonal(inside, False)
    assert found.z.ravel() == pytest.approx(
        gi(counts.ravel(), sparse.csr_array(inside.astype(float))).z, abs=1e-9
    )


def test_a_planted_hot_spot_is_found_and_noise_is_not():
    noise = np.random.default_rng(4).poisson(4, (40, 40)).astype(float)
    assert gi_grid(noise).hot().sum() == 0
    noise[10:13, 20:23] += 12
    hot = gi_grid(noise).hot()
    assert hot[11, 21]
    assert hot[:8].sum() == 0
    assert hot[:, :18].sum() == 0


def test_places_without_neighbours_are_handled_and_told():
    weights = list_weights([[1], [0], [], [4], [3]])
    x = [1.0, 2, 9, 3, 4]
    star = gi(x, weights)
    assert np.isfinite(star.z[2])
    assert star.without_neighbours == 1
    assert np.isnan(gi(x, weights, star=False).z[2])
    assert "1 places have no neighbour." in star.warnings
    local = local_moran(x, weights, permutations=99)
    assert np.isnan([local.i[2], local.p[2], local.q[2]]).all()
    assert local.quadrant[2] == 0
    assert np.isfinite(moran(x, weights).z)


def test_all_the_same_is_nothing_to_test():
    flat = gi_grid(np.full((6, 6), 0.1))
    assert np.isnan(flat.z).all()
    assert flat.warnings[0].startswith("All places have the same value")
    with pytest.raises(PlaceInputError, match="same value"):
        local_moran(np.full(99, 0.1), neighbours(9, 11))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), scale=st.floats(0.1, 50), shift=st.floats(0, 100))
def test_order_scale_and_level_do_not_matter(seed, scale, shift):
    x = table(seed).ravel().astype(float)
    if np.ptp(x) == 0:
        return
    weights = neighbours(9, 11)
    z, local = gi(x, weights).z, local_moran(x, weights, inference="analytic")
    order = np.random.default_rng(seed).permutation(x.size)
    shuffled = weights[order][:, order]
    assert gi(x[order], shuffled).z == pytest.approx(z[order], abs=1e-9)
    again = local_moran(x[order] * scale + shift, shuffled, inference="analytic")
    assert again.i == pytest.approx(local.i[order], abs=1e-7)
    assert gi(x * scale + shift, weights).z == pytest.approx(z, abs=1e-6)
    assert gi(x, weights * 3.0).z == pytest.approx(z, abs=1e-9)


def test_local_moran_adds_up_to_the_global_one():
    x = table(6).ravel().astype(float)
    weights = neighbours(9, 11)
    local, whole = local_moran(x, weights, permutations=9), moran(x, weights)
    assert local.i.sum() / (x.size - 1) == pytest.approx(whole.i, abs=1e-12)


def test_conditional_moments_equal_all_arrangements():
    # Five places: the others can be arranged in 24 ways; the formula is their exact mean and variance.
    from itertools import permutations

    x = np.array([3.0, 1, 4, 1, 5])
    weights = list_weights([[1, 2], [0], [0, 3], [2, 4], [3]])
    found = local_moran(x, weights, inference="analytic")
    w, z = row_standardised(weights).toarray(), x - x.mean()
    for i in range(5):
        others = [j for j in range(5) if j != i]
        values = []
        for order in permutations(others):
            moved = z.copy()
            moved[others] = z[list(order)]
            values.append(4 * z[i] * (w[i] @ moved) / (z @ z))
        assert found.expected[i] == pytest.approx(np.mean(values), abs=1e-12)
        assert found.variance[i] == pytest.approx(np.var(values), abs=1e-12)


def test_global_moments_equal_all_arrangements():
    from itertools import permutations

    x = np.array([3.0, 1, 4, 2, 7])
    weights = list_weights([[1, 2], [0], [0, 3], [2, 4], [3]])
    found = moran(x, weights)
    w, z = row_standardised(weights).toarray(), x - x.mean()
    values = [5 / w.sum() * (z[list(o)] @ w @ z[list(o)]) / (z @ z) for o in permutations(range(5))]
    assert found.expected == pytest.approx(np.mean(values), abs=1e-12)
    assert found.variance_random == pytest.approx(np.var(values), abs=1e-12)
    assert found.i == pytest.approx(values[0], abs=1e-12)


def test_permutations_agree_with_the_moments_and_repeat_by_seed():
    x = np.random.default_rng(8).normal(size=99)
    weights = neighbours(9, 11)
    drawn = local_moran(x, weights, permutations=4999, seed=1)
    assert (drawn.p == local_moran(x, weights, permutations=4999, seed=1).p).all()
    assert drawn.seed == 1
    assert np.abs(drawn.p - local_moran(x, weights, inference="analytic").p).mean() < 0.03
    shuffled = moran(x, weights, permutations=4999, seed=3)
    assert shuffled.p_permuted == pytest.approx(shuffled.p, abs=0.03)


def test_p_is_even_without_a_pattern():
    weights = neighbours(12, 12)
    p = [
        local_moran(np.random.default_rng(k).normal(size=144), weights, permutations=199, seed=k).p
        for k in range(30)
    ]
    # One place of each map: places of one map are not independent.
    picked = np.concatenate([one[[5, 77, 140]] for one in p])
    assert stats.kstest(picked, "uniform").pvalue > 0.01


def test_weights_say_what_is_wrong():
    with pytest.raises(PlaceInputError, match="own neighbour"):
        gi(VALUES, sparse.csr_array(np.eye(6)))
    with pytest.raises(PlaceInputError, match="6 by 6"):
        gi(VALUES, sparse.csr_array((5, 5)))
    with pytest.raises(PlaceInputError, match="below 0"):
        gi(VALUES, SIX * -1.0)
    with pytest.raises(PlaceInputError, match="1 places have no value"):
        gi([1, 2, np.nan, 3, 4, 5], SIX)
    with pytest.raises(PlaceInputError, match="does not exist"):
        list_weights([[1], [7]])
    with pytest.raises(PlaceInputError, match="not negative"):
        general_g([-1, 2, 3, 4, 5, 6], SIX)
    with pytest.raises(PlaceInputError, match="cannot have 6 nearest"):
        nearest_weights(POINTS[:, 0], POINTS[:, 1], 6)
    with pytest.raises(PlaceInputError, match="radius"):
        gi_grid(np.ones((5, 5)), radius=0)
    with pytest.raises(PlaceInputError, match="neighbour"):
        moran(VALUES, sparse.csr_array((6, 6)))


def test_nearest_others_also_when_places_coincide():
    weights = nearest_weights([0, 0, 0, 5, 9], [0, 0, 0, 0, 0], 2)
    assert np.diff(weights.indptr).tolist() == [2] * 5
    assert not weights.diagonal().any()
