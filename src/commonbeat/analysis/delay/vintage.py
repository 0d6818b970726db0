"""Fair comparison of a fresh week with old ones: each as it was known at the same age."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.delay.triangle import Days, day_number, day_numbers
from commonbeat.analysis.refusal import refuse_unless
from commonbeat.analysis.results import Result

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class VintageComparison(Result):
    """Counts of each week at the age the newest week has now, and as known today.

    Attributes:
        weeks: First day of each week, oldest first.
        at_age: Events known when the week was as old as the newest is now.
        known_now: Events known today.
        age_days: Days from the end of a week to the day on which it is looked at.
        share_at_age: Share of settled weeks' events that were known at that age.
        settled: Weeks old enough to be final, from which that share is taken.
    """

    weeks: Days
    at_age: NDArray[np.int64]
    known_now: NDArray[np.int64]
    age_days: int
    share_at_age: float
    settled: int


def compare_at_same_age(
    happened: ArrayLike,
    known: ArrayLike,
    *,
    today: str | np.datetime64,
    weeks: int = 53,
    last_week: str | np.datetime64 | None = None,
    settled_days: int = 56,
) -> VintageComparison:
    """Count every week as it was known at the same age.

    A week looked at two days after its end lacks its late reports; last year's same week no longer does. This counts
    both two days after their end, so a difference is not one of paperwork.

    Args:
        happened: Day of each event (local calendar).
        known: Day on which each event became known.
        today: Day on which the newest week is looked at; what became known later is not counted.
        weeks: Number of weeks, the newest included.
        last_week: First day of the newest week; None for the last seven days that ended before `today`.
        settled_days: Age from which a week is taken as final.

    Raises:
        ImpossibleInput: Lengths differ, the newest week is not over or an argument makes no sense.
    """
    event, report = day_numbers(happened), day_numbers(known)
    refuse_unless(event.shape == report.shape, "One day of knowledge is needed for each event.")
    refuse_unless(
        weeks >= 1 and settled_days >= 0, "At least one week is needed and the age cannot be negative."
    )
    now = day_number(today)
    newest = now - 7 if last_week is None else day_number(last_week)
    age = now - (newest + 7)
    refuse_unless(age >= 0, "The newest week is not over on that day.")
    missing = np.iinfo(np.int64).min
    usable = (event != missing) & (report != missing) & (report <= now)
    event, report = event[usable], report[usable]
    start = newest - 7 * (weeks - 1)
    inside = (event >= start) & (event < newest + 7)
    event, report = event[inside], report[inside]
    row = (event - start) // 7
    end = start + 7 * (row + 1)
    early = report <= end + age
    at_age = np.bincount(row[early], minlength=weeks)
    known_now = np.bincount(row, minlength=weeks)
    old = now - (start + 7 * np.arange(1, weeks + 1)) >= max(settled_days, age + 1)
    final = int(known_now[old].sum())
    share = float(at_age[old].sum() / final) if final else float("nan")
    days = (start + 7 * np.arange(weeks)).astype("datetime64[D]")
    notes = []
    if final and share < 0.9:
        notes.append(f"At this age about {share:.0%} of a week's events are known; the rest come later.")
    if not final:
        notes.append("No week is old enough to say what share is known at this age.")
    return VintageComparison(
        method="comparison at the same age",
        n=int(known_now.sum()),
        period=f"{days[0]} to {days[-1] + 6}",
        interval=_share_interval(int(at_age[old].sum()), final),
        warnings=tuple(notes),
        weeks=days,
        at_age=at_age,
        known_now=known_now,
        age_days=age,
        share_at_age=share,
        settled=int(old.sum()),
    )


def _share_interval(part: int, whole: int) -> tuple[float, float] | None:
    """Wilson 95 % interval of the share known at the age."""
    if whole == 0:
        return None
    z2 = 1.959963984540054**2
    p = part / whole
    middle = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    reach = float(np.sqrt(z2 * (p * (1 - p) / whole + z2 / (4 * whole**2)))) / (1 + z2 / whole)
    return middle - reach, middle + reach
