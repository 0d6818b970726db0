"""Natural cubic splines with the basis and the knots of R's splines::ns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import BSpline

from commonbeat.analysis.disparities.wording import DisparityError


@dataclass(frozen=True, kw_only=True)
class Knots:
    """Where a natural spline may bend: interior knots, and the two boundary knots beyond which it is straight."""

    interior: tuple[float, ...]
    boundary: tuple[float, float]


def ns_knots(values: ArrayLike, df: int, weights: ArrayLike | None = None) -> Knots:
    """Knots as R's ns(x, df) places them: df - 1 interior quantiles (type 7), boundary at the extremes.

    Args:
        values: Positions, such as minutes of the day, shape (n,).
        df: Degrees of freedom without intercept, at least 1.
        weights: How many observations each value stands for (whole numbers); one each when left out.

    Raises:
        DisparityError: No values, fewer than two different values, or df below 1.

    >>> ns_knots([0, 1, 2, 3, 4], 2)
    Knots(interior=(2.0,), boundary=(0.0, 4.0))
    """
    x = np.asarray(values, dtype=float)
    if df < 1:
        raise DisparityError("A spline needs at least one degree of freedom.")
    counts = np.ones(x.size, dtype=np.int64) if weights is None else np.asarray(weights, dtype=np.int64)
    x, counts = x[counts > 0], counts[counts > 0]
    if x.size == 0 or x.min() == x.max():
        raise DisparityError("A spline needs at least two different values.")
    order = np.argsort(x, kind="stable")
    x, upto = x[order], np.cumsum(counts[order])
    rank = np.arange(1, df) / df * (upto[-1] - 1)
    low = np.floor(rank + 4 * np.finfo(float).eps).astype(np.int64)
    left = x[np.searchsorted(upto, low, side="right")]
    right = x[np.searchsorted(upto, np.minimum(low + 1, upto[-1] - 1), side="right")]
    interior = left + np.clip(rank - low, 0, 1) * (right - left)
    return Knots(interior=tuple(float(k) for k in interior), boundary=(float(x[0]), float(x[-1])))


def ns_basis(values: ArrayLike, knots: Knots) -> NDArray[np.float64]:
    """Natural cubic spline basis without intercept, column for column that of R's ns().

    Cubic B-splines on the knots, first column dropped, turned so that the second derivative is zero at both
    boundary knots: with C the (2 x k) second derivatives there and C' = QR, the basis is B Q[:, 2:]
    (Hastie 1992, in Chambers and Hastie, Statistical Models in S, ch. 7). Outside the boundary the spline
    goes on in a straight line.

    Args:
        values: Positions, shape (n,).
        knots: As from `ns_knots`.

    Returns:
        Array of shape (n, len(knots.interior) + 1).

    Raises:
        DisparityError: Knots are out of order or not inside the boundary.
    """
    x = np.asarray(values, dtype=float)
    low, high = knots.boundary
    inner = np.asarray(knots.interior, dtype=float)
    if not low < high or (np.diff(inner) < 0).any() or (inner < low).any() or (inner > high).any():
        raise DisparityError("Knots must be in order and lie between the boundary knots.")
    full = np.concatenate([[low] * 4, inner, [high] * 4])
    k = full.size - 4
    spline = BSpline(full, np.eye(k), 3, extrapolate=True)
    inside = np.clip(x, low, high)
    raw = spline(inside)
    slope = spline.derivative(1)
    outside = x != inside
    if outside.any():
        raw[outside] += slope(inside[outside]) * (x - inside)[outside, None]
    bend = spline.derivative(2)(np.array([low, high]))
    q, _ = np.linalg.qr(bend[:, 1:].T, mode="complete")
    return np.asarray(raw[:, 1:] @ q[:, 2:])
