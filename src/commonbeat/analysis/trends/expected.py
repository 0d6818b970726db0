"""The range in which a count was to be expected, from the series' own history.

Every series is treated at once as a row of a matrix, so 1,200 series cost little more than one. The
predictive distribution is negative binomial with the mean of the baseline and the variance
``phi * mean * (1 + 1/n)``: overdispersion ``phi`` (never under 1) for the week itself, plus what is not
known about the mean. Quantiles and tails come from that distribution directly, as in the threshold of
Noufaily et al. 2013 (Statistics in Medicine 32: 1206-1222).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.results import Result

SEASONAL = "season and level, negative binomial range v1"
RECENT = "recent level, negative binomial range v1"
SHORT = "short history, wide negative binomial range v1"
UNTESTED = "history too short, not tested"

YEAR = 52
HALF_YEAR = 26
SEASON_HALF_WIDTH = 3
SHRINK = 30.0  # events: a season factor built on fewer is pulled more than half way to 1
OUTLIER = 2.58  # standardised residual from which a past week loses weight (Noufaily et al. 2013)
Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Expectation(Result):
    """One series: what was seen, what was expected and how unusual that is."""

    count: float
    expected: float
    p_high: float
    p_low: float
    dispersion: float


@dataclass(frozen=True, kw_only=True)
class ExpectedRanges(Result):
    """Many series at once; all arrays have one entry a series and not-a-number where not tested."""

    count: Array
    expected: Array
    lower: Array
    upper: Array
    p_high: Array
    p_low: Array
    dispersion: Array
    weeks: NDArray[np.int64]
    methods: tuple[str, ...]
    notes: tuple[str, ...]

    def one(self, index: int) -> Expectation:
        """The answer for one series as a result of its own."""
        low, high = float(self.lower[index]), float(self.upper[index])
        note = self.notes[index]
        return Expectation(
            method=self.methods[index],
            n=int(self.weeks[index]),
            period=self.period,
            interval=(low, high) if np.isfinite(low) else None,
            coverage=self.coverage,
            warnings=(note,) if note else (),
            count=float(self.count[index]),
            expected=float(self.expected[index]),
            p_high=float(self.p_high[index]),
            p_low=float(self.p_low[index]),
            dispersion=float(self.dispersion[index]),
        )


def expected_range(history: ArrayLike, current: ArrayLike, *, coverage: float = 0.95) -> ExpectedRanges:
    """Expected range of the current week for each of many weekly series.

    The method follows the length of the history and is named for each series: 104 weeks or more, the
    mean of the last 26 weeks times a season factor (same weeks +-3 of earlier years over the half year
    before each); 26 to 103 weeks, the mean of the last 26, or of the last 8 when the level has moved; 8
    to 25 weeks, the mean of all with a wider range; fewer, no test.

    Args:
        history: Weekly counts, one row a series, oldest first, the current week left out. Not-a-number
            marks weeks without data; only the unbroken run up to the latest week counts as history.
        current: Count of the current week for each row.
        coverage: Nominal coverage of the range.

    Returns:
        Means, ranges and one-sided tail probabilities (count or more, count or fewer).

    Raises:
        ImpossibleInput: Shapes do not agree, a count is negative or the coverage is not between 0 and 1.
    """
    past, now = _checked(history, current, coverage)
    weeks = _usable_weeks(past)
    series = past.shape[0]
    mean, phi = np.full(series, np.nan), np.full(series, np.nan)
    strength = np.full(series, np.nan)
    methods, notes = np.full(series, UNTESTED, dtype=object), np.full(series, "", dtype=object)
    notes[weeks < 8] = "History too short: under 8 weeks, so not tested."
    for label, chosen, fit in (
        (SHORT, (weeks >= 8) & (weeks < HALF_YEAR), _fit_short),
        (RECENT, (weeks >= HALF_YEAR) & (weeks < 2 * YEAR), _fit_recent),
        (SEASONAL, weeks >= 2 * YEAR, _fit_seasonal),
    ):
        if chosen.any():
            mean[chosen], phi[chosen], strength[chosen], notes[chosen] = fit(past[chosen], weeks[chosen])
            methods[chosen] = label
    variance = phi * mean * (1 + 1 / strength)
    lower, upper, high, low = _predict(mean, variance, now, coverage)
    return ExpectedRanges(
        method="expected range v1",
        n=series,
        coverage=coverage,
        count=now,
        expected=mean,
        lower=lower,
        upper=upper,
        p_high=high,
        p_low=low,
        dispersion=phi,
        weeks=weeks,
        methods=tuple(methods),
        notes=tuple(notes),
    )


def range_from_periods(
    prior: ArrayLike, current: float, *, dispersion: float = 1.0, coverage: float = 0.95
) -> Expectation:
    """Expected range of one count from the same period of earlier years.

    Args:
        prior: Counts of the same period in up to three earlier years, at least one.
        current: Count of the period now.
        dispersion: Variance over mean of such counts; the larger of this and what `prior` shows is used.
        coverage: Nominal coverage of the range.

    Raises:
        ImpossibleInput: No earlier year is given, or a count is negative.
    """
    past = np.asarray(prior, dtype=float)
    if past.size == 0 or (past < 0).any() or current < 0:
        raise ImpossibleInput("At least one earlier count is needed, and none may be negative.")
    mean = max(float(past.mean()), 0.5 / past.size)
    own = float(past.var(ddof=1) / mean) if past.size > 1 else 1.0
    phi = max(1.0, dispersion, own)
    variance = np.array([phi * mean * (1 + 1 / past.size)])
    lower, upper, high, low = _predict(np.array([mean]), variance, np.array([float(current)]), coverage)
    note = "Only one earlier year: the range is wide." if past.size == 1 else ""
    return Expectation(
        method="same period of earlier years, negative binomial range v1",
        n=past.size,
        interval=(float(lower[0]), float(upper[0])),
        coverage=coverage,
        warnings=(note,) if note else (),
        count=float(current),
        expected=mean,
        p_high=float(high[0]),
        p_low=float(low[0]),
        dispersion=phi,
    )


def _checked(history: ArrayLike, current: ArrayLike, coverage: float) -> tuple[Array, Array]:
    past = np.atleast_2d(np.asarray(history, dtype=float))
    now = np.atleast_1d(np.asarray(current, dtype=float))
    if past.shape[0] != now.size:
        raise ImpossibleInput(f"{past.shape[0]} histories but {now.size} current counts.")
    if (past < 0).any() or (now < 0).any():
        raise ImpossibleInput("Counts cannot be negative.")
    if not 0 < coverage < 1:
        raise ImpossibleInput("Coverage must lie between 0 and 1.")
    return past, now


def _usable_weeks(past: Array) -> NDArray[np.int64]:
    """Length of the unbroken run of known weeks that ends with the latest week."""
    if past.shape[1] == 0:
        return np.zeros(past.shape[0], dtype=np.int64)
    known = np.isfinite(past)[:, ::-1]
    run: NDArray[np.int64] = np.where(known.all(axis=1), past.shape[1], np.argmin(known, axis=1))
    return run


def _weighted_level(block: Array, known: NDArray[np.bool_]) -> tuple[Array, Array, Array]:
    """Mean and dispersion of each row, past outbreaks counted less; also the effective weeks.

    Anscombe residuals beyond 2.58 are weighted down by their square, in two passes, so that last
    month's burst does not hide this month's.
    """
    filled = np.where(known, block, 0.0)
    weight = known.astype(float)
    total = weight.sum(axis=1)
    for _ in range(2):
        mean = np.maximum((weight * filled).sum(axis=1) / weight.sum(axis=1), 0.5 / total)
        phi = _dispersion(filled, weight, mean)
        score = 1.5 * (filled ** (2 / 3) - mean[:, None] ** (2 / 3)) / mean[:, None] ** (1 / 6)
        score /= np.sqrt(phi)[:, None]
        weight = np.where(known, np.where(score > OUTLIER, 1 / np.maximum(score, OUTLIER) ** 2, 1.0), 0.0)
    mean = np.maximum((weight * filled).sum(axis=1) / weight.sum(axis=1), 0.5 / total)
    return mean, _dispersion(filled, weight, mean), weight.sum(axis=1)


def _dispersion(filled: Array, weight: Array, mean: Array) -> Array:
    """Pearson variance over mean of each row, at least 1."""
    squares = (weight * (filled - mean[:, None]) ** 2 / mean[:, None]).sum(axis=1)
    phi: Array = np.maximum(1.0, squares / np.maximum(weight.sum(axis=1) - 1, 1.0))
    return phi


Fit = tuple[Array, Array, Array, NDArray[np.object_]]


def _fit_short(past: Array, weeks: NDArray[np.int64]) -> Fit:
    """8 to 25 weeks: mean of all, dispersion raised because it rests on so few weeks."""
    width = min(HALF_YEAR, past.shape[1])
    block = past[:, -width:]
    known = np.arange(width)[None, :] >= width - weeks[:, None]
    mean, phi, strength = _weighted_level(block, known)
    note = np.array(
        [f"Only {int(w)} weeks of history: no season, and a wider range." for w in weeks], dtype=object
    )
    return mean, phi * (1 + 4 / strength), strength, note


def _fit_recent(past: Array, weeks: NDArray[np.int64]) -> Fit:
    """26 to 103 weeks: the last half year, or its last 8 weeks when the level has moved."""
    block = past[:, -HALF_YEAR:]
    known = np.ones(block.shape, dtype=bool)
    mean, phi, strength = _weighted_level(block, known)
    late, early = known[:, -8:], known[:, :-8]
    late_mean, _, late_strength = _weighted_level(block[:, -8:], late)
    early_mean, _, _ = _weighted_level(block[:, :-8], early)
    spread = np.sqrt(phi * mean * (1 / 8 + 1 / 18))
    above = (block[:, -8:] > early_mean[:, None]).sum(axis=1)
    # One loud week is an outbreak; a new level shows in nearly all of the eight.
    moved = (np.abs(late_mean - early_mean) > OUTLIER * spread) & ((above >= 7) | (above <= 1))
    note = np.full(weeks.size, "Under two years of history: the season is not taken out.", dtype=object)
    note[moved] = "The level moved in the last two months, so the last 8 weeks are the yardstick."
    return np.where(moved, late_mean, mean), phi, np.where(moved, late_strength, strength), note


def _fit_seasonal(past: Array, weeks: NDArray[np.int64]) -> Fit:
    """104 weeks or more: the last half year times what this season was in earlier years."""
    block = past[:, -HALF_YEAR:]
    level, phi, strength = _weighted_level(block, np.ones(block.shape, dtype=bool))
    seen, base = np.zeros(level.size), np.zeros(level.size)
    end = past.shape[1]
    years = int(min(5, (end + SEASON_HALF_WIDTH) // YEAR))
    for year in range(1, years + 1):
        centre = end - YEAR * year
        start = centre - SEASON_HALF_WIDTH - HALF_YEAR
        usable = (start >= 0) & (end - weeks <= start)
        if not usable.any():
            continue
        season = past[:, centre - SEASON_HALF_WIDTH : centre + SEASON_HALF_WIDTH + 1]
        before = past[:, start : centre - SEASON_HALF_WIDTH]
        seen += np.where(usable, season.sum(axis=1), 0.0)
        base += np.where(usable, before.mean(axis=1) * season.shape[1], 0.0)
    factor = (seen + SHRINK) / (base + SHRINK)
    # The factor is known as well as the counts behind it; that doubt is added to the mean's own.
    doubt = phi * (1 / (seen + SHRINK) + 1 / (base + SHRINK)) * level * factor
    mean = level * factor
    effective = 1 / (1 / strength + doubt / phi)
    note = np.full(weeks.size, "", dtype=object)
    return mean, phi, effective, note


def _predict(mean: Array, variance: Array, now: Array, coverage: float) -> tuple[Array, Array, Array, Array]:
    """Range and tails of a negative binomial with this mean and variance (Poisson when they are equal)."""
    low, high, above, below = (np.full(mean.shape, np.nan) for _ in range(4))
    ok = np.isfinite(mean)
    if not ok.any():
        return low, high, above, below
    m = mean[ok]
    size = m**2 / np.maximum(variance[ok] - m, 1e-9 * m)
    share = size / (size + m)
    tail = (1 - coverage) / 2
    low[ok] = stats.nbinom.ppf(tail, size, share)
    high[ok] = stats.nbinom.ppf(1 - tail, size, share)
    above[ok] = stats.nbinom.sf(now[ok] - 1, size, share)
    below[ok] = stats.nbinom.cdf(now[ok], size, share)
    return low, high, above, below
