"""Intervals against the tables of the papers they come from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.analysis.disparities import DisparityError, katz, newcombe, poisson_rate, wilson


@pytest.mark.parametrize(
    ("k", "n", "expected"),
    # Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, score method.
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson_equals_the_paper(k, n, expected):
    assert wilson(k, n) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "expected"),
    # Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10.
    [
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((5, 56, 0, 29), (-0.0381, 0.1926)),
        ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ],
)
def test_newcombe_equals_the_paper(counts, expected):
    assert newcombe(*counts) == pytest.approx(expected, abs=5e-5)


def test_poisson_rate_is_exact():
    # stats::poisson.test(10, 2) and (0, 2), R 4.2.2.
    assert poisson_rate(10, 2) == pytest.approx((2.39769434807, 9.19517802101), abs=1e-8)
    assert poisson_rate(0, 2) == pytest.approx((0, 1.84443972706), abs=1e-8)


def test_ratio_without_events_has_no_interval():
    assert katz(0, 10, 3, 10) is None
    low, high = katz(30, 100, 30, 100)
    assert low * high == pytest.approx(1)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_mirrors(pair):
    k, n = pair
    low, high = wilson(k, n)
    assert 0 <= low <= k / n <= high <= 1
    assert wilson(n - k, n) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: wilson(1, 0), "at least one"),
        (lambda: wilson(5, 4), "between 0"),
        (lambda: wilson(-1, 4), "between 0"),
        (lambda: wilson(1, 4, 1.0), "Coverage"),
        (lambda: newcombe(1, 4, 1, 0), "at least one"),
        (lambda: poisson_rate(3, 0), "benchmark must be positive"),
        (lambda: poisson_rate(-3, 1), "negative"),
    ],
)
def test_impossible_input_is_refused(call, words):
    with pytest.raises(DisparityError, match=words):
        call()
