from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.hotspots import (
    Grid,
    PlaceInputError,
    accuracy_table,
    chosen_share,
    evaluate_maps,
    recent_counts_map,
)

GRID = Grid(west=0, south=0, cell=150, columns=20, rows=20)


def test_published_accuracy_values():
    found = accuracy_table([3, 2, 1], [6, 3, 0], [1, 1, 1])
    assert found.pai.tolist() == [2, 1.5, 1]
    assert found.pei.tolist() == [1, 1, 1]
    assert found.rri == pytest.approx([0.5, 5 / 9, 2 / 3], abs=1e-15)


def test_a_wrong_order_costs_efficiency():
    found = accuracy_table([1, 2, 3], [6, 3, 0])
    assert found.order.tolist() == [2, 1, 0]
    assert found.pai.tolist() == [0, 0.5, 1]
    assert found.pei == pytest.approx([0, 1 / 3, 1])
    assert np.isnan(found.rri[0])


def test_unequal_areas_count_by_area():
    found = accuracy_table([5, 1], [4, 4], [1, 3])
    assert found.pai == pytest.approx([2, 1])
    assert found.pei == pytest.approx([1, 1])


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_whole_city_is_never_better_than_chance(seed):
    rng = np.random.default_rng(seed)
    guess, seen, area = rng.random(12), rng.poisson(2, 12) + (np.arange(12) == 3), rng.uniform(1, 4, 12)
    found = accuracy_table(guess, seen, area)
    assert (found.pai[-1], found.pei[-1]) == (pytest.approx(1), pytest.approx(1))
    assert (found.pei <= 1 + 1e-9).all()
    order = rng.permutation(12)
    assert accuracy_table(guess[order], seen[order], area[order]).pai == pytest.approx(found.pai)


@pytest.mark.parametrize(
    ("guess", "seen", "area", "words"),
    [
        ([1, 2], [1], None, "one number for each"),
        ([1, 2], [0, 0], None, "Nothing was seen"),
        ([1, -2], [1, 0], None, "negative"),
        ([1, 2], [1, 0], [1, 0], "area above 0"),
        ([1, np.nan], [1, 0], None, "missing"),
    ],
)
def test_impossible_accuracy_is_refused(guess, seen, area, words):
    with pytest.raises(PlaceInputError, match=words):
        accuracy_table(guess, seen, area)


def test_ties_share_the_last_of_the_area():
    score = np.array([[5.0, 3, 3], [3, 1, 9]])
    mask = np.array([[True, True, True], [True, True, False]])
    share = chosen_share(score, mask, 2.5)
    assert share.tolist() == [1, 0.5, 0.5, 0.5, 0, 0]
    assert chosen_share(np.zeros((2, 3)), mask, 2).sum() == pytest.approx(2)


def city(moving: bool, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two years; with `moving` the hot corner changes every 60 days, else it stays."""
    rng = np.random.default_rng(seed)
    day = np.sort(rng.uniform(0, 730, 4000))
    hot = rng.random(4000) < 0.5
    corner = (day // 60).astype(int) % 9 if moving else np.zeros(4000, int)
    x = np.where(hot, 300 + 1000 * (corner % 3) + rng.uniform(0, 300, 4000), rng.uniform(0, 3000, 4000))
    y = np.where(hot, 300 + 1000 * (corner // 3) + rng.uniform(0, 300, 4000), rng.uniform(0, 3000, 4000))
    return x, y, day


def test_counts_stand_first_and_nothing_beats_a_city_that_stays():
    x, y, day = city(moving=False)
    found = evaluate_maps(x, y, day, GRID, area_km2=0.7, maps={"recent": recent_counts_map(10)}, seed=4)
    assert [s.name for s in found.scores] == ["counts", "recent"]
    assert found.scores[0].verdict == "baseline"
    assert found.scores[0].interval is None
    assert found.scores[1].verdict in ("worse than counts", "not shown to be better than counts")
    assert found.scores[0].pai > 3
    assert found.scores[0].pei <= 1
    assert len(found.origins) == 12
    assert found.nij_rules


def test_a_map_that_sees_what_moves_is_shown_as_better():
    x, y, day = city(moving=True)
    found = evaluate_maps(x, y, day, GRID, area_km2=0.7, test_days=15, maps={"recent": recent_counts_map(10)})
    recent = found.scores[1]
    assert recent.verdict == "better than counts"
    assert recent.interval[0] > 0
    assert recent.difference == pytest.approx(recent.pai - found.scores[0].pai)


def test_no_map_sees_the_days_it_is_judged_on():
    x, y, day = city(moving=False)
    seen: list[float] = []

    def spy(px, py, age, grid, mask):
        seen.append(float(age.min()))
        assert age.max() <= 365
        return np.zeros(grid.shape)

    found = evaluate_maps(x, y, day, GRID, area_km2=0.7, maps={"spy": spy})
    assert min(seen) > 0
    # A map without knowledge has a PAI of about 1: its ties share the area evenly.
    assert found.scores[1].pai == pytest.approx(1, abs=1e-9)


def test_evaluation_repeats_by_seed_and_ignores_order():
    x, y, day = city(moving=True, seed=2)
    first = evaluate_maps(x, y, day, GRID, area_km2=0.9, seed=5)
    order = np.random.default_rng(0).permutation(x.size)
    again = evaluate_maps(x[order], y[order], day[order], GRID, area_km2=0.9, seed=5)
    assert [s.name for s in first.scores] == [s.name for s in again.scores]
    assert [s.interval for s in first.scores[1:]] == [pytest.approx(s.interval) for s in again.scores[1:]]
    assert "4 maps were compared" in " ".join(first.warnings)


def test_impossible_evaluations_are_refused():
    x, y, day = city(moving=False)
    with pytest.raises(PlaceInputError, match="no two test periods"):
        evaluate_maps(x[day < 300], y[day < 300], day[day < 300], GRID)
    with pytest.raises(PlaceInputError, match="smaller than the city"):
        evaluate_maps(x, y, day, GRID, area_km2=50)
    with pytest.raises(PlaceInputError, match="Every event needs a day"):
        evaluate_maps(x, y, day[:5], GRID)
    with pytest.raises(PlaceInputError, match="did not give a score"):
        evaluate_maps(x, y, day, GRID, maps={"broken": lambda *_: np.zeros(3)})
