"""Which past weeks a week is compared with: the same season of earlier years, and the seasons between."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.refusal import ImpossibleInput
from commonbeat.analysis.trends.farrington_fit import Design

Weeks = NDArray[np.int64]
Dates = NDArray[np.datetime64]


def reference_weeks(target: int, years: int, period: int, dates: Dates | None) -> Weeks:
    """Indices of the judged week and of the same week in each earlier year, latest first.

    Without dates a year is `period` weeks. With dates it is a calendar year: the day a year before, moved to the
    nearest day of the same weekday.

    Raises:
        ImpossibleInput: An earlier year lies before the first week, or a date is missing from the dates.
    """
    if dates is None:
        found = target - period * np.arange(years + 1)
        if found[-1] < 0:
            raise ImpossibleInput(
                f"{years} earlier years are asked for, but the series is only {target} weeks long."
            )
        return found.astype(np.int64)
    today = dates[target].astype("datetime64[D]")
    wanted = np.array([_same_weekday(_year_before(today, back), today) for back in range(years + 1)])
    found = np.searchsorted(dates, wanted)
    here = np.minimum(found, dates.size - 1)
    if (dates[here] != wanted).any():
        raise ImpossibleInput(
            f"{years} earlier years are asked for, but their weeks are not among the dates given."
        )
    return here.astype(np.int64)


def _year_before(day: np.datetime64, years: int) -> np.datetime64:
    """The same month and day some years before; 29 February becomes 1 March."""
    month = day.astype("datetime64[M]")
    into = day - month.astype("datetime64[D]")
    earlier: np.datetime64 = (month - 12 * years).astype("datetime64[D]") + into
    return earlier


def _same_weekday(day: np.datetime64, like: np.datetime64) -> np.datetime64:
    """The day with the weekday of `like` that is nearest to `day` (never more than three days away)."""
    shift = int((like - day).astype(int)) % 7
    nearest: np.datetime64 = day + (shift if shift <= 3 else shift - 7)
    return nearest


def build_design(
    target: int,
    *,
    years: int,
    half_window: int,
    seasons: int,
    left_out: int,
    period: int = 52,
    dates: Dates | None = None,
) -> Design:
    """Reference weeks, their seasons and times for one judged week.

    The weeks within `half_window` of the judged week's season are one season of the model (in earlier years
    on both sides, this year before it). With `seasons` above 1 the rest of each year is cut into `seasons` - 1 further
    blocks of nearly equal length, the first blocks longer by a week when it does not divide. The last `left_out` weeks
    and the judged week are never used.

    Raises:
        ImpossibleInput: The series is too short, or there are more seasons than weeks between the windows.
    """
    marks = reference_weeks(target, years, period, dates)
    if marks[-1] - half_window < 0:
        raise ImpossibleInput(
            f"{years} earlier years and {half_window} weeks before them are asked for, but the series is too short."
        )
    season = np.zeros(target + 1, dtype=np.int64)  # 0: not used
    season[max(0, target - half_window) : target + 1] = seasons
    for later, mark in pairwise(marks):
        season[mark - half_window : mark + half_window + 1] = seasons
        if seasons > 1:
            between = int(later - mark) - 2 * half_window - 1
            length, rest = divmod(between, seasons - 1)
            if length < 1:
                raise ImpossibleInput(
                    f"{seasons} seasons are too many for {between} weeks between the windows."
                )
            widths = np.full(seasons - 1, length)
            widths[:rest] += 1
            begin = mark + half_window + 1
            season[begin : begin + between] = np.repeat(np.arange(1, seasons), widths)
    season[max(0, target - left_out) : target + 1] = 0
    columns = np.flatnonzero(season)
    if columns.size == 0:
        raise ImpossibleInput("No reference week is left: too many recent weeks are left out.")
    used = np.unique(season[columns])
    group = np.searchsorted(used, season[columns])
    if seasons not in used:
        raise ImpossibleInput("No reference week of the judged week's season is left.")
    times = columns.astype(float) if dates is None else (dates[columns] - dates[0]).astype(float) / 7.0
    now = float(target) if dates is None else float((dates[target] - dates[0]).astype(float)) / 7.0
    middle = float(times.mean())  # centred, so that sums of squares keep their digits
    return Design(
        columns=columns,
        group=group.astype(np.int64),
        time=times - middle,
        groups=int(used.size),
        target_group=int(np.searchsorted(used, seasons)),
        target_time=now - middle,
    )
