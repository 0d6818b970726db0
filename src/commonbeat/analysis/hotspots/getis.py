"""Getis-Ord: does a place and its neighbours hold more than their share?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import fft, sparse, special

from commonbeat.analysis.hotspots.grid import Grid, checked_mask
from commonbeat.analysis.hotspots.points import Floats, PlaceInputError
from commonbeat.analysis.hotspots.weights import checked_values, checked_weights
from commonbeat.analysis.results import Result
from commonbeat.analysis.trends.compare import benjamini_hochberg

Alternative = Literal["greater", "two-sided"]
Variance = Literal["ord-getis", "row-as-count"]
_FLAT = "All places have the same value: there is nothing to test."


@dataclass(frozen=True, kw_only=True)
class LocalG(Result):
    """Getis-Ord Gi or Gi* of every place.

    Attributes:
        z: Standardised statistic by place; not-a-number where it cannot be computed.
        p: p value under the normal approximation, by `alternative`.
        q: The same after Benjamini-Hochberg over all places tested.
        share: Weighted sum of the neighbourhood over the sum of all values (the statistic itself).
        without_neighbours: Places that have no neighbour.
        star: Whether the place itself belongs to its neighbourhood.
        alternative: "greater" (hot only) or "two-sided".
    """

    z: Floats
    p: Floats
    q: Floats
    share: Floats
    without_neighbours: int
    star: bool
    alternative: Alternative

    def hot(self, rate: float = 0.05) -> NDArray[np.bool_]:
        """Places above their share at a false discovery rate."""
        return (np.nan_to_num(self.q, nan=1.0) <= rate) & (np.nan_to_num(self.z) > 0)


@dataclass(frozen=True, kw_only=True)
class GlobalG(Result):
    """Getis-Ord General G: do high values lie beside high values?

    Attributes:
        g: The statistic.
        expected: Its expectation without any pattern.
        z: Standardised by the moments under normality.
        p: One-sided p value, the smaller tail.
    """

    g: float
    expected: float
    z: float
    p: float


def gi(
    values: ArrayLike,
    weights: sparse.sparray,
    *,
    star: bool = True,
    alternative: Alternative = "greater",
    variance: Variance = "ord-getis",
    period: str = "",
) -> LocalG:
    """Getis-Ord local statistic on arbitrary weights.

    Gi*: z = (Σ_j w_ij x_j - W_i x̄) / (s √((n S_i - W_i²) / (n-1))), W_i = Σ_j w_ij, S_i = Σ_j w_ij², s² the mean
    square deviation, with w_ii = 1 (row-standardised weights: the mean of the row's weights). Gi leaves out the
    place itself from x̄, s and n. Ord & Getis, Geographical Analysis 27 (1995), formulas 5 and 6.

    Args:
        values: Counts or rates by place.
        weights: Non-negative weights without a diagonal, (places, places).
        star: Include the place itself.
        alternative: "greater" asks for hot places only.
        variance: "ord-getis" is the published formula and does not change when weights are scaled. "row-as-count"
            takes W_i for the number of neighbours, as PySAL does also for row-standardised weights; give it
            row-standardised weights to compare with such output. The two agree for weights of 0 and 1.
        period: Words for the time span.

    Raises:
        PlaceInputError: Values or weights that do not fit together.
    """
    x = checked_values(values)
    matrix = checked_weights(weights, x.size)
    sums = np.asarray(matrix.sum(axis=1)).ravel()
    squares = np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
    numbers = np.diff(matrix.indptr)
    own = np.zeros(x.size)
    if star:
        own = np.where(numbers > 0, sums / np.maximum(numbers, 1), 1.0)
        if variance == "row-as-count":
            # Row-standardised including the place itself: k neighbours and one more share the row.
            scale = np.where(np.isclose(sums, 1.0), numbers / (numbers + 1.0), 1.0)
            matrix = sparse.csr_array(sparse.diags_array(scale) @ matrix)
            own, sums = own * scale, sums * scale
        sums, squares = sums + own, squares + own**2
    lag = matrix @ x + own * x
    if variance == "row-as-count":
        squares = sums
    elif variance != "ord-getis":
        raise PlaceInputError(f"The variance is 'ord-getis' or 'row-as-count', not {variance!r}.")
    return _standardised(x, lag, sums, squares, numbers == 0, star, alternative, period)


def gi_grid(
    values: ArrayLike,
    *,
    radius: int = 1,
    mask: NDArray[np.bool_] | None = None,
    star: bool = True,
    alternative: Alternative = "greater",
    period: str = "",
) -> LocalG:
    """Gi* (or Gi) on a regular grid, where the sum over neighbours is a convolution.

    The neighbourhood is the square of (2 × radius + 1)² cells. Cells beyond the edge or the mask do not exist: they
    are in no sum and not in n.

    Args:
        values: Counts by (row, column).
        radius: Cells on each side; 1 is the queen's neighbourhood.
        mask: Cells of the city, (rows, columns).
        star: Include the cell itself.
        alternative: "greater" asks for hot cells only.
        period: Words for the time span.

    Returns:
        Arrays of the shape of `values`; not-a-number outside the mask.

    Raises:
        PlaceInputError: No table, a radius below 1, or a mask that does not fit.
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2:
        raise PlaceInputError("Give the counts as a table of rows and columns.")
    if radius < 1 or radius >= max(table.shape):
        raise PlaceInputError(f"A radius of {radius} cells does not fit a grid of {table.shape}.")
    area = checked_mask(Grid(west=0, south=0, cell=1, columns=table.shape[1], rows=table.shape[0]), mask)
    x = checked_values(table[area])
    inside = np.where(area, table, 0.0)
    lag, numbers = _square_sum(inside, radius), np.rint(_square_sum(area.astype(np.float64), radius))
    if not star:
        lag, numbers = lag - inside, numbers - 1
    here = numbers[area]
    found = _standardised(x, lag[area], here, here, here - star == 0, star, alternative, period)

    def full(part: Floats) -> Floats:
        whole = np.full(table.shape, np.nan)
        whole[area] = part
        return whole

    return replace(found, z=full(found.z), p=full(found.p), q=full(found.q), share=full(found.share))


def general_g(values: ArrayLike, weights: sparse.sparray, *, period: str = "") -> GlobalG:
    """Getis-Ord General G with its moments under normality.

    G = Σ_ij w_ij x_i x_j / Σ_{i≠j} x_i x_j for weights of 0 and 1. Getis & Ord, Geographical Analysis 24 (1992).

    Args:
        values: Counts or rates by place, not negative.
        weights: Non-negative weights without a diagonal.
        period: Words for the time span.

    Raises:
        PlaceInputError: A negative value, all values 0, or weights that do not fit.
    """
    y = checked_values(values)
    if (y < 0).any() or not (y > 0).sum() > 1:
        raise PlaceInputError("General G needs values that are not negative, and at least two above 0.")
    matrix = checked_weights(weights, y.size)
    if matrix.nnz == 0:
        raise PlaceInputError("No place has a neighbour.")
    n = float(y.size)
    s0, s1, s2 = weight_moments(matrix)
    total, m2, m3, m4 = y.sum(), (y**2).sum(), (y**3).sum(), (y**4).sum()
    b0 = (n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0**2
    b1 = -((n * n - n) * s1 - 2 * n * s2 + 6 * s0**2)
    b2 = -(2 * n * s1 - (n + 3) * s2 + 6 * s0**2)
    b3 = 4 * (n - 1) * s1 - 2 * (n + 1) * s2 + 8 * s0**2
    b4 = s1 - s2 + s0**2
    above = b0 * m2**2 + b1 * m4 + b2 * total**2 * m2 + b3 * total * m3 + b4 * total**4
    below = (total**2 - m2) ** 2 * n * (n - 1) * (n - 2) * (n - 3)
    expected = s0 / (n * (n - 1))
    spread = above / below - expected**2
    g = float(y @ (matrix @ y)) / (total**2 - m2)
    z = (g - expected) / np.sqrt(spread) if spread > 0 else float("nan")
    return GlobalG(
        method="Getis-Ord General G v1",
        n=y.size,
        period=period,
        warnings=() if spread > 0 else (_FLAT,),
        g=float(g),
        expected=float(expected),
        z=float(z),
        p=float(special.ndtr(-abs(z))),
    )


def weight_moments(matrix: sparse.csr_array) -> tuple[float, float, float]:
    """Sums S0, S1 and S2 of a weights matrix (Cliff & Ord 1981): total, symmetric squares, row plus column squares."""
    both = matrix + matrix.T
    ends = np.asarray(matrix.sum(axis=1)).ravel() + np.asarray(matrix.sum(axis=0)).ravel()
    return float(matrix.sum()), float(both.multiply(both).sum()) / 2, float((ends**2).sum())


def _standardised(
    x: Floats,
    lag: Floats,
    sums: Floats,
    squares: Floats,
    alone: NDArray[np.bool_],
    star: bool,
    alternative: Alternative,
    period: str,
) -> LocalG:
    """z, p and q from neighbourhood sums."""
    if alternative not in ("greater", "two-sided"):
        raise PlaceInputError(f"The alternative is 'greater' or 'two-sided', not {alternative!r}.")
    others = 0.0 if star else x
    n = x.size - (0 if star else 1)
    total = x.sum() - others
    mean = total / n
    variance = ((x * x).sum() - others * others) / n - mean * mean
    spread = variance * (n * squares - sums * sums) / (n - 1)
    # Sums of squares leave rounding dust where all is equal; it must not become a z.
    usable = spread > 1e-12 * np.maximum(1.0, mean * mean) * np.maximum(squares, 1e-300)
    z = np.full(x.size, np.nan)
    np.divide(lag - sums * mean, np.sqrt(np.where(usable, spread, 1.0)), out=z, where=usable)
    p = special.ndtr(-z) if alternative == "greater" else 2 * special.ndtr(-np.abs(z))
    warnings: tuple[str, ...] = ()
    if not usable.any():
        warnings += (_FLAT,)
    if alone.any():
        warnings += (f"{int(alone.sum())} places have no neighbour.",)
    if float(x.mean()) < 1 and not star:
        warnings += ("Under one event a place: the normal approximation is rough.",)
    share = np.divide(lag, total, out=np.full(x.size, np.nan), where=np.asarray(total) != 0)
    return LocalG(
        method=f"Getis-Ord Gi{'*' if star else ''}, normal approximation, Benjamini-Hochberg v1",
        n=x.size,
        period=period,
        warnings=warnings,
        z=z,
        p=p,
        q=benjamini_hochberg(p),
        share=share,
        without_neighbours=int(alone.sum()),
        star=star,
        alternative=alternative,
    )


def _square_sum(table: Floats, radius: int) -> Floats:
    """Sum over the square around each cell, one axis at a time; spectra for wide squares."""
    if radius > 12:
        kernel = np.ones(2 * radius + 1)
        wide = table
        for axis in (0, 1):
            size = fft.next_fast_len(table.shape[axis] + 2 * radius, True)
            spectrum = fft.rfft(wide, size, axis=axis)
            line = fft.rfft(kernel, size)
            spectrum *= line[:, None] if axis == 0 else line
            taken = fft.irfft(spectrum, size, axis=axis)
            wide = np.take(taken, np.arange(radius, radius + table.shape[axis]), axis=axis)
        return wide
    down = table.copy()
    for step in range(1, min(radius, table.shape[0] - 1) + 1):
        down[step:] += table[:-step]
        down[:-step] += table[step:]
    both = down.copy()
    for step in range(1, min(radius, table.shape[1] - 1) + 1):
        both[:, step:] += down[:, :-step]
        both[:, :-step] += down[:, step:]
    return both
