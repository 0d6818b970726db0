from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.trends import count_quantile, count_tail, delta_bounds, negative_binomial_bounds


@pytest.mark.parametrize(
    ("power", "expected"),
    [
        ("none", [1.3073128, 8.6926872, 0.0907246, 0.8124165]),
        ("1/2", [1.9891097, 9.3744842, 0.1189986, 0.6857951]),
        ("2/3", [1.8084477, 9.1154825, 0.1094727, 0.7289546]),
    ],
)
def test_delta_bounds_equal_the_published_values(power, expected):
    found = delta_bounds(5, 0.2, 1, 8, alpha=0.05, power=power)
    assert [found.lower, found.upper, found.p, found.score] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("method", "dispersion", "expected"),
    [
        ("muan", 1.5, [8, 24, 0.8597797, 0.4193982]),
        ("muan", 1.0, [9, 22, 0.9093099, 0.4605347]),
        ("nbPlugin", 1.5, [1, 10, 0.03763657, 1.11918153]),
        ("nbPlugin", 1.0, [2, 9, 0.01369527, 1.27061541]),
    ],
)
def test_quantile_bounds_equal_the_published_values(method, dispersion, expected):
    found = negative_binomial_bounds(np.log(5), np.log(2), dispersion, 11, alpha=0.05, method=method)
    assert [found.lower, found.upper, found.p, found.score] == pytest.approx(expected, abs=1e-6)


@settings(max_examples=200, deadline=None)
@given(
    st.floats(1e-4, 5000), st.floats(1, 40), st.sampled_from([0.001, 0.01, 0.05, 0.5, 0.9, 0.95, 0.99, 0.999])
)
def test_quantiles_are_the_smallest_count_that_reaches_the_level(mean, dispersion, level):
    found = float(count_quantile(level, mean, dispersion))
    if dispersion > 1 + 1e-9:
        size = mean / (dispersion - 1)
        law = stats.nbinom(size, 1 / dispersion)
    else:
        law = stats.poisson(mean)
    assert law.cdf(found) >= level - 1e-9
    assert found == 0 or law.cdf(found - 1) < level + 1e-9


def test_tails_are_exact_far_out():
    assert float(count_tail(60, 10)) == pytest.approx(stats.poisson.sf(59, 10), rel=1e-9)
    assert float(count_tail(60, 10, 2.0)) == pytest.approx(stats.nbinom.sf(59, 10, 0.5), rel=1e-9)
    assert float(count_tail(0, 10)) == 1.0
    assert np.isnan(count_tail(3, np.inf))


def test_unknown_rules_are_refused():
    with pytest.raises(ImpossibleInput, match="power"):
        delta_bounds(5, 0.2, 1, 8, alpha=0.05, power="3/4")
    with pytest.raises(ImpossibleInput, match="method"):
        negative_binomial_bounds(1, 1, 1, 1, alpha=0.05, method="x")
    with pytest.raises(ImpossibleInput, match="between 0 and 1"):
        count_quantile(1.5, 3.0)
