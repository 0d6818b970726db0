"""Veil of darkness: are fewer drivers of a group stopped when it is too dark to see who is driving?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from commonbeat.analysis.disparities.binomial import BinomialFit, fit_binomial
from commonbeat.analysis.disparities.cells import VeilCells
from commonbeat.analysis.disparities.intervals import wilson
from commonbeat.analysis.disparities.rates import Rate
from commonbeat.analysis.disparities.splines import Knots, ns_basis, ns_knots
from commonbeat.analysis.disparities.tally import SMALLEST_SHOWN, hide_small
from commonbeat.analysis.disparities.wording import VEIL_LIMITS, DisparityError, Limit
from commonbeat.analysis.results import Result

FEWEST_STOPS = 100
"""Stops in the window below which the answer carries a warning."""


@dataclass(frozen=True, kw_only=True)
class VeilOfDarkness(Result):
    """Answer of the veil-of-darkness test. `interval` is that of the log odds coefficient.

    Attributes:
        coefficient: Log odds ratio of darkness: below zero, the group's share is lower after dark.
        error: Standard error of it.
        p: Two-sided p value (Wald).
        daylight_odds_ratio: exp(-coefficient): above 1, the group is stopped relatively more in daylight.
        daylight_odds_interval: Interval of that ratio.
        deviance: -2 log likelihood of the single stops.
        group: Group compared.
        reference: The other group.
        knots: Knots of the clock-time spline.
        districts: Number of districts with an effect of their own; 0 without.
        shares: Share of the group by light ("light", "dark"), all districts and each district, small ones hidden.
        limits: Sentences to print beside the figure.
        variant: Which days were used.
    """

    coefficient: float
    error: float
    p: float
    daylight_odds_ratio: float
    daylight_odds_interval: tuple[float, float]
    deviance: float
    group: str
    reference: str
    knots: Knots
    districts: int
    shares: tuple[Rate, ...]
    limits: tuple[Limit, ...]
    variant: str


def veil_of_darkness(
    cells: VeilCells,
    *,
    df: int = 6,
    knots: Knots | None = None,
    by_district: bool = True,
    minimum: int = SMALLEST_SHOWN,
    coverage: float = 0.95,
) -> VeilOfDarkness:
    """Logistic regression of the group on darkness, with clock time and district held fixed.

    logit P(group) = a + b * dark + ns(minute, df) + district effects, on counted cells. The coefficient b and
    its standard error are those of a row-by-row fit (Grogger and Ridgeway, J. Am. Stat. Assoc. 101, 2006;
    clock-time splines as in Pierson and others, Nature Human Behaviour 4, 2020).

    Args:
        cells: From `veil_cells` or `cells_from_counts`.
        df: Degrees of freedom of the clock-time spline.
        knots: Knots to use instead of R's choice from the data.
        by_district: Whether districts get an effect each, when the cells have districts.
        minimum: Smallest count shown in `shares`.
        coverage: Nominal coverage of intervals.

    Raises:
        DisparityError: Only light or only dark stops, only one group, or too few distinct minutes for the spline.
    """
    if not 0 < coverage < 1:
        raise DisparityError("Coverage must lie between 0 and 1.")
    used, factors, warnings = _usable(cells, by_district)
    n, k, dark = cells.stops[used], cells.of_group[used], cells.dark[used]
    if n.sum() == 0 or k.sum() == 0 or k.sum() == n.sum():
        raise DisparityError("Both groups must be stopped in the window, in at least one district.")
    if n[dark].sum() == 0 or n[~dark].sum() == 0:
        raise DisparityError("There must be stops in light and in darkness.")
    if np.unique(cells.minute[used][n > 0]).size <= df:
        raise DisparityError("Too few different clock minutes for the spline.")
    # Knots rest on all stops, also those of districts left out of the fit, as R places them.
    placed = knots or ns_knots(cells.minute, df, cells.stops)
    columns = [np.ones((n.size, 1)), dark[:, None].astype(float), ns_basis(cells.minute[used], placed)]
    columns += [_dummies(factor) for factor in factors]
    fit = fit_binomial(np.hstack(columns), k.astype(float), n.astype(float))
    return _answer(cells, fit, placed, factors, n, warnings, minimum, coverage)


def _answer(
    cells: VeilCells,
    fit: BinomialFit,
    knots: Knots,
    factors: list[NDArray[np.str_]],
    used: NDArray[np.int64],
    warnings: tuple[str, ...],
    minimum: int,
    coverage: float,
) -> VeilOfDarkness:
    """The result from the fit, with its warnings."""
    b, error = float(fit.coefficients[1]), float(fit.errors[1])
    half = float(stats.norm.isf((1 - coverage) / 2)) * error
    total = int(used.sum())
    if total < FEWEST_STOPS:
        warnings += (f"Only {total} stops lie in the window; the figure is very uncertain.",)
    if not fit.converged:
        warnings += ("The fit did not settle; do not use the figure.",)
    return VeilOfDarkness(
        method="veil of darkness, natural splines and binomial cells v1",
        n=total,
        period=cells.period,
        interval=(b - half, b + half),
        coverage=coverage,
        warnings=warnings,
        coefficient=b,
        error=error,
        p=float(2 * stats.norm.sf(abs(b / error))),
        daylight_odds_ratio=math.exp(-b),
        daylight_odds_interval=(math.exp(-b - half), math.exp(-b + half)),
        deviance=fit.deviance,
        group=cells.group,
        reference=cells.reference,
        knots=knots,
        districts=np.unique(factors[0]).size if factors and np.unique(cells.district).size > 1 else 0,
        shares=_shares(cells, minimum, coverage),
        limits=VEIL_LIMITS,
        variant=cells.variant,
    )


def _usable(
    cells: VeilCells, by_district: bool
) -> tuple[NDArray[np.bool_], list[NDArray[np.str_]], tuple[str, ...]]:
    """Cells that can inform the fit, and the factors with an effect.

    A district or season in which only one group was stopped tells nothing about darkness: its own effect
    would run to infinity and leave the other coefficients as they are without it.
    """
    used = cells.stops > 0
    names = [cells.district] if by_district and np.unique(cells.district).size > 1 else []
    names += [cells.season] if np.unique(cells.season).size > 1 else []
    silent = 0
    for factor in names:
        levels, code = np.unique(factor, return_inverse=True)
        n = np.bincount(code, cells.stops * used, minlength=levels.size)
        k = np.bincount(code, cells.of_group * used, minlength=levels.size)
        mute = (n > 0) & ((k == 0) | (k == n))
        silent += int(mute.sum())
        used &= ~mute[code]
    warnings = (
        (f"{silent} districts or seasons with stops of only one group are left out.",) if silent else ()
    )
    return used, [factor[used] for factor in names], warnings


def _dummies(factor: NDArray[np.str_]) -> NDArray[np.float64]:
    """One column per level but the first."""
    levels, code = np.unique(factor, return_inverse=True)
    return np.asarray(code[:, None] == np.arange(1, levels.size), dtype=float)


def _shares(cells: VeilCells, minimum: int, coverage: float) -> tuple[Rate, ...]:
    """Share of the group in light and in darkness: all districts, then each."""
    levels, code = np.unique(cells.district, return_inverse=True)

    def count(part: NDArray[np.int64], mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(code[mask], part[mask], minlength=levels.size).astype(np.int64)

    counts = [(count(cells.of_group, mask), count(cells.stops, mask)) for mask in (~cells.dark, cells.dark)]
    totals = hide_small(
        np.array([k.sum() for k, _ in counts]), np.array([n.sum() for _, n in counts]), minimum
    )
    rows: list[Rate] = []
    for name, (k, n), total in zip(("light", "dark"), counts, totals, strict=True):
        rows.append(_share(name, "", int(k.sum()), int(n.sum()), bool(total), coverage))
        if levels.size > 1:
            hidden = hide_small(k, n, minimum) | total
            rows += [
                _share(name, str(level), int(k[j]), int(n[j]), bool(hidden[j]), coverage)
                for j, level in enumerate(levels)
            ]
    return tuple(rows)


def _share(name: str, place: str, k: int, n: int, hidden: bool, coverage: float) -> Rate:
    if hidden:
        return Rate(
            group=name, place=place, successes=None, trials=None, rate=None, interval=None, hidden=True
        )
    interval = wilson(k, n, coverage) if n else None
    return Rate(group=name, place=place, successes=k, trials=n, rate=k / n if n else None, interval=interval)
