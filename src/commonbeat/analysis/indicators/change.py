"""Before and after a plan, beside the fall that was to be expected without any (regression to the mean)."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import stats

from commonbeat.analysis.indicators.prior import GammaPrior
from commonbeat.analysis.refusal import refuse_unless
from commonbeat.analysis.results import Result


@dataclass(frozen=True, kw_only=True)
class Change(Result):
    """One officer's indicator before and after.

    Attributes:
        before: count and expected count at the peers' rate, before.
        after: likewise, after.
        ratio_before: count over expected, as counted.
        ratio_after: likewise; None when nothing was expected.
        without_plan: count to be expected afterwards if nothing was done: the shrunken ratio times the expected count.
        without_plan_range: range of counts to be expected, with the coverage given.
        probability: of a count this low or lower if nothing was done.
        rate_ratio: rate after over rate before, both over expected; None where there was no event before.
        interval: exact interval of it; None likewise.
        fall_expected: share by which the ratio was to fall without any plan.
        fall_seen: share by which it fell; None when nothing was expected afterwards or there was no event before.
    """

    before: tuple[int, float]
    after: tuple[int, float]
    ratio_before: float
    ratio_after: float | None
    without_plan: float
    without_plan_range: tuple[int, int]
    probability: float
    rate_ratio: float | None
    fall_expected: float | None
    fall_seen: float | None


def change(
    before: tuple[int, float],
    after: tuple[int, float],
    prior: GammaPrior,
    *,
    coverage: float = 0.90,
    period: str = "",
) -> Change:
    """What became of an officer's indicator, and what would have without a plan.

    The officers somebody looks at were chosen because their counts were high, partly by chance; chance does not repeat
    itself. The forecast is negative binomial: the posterior of before, applied to the time after.

    Args:
        before: count, and count expected at the peers' rate, in the time before.
        after: the same for the time after, with the peers' rate of that time.
        prior: how officers of the group differ; ratios to the peers.
        coverage: of the interval and the range.
        period: time span, as printed.

    Raises:
        ImpossibleInput: a negative figure, nothing expected before, or a coverage not between 0 and 1.
    """
    (y1, e1), (y2, e2) = before, after
    refuse_unless(
        min(y1, y2) >= 0 and e2 >= 0 and e1 > 0, "Counts cannot be negative, and the time before must count."
    )
    refuse_unless(0 < coverage < 1, "Coverage must lie between 0 and 1.")
    tail = (1 - coverage) / 2
    shape, rate = prior.shape + y1, prior.rate + e1
    forecast = stats.nbinom(shape, rate / (rate + e2)) if e2 > 0 else None
    ratio = (y2 / e2) / (y1 / e1) if y1 and e2 > 0 else None
    return Change(
        method="negative-binomial forecast from the shrunken ratio; exact conditional interval of two Poisson rates v1",
        n=y1 + y2,
        period=period,
        coverage=coverage,
        interval=_exact(y1, e1, y2, e2, tail) if ratio is not None else None,
        before=(y1, e1),
        after=(y2, e2),
        ratio_before=y1 / e1,
        ratio_after=y2 / e2 if e2 > 0 else None,
        without_plan=shape / rate * e2,
        without_plan_range=(int(forecast.ppf(tail)), int(forecast.ppf(1 - tail))) if forecast else (0, 0),
        probability=float(forecast.cdf(y2)) if forecast else 1.0,
        rate_ratio=ratio,
        fall_expected=1 - (shape / rate) / (y1 / e1) if y1 else None,
        fall_seen=1 - ratio if ratio is not None else None,
    )


def _exact(y1: int, e1: float, y2: int, e2: float, tail: float) -> tuple[float, float]:
    """Clopper and Pearson's interval for the share of events that came after, as a ratio of rates."""
    low = float(stats.beta.ppf(tail, y2, y1 + 1)) if y2 else 0.0
    high = float(stats.beta.ppf(1 - tail, y2 + 1, y1))
    return low / (1 - low) * e1 / e2, high / (1 - high) * e1 / e2
