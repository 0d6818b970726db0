from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.trends import (
    benjamini_hochberg,
    e_test,
    exact_tails,
    poisson_c_test,
    poisson_z,
)


@pytest.mark.parametrize(
    ("first", "second", "p"), [(0, 3, 0.0884), (6, 2, 0.1749), (20, 20, 1.0), (0, 0, 1.0)]
)
def test_e_test(first, second, p):
    assert e_test(first, second).p == pytest.approx(p, abs=5e-5)


def test_the_z_of_two_is_not_one_in_twenty():
    assert round(e_test(25, 16).p, 3) == 0.165
    assert round(poisson_c_test(25, 16).p, 3) == 0.211


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="negative"):
        e_test(-1, 2)


def test_benjamini_hochberg_leaves_untested_series_out():
    adjusted = benjamini_hochberg([0.01, np.nan, 0.04, 0.03, 0.5])
    assert adjusted[0] == pytest.approx(0.04)
    assert np.isnan(adjusted[1])
    assert adjusted[2] == adjusted[3] == pytest.approx(0.04 * 4 / 3)
    assert adjusted[4] == pytest.approx(0.5)


def test_the_quick_z_and_exact_tails_disagree_as_they_should():
    assert float(poisson_z(25, 16).z) == 2.0
    assert float(exact_tails(25, 16).p_high) == pytest.approx(0.0223, abs=5e-5)
    assert float(exact_tails(25, 16, size=5).p_high) == pytest.approx(0.146, abs=5e-4)


def test_the_order_of_two_counts_does_not_matter():
    assert e_test(6, 2).p == pytest.approx(e_test(2, 6).p)
    assert poisson_c_test(6, 2).p == pytest.approx(poisson_c_test(2, 6).p)


def test_unequal_exposures_have_two_statistics():
    assert e_test(20, 10, 4, 2).p == pytest.approx(1.0)
    pooled = e_test(30, 10, 4, 2).p
    separate = e_test(30, 10, 4, 2, variance="separate").p
    assert 0.1 < pooled < 0.5
    assert 0.1 < separate < 0.5
    assert pooled != separate


def test_e_test_p_keeps_its_level_when_nothing_changed():
    pairs = np.random.default_rng(3).poisson(8, (1500, 2))
    p = np.array([e_test(int(a), int(b)).p for a, b in pairs])
    assert np.mean(p <= 0.05) < 0.065
    assert np.mean(p <= 0.5) == pytest.approx(0.5, abs=0.08)


def test_tails_refuse_nonsense():
    with pytest.raises(ImpossibleInput, match="whole numbers"):
        exact_tails(2.5, 3)
    with pytest.raises(ImpossibleInput, match="positive"):
        exact_tails(2, 0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.randoms())
def test_adjusted_p_values_do_not_depend_on_order(p, random):
    order = list(range(len(p)))
    random.shuffle(order)
    straight = benjamini_hochberg(p)
    turned = benjamini_hochberg([p[i] for i in order])
    assert np.allclose(turned, straight[order])
    assert (straight >= np.array(p) - 1e-12).all()
