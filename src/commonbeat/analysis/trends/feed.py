"""Did the feed change? A step that many kinds of entry take on one day and keep is not a rise in demand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.results import Result
from commonbeat.analysis.trends.compare import benjamini_hochberg

WINDOW = 28  # days looked at on either side, in whole weeks so that weekdays balance
LEAST_AFTER = 7
LEAST_BEFORE = 14


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """One kind of entry and its part in the step, in entries a week."""

    name: str
    origin: str
    before: float
    after: float
    share: float

    @property
    def step(self) -> float:
        """Change in entries a week."""
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class FeedBreak(Result):
    """A step in the feed: first day of the new level, entries a week before and after, who carries it."""

    day: dt.date
    before: float
    after: float
    carriers: tuple[Carrier, ...]
    types_moved: int
    types_seen: int
    community_step: float
    not_community_share: float
    z: float

    @property
    def change(self) -> float:
        """Step as a share of the level before."""
        return (self.after - self.before) / self.before if self.before else float("inf")


def feed_breaks(
    counts: ArrayLike,
    first_day: dt.date,
    names: Sequence[str],
    origins: Sequence[str] | None = None,
    *,
    least_change: float = 0.15,
    least_z: float = 4.0,
    most: int = 6,
) -> tuple[FeedBreak, ...]:
    """Find days on which the feed itself stepped up or down.

    Every day is tried as the first day of a new level, against four weeks on either side. The day with the
    largest likelihood ratio over all columns is kept when the total stepped clearly and stayed (every full
    week after lies beyond the middle), a step fits better than a slope, at least three types moved the same
    way, and the step is one of recording: a quarter of it is not community calls, or several types appear
    or vanish, or two types in five moved. A rise in a few types of community calls is demand and is
    not told. The stretch around a break found is set aside and the search repeated.

    Args:
        counts: Entries by (day, column), one row for every calendar day.
        first_day: Date of the first row.
        names: Type of each column; a type may have one column for each origin.
        origins: "community", "officer", "administrative" or "unknown" for each column.
        least_change: Smallest step of the total, as a share of the level before.
        least_z: Smallest standardised step of the total.
        most: Most breaks to return.

    Raises:
        ImpossibleInput: The number of names or origins differs from the number of columns.
    """
    table = np.asarray(counts, float)
    kinds = list(origins) if origins is not None else ["unknown"] * len(names)
    if table.ndim != 2 or table.shape[1] != len(names) or len(kinds) != len(names):
        raise ImpossibleInput("One name and one origin are needed for each column of counts.")
    days = table.shape[0]
    if days < LEAST_BEFORE + LEAST_AFTER or table.shape[1] == 0:
        return ()
    ratio = _likelihood_ratios(table)
    found: list[FeedBreak] = []
    tries = 0
    while np.isfinite(ratio).any() and len(found) < most and tries < 4 * most:
        tries += 1
        day = int(np.nanargmax(ratio))
        one = _judge(table, day, first_day, names, kinds, least_change, least_z)
        if one is not None:
            found.append(one)
        # A rejected peak clears only its own days: a real break may lie within four weeks of a holiday.
        reach = WINDOW if one is not None else 3
        ratio[max(0, day - reach) : day + reach + 1] = np.nan
    return tuple(sorted(found, key=lambda b: b.day))


def _spans(day: int, days: int) -> tuple[int, int]:
    """Whole weeks, in days, used before and after a candidate."""
    return min(WINDOW, day // 7 * 7), min(WINDOW, (days - day) // 7 * 7)


def _likelihood_ratios(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Twice the log likelihood ratio of "two levels" over "one level", summed over columns, for each day."""
    days = table.shape[0]
    total = np.vstack([np.zeros(table.shape[1]), np.cumsum(table, axis=0)])
    ratio = np.full(days, np.nan)
    for day in range(LEAST_BEFORE, days - LEAST_AFTER + 1):
        left, right = _spans(day, days)
        before, after = total[day] - total[day - left], total[day + right] - total[day]
        both = (before + after) / (left + right)
        ratio[day] = 2 * (_gain(before, left, both) + _gain(after, right, both)).sum()
    return ratio


def _gain(count: NDArray[np.float64], span: int, level: NDArray[np.float64]) -> NDArray[np.float64]:
    expected = np.where(level > 0, level * span, 1.0)
    return np.where(count > 0, count * np.log(np.where(count > 0, count, 1.0) / expected), 0.0)


def _judge(
    table: NDArray[np.float64],
    day: int,
    first_day: dt.date,
    names: Sequence[str],
    origins: Sequence[str],
    least_change: float,
    least_z: float,
) -> FeedBreak | None:
    """The break at this day, or None when the step is not one of the feed."""
    left, right = _spans(day, table.shape[0])
    block = table[day - left : day + right]
    total = block.sum(axis=1)
    before, after = total[:left].mean(), total[left:].mean()
    if before == after or abs(after - before) < least_change * max(before, 1e-9):
        return None
    phi = max(1.0, _weekday_dispersion(total[:left]), _weekday_dispersion(total[left:]))
    z = (after - before) / np.sqrt(phi * (before / left + after / right))
    if abs(z) < least_z or not _stays(total[left:], before, after) or not _is_step(total, left):
        return None
    types = list(dict.fromkeys(names))
    which = np.array([types.index(n) for n in names])
    by_type = np.zeros((block.shape[0], len(types)))
    np.add.at(by_type.T, which, block.T)
    up = np.sign(after - before)
    moved, seen, turned = _types_moved(by_type, left, up)
    not_community = np.array([o in ("officer", "administrative") for o in origins])
    community = block[:, ~not_community].sum(axis=1)
    community_step = float(community[left:].mean() - community[:left].mean())
    away = 1 - community_step / (after - before)
    if moved < 3 or not (away >= 0.25 or turned >= 3 or moved >= 0.4 * seen):
        return None
    return FeedBreak(
        method="feed break v1: step in level over types, four weeks either side",
        n=int(total.sum()),
        period=f"{first_day + dt.timedelta(days=day - left)} to "
        f"{first_day + dt.timedelta(days=day + right - 1)}",
        warnings=("Under two weeks since the step: it may not last.",) if right < 14 else (),
        day=first_day + dt.timedelta(days=day),
        before=float(before * 7),
        after=float(after * 7),
        carriers=_carriers(block, left, names, origins, up),
        types_moved=moved,
        types_seen=seen,
        community_step=community_step / max(community[:left].mean(), 1e-9),
        not_community_share=float(away),
        z=float(z),
    )


def _weekday_dispersion(total: NDArray[np.float64]) -> float:
    """Variance over mean of daily totals around their weekday's mean."""
    if total.size < 14:
        return 1.0
    weeks = total.reshape(-1, 7)
    mean = np.maximum(weeks.mean(axis=0), 0.5)
    return float(((weeks - mean) ** 2 / mean).sum() / (weeks.size - 7))


def _stays(after_days: NDArray[np.float64], before: float, after: float) -> bool:
    weekly = after_days.reshape(-1, 7).mean(axis=1)
    middle = (before + after) / 2
    return bool(((weekly > middle) == (after > before)).all())


def _is_step(total: NDArray[np.float64], left: int) -> bool:
    """A step leaves less unexplained than a straight line, once weekdays are taken out."""
    level = np.concatenate(
        [np.full(left, total[:left].mean()), np.full(total.size - left, total[left:].mean())]
    )
    position = np.arange(total.size)
    weekly = np.convolve(total, np.ones(7) / 7, mode="valid")
    centre = position[3 : 3 + weekly.size]
    line = np.polyval(np.polyfit(position, total, 1), centre)
    step = np.convolve(level, np.ones(7) / 7, mode="valid")
    return bool(((weekly - step) ** 2).sum() < ((weekly - line) ** 2).sum())


def _types_moved(by_type: NDArray[np.float64], left: int, up: float) -> tuple[int, int, int]:
    """Types that moved with the total, types seen at all, and types that appeared or vanished."""
    before, after = by_type[:left].sum(axis=0), by_type[left:].sum(axis=0)
    right = by_type.shape[0] - left
    seen = (before + after) > 0
    n, share = (before + after)[seen], right / (left + right)
    k = after[seen] if up > 0 else before[seen]
    tail = stats.binom.sf(k - 1, n, share if up > 0 else 1 - share)
    moved = int((benjamini_hochberg(tail) <= 0.01).sum())
    gone, come = (before, after) if up > 0 else (after, before)
    turned = int(((gone <= 0.02 * come) & (come >= 6)).sum())
    return moved, int(seen.sum()), turned


def _carriers(
    block: NDArray[np.float64], left: int, names: Sequence[str], origins: Sequence[str], up: float
) -> tuple[Carrier, ...]:
    """Columns that carry the step, largest first, until 80 % of it is named (12 at most)."""
    before, after = block[:left].mean(axis=0) * 7, block[left:].mean(axis=0) * 7
    step = (after - before) * up
    whole = step.sum()
    chosen: list[Carrier] = []
    told = 0.0
    for i in np.argsort(-step, kind="stable")[:12]:
        if step[i] <= 0 or told >= 0.8 * whole:
            break
        told += step[i]
        chosen.append(
            Carrier(
                name=names[i],
                origin=origins[i],
                before=float(before[i]),
                after=float(after[i]),
                share=float(step[i] / whole),
            )
        )
    return tuple(chosen)
