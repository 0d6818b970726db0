"""Control charts that add up small, lasting changes: CUSUM and EWMA."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.refusal import refuse_unless
from commonbeat.analysis.results import Result

Array = NDArray[np.float64]
Transform = Literal["rossi", "standard", "anscombe", "anscombe2nd", "pearsonNegBin", "none", "sd"]
_TRANSFORMS = ("rossi", "standard", "anscombe", "anscombe2nd", "pearsonNegBin", "none", "sd")


@dataclass(frozen=True, kw_only=True)
class ControlChart(Result):
    """A chart for each series (rows) and watched week (columns).

    Attributes:
        weeks: Column index of each watched week.
        statistic: Value drawn.
        limit: Value from which (CUSUM) or above which (EWMA) an alarm is raised, by watched week.
        alarm: True where it was.
        upper: Count that would have raised the alarm that week; not-a-number where no closed form exists.
        mean: Baseline mean of each series and watched week.
    """

    weeks: NDArray[np.int64]
    statistic: Array
    limit: Array
    alarm: NDArray[np.bool_]
    upper: Array
    mean: Array


def cusum(
    counts: ArrayLike,
    *,
    baseline: int,
    first: int | None = None,
    reference: float = 1.04,
    limit: float = 2.26,
    transform: Transform = "rossi",
    mean: ArrayLike | None = None,
    dispersion: float = 0.1,
) -> ControlChart:
    """Cumulative sum of standardised counts above a reference value.

    C_t = max(0, C_(t-1) + z_t - reference), alarm when C_t >= limit; the sum is not set back after an alarm. z is, with
    m the baseline mean: "rossi" (x - 3m + 2 sqrt(x m)) / (2 sqrt m); "standard" (x - m) / sqrt m; "anscombe"
    1.5 (x^(2/3) - m^(2/3)) / m^(1/6); "anscombe2nd" the same with the second-order mean; "pearsonNegBin"
    (x - m) / sqrt(m + dispersion m^2); "sd" (x - m) / sample standard deviation; "none" x.

    Args:
        counts: Weekly counts, one row a series, oldest first.
        baseline: Number of first columns that give the mean (and the standard deviation).
        first: First column watched; None for the one after the baseline.
        reference: Allowance k a week, in units of z.
        limit: Decision limit h.
        transform: How counts are standardised.
        mean: Means to use instead of the baseline's, one a series or one a series and watched week.
        dispersion: Negative binomial dispersion of "pearsonNegBin".

    Raises:
        ImpossibleInput: The baseline is empty, its mean is 0 or an argument makes no sense.

    References:
        Page 1954, Biometrika 41: 100-115; Rossi, Lampugnani and Marchi 1999, Statistics in Medicine 18: 2111-2122.
    """
    table, start = _checked(counts, baseline, first)
    refuse_unless(transform in _TRANSFORMS, f"The transform must be one of {', '.join(_TRANSFORMS)}.")
    refuse_unless(
        reference >= 0 and limit > 0, "The reference cannot be negative and the limit must be positive."
    )
    x = table[:, start:]
    m = _means(table, x, baseline, mean)
    refuse_unless(
        transform == "none" or bool((m > 0).all()),
        "A series with a baseline mean of 0 cannot be standardised.",
    )
    z = _standardise(x, m, transform, dispersion, table[:, :baseline])
    total = np.empty_like(z)
    carried = np.empty_like(z)
    now = np.zeros(z.shape[0])
    for week in range(z.shape[1]):
        carried[:, week] = now
        now = np.maximum(0.0, now + z[:, week] - reference)
        total[:, week] = now
    return ControlChart(
        method=f"CUSUM, {transform} transform, k = {reference:g}, h = {limit:g}",
        n=int(z.size),
        weeks=np.arange(start, table.shape[1]),
        statistic=total,
        limit=np.full(z.shape[1], float(limit)),
        alarm=total >= limit,
        upper=_reach(m, limit + reference - carried, transform, dispersion),
        mean=m,
    )


def ewma(
    counts: ArrayLike,
    *,
    baseline: int,
    first: int | None = None,
    weight: float = 0.3,
    width: float = 3.0,
) -> ControlChart:
    """Exponentially weighted moving average of standardised counts.

    E_t = weight z_t + (1 - weight) E_(t-1), z in sample standard deviations of the baseline, E_0 = 0; alarm when E_t is
    above width sqrt(weight / (2 - weight) (1 - (1 - weight)^(2t))).

    Args:
        counts: Weekly counts, one row a series, oldest first.
        baseline: Number of first columns that give mean and standard deviation, at least 2.
        first: First column watched; None for the one after the baseline.
        weight: Weight of the newest week, above 0 and at most 1.
        width: Width of the limit in standard deviations.

    Raises:
        ImpossibleInput: The baseline does not vary or an argument makes no sense.

    References:
        Roberts 1959, Technometrics 1: 239-250.
    """
    table, start = _checked(counts, baseline, first)
    refuse_unless(
        0 < weight <= 1 and width > 0, "The weight must lie in (0, 1] and the width must be positive."
    )
    x = table[:, start:]
    m = _means(table, x, baseline, None)
    z = _standardise(x, m, "sd", 0.0, table[:, :baseline])
    value = np.empty_like(z)
    now = np.zeros(z.shape[0])
    for week in range(z.shape[1]):
        now = weight * z[:, week] + (1 - weight) * now
        value[:, week] = now
    steps = np.arange(1, z.shape[1] + 1)
    limit = width * np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * steps)))
    return ControlChart(
        method=f"EWMA, weight {weight:g}, limit {width:g} standard deviations",
        n=int(z.size),
        weeks=np.arange(start, table.shape[1]),
        statistic=value,
        limit=limit,
        alarm=value > limit,
        upper=np.full(z.shape, np.nan),
        mean=m,
    )


def _checked(counts: ArrayLike, baseline: int, first: int | None) -> tuple[Array, int]:
    table = np.atleast_2d(np.asarray(counts, dtype=float))
    refuse_unless(table.ndim == 2 and table.size > 0, "Counts must be a table with one row a series.")
    refuse_unless(
        bool(np.isfinite(table).all()) and bool((table >= 0).all()), "Counts must be there and not negative."
    )
    refuse_unless(1 <= baseline <= table.shape[1], "The baseline must be at least one week of those given.")
    start = baseline if first is None else first
    refuse_unless(0 <= start < table.shape[1], "No week is left to watch.")
    return table, start


def _means(table: Array, x: Array, baseline: int, mean: ArrayLike | None) -> Array:
    if mean is None:
        given = table[:, :baseline].mean(axis=1)[:, None]
    else:
        given = np.asarray(mean, dtype=float)
        given = given[:, None] if given.ndim == 1 and given.size == table.shape[0] else given
        refuse_unless(bool(np.isfinite(given).all()), "Means must be finite numbers.")
    return np.broadcast_to(given, x.shape)


def _standardise(x: Array, m: Array, transform: Transform, dispersion: float, history: Array) -> Array:
    z: Array
    if transform == "none":
        z = x.copy()
    elif transform == "rossi":
        z = (x - 3 * m + 2 * np.sqrt(x * m)) / (2 * np.sqrt(m))
    elif transform == "standard":
        z = (x - m) / np.sqrt(m)
    elif transform == "anscombe":
        z = 1.5 * (np.cbrt(x) ** 2 - np.cbrt(m) ** 2) / m ** (1 / 6)
    elif transform == "anscombe2nd":
        z = 1.5 * (np.cbrt(x) ** 2 - (np.cbrt(m) ** 2 - 1 / (9 * np.cbrt(m)))) / m ** (1 / 6)
    elif transform == "pearsonNegBin":
        z = (x - m) / np.sqrt(m + dispersion * m**2)
    else:
        refuse_unless(history.shape[1] > 1, "A standard deviation needs a baseline of two weeks or more.")
        sd = history.std(axis=1, ddof=1)[:, None]
        refuse_unless(
            bool((sd > 0).all()), "A baseline that does not vary has no standard deviation to measure with."
        )
        z = (x - m) / sd
    return z


def _reach(m: Array, need: Array, transform: Transform, dispersion: float) -> Array:
    """Count whose z equals `need`, by inverting the transform; never below 0."""
    found: Array = np.full(m.shape, np.nan)
    if transform == "rossi":
        root = np.sqrt(m)
        found = (np.sqrt(np.maximum(4 * m + 2 * need * root, 0.0)) - root) ** 2
    elif transform == "standard":
        found = np.ceil(m + need * np.sqrt(m))
    elif transform == "anscombe":
        found = np.maximum(2 / 3 * m ** (1 / 6) * need + np.cbrt(m) ** 2, 0.0) ** 1.5
    elif transform == "pearsonNegBin":
        found = m + need * np.sqrt(m + dispersion * m**2)
    reached: Array = np.maximum(found, 0.0)
    return reached
