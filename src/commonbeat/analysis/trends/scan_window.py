"""How surprising is the busiest window of a long series? Naus' scan statistic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from commonbeat.analysis.refusal import refuse_unless
from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class ScanWindow(Result):
    """Probability that some window of a series holds this many events or more."""

    p: float
    count: int
    mean: float


def scan_window(periods: float, window: float, mean: float, count: int) -> ScanWindow:
    """Chance of `count` or more events in some moving window, by Naus' approximation.

    P = 1 - Q2 (Q3 / Q2)^(periods - window), with Q2 and Q3 the exact probabilities that no window reaches the count
    within two and three windows (Naus 1982, JASA 77: 177-183). Looking for the worst week of many makes
    rare weeks likely; this says how likely.

    Args:
        periods: Number of periods watched, as windows laid end to end.
        window: Periods in a window.
        mean: Events expected in one window.
        count: Events in the busiest window, 2 or more.

    Raises:
        ImpossibleInput: The count is under 2, the mean is not positive or the series is shorter than two windows.

    >>> round(scan_window(208, 2, 0.6, 6).p, 4)
    0.039
    """
    refuse_unless(int(count) == count and count >= 2, "The count must be a whole number of 2 or more.")
    refuse_unless(np.isfinite(mean) and mean > 0, "The mean must be positive.")
    refuse_unless(window > 0 and periods >= 2 * window, "The series must be at least two windows long.")
    n = int(count)
    two, three = _two_windows(mean, n), _three_windows(mean, n)
    quiet = two * (three / two) ** (periods - window) if two > 0 and three > 0 else 0.0
    notes = ("More events are expected in a window than were seen in the busiest.",) if mean >= n else ()
    return ScanWindow(
        method="Poisson scan window (Naus 1982)",
        n=n,
        warnings=notes,
        p=float(min(1.0, max(0.0, 1.0 - quiet))),
        count=n,
        mean=float(mean),
    )


def _pmf(n: int, mean: float) -> float:
    return float(stats.poisson.pmf(n, mean)) if n >= 0 else 0.0


def _cdf(n: int, mean: float) -> float:
    return float(stats.poisson.cdf(n, mean)) if n >= 0 else 0.0


def _two_windows(mean: float, n: int) -> float:
    """Q2: no window within two holds n events."""
    exact = _pmf(n, mean)
    return (
        _cdf(n - 1, mean) ** 2
        - (n - 1) * exact * _pmf(n - 2, mean)
        - (n - 1 - mean) * exact * _cdf(n - 3, mean)
    )


def _three_windows(mean: float, n: int) -> float:
    """Q3: no window within three holds n events."""
    exact = _pmf(n, mean)
    first = 2 * exact * _cdf(n - 1, mean) * ((n - 1) * _cdf(n - 2, mean) - mean * _cdf(n - 3, mean))
    second = (
        0.5
        * exact**2
        * (
            (n - 1) * (n - 2) * _cdf(n - 3, mean)
            - 2 * (n - 2) * mean * _cdf(n - 4, mean)
            + mean**2 * _cdf(n - 5, mean)
        )
    )
    third = sum(_pmf(2 * n - i, mean) * _cdf(i - 1, mean) ** 2 for i in range(1, n))
    fourth = sum(
        _pmf(2 * n - i, mean) * _pmf(i, mean) * ((i - 1) * _cdf(i - 2, mean) - mean * _cdf(i - 3, mean))
        for i in range(2, n - 1)
    )
    return _cdf(n - 1, mean) ** 3 - first + second + third - fourth
