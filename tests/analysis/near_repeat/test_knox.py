from __future__ import annotations

import csv
import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from commonbeat.analysis.hotspots import plane_around
from commonbeat.analysis.near_repeat import RepeatInputError, close_pairs, knox_table

REFERENCE = (
    Path(os.environ.get("COMMONBEAT_SHARED", Path(__file__).parents[3] / ".." / "shared"))
    / "data"
    / "reference-analysis"
)
THEFTS = REFERENCE.parent / "nyc-vehicle-thefts" / "thefts_2014_2017.csv.gz"
needs_reference = pytest.mark.skipif(not REFERENCE.is_dir(), reason="no reference folder")


def arson() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    with (REFERENCE / "chicago_arson.csv").open() as file:
        rows = list(csv.reader(file))
    x, y = (np.array([float(row[k]) for row in rows]) for k in (0, 1))
    return x, y, np.array([row[2] for row in rows], dtype="datetime64[D]")


def by_hand(x, y, days, space, time, metric) -> np.ndarray:
    """Every pair, one after the other."""
    table = np.zeros((len(space) - 1, len(time) - 1), int)
    for i in range(len(x)):
        for j in range(i):
            dx, dy = abs(x[i] - x[j]), abs(y[i] - y[j])
            d = dx + dy if metric == "manhattan" else np.sqrt(dx * dx + dy * dy)
            row = np.searchsorted(space, d, side="right") - 1
            table[row, np.searchsorted(time, round(abs(days[i] - days[j]), 9), side="right") - 1] += 1
    return table


@needs_reference
def test_the_reference_table_of_arson_exactly():
    known = json.loads((REFERENCE / "published_values.json").read_text())["near_repeat"]["chicago_arson"]
    x, y, day = arson()
    found = knox_table(
        x, y, day, distances=[100, 200, 300, 400], intervals=[2, 4, 6], metric="manhattan", seed=1
    )
    assert found.n == known["n"] == 522
    assert found.observed.tolist() == known["observed"]
    assert found.observed.sum() == 522 * 521 // 2
    assert found.space_labels()[:2] == ("[0, 0.1)", "[0.1, 100)")
    assert found.time_labels()[-1] == "[6, ∞)"
    # The reference ratio comes from 999 draws; where something is expected at all it is near the exact one.
    ratio, reference = found.observed / found.expected, np.array(known["ratio_mc999"])
    firm = found.expected >= 5
    assert ratio[firm] == pytest.approx(reference[firm], rel=0.01)
    assert (np.isnan(found.ratio) == ~firm).all()
    with (REFERENCE / "knox_arson_p_mc999.csv").open() as file:
        p = np.array([float(row["value"]) for row in csv.DictReader(file)]).reshape(4, 6).T
    assert np.abs(found.p - p).max() < 0.05


@needs_reference
def test_reference_pairs_are_in_no_wrong_band():
    known = json.loads((REFERENCE / "published_values.json").read_text())["near_repeat"]["pathological"]
    x, y, day = zip(*known["events"], strict=True)
    found = knox_table(
        x,
        y,
        np.array(day, dtype="datetime64[D]"),
        distances=[200, 400],
        intervals=[3, 4, 6],
        metric="manhattan",
        same_place=None,
        permutations=0,
    )
    assert found.observed.tolist() == [[0, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]


def test_bands_are_closed_below_and_open_above():
    found = knox_table(
        [0, 0, 0],
        [0, 100, 0.05],
        [0, 2, 0],
        distances=[100, 200],
        intervals=[2, 3],
        metric="euclidean",
        permutations=0,
    )
    # 0 and 100 m, 2 days; 99.95 m, 2 days; the same place (5 cm), same day.
    assert found.observed.tolist() == [[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 0]]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    metric=st.sampled_from(["manhattan", "euclidean"]),
    fraction=st.sampled_from([1.0, 1 / 24, 0.37]),
)
def test_the_table_equals_counting_by_hand(seed, metric, fraction):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 40))
    x, y = rng.integers(0, 12, n) * 50.0, rng.integers(0, 12, n) * 50.0
    day = rng.integers(0, 30, n) * fraction
    space, time = [0, 0.1, 100, 150, np.inf], [0, 1, 2.5, np.inf]
    found = knox_table(x, y, day, distances=space[2:-1], intervals=time[1:-1], metric=metric, permutations=0)
    assert found.observed.tolist() == by_hand(x, y, day, space, time, metric).tolist()
    assert found.expected.sum() == pytest.approx(n * (n - 1) / 2)
    order = rng.permutation(n)
    moved = knox_table(
        x[order] + 4096,
        y[order] - 1024,
        day[order] + 17,
        distances=space[2:-1],
        intervals=time[1:-1],
        metric=metric,
        permutations=0,
    )
    assert moved.observed.tolist() == found.observed.tolist()


def test_expected_is_the_mean_of_the_shuffled_tables():
    rng = np.random.default_rng(2)
    x, y, day = rng.uniform(0, 800, 60), rng.uniform(0, 800, 60), rng.integers(0, 20, 60)
    settings_ = {"distances": [200], "intervals": [3], "metric": "euclidean"}
    found = knox_table(x, y, day, permutations=0, **settings_)
    tables = [
        knox_table(x, y, rng.permutation(day), permutations=0, **settings_).observed for _ in range(400)
    ]
    error = np.std(tables, axis=0) / 20
    assert (np.abs(np.mean(tables, axis=0) - found.expected) < 4 * error + 1e-9).all()


def test_shuffles_equal_slow_shuffles():
    rng = np.random.default_rng(3)
    x, y, day = rng.uniform(0, 800, 80), rng.uniform(0, 800, 80), rng.integers(0, 20, 80)
    fast = knox_table(x, y, day, distances=[150], intervals=[3], metric="euclidean", permutations=999, seed=1)
    slow = np.array(
        [
            knox_table(
                x, y, rng.permutation(day), distances=[150], intervals=[3], metric="euclidean", permutations=0
            ).observed
            for _ in range(999)
        ]
    )
    p = ((slow >= fast.observed).sum(axis=0) + 1) / 1000
    assert np.abs(p - fast.p).max() < 0.08
    assert (fast.low <= fast.expected).all()
    assert (fast.high >= fast.expected).all()


def test_a_planted_near_repeat_is_found():
    rng = np.random.default_rng(5)
    x, y, day = rng.uniform(0, 20_000, 400), rng.uniform(0, 20_000, 400), rng.integers(0, 365, 400)
    echo = rng.choice(400, 60, replace=False)
    x = np.concatenate([x, x[echo] + 60])
    y, day = np.concatenate([y, y[echo]]), np.concatenate([day, day[echo] + 2])
    found = knox_table(x, y, day, distances=[100, 400], intervals=[4, 14], metric="manhattan")
    assert found.p[1, 0] == 0.001
    assert found.observed[1, 0] > found.high[1, 0]
    assert np.isnan(found.ratio[1, 0])
    assert any("ratio is not told" in w for w in found.warnings)


def test_p_is_even_when_time_and_place_have_nothing_to_do_with_each_other():
    p = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        x, y, day = rng.uniform(0, 1000, 90), rng.uniform(0, 1000, 90), rng.uniform(0, 60, 90)
        p.append(
            knox_table(
                x, y, day, distances=[300], intervals=[20], metric="euclidean", permutations=199, seed=seed
            ).p[1, 0]
        )
    assert stats.kstest(p, "uniform").pvalue > 0.01


def test_the_same_seed_gives_the_same_answer():
    rng = np.random.default_rng(0)
    args = (rng.uniform(0, 900, 70), rng.uniform(0, 900, 70), rng.uniform(0, 60, 70))
    same = {"distances": [200], "intervals": [5], "metric": "manhattan", "permutations": 99}
    first, again, other = (knox_table(*args, seed=s, **same) for s in (7, 7, 8))
    assert (first.p == again.p).all()
    assert not (first.p == other.p).all()
    assert (first.seed, knox_table(*args, **{**same, "permutations": 0}).seed) == (7, None)


def test_many_pairs_in_one_band_do_not_overflow():
    n = 90
    found = knox_table(
        np.zeros(n),
        np.zeros(n),
        np.arange(n) // 45,
        distances=[50],
        intervals=[1],
        metric="euclidean",
        permutations=20,
    )
    assert found.observed.tolist() == [[45 * 44, 45 * 45], [0, 0], [0, 0]]
    assert (found.p[0] == 1).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"metric": "chebyshev"}, "must be named"),
        ({"distances": [200, 100]}, "rising order"),
        ({"distances": [0.05]}, "rising order"),
        ({"intervals": []}, "rising order"),
        ({"intervals": [2, np.inf]}, "rising order"),
        ({"permutations": -1}, "cannot be negative"),
        ({"x": [1, 2]}, "2 east but 3 north"),
        ({"days": [1, 2]}, "3 places but 2 days"),
        ({"days": [1, 2, np.nan]}, "1 events have no day"),
        (
            {"days": np.array(["2026-01-01", "NaT", "2026-01-03"], dtype="datetime64[D]")},
            "1 events have no day",
        ),
        ({"y": [1, 2, np.inf]}, "no usable place"),
    ],
)
def test_impossible_input_is_refused_in_words(change, words):
    args = {"x": [1, 2, 3], "y": [1, 2, 3], "days": [1, 2, 3], "distances": [100], "intervals": [2]}
    with pytest.raises(RepeatInputError, match=words):
        knox_table(**{**args, "metric": "euclidean", **change})


def test_one_event_is_no_pair():
    with pytest.raises(RepeatInputError, match="At least 2 events"):
        knox_table([1], [1], [1], distances=[100], intervals=[2], metric="euclidean")


def test_close_pairs_are_strictly_closer():
    first, second, distance = close_pairs(np.array([0.0, 3, 0]), np.array([0.0, 4, 5]), 5, "euclidean")
    assert (first.tolist(), second.tolist()) == ([1], [2])
    assert distance == pytest.approx([np.sqrt(10)])


def test_a_default_place_is_refused_before_it_fills_the_memory():
    n = 10_100
    with pytest.raises(RepeatInputError, match="Take out default places"):
        knox_table(np.zeros(n), np.zeros(n), np.arange(n), distances=[100], intervals=[2], metric="euclidean")


def test_an_edge_beyond_all_times_holds_every_pair():
    found = knox_table(
        [0, 10, 20],
        [0, 0, 0],
        [0, 5, 32_766],
        distances=[50],
        intervals=[40_000],
        metric="euclidean",
        permutations=9,
    )
    assert found.observed.tolist() == [[0, 0], [3, 0], [0, 0]]
    assert (found.p == 1).all()


@pytest.mark.skipif(not THEFTS.is_file(), reason="no thefts")
def test_a_year_of_real_vehicle_thefts_adds_up():
    with gzip.open(THEFTS, "rt") as file:
        rows = [row for row in csv.DictReader(file) if row["date_start"].startswith("2017")]
    lon, lat = (np.array([float(row[name]) for row in rows]) for name in ("longitude", "latitude"))
    start = np.array([row["date_start"].replace(" ", "T") for row in rows], dtype="datetime64[m]")
    x, y = plane_around(lon, lat).to_metres(lon, lat)
    found = knox_table(
        x, y, start, distances=[100, 400], intervals=[1, 7], metric="manhattan", permutations=0
    )
    n = len(rows)
    assert n > 5000
    assert found.observed.sum() == n * (n - 1) // 2
    first, second, distance = close_pairs(x, y, 400, "manhattan")
    gap = np.abs(start[first] - start[second])
    assert found.observed[:3, 0].sum() == int((gap < np.timedelta64(24, "h")).sum())
    assert found.observed[0].sum() == int((distance < 0.1).sum())
