from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonbeat.analysis.near_repeat import RepeatInputError, near_repeat_chains


def test_a_chain_goes_from_one_to_the_next():
    x = [0, 90, 180, 5000, 5050, 9000]
    day = [0, 3, 6, 1, 1, 1]
    found = near_repeat_chains(x, np.zeros(6), day, distance=100, within_days=4, metric="euclidean")
    long, short = found.chains
    assert long.members == (0, 1, 2)
    assert (long.links, long.first_day, long.last_day) == (2, 0, 6)
    assert long.centre == (90, 0)
    assert long.reach == 90
    assert short.members == (3, 4)
    assert found.chain_of.tolist() == [0, 0, 0, 1, 1, -1]
    assert found.chained_share == pytest.approx(5 / 6)
    assert any("never a person" in w for w in found.warnings)


def test_limits_are_exclusive_and_the_metric_counts():
    far = near_repeat_chains([0, 100], [0, 0], [0, 1], distance=100, within_days=2, metric="euclidean")
    late = near_repeat_chains([0, 99], [0, 0], [0, 2], distance=100, within_days=2, metric="euclidean")
    corner = near_repeat_chains([0, 60], [0, 60], [0, 1], distance=100, within_days=2, metric="manhattan")
    flight = near_repeat_chains([0, 60], [0, 60], [0, 1], distance=100, within_days=2, metric="euclidean")
    assert [len(c.chains) for c in (far, late, corner, flight)] == [0, 0, 0, 1]


def test_hours_count_when_they_are_given():
    when = np.array(["2026-03-01T22:00", "2026-03-02T21:59", "2026-03-03T22:00"], dtype="datetime64[m]")
    found = near_repeat_chains([0, 0, 0], [0, 0, 0], when, distance=10, within_days=1, metric="euclidean")
    assert [c.members for c in found.chains] == [(0, 1)]


def test_short_chains_can_be_left_out():
    x = [0, 10, 20, 500, 510]
    found = near_repeat_chains(x, [0] * 5, [0] * 5, distance=15, within_days=1, metric="euclidean", least=3)
    assert [c.members for c in found.chains] == [(0, 1, 2)]
    assert found.pairs.tolist() == [[0, 1], [1, 2], [3, 4]] or len(found.pairs) == 3


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_chains_equal_walking_from_event_to_event(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 50))
    x, y, day = rng.uniform(0, 1000, n), rng.uniform(0, 1000, n), rng.integers(0, 20, n)
    found = near_repeat_chains(x, y, day, distance=150, within_days=3, metric="manhattan")
    near = (abs(np.subtract.outer(x, x)) + abs(np.subtract.outer(y, y)) < 150) & (
        abs(np.subtract.outer(day, day)) < 3
    )
    groups, left = [], set(range(n))
    while left:
        group, todo = set(), [left.pop()]
        while todo:
            i = todo.pop()
            group.add(i)
            more = [j for j in np.flatnonzero(near[i]) if j in left]
            left -= set(more)
            todo += more
        if len(group) > 1:
            groups.append(frozenset(int(i) for i in group))
    assert {frozenset(c.members) for c in found.chains} == set(groups)
    assert len(found.pairs) == (near.sum() - n) // 2
    sizes = [c.n for c in found.chains]
    assert sizes == sorted(sizes, reverse=True)


def test_impossible_input_is_refused():
    for change in ({"distance": 0}, {"within_days": -1}, {"least": 1}, {"metric": "other"}):
        args = {"distance": 100, "within_days": 3, "metric": "euclidean", **change}
        with pytest.raises(RepeatInputError):
            near_repeat_chains([0, 1], [0, 1], [0, 1], **args)
