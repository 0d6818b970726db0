from __future__ import annotations

import numpy as np

from commonbeat.operations.insight.measures.family import one_family


def test_groups_of_one_size_are_one_plain_family():
    a, b = one_family([[0.01, 0.5], [0.02, 0.9]])
    assert np.allclose(a, [0.04, 2 / 3])
    assert np.allclose(b, [0.04, 0.9])


def test_a_large_group_does_not_drown_a_small_one():
    small, large = one_family([[0.001, 0.5], np.full(998, 0.7)])
    # Two groups share the error: 0.001 counts as 0.001 * 2 * 2 / 1000 of a family of 1,000, first in rank.
    assert np.isclose(small[0], 0.004)
    assert np.allclose(large, 1.0)


def test_what_was_not_tested_stays_so_and_takes_no_share():
    a, b = one_family([[0.01, np.nan], [np.nan]])
    assert np.isclose(a[0], 0.01)
    assert np.isnan(a[1])
    assert np.isnan(b[0])


def test_no_tests_at_all():
    assert [x.tolist() for x in one_family([[], []])] == [[], []]
    assert one_family([]) == [] or one_family([])[0].size == 0


def test_false_findings_stay_rare_over_both_groups():
    rng = np.random.default_rng(3)
    wrong = sum(
        any((q <= 0.05).any() for q in one_family([rng.random(50), rng.random(2000)])) for _ in range(400)
    )
    assert wrong <= 30  # 5 % of 400 is 20; 30 is 2.3 standard errors above
