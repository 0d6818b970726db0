"""Intervals for a share, a difference of two shares, and a ratio of two shares."""

from __future__ import annotations

import math

from scipy import stats

from commonbeat.analysis.disparities.wording import DisparityError

Interval = tuple[float, float]


def wilson(successes: int, trials: int, coverage: float = 0.95) -> Interval:
    """Score interval for a share (Wilson 1927).

    Centre (k + z^2/2) / (n + z^2), half width z sqrt(k (n - k) / n + z^2/4) / (n + z^2).

    Args:
        successes: Count k.
        trials: Count n, at least 1.
        coverage: Nominal coverage, between 0 and 1.

    Raises:
        DisparityError: Counts do not fit each other or the coverage is not between 0 and 1.

    >>> tuple(round(bound, 4) for bound in wilson(81, 263))
    (0.2553, 0.3662)
    """
    z = _z(coverage)
    _check(successes, trials)
    centre = successes + z * z / 2
    half = z * math.sqrt(successes * (trials - successes) / trials + z * z / 4)
    low, high = (centre - half) / (trials + z * z), (centre + half) / (trials + z * z)
    return (0.0 if successes == 0 else low, 1.0 if successes == trials else high)


def newcombe(
    successes: int, trials: int, successes_other: int, trials_other: int, coverage: float = 0.95
) -> Interval:
    """Interval for the difference of two independent shares, first minus other (Newcombe 1998, method 10).

    With Wilson bounds l, u of each share: (p1 - p2) - sqrt((p1 - l1)^2 + (u2 - p2)^2) and
    (p1 - p2) + sqrt((u1 - p1)^2 + (p2 - l2)^2).

    Raises:
        DisparityError: As for `wilson`.

    >>> tuple(round(bound, 4) for bound in newcombe(56, 70, 48, 80))
    (0.0524, 0.3339)
    """
    low1, high1 = wilson(successes, trials, coverage)
    low2, high2 = wilson(successes_other, trials_other, coverage)
    first, other = successes / trials, successes_other / trials_other
    difference = first - other
    return (
        difference - math.hypot(first - low1, high2 - other),
        difference + math.hypot(high1 - first, other - low2),
    )


def katz(
    successes: int, trials: int, successes_other: int, trials_other: int, coverage: float = 0.95
) -> Interval | None:
    """Interval for the ratio of two shares on the log scale (Katz and others 1978); None when a count is zero.

    exp(log(p1/p2) +- z sqrt(1/k1 - 1/n1 + 1/k2 - 1/n2)).

    Raises:
        DisparityError: As for `wilson`.
    """
    z = _z(coverage)
    _check(successes, trials)
    _check(successes_other, trials_other)
    if successes == 0 or successes_other == 0:
        return None
    centre = math.log(successes / trials * trials_other / successes_other)
    half = z * math.sqrt(1 / successes - 1 / trials + 1 / successes_other - 1 / trials_other)
    return math.exp(centre - half), math.exp(centre + half)


def poisson_rate(events: int, exposure: float, coverage: float = 0.95) -> Interval:
    """Exact interval for events per unit of exposure (Garwood 1936).

    Raises:
        DisparityError: A negative count or an exposure that is not positive.
    """
    if events < 0 or not exposure > 0:
        raise DisparityError("Events cannot be negative and the benchmark must be positive.")
    tail = (1 - _coverage(coverage)) / 2
    low = float(stats.chi2.ppf(tail, 2 * events)) / 2 if events else 0.0
    return low / exposure, float(stats.chi2.isf(tail, 2 * events + 2)) / 2 / exposure


def _coverage(coverage: float) -> float:
    if not 0 < coverage < 1:
        raise DisparityError("Coverage must lie between 0 and 1.")
    return coverage


def _z(coverage: float) -> float:
    return float(stats.norm.isf((1 - _coverage(coverage)) / 2))


def _check(successes: int, trials: int) -> None:
    if trials < 1:
        raise DisparityError("A share needs at least one trial.")
    if not 0 <= successes <= trials:
        raise DisparityError("Successes must lie between 0 and the number of trials.")
