"""Moran's I: do neighbours resemble each other, in the whole city and place by place?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, special

from commonbeat.analysis.hotspots.getis import weight_moments
from commonbeat.analysis.hotspots.points import Floats, PlaceInputError
from commonbeat.analysis.hotspots.weights import checked_values, checked_weights, row_standardised
from commonbeat.analysis.results import Result
from commonbeat.analysis.trends.compare import benjamini_hochberg

Inference = Literal["permutation", "analytic"]
QUADRANTS = ("not tested", "high among high", "low among high", "low among low", "high among low")


@dataclass(frozen=True, kw_only=True)
class GlobalMoran(Result):
    """Moran's I of a whole map.

    Attributes:
        i: The statistic; row-standardised weights unless asked otherwise.
        expected: -1 / (n - 1).
        variance_normal: Variance if values were normal.
        variance_random: Variance if values were shuffled (randomisation).
        z: Standardised by `variance_random`.
        p: Two-sided p value of z.
        p_permuted: Share of shuffled maps at least as far from the middle, two-sided; None without permutations.
    """

    i: float
    expected: float
    variance_normal: float
    variance_random: float
    z: float
    p: float
    p_permuted: float | None


@dataclass(frozen=True, kw_only=True)
class LocalMoran(Result):
    """Local Moran's I of every place.

    Attributes:
        i: Statistic by place; not-a-number without neighbours.
        expected: Mean over all arrangements of the other places (Sokal, Oden & Thomson 1998, A7).
        variance: Variance over them (A8). PySAL prints both for the form with n in place of n - 1: its EIc is
            n / (n - 1) of `expected`, its VIc the square of that of `variance`.
        z: (i - expected) / √variance.
        p: Two-sided p value by `inference`.
        q: After Benjamini-Hochberg over the places tested.
        quadrant: Position in `QUADRANTS` (1 high among high ... 4 high among low, 0 not tested).
        without_neighbours: Places that have no neighbour and are not tested.
        inference: "permutation" or "analytic".
    """

    i: Floats
    expected: Floats
    variance: Floats
    z: Floats
    p: Floats
    q: Floats
    quadrant: NDArray[np.int8]
    without_neighbours: int
    inference: Inference


def moran(
    values: ArrayLike,
    weights: sparse.sparray,
    *,
    standardise: bool = True,
    permutations: int = 0,
    seed: int = 0,
    period: str = "",
) -> GlobalMoran:
    """Moran's I = n / S0 · Σ_ij w_ij z_i z_j / Σ z_i², z the deviations from the mean.

    Args:
        values: Counts or rates by place.
        weights: Non-negative weights without a diagonal.
        standardise: Divide each row by its sum first.
        permutations: Shuffled maps; 0 for the moments alone.
        seed: Seed of the shuffles.
        period: Words for the time span.

    Raises:
        PlaceInputError: All values equal, no neighbours at all, or weights that do not fit.

    Source: Moran, Biometrika 37 (1950); moments of Cliff & Ord, Spatial Processes (1981).
    """
    y = checked_values(values)
    matrix = row_standardised(weights) if standardise else checked_weights(weights, y.size)
    if matrix.shape[0] != y.size:
        raise PlaceInputError(f"{y.size} places need weights of {y.size} by {y.size}, not {matrix.shape}.")
    deviation = _deviations(y)
    if matrix.nnz == 0:
        raise PlaceInputError("No place has a neighbour.")
    n = float(y.size)
    s0, s1, s2 = weight_moments(matrix)
    square = float(deviation @ deviation)
    found = n / s0 * float(deviation @ (matrix @ deviation)) / square
    expected = -1 / (n - 1)
    normal = (n * n * s1 - n * s2 + 3 * s0**2) / ((n * n - 1) * s0**2) - expected**2
    kurtosis = (deviation**4).sum() / n / (square / n) ** 2
    above = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
    above -= kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0**2)
    random = above / ((n - 1) * (n - 2) * (n - 3) * s0**2) - expected**2
    z = (found - expected) / np.sqrt(random)
    p_permuted = None
    if permutations > 0:
        generator = np.random.default_rng(seed)
        shuffled = generator.permuted(np.tile(deviation, (permutations, 1)), axis=1)
        sums = np.einsum("pi,pi->p", shuffled, (matrix @ shuffled.T).T) * (n / s0 / square)
        p_permuted = float(
            _two_sided(np.array([(sums >= found).sum()]), np.array([(sums <= found).sum()]), permutations)[0]
        )
    alone = int((np.diff(matrix.indptr) == 0).sum())
    return GlobalMoran(
        method="Moran's I v1",
        n=y.size,
        period=period,
        seed=seed if permutations else None,
        warnings=(f"{alone} places have no neighbour.",) if alone else (),
        i=found,
        expected=expected,
        variance_normal=float(normal),
        variance_random=float(random),
        z=float(z),
        p=float(2 * special.ndtr(-abs(z))),
        p_permuted=p_permuted,
    )


def local_moran(
    values: ArrayLike,
    weights: sparse.sparray,
    *,
    standardise: bool = True,
    inference: Inference = "permutation",
    permutations: int = 999,
    seed: int = 0,
    period: str = "",
) -> LocalMoran:
    """Local Moran's I_i = (n - 1) z_i Σ_j w_ij z_j / Σ z².

    Permutation: z_i stays, its neighbours are drawn from all other places. The draws are offsets on a ring of
    all places, the same for all places within one permutation, so that one permutation costs as much as one
    convolution; for each place alone the draw is an ordinary one without replacement.

    Args:
        values: Counts or rates by place.
        weights: Non-negative weights without a diagonal.
        standardise: Divide each row by its sum first.
        inference: "permutation" (skewed counts) or "analytic" (conditional moments, normal tail).
        permutations: Draws for each place.
        seed: Seed of the draws.
        period: Words for the time span.

    Raises:
        PlaceInputError: All values equal, weights that do not fit, or no permutation asked for.

    Source: Anselin, Geographical Analysis 27 (1995); Sokal, Oden & Thomson, Geographical Analysis 30 (1998).
    """
    y = checked_values(values)
    matrix = row_standardised(weights) if standardise else checked_weights(weights, y.size)
    if matrix.shape[0] != y.size:
        raise PlaceInputError(f"{y.size} places need weights of {y.size} by {y.size}, not {matrix.shape}.")
    z = _deviations(y)
    n = float(y.size)
    alone = np.diff(matrix.indptr) == 0
    lag = matrix @ z
    m2 = float(z @ z) / n
    found = (n - 1) * z * lag / (n * m2)
    sums = np.asarray(matrix.sum(axis=1)).ravel()
    squares = np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
    # The published moments belong to z_i Σ w z_j / m2; this statistic is (n - 1) / n of it.
    scale = (n - 1) / n
    expected = -scale * (z * z) * sums / ((n - 1) * m2)
    variance = (scale * z / m2) ** 2 * n / (n - 2)
    variance *= (squares - sums**2 / (n - 1)) * (m2 - z * z / (n - 1))
    usable = ~alone & (variance > 0)
    score = np.full(y.size, np.nan)
    np.divide(found - expected, np.sqrt(np.where(usable, variance, 1.0)), out=score, where=usable)
    if inference == "permutation":
        if permutations < 1:
            raise PlaceInputError("Permutation inference needs at least one permutation.")
        more, less = _conditional(z, lag, matrix, permutations, seed)
        p = np.where(alone, np.nan, _two_sided(more, less, permutations))
    elif inference == "analytic":
        p = 2 * special.ndtr(-np.abs(score))
    else:
        raise PlaceInputError(f"The inference is 'permutation' or 'analytic', not {inference!r}.")
    quadrant = np.select([(z > 0) & (lag > 0), (z <= 0) & (lag > 0), (z <= 0) & (lag <= 0)], [1, 2, 3], 4)
    warnings: tuple[str, ...] = ()
    if alone.any():
        warnings += (f"{int(alone.sum())} places have no neighbour and are not tested.",)
    if inference == "permutation" and 2 / (permutations + 1) * y.size > 0.05 * 10:
        warnings += (
            "With so many places few can pass the correction for many tests: use more permutations.",
        )
    return LocalMoran(
        method=f"local Moran's I, {inference}, Benjamini-Hochberg v1",
        n=y.size,
        period=period,
        seed=seed if inference == "permutation" else None,
        warnings=warnings,
        i=np.where(alone, np.nan, found),
        expected=expected,
        variance=variance,
        z=score,
        p=p,
        q=benjamini_hochberg(p),
        quadrant=np.where(alone, 0, quadrant).astype(np.int8),
        without_neighbours=int(alone.sum()),
        inference=inference,
    )


def _deviations(y: Floats) -> Floats:
    deviation: Floats = y - y.mean()
    if float(np.abs(deviation).max()) <= 1e-12 * max(1.0, float(np.abs(y).max())):
        raise PlaceInputError("All places have the same value: there is nothing to test.")
    return deviation


def _two_sided(more: NDArray[np.int64], less: NDArray[np.int64], draws: int) -> Floats:
    """Twice the smaller tail, the observed map counted among the draws."""
    found: Floats = np.minimum(1.0, 2 * (np.minimum(more, less) + 1.0) / (draws + 1.0))
    return found


def _conditional(
    z: Floats, lag: Floats, matrix: sparse.csr_array, draws: int, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How often a drawn neighbourhood gives at least, and at most, the statistic seen."""
    n = z.size
    numbers = np.diff(matrix.indptr)
    most = int(numbers.max(initial=0))
    table = np.zeros((most, n))
    rows = np.repeat(np.arange(n), numbers)
    table[np.arange(matrix.nnz) - np.repeat(matrix.indptr[:-1], numbers), rows] = matrix.data
    generator = np.random.default_rng(seed)
    order = generator.permutation(n)
    ring = np.concatenate([z[order], z[order]])
    table, sign, seen = table[:, order], np.sign(z[order]), lag[order]
    slack = 1e-10 * float(np.abs(z).max())
    more, less = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    drawn, part = np.empty(n), np.empty(n)
    for _ in range(draws):
        offsets = generator.choice(n - 1, size=most, replace=False, shuffle=True) + 1
        drawn[:] = 0.0
        for slot, offset in enumerate(offsets):
            np.multiply(table[slot], ring[offset : offset + n], out=part)
            np.add(drawn, part, out=drawn)
        gap = (drawn - seen) * sign
        more += gap >= -slack
        less += gap <= slack
    back = np.empty_like(order)
    back[order] = np.arange(n)
    return more[back], less[back]
