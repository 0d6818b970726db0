"""Hour-of-week tables (aoristic analysis, Ratcliffe 2002), by difference arrays instead of loops."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.aoristic.resample import bootstrap_band
from commonbeat.analysis.aoristic.windows import (
    HOURS,
    WEEK_MINUTES,
    Windows,
    read_windows,
    share_by_length,
    spread,
)
from commonbeat.analysis.refusal import refuse_unless
from commonbeat.analysis.results import Result

Array = NDArray[np.float64]
__all__ = ["HOURS", "WEEK_MINUTES", "HourOfWeek", "hour_of_week"]


@dataclass(frozen=True, kw_only=True)
class HourOfWeek(Result):
    """Weight of events in each of 168 hours, hour 0 being the first hour of the week's first day.

    Attributes:
        table: Weight in each hour; they add up to `n`.
        first_day: Weekday of hour 0, Monday 0 to Sunday 6.
        skipped: Events without a start, which are in no figure.
        long_share: Share of the weight that comes from windows over 24 hours, which say little about when.
        point_share: Share of the weight with a known hour: a point, a window of a minute or without a usable end.
        week_share: Share of the weight from windows of a week or more, spread evenly.
        reversed: Events whose end lies before their start; they count in the start hour.
        lower: Lower end of the interval of each hour, or None when none was asked for.
        upper: Upper end of the interval of each hour, or None.
    """

    table: Array
    first_day: int
    skipped: int
    long_share: float
    point_share: float = 0.0
    week_share: float = 0.0
    reversed: int = 0
    lower: Array | None = None
    upper: Array | None = None

    @property
    def by_day(self) -> Array:
        """The same weights as 7 days by 24 hours."""
        return self.table.reshape(7, 24)

    @property
    def by_hour(self) -> Array:
        """Weights of the 24 hours of the day."""
        hours: Array = self.by_day.sum(axis=0)
        return hours


def hour_of_week(
    start: ArrayLike,
    end: ArrayLike | None = None,
    *,
    first_day: int = 0,
    draws: int = 0,
    seed: int = 0,
    coverage: float = 0.95,
) -> HourOfWeek:
    """Spread events over the hours of the week.

    A point counts 1 in its hour. A window is spread over its minutes: a missing end, an end not after the
    start or a window of one minute counts in the start hour; 10,080 minutes or more count 1/168
    everywhere; otherwise each hour gets its share of the window's whole minutes. These are the rules of the reference
    implementation (version 1.1.1), in which seconds are cut off first.

    Times are the local wall clock and are never shifted or converted. On the nights when clocks change, a window is as
    long as the two wall-clock times are apart: the hour that is skipped in spring gets its share like any other, and the
    hour that comes twice in autumn counts once.

    Args:
        start: Local times as datetime64 without a time zone (NaT: the event is skipped and counted).
        end: Ends of windows, or None when every event is a point.
        first_day: Weekday of hour 0, Monday 0 to Sunday 6.
        draws: Bootstrap draws for an interval of each hour; 0 for none. 500 are enough for 95 %.
        seed: Seed of the draws.
        coverage: Nominal coverage of each hour's interval.

    Returns:
        The table. Its sum is the number of events with a start.

    Raises:
        ImpossibleInput: `start` and `end` differ in length, or times carry a time zone, or an argument makes no sense.

    References:
        Ratcliffe 2002, Journal of Quantitative Criminology 18: 23-43.
    """
    refuse_unless(first_day in range(7), "The first day must be a weekday, Monday 0 to Sunday 6.")
    refuse_unless(draws >= 0, "The number of draws cannot be negative.")
    refuse_unless(0 < coverage < 1, "Coverage must lie between 0 and 1.")
    windows = read_windows(start, end, first_day)
    n = windows.minute.size
    table = spread(windows)
    points, long, week = share_by_length(windows)
    lower = upper = None
    if draws and n:
        lower, upper = bootstrap_band(windows, draws, seed, coverage)
    return HourOfWeek(
        method="aoristic hour of week v1" if end is not None else "hour of week of point times v1",
        n=n,
        coverage=coverage,
        seed=seed if draws else None,
        warnings=_sentences(windows, long, week),
        table=table,
        first_day=first_day,
        skipped=windows.skipped,
        long_share=long,
        point_share=points,
        week_share=week,
        reversed=windows.reversed,
        lower=lower,
        upper=upper,
    )


def _sentences(windows: Windows, long: float, week: float) -> tuple[str, ...]:
    notes = []
    if long:
        notes.append(f"{_percent(long)} of the weight comes from windows over 24 hours.")
    if week:
        notes.append(f"{_percent(week)} comes from windows of a week or more and is spread evenly.")
    if windows.reversed:
        notes.append(f"{windows.reversed} events end before they start; they count in their start hour.")
    return tuple(notes)


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.005 else "Under 1%"
