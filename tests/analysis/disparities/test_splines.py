"""The natural spline basis is R's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.analysis.disparities import DisparityError, Knots, ns_basis, ns_knots

VEIL = Knots(interior=(1067, 1110, 1148, 1188, 1227), boundary=(1027, 1267))


def test_basis_equals_r_column_for_column():
    # splines::ns(c(1027, 1100, 1267, 1300, 1000), knots = ..., Boundary.knots = c(1027, 1267)), R 4.2.2.
    expected = [
        [0, 0, 0, 0, 0, 0],
        [0.6251614183, 0.085271317829, 0, -0.073674716129, 0.21918228048, -0.14550756435],
        [0, 0, 0, -0.143623306972, 0.42727933824, 0.71634396873],
        [0, 0, 0, -1.034542314335, 0.60276338515, 1.43177892919],
        [0, 0, 0, 0.168880279651, -0.50241883196, 0.33353855231],
    ]
    assert ns_basis([1027, 1100, 1267, 1300, 1000], VEIL) == pytest.approx(np.array(expected), abs=1e-10)


def test_without_interior_knots_the_spline_is_a_line():
    basis = ns_basis([0.0, 1.0, 2.0, 5.0], Knots(interior=(), boundary=(0.0, 2.0)))
    assert basis.shape == (4, 1)
    assert np.diff(basis[:, 0]) / [1, 1, 3] == pytest.approx([basis[1, 0] - basis[0, 0]] * 3)


def test_every_straight_line_is_in_the_span():
    x = np.linspace(950, 1350, 41)
    basis = np.column_stack([np.ones(x.size), ns_basis(x, VEIL)])
    fitted = basis @ np.linalg.lstsq(basis, x, rcond=None)[0]
    assert np.abs(fitted - x).max() < 1e-8


@given(
    st.lists(st.integers(0, 50), min_size=2, max_size=40).filter(lambda x: len(set(x)) > 1), st.integers(2, 8)
)
def test_weighted_knots_are_the_quantiles_of_the_rows(values, df):
    distinct, counts = np.unique(values, return_counts=True)
    expected = np.quantile(values, np.arange(1, df) / df)
    assert ns_knots(distinct, df, counts).interior == pytest.approx(tuple(expected))
    assert ns_knots(values, df) == ns_knots(distinct, df, counts)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ns_knots([], 3), "two different"),
        (lambda: ns_knots([4, 4], 3), "two different"),
        (lambda: ns_knots([1, 2], 0), "degree"),
        (lambda: ns_basis([1], Knots(interior=(3, 2), boundary=(0, 5))), "in order"),
        (lambda: ns_basis([1], Knots(interior=(9,), boundary=(0, 5))), "boundary"),
        (lambda: ns_basis([1], Knots(interior=(), boundary=(5, 5))), "in order"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(DisparityError, match=words):
        call()
