"""Logistic regression on counted cells, by iteratively reweighted least squares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, special

from commonbeat.analysis.disparities.wording import DisparityError


@dataclass(frozen=True, kw_only=True)
class BinomialFit:
    """Coefficients with standard errors, deviance of the single observations, and how the fit went.

    Attributes:
        coefficients: Log odds, shape (p,).
        errors: Standard errors from the inverse Fisher information, shape (p,).
        deviance: -2 log likelihood of the 0/1 observations behind the cells (as a row-by-row fit gives it).
        iterations: Steps taken.
        converged: Whether the relative change of the deviance fell below the tolerance.
    """

    coefficients: NDArray[np.float64]
    errors: NDArray[np.float64]
    deviance: float
    iterations: int
    converged: bool


def fit_binomial(
    design: NDArray[np.float64],
    successes: NDArray[np.float64],
    trials: NDArray[np.float64],
    *,
    tolerance: float = 1e-12,
    limit: int = 50,
) -> BinomialFit:
    """Maximum-likelihood logistic regression (McCullagh and Nelder 1989, ch. 4; IRLS).

    Cells with the same covariates may be added up: coefficients and standard errors stay those of the
    single observations, because the likelihood depends on a cell only through its sums.

    Args:
        design: Covariates with a column of ones where an intercept is wanted, shape (cells, p).
        successes: Positive outcomes per cell, shape (cells,).
        trials: Observations per cell, shape (cells,); cells with none are left out.
        tolerance: Relative change of the deviance at which to stop.
        limit: Most steps to take.

    Raises:
        DisparityError: Shapes or counts do not fit, or columns repeat one another so that no single answer exists.
    """
    x, y, n = (np.asarray(part, dtype=float) for part in (design, successes, trials))
    if x.ndim != 2 or x.shape[0] != y.size or y.shape != n.shape:
        raise DisparityError(
            "Each cell needs one row of covariates, one count of successes and one of trials."
        )
    if (y < 0).any() or (y > n).any():
        raise DisparityError("Successes must lie between 0 and the number of trials.")
    used = n > 0
    x, y, n = x[used], y[used], n[used]
    eta = special.logit((y + 0.5) / (n + 1))
    before, coefficients = _deviance(y, n, eta), np.zeros(x.shape[1])
    converged, step = False, 0
    while step < limit and not converged:
        step += 1
        mean = special.expit(eta)
        weight = np.maximum(n * mean * (1 - mean), 1e-300)
        coefficients = _solve(x, weight, weight * eta + (y - n * mean))
        eta = x @ coefficients
        now = _deviance(y, n, eta)
        converged = abs(now - before) <= tolerance * (abs(now) + 0.1)
        before = now
    mean = special.expit(eta)
    factor = _factor(x, n * mean * (1 - mean))
    inverse = linalg.cho_solve(factor, np.eye(x.shape[1]))
    return BinomialFit(
        coefficients=coefficients,
        errors=np.sqrt(np.diag(inverse)),
        deviance=_deviance(y, n, eta),
        iterations=step,
        converged=converged,
    )


def _deviance(y: NDArray[np.float64], n: NDArray[np.float64], eta: NDArray[np.float64]) -> float:
    """-2 log likelihood of single observations."""
    return float(2 * (y @ np.logaddexp(0, -eta) + (n - y) @ np.logaddexp(0, eta)))


def _factor(x: NDArray[np.float64], weight: NDArray[np.float64]) -> tuple[NDArray[np.float64], bool]:
    """Cholesky factor of X'WX."""
    information = x.T @ (x * weight[:, None])
    try:
        factor, lower = linalg.cho_factor(information)
    except linalg.LinAlgError as error:
        raise DisparityError(
            "The covariates repeat one another or separate the groups completely; no single answer exists."
        ) from error
    diagonal = np.abs(np.diag(factor))
    if diagonal.min() ** 2 <= 1e-13 * np.diag(information).max():
        raise DisparityError(
            "The covariates repeat one another or separate the groups completely; no single answer exists."
        )
    return factor, lower


def _solve(
    x: NDArray[np.float64], weight: NDArray[np.float64], target: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Weighted normal equations."""
    return np.asarray(linalg.cho_solve(_factor(x, weight), x.T @ target))
