"""Logistic regression on cells."""

import numpy as np
import pytest

from commonbeat.analysis.disparities import DisparityError, fit_binomial


def test_two_groups_give_the_log_odds_of_the_table():
    fit = fit_binomial(np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([20.0, 30.0]), np.array([100.0, 80.0]))
    assert fit.converged
    assert fit.coefficients == pytest.approx([np.log(20 / 80), np.log(30 / 50) - np.log(20 / 80)])
    assert fit.errors[1] == pytest.approx(np.sqrt(1 / 20 + 1 / 80 + 1 / 30 + 1 / 50))


def test_empty_cells_change_nothing():
    design = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 9.0]])
    full = fit_binomial(design, np.array([20.0, 30.0, 0.0]), np.array([100.0, 80.0, 0.0]))
    part = fit_binomial(design[:2], np.array([20.0, 30.0]), np.array([100.0, 80.0]))
    assert (full.coefficients == part.coefficients).all()


@pytest.mark.parametrize(
    ("design", "k", "n", "words"),
    [
        (np.ones((2, 2)), [1, 1], [2, 2], "repeat one another"),
        (np.ones((2, 1)), [3, 1], [2, 2], "between 0"),
        (np.ones((3, 1)), [1, 1], [2, 2], "one row"),
        (np.ones(2), [1, 1], [2, 2], "one row"),
    ],
)
def test_impossible_input_is_refused(design, k, n, words):
    with pytest.raises(DisparityError, match=words):
        fit_binomial(design, np.array(k, dtype=float), np.array(n, dtype=float))
