"""Did a programme change counts, and did crime move next door? Weighted displacement difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from commonbeat.analysis.refusal import numbers, refuse_unless
from commonbeat.analysis.results import Result

Pair = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class DisplacementDifference(Result):
    """Change in the treated area beyond that in its control, and the same next door.

    `interval` is that of the total. Estimates are events over the time after; negative is fewer.
    """

    local: float
    local_se: float
    displaced: float
    displaced_se: float
    total: float
    total_se: float
    z: float
    p: float


@dataclass(frozen=True, kw_only=True)
class HarmDifference(Result):
    """Several differences added with harm weights."""

    total: float
    total_se: float
    z: float
    p: float


def weighted_displacement_difference(
    control: Pair,
    treated: Pair,
    displaced_control: Pair = (0.0, 0.0),
    displaced_treated: Pair = (0.0, 0.0),
    *,
    time_weights: Pair = (1.0, 1.0),
    area_weights: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0),
    coverage: float = 0.95,
) -> DisplacementDifference:
    """Difference in differences of Poisson counts, with the neighbouring areas added in.

    local = (T1/w1 - T0/w0) - (C1/w1 - C0/w0), displaced likewise for the displacement areas, total = their sum. The
    variance of each count is the count, so Var = sum of count / w^2.

    Args:
        control: Counts before and after in the control area.
        treated: Counts before and after in the treated area.
        displaced_control: Counts in the control of the displacement area.
        displaced_treated: Counts in the displacement area.
        time_weights: Length of the time before and after, any unit.
        area_weights: Sizes of control, treated, displacement control and displacement area.
        coverage: Nominal coverage of the interval.

    Raises:
        ImpossibleInput: A count is negative, a weight is not positive or every count is 0.

    References:
        Wheeler and Ratcliffe 2018, Crime Science 7: 11.
    """
    counts = np.stack([_pair(v) for v in (control, treated, displaced_control, displaced_treated)])
    times = numbers(time_weights, "The time weights")
    areas = numbers(area_weights, "The area weights")
    refuse_unless(
        times.shape == (2,) and areas.shape == (4,), "Two time weights and four area weights are needed."
    )
    refuse_unless(bool((times > 0).all() and (areas > 0).all()), "Weights must be positive.")
    refuse_unless(0 < coverage < 1, "Coverage must lie between 0 and 1.")
    refuse_unless(float(counts.sum()) > 0, "There is no event in any area, so nothing can be compared.")
    scale = areas[:, None] * times[None, :]
    change = counts[:, 1] / scale[:, 1] - counts[:, 0] / scale[:, 0]
    variance = (counts / scale**2).sum(axis=1)
    local, displaced = float(change[1] - change[0]), float(change[3] - change[2])
    local_var, displaced_var = float(variance[0] + variance[1]), float(variance[2] + variance[3])
    total, se = local + displaced, float(np.sqrt(local_var + displaced_var))
    small = float(counts[:2].min()) < 5
    return DisplacementDifference(
        method="weighted displacement difference (Wheeler and Ratcliffe 2018)",
        n=int(counts.sum()),
        interval=_interval(total, se, coverage),
        coverage=coverage,
        warnings=("A count is under 5: the normal approximation is rough.",) if small else (),
        local=local,
        local_se=float(np.sqrt(local_var)),
        displaced=displaced,
        displaced_se=float(np.sqrt(displaced_var)),
        total=total,
        total_se=se,
        z=total / se,
        p=_two_sided(total / se),
    )


def harm_difference(
    differences: Sequence[DisplacementDifference],
    weights: ArrayLike,
    *,
    coverage: float = 0.95,
    part: str = "total",
) -> HarmDifference:
    """Add up differences for several kinds of crime, each times its harm.

    total = sum of weight x estimate, Var = sum of (weight x standard error)^2.

    Args:
        differences: One for each kind of crime, taken as independent.
        weights: Harm of one event of each kind, not negative.
        coverage: Nominal coverage of the interval.
        part: "total" or "local".

    Raises:
        ImpossibleInput: Numbers of differences and weights differ, or a weight is negative.
    """
    harm = numbers(weights, "The harm weights", least=0.0)
    refuse_unless(
        harm.shape == (len(differences),) and harm.size > 0, "One weight is needed for each difference."
    )
    refuse_unless(part in ("total", "local"), 'The part must be "total" or "local".')
    refuse_unless(0 < coverage < 1, "Coverage must lie between 0 and 1.")
    estimates = np.array([d.total if part == "total" else d.local for d in differences])
    errors = np.array([d.total_se if part == "total" else d.local_se for d in differences])
    total, se = float(harm @ estimates), float(np.sqrt(((harm * errors) ** 2).sum()))
    refuse_unless(se > 0, "All weights are 0, so there is nothing to add up.")
    return HarmDifference(
        method="harm-weighted displacement difference",
        n=sum(d.n for d in differences),
        interval=_interval(total, se, coverage),
        coverage=coverage,
        total=total,
        total_se=se,
        z=total / se,
        p=_two_sided(total / se),
    )


def _pair(counts: Pair) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    pair = numbers(counts, "Counts", least=0.0)
    refuse_unless(pair.shape == (2,), "Each area needs two counts: before and after.")
    return pair


def _interval(estimate: float, se: float, coverage: float) -> tuple[float, float]:
    reach = float(special.ndtri(0.5 + coverage / 2)) * se
    return estimate - reach, estimate + reach


def _two_sided(z: float) -> float:
    return float(2 * special.ndtr(-abs(z)))
