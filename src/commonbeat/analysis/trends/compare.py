"""Two counts side by side, and many tests at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from commonbeat.analysis.refusal import ImpossibleInput, refuse_unless
from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class PairTest(Result):
    """Outcome of comparing two counts: the two-sided p value."""

    p: float
    counts: tuple[int, int]


def _support(mean: float, tail: float = 1e-12) -> NDArray[np.int64]:
    """Counts that hold all but `tail` of a Poisson distribution's mass on either side."""
    low, high = stats.poisson.ppf([tail, 1 - tail], mean)
    return np.arange(max(0, int(low)), int(high) + 2)


def e_test(
    first: int,
    second: int,
    exposure_first: float = 1.0,
    exposure_second: float = 1.0,
    *,
    variance: Literal["pooled", "separate"] = "pooled",
) -> PairTest:
    """Two-sided E-test for equal Poisson rates.

    The p value is the estimated probability, under one common rate, of a standardised difference at
    least as large as the one seen (Krishnamoorthy and Thomson 2004). It is less conservative than the
    conditional test and stays usable with counts near zero.

    Args:
        first: Count in the first period (events).
        second: Count in the second period (events).
        exposure_first: Length of the first period (any unit).
        exposure_second: Length of the second period (the same unit).
        variance: How a difference is standardised: "pooled" by the common rate (as ptools does), "separate" by each
            count's own variance (the paper's statistic). They differ only when the exposures differ.

    Raises:
        ImpossibleInput: A count is negative or an exposure is not positive.

    >>> round(e_test(6, 2).p, 4)
    0.1749
    """
    _check_pair(first, second, exposure_first, exposure_second)
    name = "Poisson E-test (Krishnamoorthy and Thomson 2004), two-sided"
    n = first + second
    if n == 0:
        return PairTest(method=name, n=0, p=1.0, counts=(0, 0), warnings=("No events in either period.",))
    pooled = n / (exposure_first + exposure_second)
    exposures = exposure_first, exposure_second
    seen = _standardised(np.array(first), np.array(second), *exposures, variance)
    a = _support(pooled * exposure_first)
    b = _support(pooled * exposure_second)
    grid = _standardised(a[:, None], b[None, :], *exposures, variance)
    mass = stats.poisson.pmf(a, pooled * exposure_first)[:, None] * stats.poisson.pmf(
        b, pooled * exposure_second
    )
    # The small slack keeps outcomes with the same difference as the one seen inside the tail.
    p = float(mass[np.abs(grid) >= abs(float(seen)) - 1e-12].sum())
    return PairTest(method=name, n=n, p=min(1.0, p), counts=(first, second))


def _standardised(
    a: NDArray[np.int64], b: NDArray[np.int64], ta: float, tb: float, variance: str
) -> NDArray[np.float64]:
    """Difference of two rates over its standard error; 0 where both counts are 0."""
    pooled = (a + b) / (ta + tb) * (1 / ta + 1 / tb)
    squared = pooled if variance == "pooled" else a / ta**2 + b / tb**2
    difference = a / ta - b / tb
    return np.where(squared > 0, difference / np.sqrt(np.where(squared > 0, squared, 1.0)), 0.0)


def poisson_c_test(
    first: int, second: int, exposure_first: float = 1.0, exposure_second: float = 1.0
) -> PairTest:
    """Two-sided conditional test for equal Poisson rates (Przyborowski and Wilenski 1940).

    Given the total, the first count is binomial; twice the smaller tail is returned.

    Raises:
        ImpossibleInput: A count is negative or an exposure is not positive.

    >>> round(poisson_c_test(25, 16).p, 3)
    0.211
    """
    _check_pair(first, second, exposure_first, exposure_second)
    share = exposure_first / (exposure_first + exposure_second)
    n = first + second
    tails = stats.binom.sf(first - 1, n, share), stats.binom.cdf(first, n, share)
    name = "Poisson C-test (conditional binomial), two-sided"
    return PairTest(method=name, n=n, p=float(min(1.0, 2 * min(tails))), counts=(first, second))


@dataclass(frozen=True, kw_only=True)
class Tails(Result):
    """Exact one-sided probabilities of counts under a known mean; arrays of the shape of the input.

    Attributes:
        p_high: Probability of this count or more.
        p_low: Probability of this count or fewer.
    """

    p_high: NDArray[np.float64]
    p_low: NDArray[np.float64]


def exact_tails(count: ArrayLike, mean: ArrayLike, *, size: ArrayLike | None = None) -> Tails:
    """Exact Poisson or negative binomial tails of counts.

    Args:
        count: Counts seen, whole numbers.
        mean: Expected counts, above 0.
        size: Size of the negative binomial, variance = mean + mean^2 / size; None for Poisson.

    Raises:
        ImpossibleInput: A count is negative or broken, or a mean or size is not positive.

    >>> round(float(exact_tails(25, 16, size=5).p_high), 3)
    0.146
    """
    y, m = np.asarray(count, dtype=float), np.asarray(mean, dtype=float)
    refuse_unless(
        bool(((y >= 0) & (y == np.floor(y))).all()), "Counts must be whole numbers and not negative."
    )
    refuse_unless(bool((np.isfinite(m) & (m > 0)).all()), "Means must be positive.")
    if size is None:
        method = "exact Poisson tails"
        high, low = stats.poisson.sf(y - 1, m), stats.poisson.cdf(y, m)
    else:
        k = np.asarray(size, dtype=float)
        refuse_unless(bool((k > 0).all()), "The size of a negative binomial must be positive.")
        method = "exact negative binomial tails"
        high, low = stats.nbinom.sf(y - 1, k, k / (k + m)), stats.nbinom.cdf(y, k, k / (k + m))
    return Tails(method=method, n=int(np.size(high)), p_high=np.asarray(high), p_low=np.asarray(low))


@dataclass(frozen=True, kw_only=True)
class ZScores(Result):
    """Standardised differences of counts from a known mean; array of the shape of the input."""

    z: NDArray[np.float64]


def poisson_z(count: ArrayLike, mean: ArrayLike) -> ZScores:
    """Quick z score of a count against a long mean: 2 (sqrt(count) - sqrt(mean)).

    Variance-stabilising for a Poisson count and a mean known without error (Wheeler 2016, International
    Journal of Police Science and Management 18: 159-172). With a mean of one or two periods it exaggerates: use `e_test`.

    Raises:
        ImpossibleInput: A count or a mean is negative or missing.

    >>> float(poisson_z(25, 16).z)
    2.0
    """
    y, m = np.asarray(count, dtype=float), np.asarray(mean, dtype=float)
    refuse_unless(bool((y >= 0).all() and (m >= 0).all()), "Counts and means must be there and not negative.")
    z = np.asarray(2 * (np.sqrt(y) - np.sqrt(m)))
    note = "Only for a mean of many periods; it takes the mean as known and the count as Poisson."
    return ZScores(method="Poisson z (square-root scale)", n=int(z.size), z=z, warnings=(note,))


def _check_pair(first: int, second: int, exposure_first: float, exposure_second: float) -> None:
    if first < 0 or second < 0:
        raise ImpossibleInput("Counts cannot be negative.")
    if exposure_first <= 0 or exposure_second <= 0:
        raise ImpossibleInput("Exposures must be positive.")


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """Adjusted p values that control the false discovery rate (Benjamini and Hochberg 1995).

    Args:
        p: p values in any order; not-a-number marks a series that was not tested and stays so.

    Returns:
        Adjusted values in the order given; a finding at rate q is one with an adjusted value <= q.
    """
    values = np.asarray(p, dtype=float)
    adjusted = np.full(values.shape, np.nan)
    tested = np.flatnonzero(np.isfinite(values))
    if tested.size == 0:
        return adjusted
    order = tested[np.argsort(values[tested], kind="stable")]
    m = order.size
    scaled = values[order] * m / np.arange(1, m + 1)
    adjusted[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return adjusted
