"""Upper bounds and tail probabilities of one expected count: the threshold rules of the Farrington family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from commonbeat.analysis.refusal import ImpossibleInput

Array = NDArray[np.float64]
Power = Literal["none", "1/2", "2/3"]
Plug = Literal["nbPlugin", "muan"]

_FUZZ = 1 - 64 * float(np.finfo(float).eps)
_POWERS: dict[str, float] = {"none": 1.0, "1/2": 0.5, "2/3": 2.0 / 3.0}


@dataclass(frozen=True)
class Bounds:
    """Lower and upper bound, upper tail probability of the count seen, and score (above 1: beyond the bound)."""

    lower: Array
    upper: Array
    p: Array
    score: Array


def delta_bounds(
    mean: ArrayLike,
    se: ArrayLike,
    dispersion: ArrayLike,
    count: ArrayLike,
    *,
    alpha: float,
    power: Power = "2/3",
) -> Bounds:
    """Normal bounds on a power scale (Farrington et al. 1996, section 3.4).

    With mean m, standard error s of m and dispersion f, the variance of count - m is m f + s^2 = m t,
    t = f + s^2/m. On the scale of the power q the standard deviation is q m^(q - 1/2) sqrt(t).

    Args:
        mean: Expected counts.
        se: Standard errors of the expected counts.
        dispersion: Variance over mean of a count, at least 1.
        count: Counts seen.
        alpha: One-sided level of each bound.
        power: Scale on which the count is taken as normal.

    Raises:
        ImpossibleInput: The level or the power is not one of those allowed.
    """
    _check_level(alpha)
    if power not in _POWERS:
        raise ImpossibleInput(f'The power must be "none", "1/2" or "2/3", not {power!r}.')
    q = _POWERS[power]
    m, s, phi, y = (np.asarray(v, dtype=float) for v in (mean, se, dispersion, count))
    with np.errstate(divide="ignore", invalid="ignore"):
        sd = q * m ** (q - 0.5) * np.sqrt(phi + s**2 / m)
        middle, reach = m**q, special.ndtri(1 - alpha) * sd
        ends = np.stack([_root(middle - reach, q), _root(middle + reach, q)])
        # A negative end has no real root on the 2/3 scale; the lower bound is then 0.
        lower = np.where(np.isnan(ends[0]), 0.0, np.maximum(np.minimum(ends[0], ends[1]), 0.0))
        upper = np.where(np.isnan(ends[0]), ends[1], np.maximum(ends[0], ends[1]))
        p = special.ndtr(-(y**q - middle) / sd)
        score = (y - m) / (upper - m)
    return Bounds(lower=lower, upper=upper, p=p, score=score)


def _root(value: Array, power: float) -> Array:
    """Back from the power scale: undefined below 0 for the power 2/3, a square for 1/2, unchanged for 1."""
    if power == 1.0:
        return value
    if power == 0.5:
        return value**2
    rooted: Array = np.where(value >= 0, np.abs(value) ** 1.5, np.nan)
    return rooted


def negative_binomial_bounds(
    link: ArrayLike,
    link_se: ArrayLike,
    dispersion: ArrayLike,
    count: ArrayLike,
    *,
    alpha: float,
    method: Plug,
) -> Bounds:
    """Quantile bounds of a negative binomial with variance f times its mean (Noufaily et al. 2013).

    "nbPlugin" takes the estimated mean as known; "muan" takes the upper 1 - alpha quantile of the mean's own
    distribution, so doubt about the mean widens the bound. The score is measured from the estimate on the log scale, as in
    the reference implementation.

    Args:
        link: Logarithms of the expected counts.
        link_se: Their standard errors.
        dispersion: Variance over mean, at least 1 (1: Poisson).
        count: Counts seen.
        alpha: One-sided level of each bound.
        method: "nbPlugin" or "muan".

    Raises:
        ImpossibleInput: The level or the method is not one of those allowed.
    """
    _check_level(alpha)
    if method not in ("nbPlugin", "muan"):
        raise ImpossibleInput(f'The method must be "nbPlugin" or "muan", not {method!r}.')
    eta, se, phi, y = np.broadcast_arrays(
        *(np.asarray(v, dtype=float) for v in (link, link_se, dispersion, count))
    )
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        mean = np.exp(eta if method == "nbPlugin" else eta + special.ndtri(1 - alpha) * se)
        lower, upper = (count_quantile(level, mean, phi) for level in (alpha, 1 - alpha))
        p = count_tail(y, mean, phi)
        score = (y - eta) / (upper - eta)
    return Bounds(lower=lower, upper=upper, p=p, score=score)


def count_tail(count: ArrayLike, mean: ArrayLike, dispersion: ArrayLike = 1.0) -> Array:
    """Exact probability of this count or more, Poisson (dispersion 1) or negative binomial.

    Args:
        count: Counts seen, whole numbers.
        mean: Expected counts, above 0.
        dispersion: Variance over mean, at least 1; the size of the negative binomial is mean / (dispersion - 1).

    Returns:
        P(Y >= count), of the broadcast shape; not-a-number where the mean is not finite.
    """
    y, m, phi = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (count, mean, dispersion)))
    return _sf(*(np.atleast_1d(v) for v in (y, m, phi))).reshape(y.shape)


def _sf(y: Array, m: Array, phi: Array) -> Array:
    """P(Y >= y) without cancellation."""
    out = np.ones(y.shape)
    out[~(np.isfinite(m) & np.isfinite(y))] = np.nan
    some = np.isfinite(out) & (y >= 1)
    poisson = some & (phi <= 1)
    out[poisson] = special.pdtrc(np.floor(y[poisson]) - 1, m[poisson])
    wide = some & (phi > 1)
    size = m[wide] / (phi[wide] - 1)
    out[wide] = special.betainc(np.floor(y[wide]), size, 1 - 1 / phi[wide])
    return out


def _cdf(k: Array, m: Array, phi: Array) -> Array:
    """P(Y <= k); k may be negative."""
    known = np.isfinite(m) & np.isfinite(k)
    floor = np.where(known, np.maximum(np.floor(k), 0.0), 0.0)
    mean = np.where(known, m, 1.0)
    wide = phi > 1
    size = mean / np.where(wide, phi - 1, 1.0)
    binomial = special.betainc(size, floor + 1, 1 / np.where(wide, phi, 2.0))
    value = np.where(wide, binomial, special.pdtr(floor, mean))
    return np.where(known, np.where(k < 0, 0.0, value), np.nan)


def count_quantile(level: float, mean: ArrayLike, dispersion: ArrayLike = 1.0) -> Array:
    """Smallest count whose cumulative probability reaches the level (Poisson or negative binomial).

    Args:
        level: Probability between 0 and 1.
        mean: Expected counts, above 0.
        dispersion: Variance over mean, at least 1.

    Returns:
        Whole numbers as floats; not-a-number where the mean is not finite.
    """
    _check_level(level)
    m, phi = np.broadcast_arrays(np.asarray(mean, dtype=float), np.asarray(dispersion, dtype=float))
    shape = m.shape
    m, phi = np.atleast_1d(m).ravel(), np.atleast_1d(phi).ravel()
    out = np.full(m.shape, np.nan)
    ok = np.flatnonzero(np.isfinite(m) & (m >= 0) & np.isfinite(phi))
    out[ok] = _search(level * _FUZZ, m[ok], phi[ok])
    return out.reshape(shape)


def _search(target: float, m: Array, phi: Array) -> Array:
    """Start at a skewness-corrected normal guess and walk; a step or two in practice, doubling when far."""
    z = float(special.ndtri(target))
    guess = m + np.sqrt(m * phi) * z + (2 * phi - 1) * (z**2 - 1) / 6
    k = np.maximum(np.floor(guess), 0.0)
    high = np.full(k.shape, np.inf)
    low = np.full(k.shape, -1.0)
    active = np.arange(k.size)
    stride = 1.0
    while active.size:
        at = k[active]
        enough = _cdf(at, m[active], phi[active]) >= target
        high[active] = np.where(enough, np.minimum(high[active], at), high[active])
        low[active] = np.where(enough, low[active], np.maximum(low[active], at))
        active = active[high[active] - low[active] > 1]
        h, low_now = high[active], low[active]
        middle = np.floor((h + low_now) / 2)
        step = np.where(np.isinf(h), low_now + stride, np.maximum(h - stride, low_now + 1))
        k[active] = np.where(np.isinf(h) | (low_now < 0), step, middle)
        stride *= 2
    return high


def _check_level(alpha: float) -> None:
    if not 0 < alpha < 1:
        raise ImpossibleInput("The level must lie between 0 and 1.")
