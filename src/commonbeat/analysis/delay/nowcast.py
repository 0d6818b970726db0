"""How many events will a recent day have, once the late ones are in?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from commonbeat.analysis.delay.triangle import Days, ReportingTriangle
from commonbeat.analysis.refusal import refuse_unless
from commonbeat.analysis.results import Result

Array = NDArray[np.float64]
Method = Literal["lawless", "bayes", "bayes_notrunc"]
PRIOR = 0.1  # weight of each delay before any event is seen, as in the reference implementation


@dataclass(frozen=True, kw_only=True)
class Nowcast(Result):
    """Expected final counts of each period; the oldest periods are final and carry no doubt.

    Attributes:
        periods: First day of each period.
        reported: Events known by now.
        estimate: Events expected once all are in; not-a-number where nothing at all can be said yet.
        median: Middle of the distribution of the final count.
        lower: Lower end of the interval of each period.
        upper: Upper end.
        share_known: Share of a period's events expected to be known at its present age.
        delay_cdf: Share of events known after 0, 1, 2, ... periods.
    """

    periods: Days
    reported: Array
    estimate: Array
    median: Array
    lower: Array
    upper: Array
    share_known: Array
    delay_cdf: Array


def nowcast(
    triangle: ReportingTriangle,
    method: Method = "bayes",
    *,
    window: int | None = None,
    coverage: float = 0.95,
    draws: int = 4000,
    seed: int = 0,
) -> Nowcast:
    """Estimate final counts from how late events of the past became known.

    "lawless" (chain ladder): with g(x) the chance that an event known by delay x became known exactly then,
    g(x) = n(x) / N(x), the share known after d periods is F(d) = product of 1 - g(x) over x > d, the estimate is
    reported / F, and the interval is a normal one that begins at what is reported, with variance
    N (N + 1) Var(F) / F^4 + N (1 - F) / F^2. "bayes" draws each g(x) from its Beta posterior and the missing events from a negative
    binomial, N - reported ~ NB(reported + 1, F). "bayes_notrunc" takes the delays seen as if no late one were still to
    come, in closed form: quick, and a little too sure that events are complete.

    Args:
        triangle: Counts by period and delay.
        method: "lawless", "bayes" or "bayes_notrunc".
        window: Latest periods that delays are learnt from; None for all. Use it when recording habits change.
        coverage: Nominal coverage of the intervals.
        draws: Draws of "bayes".
        seed: Seed of those draws.

    Raises:
        ImpossibleInput: The method is unknown or an argument makes no sense.

    References:
        Lawless 1994, Canadian Journal of Statistics 22: 15-31. Hoehle and an der Heiden 2014, Biometrics 70: 993-1002.
    """
    refuse_unless(
        method in ("lawless", "bayes", "bayes_notrunc"),
        'The method must be "lawless", "bayes" or "bayes_notrunc".',
    )
    refuse_unless(0 < coverage < 1, "Coverage must lie between 0 and 1.")
    refuse_unless(draws >= 100, "At least 100 draws are needed.")
    refuse_unless(window is None or window >= 1, "The window must be at least one period.")
    new, total = _delay_counts(triangle.table, window)
    tail = (1 - coverage) / 2
    levels = (tail, 0.5, 1 - tail)
    age = np.minimum(np.arange(triangle.table.shape[0])[::-1], triangle.longest)
    reported = triangle.reported
    if method == "lawless":
        cdf, spread = _lawless_cdf(new, total)
        bands = _lawless_bands(reported, cdf[age], spread[age], levels)
    elif method == "bayes":
        samples = _posterior_cdf(new, total, draws, seed)
        cdf = samples.mean(axis=0)
        bands = _bayes_bands(reported, samples, age, triangle.longest, levels, seed)
    else:
        alpha = new + PRIOR
        cdf = np.cumsum(alpha) / alpha.sum()
        bands = _closed_bands(reported, alpha, age, triangle.longest, levels)
    share = cdf[age]
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = np.where(share > 0, reported / share, np.nan)
    final = age >= triangle.longest
    estimate = np.where(final, reported, estimate)
    lower, median, upper = (np.where(final, reported, band) for band in bands)
    return Nowcast(
        method=f"nowcast, {method}, delays up to {triangle.longest} periods of {triangle.step} days",
        n=triangle.n,
        period=triangle.period,
        coverage=coverage,
        warnings=(*triangle.warnings, *_sentences(share, new)),
        seed=seed if method == "bayes" else None,
        periods=triangle.periods,
        reported=reported,
        estimate=estimate,
        median=median,
        lower=lower,
        upper=upper,
        share_known=np.where(final, 1.0, share),
        delay_cdf=cdf,
    )


def _delay_counts(table: Array, window: int | None) -> tuple[Array, Array]:
    """Events with each delay, and events with that delay or less, over the periods that can show it."""
    size, width = table.shape
    oldest = 0 if window is None else max(0, size - 1 - window)
    new, total = np.zeros(width), np.zeros(width)
    running = np.cumsum(table, axis=1)
    for x in range(width):
        rows = slice(oldest, size - x)
        if size - x > oldest:
            new[x], total[x] = table[rows, x].sum(), running[rows, x].sum()
    return new, total


def _lawless_cdf(new: Array, total: Array) -> tuple[Array, Array]:
    """Share known after each delay, and the variance of that share."""
    with np.errstate(divide="ignore", invalid="ignore"):
        g = np.where(total > 0, new / total, 0.0)
        g[0] = 1.0
        piece = np.where((total > 0) & (g < 1), g / (total * (1 - g)), 0.0)
    after = np.append(np.cumprod((1 - g)[::-1])[::-1][1:], 1.0)
    doubt = np.append(np.cumsum(piece[::-1])[::-1][1:], 0.0)
    return after, after**2 * doubt


def _lawless_bands(reported: Array, share: Array, variance: Array, levels: tuple[float, ...]) -> list[Array]:
    """Whole-number quantiles of a normal distribution cut off half an event below what is reported."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = reported / share
        sd = np.sqrt(reported * (reported + 1) * variance / share**4 + reported * (1 - share) / share**2)
        below = special.ndtr((reported - 0.5 - mean) / sd)
        bands = []
        for level in levels:
            value = mean + sd * special.ndtri(below + level * (1 - below))
            bands.append(np.where(sd > 0, np.maximum(np.ceil(value - 0.5), reported), reported))
    return [np.where(share > 0, band, np.nan) for band in bands]


def _posterior_cdf(new: Array, total: Array, draws: int, seed: int) -> Array:
    """Draws of the share known after each delay; every g(x) has its own Beta posterior."""
    width = new.size
    alpha = new + PRIOR
    beta = (total - new) + PRIOR * np.arange(width)
    rng = np.random.default_rng(seed)
    kept = np.ones((draws, width))
    for x in range(1, width):
        kept[:, x] = 1 - rng.beta(alpha[x], max(beta[x], 1e-12), draws)
    after = np.cumprod(kept[:, ::-1], axis=1)[:, ::-1]
    return np.concatenate([after[:, 1:], np.ones((draws, 1))], axis=1)


def _bayes_bands(
    reported: Array,
    samples: Array,
    age: NDArray[np.int64],
    longest: int,
    levels: tuple[float, ...],
    seed: int,
) -> list[Array]:
    """Quantiles of the final count over the draws, one stream of random numbers a period."""
    bands = [reported.copy() for _ in levels]
    for row in np.flatnonzero(age < longest):
        rng = np.random.default_rng([seed, int(age[row]), 1])
        share = np.clip(samples[:, age[row]], 1e-9, 1.0)
        missing = rng.negative_binomial(reported[row] + 1, share)
        values = np.quantile(reported[row] + missing, levels, method="inverted_cdf")
        for band, value in zip(bands, values, strict=True):
            band[row] = value
    return bands


def _closed_bands(
    reported: Array, alpha: Array, age: NDArray[np.int64], longest: int, levels: tuple[float, ...]
) -> list[Array]:
    """Quantiles of reported + beta negative binomial(reported + 1; known, unknown)."""
    bands = [reported.copy() for _ in levels]
    known = np.cumsum(alpha)
    for row in np.flatnonzero(age < longest):
        a, b = known[age[row]], alpha.sum() - known[age[row]]
        r = reported[row] + 1
        most = int(stats.nbinom.ppf(1 - 1e-9, r, max(a / (a + b), 1e-3)) * 4) + 50
        k = np.arange(most)
        log_mass = (
            special.betaln(a + r, b + k)
            - special.betaln(a, b)
            + special.gammaln(r + k)
            - special.gammaln(r)
            - special.gammaln(k + 1)
        )
        reached = np.cumsum(np.exp(log_mass))
        for band, level in zip(bands, levels, strict=True):
            band[row] = reported[row] + int(np.searchsorted(reached, level, side="right"))
    return bands


def _sentences(share: Array, new: Array) -> tuple[str, ...]:
    notes = []
    if share.size and share[-1] < 0.5:
        notes.append(
            f"Only about {share[-1]:.0%} of the newest period is known yet: its estimate rests on little."
        )
    if new.sum() < 100:
        notes.append("Delays are learnt from under 100 events.")
    return tuple(notes)
