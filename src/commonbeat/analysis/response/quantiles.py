"""A quantile and its distribution-free interval from order statistics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from commonbeat.analysis.refusal import refuse_unless
from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class Quantile(Result):
    """One quantile of a duration, or not-a-number when nothing was left to measure."""

    share: float
    value: float
    excluded: Mapping[str, int] = field(default_factory=dict)


def quantile_with_interval(
    values: ArrayLike,
    share: float = 0.5,
    *,
    coverage: float = 0.95,
    excluded: Mapping[str, int] | None = None,
) -> Quantile:
    """Quantile (linear between order statistics) with an order-statistic interval.

    The bounds are the order statistics whose ranks are the binomial quantiles of (n, share): exact in
    coverage at least as stated, whatever the distribution, and without random draws. When n is too small
    for such ranks to exist there is no interval, and a warning says so.

    Args:
        values: Durations in any unit; not-a-number is left out.
        share: Which quantile, between 0 and 1 (0.5 median, 0.9 the 90th percentile).
        coverage: Nominal coverage of the interval.
        excluded: Why other calls are not in `values`, with counts; handed through to the result.

    Raises:
        ImpossibleInput: `share` or `coverage` is not between 0 and 1.
    """
    refuse_unless(0 < share < 1 and 0 < coverage < 1, "Share and coverage must lie between 0 and 1.")
    known = np.sort(np.asarray(values, dtype=float))
    known = known[np.isfinite(known)]
    n = known.size
    interval: tuple[float, float] | None = None
    warnings: tuple[str, ...] = ()
    if n:
        tail = (1 - coverage) / 2
        low = int(stats.binom.ppf(tail, n, share))
        high = int(stats.binom.ppf(1 - tail, n, share)) + 1
        if low >= 1 and high <= n:
            interval = (float(known[low - 1]), float(known[high - 1]))
        else:
            warnings = (f"Too few calls ({n}) for an interval.",)
    return Quantile(
        method="order-statistic quantile v1",
        n=n,
        interval=interval,
        coverage=coverage,
        warnings=warnings if n else ("No calls to measure.",),
        share=share,
        value=float(np.quantile(known, share)) if n else float("nan"),
        excluded=dict(excluded or {}),
    )
