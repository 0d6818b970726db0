"""How much the officers of one peer group differ: a gamma distribution fitted to their counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special

from commonbeat.analysis.refusal import numbers, refuse_unless

Floats = NDArray[np.float64]

SMALLEST_SHAPE, LARGEST_SHAPE = 1e-3, 1e5
"""Beyond the larger one, differences between officers are under a third of a percent: none."""


@dataclass(frozen=True, kw_only=True)
class GammaPrior:
    """A gamma distribution of rate ratios.

    Attributes:
        shape: the larger, the more alike officers are.
        rate: mean = shape / rate.
    """

    shape: float
    rate: float

    @property
    def mean(self) -> float:
        """Mean rate ratio."""
        return self.shape / self.rate

    @property
    def spread(self) -> float:
        """Standard deviation over mean: how much officers differ from one another, chance taken out."""
        return float(1 / np.sqrt(self.shape))


def counts_and_expected(counts: ArrayLike, expected: ArrayLike) -> tuple[Floats, Floats]:
    """Both as arrays of one length that fit each other.

    Args:
        counts: events of each officer, whole numbers.
        expected: events expected at a common rate, or time at risk.

    Raises:
        ImpossibleInput: a count is no whole number, something is negative, or there are events without exposure.
    """
    y, e = numbers(counts, "The counts", least=0), numbers(expected, "The expected counts", least=0)
    refuse_unless(y.ndim == 1 and y.shape == e.shape, "There must be one expected count for each count.")
    refuse_unless(bool((y == np.floor(y)).all()), "The counts must be whole numbers.")
    refuse_unless(not bool((y[e == 0] > 0).any()), "There are events where nobody was exposed to any.")
    return y, e


def log_marginal(counts: ArrayLike, expected: ArrayLike, shape: float, rate: float) -> float:
    """Log probability of the counts when ratios are gamma and counts are Poisson given the ratio (negative binomial).

    Args:
        counts: events of each officer.
        expected: events expected at a common rate, or time at risk.
        shape: of the gamma distribution.
        rate: of the gamma distribution.

    Raises:
        ImpossibleInput: as `counts_and_expected`, or a parameter that is not positive.
    """
    y, e = counts_and_expected(counts, expected)
    refuse_unless(shape > 0 and rate > 0, "Shape and rate must be positive.")
    return float(_terms(y, e, shape, rate).sum())


def _terms(y: Floats, e: Floats, shape: float, rate: float) -> Floats:
    rising = special.gammaln(shape + y) - special.gammaln(shape) - special.gammaln(y + 1)
    return np.asarray(rising - shape * np.log1p(e / rate) + special.xlogy(y, e / (rate + e)))


def posterior(counts: ArrayLike, expected: ArrayLike, prior: GammaPrior) -> tuple[Floats, Floats]:
    """Shape and rate of each officer's gamma posterior.

    Args:
        counts: events of each officer.
        expected: events expected at a common rate, or time at risk.
        prior: of the group.

    Raises:
        ImpossibleInput: as `counts_and_expected`.
    """
    y, e = counts_and_expected(counts, expected)
    return prior.shape + y, prior.rate + e


def fit_gamma(
    counts: ArrayLike, expected: ArrayLike, *, how: Literal["likelihood", "moments"] = "likelihood"
) -> GammaPrior:
    """Fit the distribution of rate ratios to the counts of a group (Clayton and Kaldor 1987, section 3).

    Args:
        counts: events of each officer.
        expected: events expected at a common rate, or time at risk; officers without any are left out.
        how: ``likelihood``: the largest marginal likelihood; ``moments``: their two moment equations, iterated.

    Raises:
        ImpossibleInput: fewer than two officers with exposure, no event at all, or see `counts_and_expected`.
    """
    y, e = counts_and_expected(counts, expected)
    y, e = y[e > 0], e[e > 0]
    refuse_unless(y.size >= 2, "It takes two officers with exposure to see how officers differ.")
    refuse_unless(bool(y.sum() > 0), "Without a single event nothing can be said about differences.")
    return _by_moments(y, e) if how == "moments" else _by_likelihood(y, e)


def _by_likelihood(y: Floats, e: Floats) -> GammaPrior:
    found = optimize.minimize_scalar(
        lambda x: -profile(y, e, float(np.exp(x)))[0],
        bounds=(np.log(SMALLEST_SHAPE), np.log(LARGEST_SHAPE)),
        method="bounded",
        options={"xatol": 1e-9},
    )
    shape = float(np.exp(found.x))
    return GammaPrior(shape=shape, rate=shape / profile(y, e, shape)[1])


def profile(y: Floats, e: Floats, shape: float) -> tuple[float, float, float]:
    """For one shape: log likelihood at the best mean, that mean, and the standard error of its logarithm.

    Args:
        y: counts.
        e: expected counts, all positive.
        shape: of the gamma distribution.
    """
    # The score of log mean, sum of shape (y - e m) / (shape + e m), falls as the mean grows: Newton from the pooled rate.
    log_mean = float(np.log(y.sum() / e.sum()))
    information = 1.0
    for _step in range(50):
        mu = e * np.exp(log_mean)
        score = float((shape * (y - mu) / (shape + mu)).sum())
        information = float((shape * mu * (shape + y) / (shape + mu) ** 2).sum())
        step = np.clip(score / information, -1.0, 1.0)
        log_mean += float(step)
        if abs(step) < 1e-12:
            break
    mean = float(np.exp(log_mean))
    return float(_terms(y, e, shape, shape / mean).sum()), mean, information**-0.5


def _by_moments(y: Floats, e: Floats) -> GammaPrior:
    """Mean of the shrunken ratios, and their variance with 1 + rate / e as weights, until neither changes."""
    mean, rate = float(y.sum() / e.sum()), 1.0
    for _step in range(10_000):
        shrunk = (y + mean * rate) / (e + rate)
        before, mean = (mean, rate), float(shrunk.mean())
        variance = float(((1 + rate / e) * (shrunk - mean) ** 2).sum() / (y.size - 1))
        rate = min(mean / max(variance, 1e-300), LARGEST_SHAPE / mean)
        if abs(rate - before[1]) <= 1e-12 * rate and abs(mean - before[0]) <= 1e-12 * mean:
            break
    return GammaPrior(shape=mean * rate, rate=rate)
