"""What is not known about the group itself, carried into each officer's figures: a mixture of gamma posteriors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from commonbeat.analysis.indicators.prior import LARGEST_SHAPE, SMALLEST_SHAPE, Floats, profile

POINTS = 15
"""Values of the shape that are weighed."""
FARTHEST = 60.0
"""Logarithm beyond which a ratio is nothing or everything."""
FLAT = 1e-100
"""Density under which a step by its slope leads nowhere."""
STEADY = 0.03
"""Standard error of the group's log rate under which it counts as known."""


@dataclass(frozen=True)
class Mixture:
    """Rate ratios to the peers, one gamma distribution for each weight (columns) and officer (rows).

    Attributes:
        weights: how probable each pair of shape and mean is.
        shape: of each officer's gamma, officers × weights.
        rate: likewise.
    """

    weights: Floats
    shape: Floats
    rate: Floats

    def mean(self) -> Floats:
        """Posterior mean ratio of each officer."""
        return np.asarray((self.shape / self.rate) @ self.weights)

    def above(self, ratio: float | Floats) -> Floats:
        """Posterior probability that each officer's ratio is larger.

        Args:
            ratio: one for all or one for each.
        """
        at = np.broadcast_to(np.asarray(ratio, dtype=np.float64), self.shape.shape[:1])[:, None]
        # Weights add up to one only as well as numbers can be added.
        return np.asarray(np.clip(special.gammaincc(self.shape, self.rate * at) @ self.weights, 0.0, 1.0))

    def quantile(self, share: float) -> Floats:
        """Ratio under which each officer's lies with this probability.

        Args:
            share: between 0 and 1.
        """
        at = np.log(self._matched(share))
        low, high = np.full_like(at, -FARTHEST), np.full_like(at, FARTHEST)
        # Newton on the logarithm is quick, for one gamma with the same mean and spread comes close; halving keeps it in.
        for _step in range(100):
            ratio = np.exp(at)
            excess = 1 - share - self.above(ratio)
            low, high = np.where(excess < 0, at, low), np.where(excess >= 0, at, high)
            slope = self._density(ratio) * ratio
            step = at - np.divide(excess, slope, out=np.zeros_like(at), where=slope > FLAT)
            good = (step >= low) & (step <= high) & (slope > FLAT)
            new = np.where(good, step, (low + high) / 2)
            if bool((np.abs(new - at) <= 1e-9).all()):
                return np.exp(new)
            at = new
        return np.exp(at)

    def _matched(self, share: float) -> Floats:
        """The quantile of one gamma with the mixture's mean and variance."""
        ratio = self.shape / self.rate
        mean = ratio @ self.weights
        variance = (ratio / self.rate + ratio**2) @ self.weights - mean**2
        start = special.gammaincinv(mean**2 / variance, share) * variance / mean
        return np.asarray(np.clip(start, np.exp(-FARTHEST), np.exp(FARTHEST)))

    def _density(self, at: Floats) -> Floats:
        x = np.maximum(at, 1e-300)[:, None]
        logs = (
            special.xlogy(self.shape, self.rate) + (self.shape - 1) * np.log(x) - self.rate * x
        ) - special.gammaln(self.shape)
        return np.asarray(np.exp(logs) @ self.weights)


def mixture(y: Floats, e: Floats) -> Mixture:
    """Posterior of each officer's ratio to the group, with the group's own parameters weighed by their likelihood.

    The shape's prior is Christiansen and Morris's (1997): the shrinkage of an officer with the median expected count is
    uniform between none and all. The group's rate is weighed at three points where it is not well known.

    Args:
        y: counts; at least one event.
        e: expected counts; officers without any keep the group's distribution.
    """
    seen = e > 0
    shapes, logs = _shapes(y[seen], e[seen])
    weights, means, own = [], [], []
    for shape, log in zip(shapes, logs, strict=True):
        _, mean, error = profile(y[seen], e[seen], float(shape))
        # Gauss-Hermite with three points: exact for what is of fifth degree in the log rate.
        nodes = [(0.0, 1.0)] if error < STEADY else [(-np.sqrt(3), 1 / 6), (0.0, 2 / 3), (np.sqrt(3), 1 / 6)]
        for node, share in nodes:
            weights.append(np.exp(log) * share)
            means.append(mean * np.exp(node * error))
            own.append(float(shape))
    weight = np.array(weights) / np.sum(weights)
    shape = np.array(own)
    return Mixture(
        weight, shape[None, :] + y[:, None], shape[None, :] + e[:, None] * np.array(means)[None, :]
    )


def _shapes(y: Floats, e: Floats) -> tuple[Floats, Floats]:
    """Shapes that hold nearly all of the posterior, evenly spaced in logarithm, and log weights."""
    usual = float(np.median(e)) * float(y.sum() / e.sum())

    def weighed(at: Floats) -> Floats:
        prior = np.log(special.expit(at - np.log(usual))) + np.log(special.expit(np.log(usual) - at))
        likelihood = [profile(y, e, float(np.exp(one)))[0] for one in at]
        return np.asarray(np.array(likelihood) + prior)

    low, high = np.log(usual) - 7, np.log(usual) + 9
    low, high = max(low, float(np.log(SMALLEST_SHAPE))), min(high, float(np.log(LARGEST_SHAPE)))
    for _round in range(6):
        at = np.linspace(low, high, 2 * POINTS + 1)
        log = weighed(at)
        kept = np.flatnonzero(log > log.max() - 9)
        low, high = at[max(kept[0] - 1, 0)], at[min(kept[-1] + 1, at.size - 1)]
        if kept.size > POINTS:
            break
    at = np.linspace(low, high, POINTS)
    log = weighed(at)
    return np.exp(at), log - log.max()
