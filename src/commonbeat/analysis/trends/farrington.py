"""The Farrington alarm and Noufaily's revision of it, for all series of a city in one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.results import Result
from commonbeat.analysis.trends.farrington_fit import Block, Design, Fit, anscombe, fit, outbreak_weights
from commonbeat.analysis.trends.references import build_design
from commonbeat.analysis.trends.thresholds import Bounds, delta_bounds, negative_binomial_bounds

Array = NDArray[np.float64]
Threshold = Literal["delta", "nbPlugin", "muan"]
LEAST_KNOWN = 0.5  # share of the reference weeks that must hold data; with fewer a trend runs away
CHUNK = 128  # series at a time, so that a block of weeks stays in the processor's cache


@dataclass(frozen=True, kw_only=True)
class FarringtonRules:
    """Choices of the method; the names in brackets are those of R's `farringtonFlexible`.

    Attributes:
        years: Earlier years looked at (b).
        half_window: Weeks on either side of the same week that count as its season (w).
        reweight: Let past outbreaks count less (reweight).
        outbreak: Anscombe residual beyond which a past week loses weight (weightsThreshold).
        alpha: One-sided level of the bound (alpha).
        trend: Allow a trend over time (trend).
        trend_p: Keep the trend when its p value is below this; 1 keeps it always (pThresholdTrend).
        least: Fewest events, and in how many latest weeks, for a series to be judged (limit54).
        power: Scale of the "delta" bound (powertrans).
        seasons: Seasons of the year in the model, 1 for none (noPeriods).
        left_out: Latest weeks never used as history; None for `half_window` (pastWeeksNotIncluded).
        threshold: "delta", "nbPlugin" or "muan" (thresholdMethod).
        variance: "flexible" takes the standard error of the mean as `farringtonFlexible` does; "plain" uses the
            model's dispersion, as the paper of 1996 and R's older `farrington` do.
        period: Weeks in a year when no dates are given (freq).
    """

    years: int = 5
    half_window: int = 3
    reweight: bool = True
    outbreak: float = 2.58
    alpha: float = 0.05
    trend: bool = True
    trend_p: float = 0.05
    least: tuple[float, int] = (5, 4)
    power: Literal["none", "1/2", "2/3"] = "2/3"
    seasons: int = 1
    left_out: int | None = None
    threshold: Threshold = "delta"
    variance: Literal["flexible", "plain"] = "flexible"
    period: int = 52


ORIGINAL_1996 = FarringtonRules(years=4, outbreak=1.0, alpha=0.1)
NOUFAILY_2013 = FarringtonRules(
    years=4, alpha=0.1, trend_p=1.0, seasons=10, left_out=26, threshold="nbPlugin"
)


@dataclass(frozen=True, kw_only=True)
class FarringtonResult(Result):
    """Answers by series (rows) and judged week (columns); not-a-number where a series was not judged.

    Attributes:
        weeks: Column index of each judged week in the counts given.
        observed: Counts seen.
        expected: Counts expected from the reference weeks.
        lower: Lower bound.
        upper: Upper bound; a count above it raises the alarm.
        alarm: True where the count is above its bound, is not 0 and enough events happened lately.
        p: Probability of this count or more.
        score: (count - expected) / (upper - expected); above 1 is beyond the bound.
        dispersion: Variance over mean of the reference weeks, at least 1.
        slope: Trend a week on the log scale where it was kept, else not-a-number.
        failed: True where the model could not be fitted or half of the reference weeks are unknown.
    """

    weeks: NDArray[np.int64]
    observed: Array
    expected: Array
    lower: Array
    upper: Array
    alarm: NDArray[np.bool_]
    p: Array
    score: Array
    dispersion: Array
    slope: Array
    failed: NDArray[np.bool_]
    rules: FarringtonRules


def farrington(
    counts: ArrayLike,
    rules: FarringtonRules = NOUFAILY_2013,
    *,
    at: Sequence[int] | NDArray[np.int64] | None = None,
    dates: ArrayLike | None = None,
    population: ArrayLike | None = None,
) -> FarringtonResult:
    """Compare weeks with the same season of earlier years, past outbreaks counted less.

    For each judged week a quasi-Poisson model log(mean) = season + slope * time (+ log population) is fitted to the
    reference weeks, fitted again with past outbreaks weighted down by their Anscombe residuals, and fitted a third
    time without the slope where it is not significant, would extrapolate above everything seen, or rests on
    under three years. The bound then follows `rules.threshold`.

    Args:
        counts: Weekly counts, one row a series, oldest first; not-a-number marks unknown weeks. A series with under half
            of its reference weeks known is not judged.
        rules: Choices of the method: `NOUFAILY_2013`, `ORIGINAL_1996` or your own.
        at: Columns to judge; None for the last one.
        dates: Day of each column (same weekday), to find the same week of earlier years by the calendar;
            without it a year is 52 columns.
        population: Exposure of each column or of each cell, above 0, taken as an offset.

    Returns:
        Bounds, alarms, tails and scores by series and judged week.

    Raises:
        ImpossibleInput: A count is negative, shapes disagree, a rule makes no sense or the history is too short.

    References:
        Farrington, Andrews, Beale and Catchpole 1996, JRSS A 159: 547-563. Noufaily, Enki, Farrington, Garthwaite,
        Andrews and Charlett 2013, Statistics in Medicine 32: 1206-1222. Rules as in Hoehle 2007 and Salmon,
        Schumacher and Hoehle 2016, Journal of Statistical Software 70(10).
    """
    table = _checked_counts(counts)
    _check_rules(rules)
    days = _checked_dates(dates, table.shape[1])
    logs = _checked_population(population, table.shape)
    weeks = _checked_weeks(at, table.shape[1])
    designs = [_design(int(week), rules, days) for week in weeks]
    chunks = []
    for low in range(0, table.shape[0], CHUNK):
        some = slice(low, low + CHUNK)
        part = None if logs is None else logs[some]
        judged = [
            _judge(table[some], int(week), design, rules, part)
            for week, design in zip(weeks, designs, strict=True)
        ]
        chunks.append({name: np.stack([one[name] for one in judged], axis=1) for name in judged[0]})
    found = {name: np.concatenate([chunk[name] for chunk in chunks]) for name in chunks[0]}
    failed = np.isnan(found["log_mean"])
    sentences = []
    if failed.any():
        sentences.append(
            f"{int(failed.sum())} of {failed.size} weeks are not judged: too many reference weeks are without data, "
            "or the model could not be fitted."
        )
    return FarringtonResult(
        method=_name(rules),
        n=int(table.shape[0] * weeks.size),
        period="" if days is None else f"{days[weeks[0]]} to {days[weeks[-1]]}",
        coverage=1 - 2 * rules.alpha,
        warnings=tuple(sentences),
        weeks=weeks,
        observed=table[:, weeks],
        expected=found["expected"],
        lower=found["lower"],
        upper=found["upper"],
        alarm=found["alarm"] > 0,
        p=found["p"],
        score=found["score"],
        dispersion=found["dispersion"],
        slope=found["slope"],
        failed=failed,
        rules=rules,
    )


def _name(rules: FarringtonRules) -> str:
    family = "Farrington flexible (Noufaily et al. 2013)" if rules.seasons > 1 else "Farrington et al. 1996"
    return f"{family}, {rules.threshold} bound, {rules.years} years, +-{rules.half_window} weeks, v1"


def _design(week: int, rules: FarringtonRules, days: NDArray[np.datetime64] | None) -> Design:
    return build_design(
        week,
        years=rules.years,
        half_window=rules.half_window,
        seasons=rules.seasons,
        left_out=rules.half_window if rules.left_out is None else rules.left_out,
        period=rules.period,
        dates=days,
    )


def _judge(
    table: Array, week: int, design: Design, rules: FarringtonRules, logs: Array | None
) -> dict[str, Array]:
    """One judged week of some series."""
    size, y = table.shape[0], table[:, week]
    block = Block.of(table[:, design.columns], None if logs is None else logs[:, design.columns])
    thin = block.known.mean(axis=1) < LEAST_KNOWN
    offset = np.zeros(size) if logs is None else logs[:, week]
    eta, se, phi, slope = (np.full(size, np.nan) for _ in range(4))
    rest = np.arange(size)
    if rules.trend:
        kept, values = _with_trend(block, design, rules, offset)
        eta[kept], se[kept], phi[kept], slope[kept] = (v[kept] for v in values)
        rest = np.flatnonzero(~kept)
    if rest.size:
        model, used, phi_now = _robust(block.take(rest), design, rules, trend=False)
        eta[rest], se[rest] = _forecast(model, block.take(rest), design, rules, used, phi_now, offset[rest])
        phi[rest] = np.where(model.converged, phi_now, np.nan)
        eta[rest] = np.where(model.converged, eta[rest], np.nan)
    eta[thin] = np.nan
    return _answer(table, week, y, eta, se, phi, slope, rules)


def _with_trend(
    block: Block, design: Design, rules: FarringtonRules, offset: Array
) -> tuple[NDArray[np.bool_], tuple[Array, Array, Array, Array]]:
    """Models with a trend, and for which series it is kept."""
    model, used, phi = _robust(block, design, rules, trend=True)
    scale = _scale(model, block, rules, used, phi, plain_variance=False)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        t = model.slope / np.sqrt(scale / model.spread)
        p = 2 * special.stdtr(model.freedom, -np.abs(t))
        eta, se = _forecast(model, block, design, rules, used, phi, offset)
        largest = np.where(block.known, block.y, -np.inf).max(axis=1)
        kept = model.converged & (p < rules.trend_p) & (np.exp(eta) <= largest) & (rules.years >= 3)
    return kept, (eta, se, phi, model.slope)


def _robust(block: Block, design: Design, rules: FarringtonRules, *, trend: bool) -> tuple[Fit, Array, Array]:
    """A fit and, when asked for, a second with past outbreaks counted less; weights and dispersion."""
    plain = block.known.astype(float)
    model = fit(block, design, plain, trend=trend)
    phi = np.fmax(model.dispersion, 1.0)
    if not rules.reweight:
        return model, plain, phi
    first = model.converged
    used = outbreak_weights(anscombe(block, model, design, phi), block.known, rules.outbreak)
    used = np.where(first[:, None], used, plain)
    model = fit(block, design, used, trend=trend)
    # As in the reference, it is the first fit that must settle.
    model.converged = first & np.isfinite(model.level).all(axis=1)
    return model, used, np.fmax(model.dispersion, 1.0)


def _scale(
    model: Fit, block: Block, rules: FarringtonRules, used: Array, phi: Array, *, plain_variance: bool
) -> Array:
    """Dispersion that goes into standard errors."""
    if rules.variance == "flexible" and rules.reweight:
        return model.scale(block, used)
    return phi if plain_variance else model.dispersion


def _forecast(
    model: Fit, block: Block, design: Design, rules: FarringtonRules, used: Array, phi: Array, offset: Array
) -> tuple[Array, Array]:
    """Log mean of the judged week and its standard error."""
    eta, variance = model.predict(design, offset)
    plain = rules.variance == "plain"
    with np.errstate(invalid="ignore"):
        return eta, np.sqrt(_scale(model, block, rules, used, phi, plain_variance=plain) * variance)


def _answer(
    table: Array, week: int, y: Array, eta: Array, se: Array, phi: Array, slope: Array, rules: FarringtonRules
) -> dict[str, Array]:
    """Bounds and alarms from the forecast."""
    with np.errstate(over="ignore", invalid="ignore"):
        mean = np.exp(eta)
        bounds: Bounds
        if rules.threshold == "delta":
            bounds = delta_bounds(mean, se * mean, phi, y, alpha=rules.alpha, power=rules.power)
        else:
            bounds = negative_binomial_bounds(eta, se, phi, y, alpha=rules.alpha, method=rules.threshold)
        cases, span = rules.least
        recent = table[:, max(0, week - span + 1) : week + 1].sum(axis=1)
        enough = recent >= cases
        alarm = enough & (bounds.score > 1) & (y > 0)
    blank = np.where(enough, 0.0, np.nan)
    return {
        "expected": mean + blank,
        "lower": bounds.lower + blank,
        "upper": bounds.upper + blank,
        "alarm": alarm.astype(float),
        "p": bounds.p,
        "score": bounds.score,
        "dispersion": phi,
        "slope": slope,
        "log_mean": eta,
    }


def _checked_counts(counts: ArrayLike) -> Array:
    table = np.atleast_2d(np.asarray(counts, dtype=float))
    if table.ndim != 2 or table.size == 0:
        raise ImpossibleInput("Counts must be a table with one row a series and one column a week.")
    if (table < 0).any() or np.isinf(table).any():
        raise ImpossibleInput("Counts cannot be negative or infinite.")
    return table


def _check_rules(rules: FarringtonRules) -> None:
    if rules.years < 1 or rules.half_window < 0 or rules.seasons < 1 or rules.period < 2:
        raise ImpossibleInput(
            "Years, seasons and weeks in a year must be positive and the half window not negative."
        )
    if not 0 < rules.alpha < 0.5:
        raise ImpossibleInput("The level alpha must lie between 0 and 0.5.")
    if rules.threshold not in ("delta", "nbPlugin", "muan"):
        raise ImpossibleInput(
            f'The threshold must be "delta", "nbPlugin" or "muan", not {rules.threshold!r}.'
        )
    if not rules.outbreak > 0 or not 0 < rules.trend_p <= 1:
        raise ImpossibleInput(
            "The outbreak threshold must be positive and the trend's p value lie in (0, 1]."
        )
    if rules.least[0] < 0 or rules.least[1] <= 0:
        raise ImpossibleInput("Fewest events cannot be negative and must be counted over at least one week.")
    if rules.left_out is not None and rules.left_out < 0:
        raise ImpossibleInput("The number of weeks left out cannot be negative.")


def _checked_dates(dates: ArrayLike | None, weeks: int) -> NDArray[np.datetime64] | None:
    if dates is None:
        return None
    days = np.asarray(dates, dtype="datetime64[D]")
    if days.shape != (weeks,):
        raise ImpossibleInput("One date is needed for each week of counts.")
    if (np.diff(days).astype(int) != 7).any():
        raise ImpossibleInput("Dates must follow each other every seven days.")
    return days


def _checked_population(population: ArrayLike | None, shape: tuple[int, ...]) -> Array | None:
    if population is None:
        return None
    people = np.broadcast_to(np.asarray(population, dtype=float), shape)
    if not (people > 0).all():
        raise ImpossibleInput("Population must be above 0 everywhere.")
    return np.asarray(np.log(people), dtype=float)


def _checked_weeks(at: Sequence[int] | NDArray[np.int64] | None, weeks: int) -> NDArray[np.int64]:
    wanted = np.array([weeks - 1]) if at is None else np.atleast_1d(np.asarray(at, dtype=np.int64))
    if wanted.size == 0 or (wanted < 0).any() or (wanted >= weeks).any():
        raise ImpossibleInput(f"Weeks to judge must be columns of the counts, 0 to {weeks - 1}.")
    return wanted.astype(np.int64)
