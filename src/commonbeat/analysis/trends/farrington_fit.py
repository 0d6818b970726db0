"""Quasi-Poisson log-linear models for many series at once.

The models of the Farrington family have one level a season, one slope over time and one offset. Their weighted
least-squares step has a closed form: weighted means within each season, then one slope through what is left. So a
step for 1,200 series is a handful of sums, with no matrix to invert and nothing badly conditioned.

Iteration follows the usual rules for generalised linear models (McCullagh and Nelder 1989, section 2.5): start
at count + 0.1, stop when the deviance changes by under 1e-8 of itself, at most 25 steps. Variances use the weights of the
last step, as statistical packages do, so results agree with them to the last printed digit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

TOLERANCE = 1e-8
MOST_STEPS = 25
_TINY = float(np.finfo(float).eps)


@dataclass(frozen=True)
class Design:
    """What all series of one judged week share.

    Attributes:
        columns: Indices of the reference weeks.
        group: Season of each reference week, 0 to `groups` - 1.
        time: Time of each reference week, in weeks.
        groups: Number of seasons.
        target_group: Season of the judged week.
        target_time: Time of the judged week.
    """

    columns: NDArray[np.int64]
    group: NDArray[np.int64]
    time: Array
    groups: int
    target_group: int
    target_time: float

    def by_group(self, used: Mask) -> NDArray[np.int64]:
        """Number of weeks used in each season, by series."""
        hot = np.zeros((self.group.size, self.groups))
        hot[np.arange(self.group.size), self.group] = 1.0
        return np.rint(used.astype(float) @ hot).astype(np.int64)

    def sums(self) -> Array:
        """Matrix that turns a row of weekly values into sums by season, times by season, squared times."""
        hot = np.zeros((self.group.size, self.groups))
        hot[np.arange(self.group.size), self.group] = 1.0
        return np.concatenate([hot, hot * self.time[:, None], (self.time**2)[:, None]], axis=1)


@dataclass(frozen=True)
class Block:
    """Reference weeks of many series: counts (0 where unknown), known weeks, log population and largest count."""

    y: Array
    known: Mask
    offset: Array | None
    cube: Array  # count ** (2/3), used by the residuals of every fit
    entropy: Array  # count * log(count) - count

    @classmethod
    def of(cls, counts: Array, offset: Array | None) -> Block:
        """Prepare the counts of the reference weeks; not-a-number marks unknown weeks."""
        known = np.isfinite(counts)
        y = np.where(known, counts, 0.0)
        logs = np.log(np.where(y > 0, y, 1.0))
        return cls(y=y, known=known, offset=offset, cube=np.cbrt(y) ** 2, entropy=y * (logs - 1.0))

    def take(self, rows: NDArray[np.int64] | Mask) -> Block:
        """Some of the series."""
        offset = None if self.offset is None else self.offset[rows]
        return Block(self.y[rows], self.known[rows], offset, self.cube[rows], self.entropy[rows])


@dataclass
class Fit:
    """Fitted models, one a series; `weight` holds the weights of the last least-squares step."""

    level: Array  # (series, seasons), log scale at time 0
    slope: Array
    mu: Array  # (series, weeks)
    weight: Array
    converged: Mask
    level_weight: Array  # sum of weights by season
    centre: Array  # weighted mean time by season
    spread: Array  # weighted sum of squared times within seasons
    trend: bool
    freedom: Array
    dispersion: Array

    def scale(self, block: Block, prior: Array) -> Array:
        """Pearson dispersion with prior weights alone, as used in the reference's standard errors."""
        away = (block.y - self.mu) / self.mu
        spread: Array = np.vecdot(prior * away, away) / self.freedom
        return spread

    def leverage(self, design: Design) -> Array:
        """Hat values of the reference weeks."""
        base = 1.0 / self.level_weight[:, design.group]
        if self.trend:
            away = design.time - self.centre[:, design.group]
            base = base + away**2 / self.spread[:, None]
        return self.weight * base

    def predict(self, design: Design, offset: Array | float) -> tuple[Array, Array]:
        """Log mean of the judged week and its variance for a dispersion of 1."""
        g, t = design.target_group, design.target_time
        eta = self.level[:, g] + self.slope * t + offset
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = 1.0 / self.level_weight[:, g]
            if self.trend:
                variance = variance + (t - self.centre[:, g]) ** 2 / self.spread
        known = self.level_weight[:, g] > 0
        return np.where(known, eta, np.nan), variance


def fit(block: Block, design: Design, prior: Array, *, trend: bool) -> Fit:
    """Fit every series of a block.

    Args:
        block: Counts of the reference weeks.
        design: Seasons and times of those weeks.
        prior: Weight of each count (0: left out), same shape as the counts.
        trend: With a slope over time, or seasons only.

    Returns:
        Estimates of all series; `converged` is False where iteration did not settle, and those must not be used.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        out = _iterate(block, design, prior, trend)
        used = prior > 0
        seasons = (design.by_group(used) > 0).sum(axis=1)
        out.freedom = used.sum(axis=1) - seasons - float(trend)
        out.dispersion = out.scale(block, out.weight)
    return out


def _iterate(block: Block, design: Design, prior: Array, trend: bool) -> Fit:
    y, size, groups = block.y, block.y.shape[0], design.groups
    sums = design.sums() if trend else design.sums()[:, :groups]
    offset: Array | float = 0.0 if block.offset is None else block.offset
    whole = bool((prior == 1.0).all())
    first = y + 0.1
    eta = np.log(first) - offset
    fixed = (prior * y) @ sums
    constant = (prior * (block.entropy - y * offset)).sum(axis=1)
    exposure = (prior * np.exp(offset)) @ sums[:, :groups]
    deviance = 2 * (constant + (prior * (first - y * eta)).sum(axis=1))
    moment = (prior * first) @ sums
    cross = (prior * (first * eta + y - first)) @ sums
    out = _empty(size, y.shape[1], groups, trend)
    active = np.arange(size)
    here, priors = block, prior  # of the active series only
    before: Array | None = first
    old = np.zeros((size, groups)), np.zeros(size)
    for step in range(MOST_STEPS):
        level, slope, parts = _least_squares(moment, cross, groups, trend)
        mu: Array | None = None
        if trend:
            mu = _rows(level, slope, here.offset, design)
            moment = (mu if whole else priors * mu) @ sums
        else:
            moment = np.exp(level) * exposure
        seen = (level * fixed[:, :groups]).sum(axis=1)
        if trend:
            seen += slope * fixed[:, groups : 2 * groups].sum(axis=1)
        new = 2 * (constant - seen + moment[:, :groups].sum(axis=1))
        settled = np.abs(new - deviance) / (np.abs(new) + 0.1) < TOLERANCE
        finish = settled | ~np.isfinite(new) | (step == MOST_STEPS - 1)
        if not finish.any():
            deviance, old, before = new, (level, slope), mu
            cross = _cross(level, slope, moment, fixed, groups, trend)
            continue
        ids, part_offset = active[finish], None if here.offset is None else here.offset[finish]
        start = (
            before[finish]
            if before is not None
            else _rows(old[0][finish], old[1][finish], part_offset, design)
        )
        out.weight[ids] = start if whole else priors[finish] * start
        out.mu[ids] = (
            mu[finish] if mu is not None else _rows(level[finish], slope[finish], part_offset, design)
        )
        out.level[ids], out.slope[ids], out.converged[ids] = level[finish], slope[finish], settled[finish]
        out.level_weight[ids], out.centre[ids], out.spread[ids] = (part[finish] for part in parts)
        if finish.all():
            break
        keep = ~finish
        active, deviance, moment, here = active[keep], new[keep], moment[keep], here.take(keep)
        fixed, constant, exposure, priors = fixed[keep], constant[keep], exposure[keep], priors[keep]
        old = level[keep], slope[keep]
        before = None if mu is None else mu[keep]
        cross = _cross(old[0], old[1], moment, fixed, groups, trend)
    return out


def _empty(size: int, weeks: int, groups: int, trend: bool) -> Fit:
    def hollow(*shape: int) -> Array:
        return np.full(shape, np.nan)

    return Fit(
        level=hollow(size, groups),
        slope=hollow(size),
        mu=hollow(size, weeks),
        weight=hollow(size, weeks),
        converged=np.zeros(size, dtype=bool),
        level_weight=hollow(size, groups),
        centre=hollow(size, groups),
        spread=hollow(size),
        trend=trend,
        freedom=hollow(size),
        dispersion=hollow(size),
    )


def _least_squares(
    moment: Array, cross: Array, groups: int, trend: bool
) -> tuple[Array, Array, tuple[Array, Array, Array]]:
    """Levels and slope of one weighted step, and the sums their variances need."""
    weight = moment[:, :groups]
    # A season without a known week has no level and takes no part.
    there = np.where(weight > 0, weight, np.inf)
    middle = cross[:, :groups] / there
    if not trend:
        zero = np.zeros(moment.shape[0])
        return middle, zero, (weight, np.zeros_like(weight), zero)
    centre = moment[:, groups : 2 * groups] / there
    spread = moment[:, 2 * groups] - (weight * centre**2).sum(axis=1)
    slope = (cross[:, groups : 2 * groups] - centre * cross[:, :groups]).sum(axis=1) / spread
    return middle - slope[:, None] * centre, slope, (weight, centre, spread)


def _cross(level: Array, slope: Array, moment: Array, fixed: Array, groups: int, trend: bool) -> Array:
    """Weighted sums of the next working response, from sums already at hand."""
    weight = moment[:, :groups]
    if not trend:
        return level * weight + fixed - weight
    first = moment[:, groups : 2 * groups]
    out = np.zeros_like(fixed)
    out[:, :groups] = level * weight + slope[:, None] * first + fixed[:, :groups] - weight
    # Only the sum over seasons of the time products is used, so the squared times may stand in one of them.
    out[:, groups : 2 * groups] = level * first + fixed[:, groups : 2 * groups] - first
    out[:, groups] += slope * moment[:, 2 * groups]
    return out


def _rows(level: Array, slope: Array, offset: Array | None, design: Design) -> Array:
    """Fitted means of the reference weeks, never under the smallest step from 1."""
    eta: Array = np.take(level, design.group, axis=1)
    if slope.any():
        eta += slope[:, None] * design.time
    if offset is not None:
        eta += offset
    np.exp(eta, out=eta)
    return np.maximum(eta, _TINY, out=eta)


def anscombe(block: Block, model: Fit, design: Design, phi: Array) -> Array:
    """Standardised Anscombe residuals: 3/2 (y^(2/3) mu^(-1/6) - mu^(1/2)) / sqrt(phi (1 - h))."""
    with np.errstate(divide="ignore", invalid="ignore"):
        # mu^(-1/6) (y^(2/3) - mu^(2/3)) is the same as the two terms, with cheaper roots than powers.
        root = np.cbrt(model.mu)
        raw = 1.5 * (block.cube - root * root) / np.sqrt(root)
        rest = np.maximum(1.0 - model.leverage(design), 0.0)
        residuals: Array = raw / np.sqrt(phi[:, None] * rest)
    return residuals


def outbreak_weights(residuals: Array, known: Mask, threshold: float) -> Array:
    """Weights that let past outbreaks count less: inverse squares beyond the threshold, scaled to sum to n."""
    with np.errstate(divide="ignore", invalid="ignore"):
        loud = known & (residuals > threshold)
        raw = known.astype(float)
        np.divide(1.0, residuals * residuals, out=raw, where=loud)
        scaled: Array = raw * (known.sum(axis=1) / raw.sum(axis=1))[:, None]
    return scaled
