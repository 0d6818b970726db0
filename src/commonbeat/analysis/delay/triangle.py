"""Reporting triangles: how many events of each day (or week) were known after how long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from commonbeat.analysis.refusal import ImpossibleInput, refuse_unless
from commonbeat.analysis.results import Result

Array = NDArray[np.float64]
Days = NDArray[np.datetime64]


@dataclass(frozen=True, kw_only=True)
class ReportingTriangle(Result):
    """Events by period of occurrence (rows, oldest first) and delay (columns, in periods).

    Attributes:
        table: Events; not-a-number where the delay has not passed yet.
        periods: First day of each row.
        step: Days in a period.
        longest: Largest delay; longer ones are counted there.
        late: Events with a delay beyond `longest`.
        undated: Events left out because a date is missing or they became known before they happened.
        future: Events left out because they became known after the day of the table.
    """

    table: Array
    periods: Days
    step: int
    longest: int
    late: int
    undated: int
    future: int

    @property
    def reported(self) -> Array:
        """Events of each period known by now."""
        known: Array = np.nansum(self.table, axis=1)
        return known


def reporting_triangle(
    happened: ArrayLike,
    known: ArrayLike,
    *,
    today: str | np.datetime64,
    longest: int,
    step: int = 1,
    first: str | np.datetime64 | None = None,
) -> ReportingTriangle:
    """Count events by when they happened and how many periods later they became known.

    Args:
        happened: Day of each event (local calendar).
        known: Day on which each event became known.
        today: Last day that counts; a period is used when it began on or before this day. With `step` 7, today should be
            the last day of a week, so that no week is half seen.
        longest: Largest delay kept, in periods; longer delays are counted as this one.
        step: Days in a period: 1 for days, 7 for weeks.
        first: First day of the first period; None for the earliest event.

    Raises:
        ImpossibleInput: Lengths differ, no event is left, or the table would be shorter than the largest delay.

    References:
        Lawless 1994, Canadian Journal of Statistics 22: 15-31.
    """
    event, report = day_numbers(happened), day_numbers(known)
    refuse_unless(event.shape == report.shape, "One day of knowledge is needed for each event.")
    refuse_unless(longest >= 1 and step >= 1, "The largest delay and the step must be at least 1.")
    now = day_number(today)
    missing = np.iinfo(np.int64).min
    usable = (event != missing) & (report != missing) & (report >= event)
    undated = int((~usable).sum())
    event, report = event[usable], report[usable]
    begin = day_number(first) if first is not None else _earliest(event)
    inside = (event >= begin) & (event <= now)
    seen = inside & (report <= now)
    future = int((inside & ~seen).sum())
    row, late_row = (event[seen] - begin) // step, (report[seen] - begin) // step
    size = (now - begin) // step + 1
    refuse_unless(seen.any() and size > 0, "No event had become known by that day.")
    refuse_unless(
        size > longest, f"Only {size} periods are there, which cannot show a delay of {longest} periods."
    )
    delay = late_row - row
    late = int((delay > longest).sum())
    table = np.bincount(row * (longest + 1) + np.minimum(delay, longest), minlength=size * (longest + 1))
    shaped = table.reshape(size, longest + 1).astype(float)
    unseen = np.arange(size)[:, None] + np.arange(longest + 1) >= size
    shaped[unseen] = np.nan
    periods = (begin + step * np.arange(size)).astype("datetime64[D]")
    notes = (
        [f"{late} events took longer than {longest} periods and are counted at that delay."] if late else []
    )
    notes += [f"{undated} events have no usable dates and are left out."] if undated else []
    return ReportingTriangle(
        method="reporting triangle",
        n=int(seen.sum()),
        period=f"{periods[0]} to {today}",
        warnings=tuple(notes),
        table=shaped,
        periods=periods,
        step=step,
        longest=longest,
        late=late,
        undated=undated,
        future=future,
    )


def day_number(day: str | np.datetime64) -> int:
    """Days since the epoch.

    Raises:
        ImpossibleInput: It is not a date.
    """
    try:
        number = int(np.asarray(day, dtype="datetime64[D]").astype(np.int64))
    except (TypeError, ValueError):
        number = np.iinfo(np.int64).min
    refuse_unless(number != np.iinfo(np.int64).min, "A day must be a date.")
    return number


def day_numbers(values: ArrayLike) -> NDArray[np.int64]:
    """Days since the epoch; a missing date is the smallest number.

    Raises:
        ImpossibleInput: Something is not a date.
    """
    try:
        days = np.asarray(values, dtype="datetime64[D]")
    except (TypeError, ValueError):
        raise ImpossibleInput("Days must be dates.") from None
    refuse_unless(days.ndim == 1, "Days must be a list, one for each event.")
    return days.view(np.int64)


def _earliest(event: NDArray[np.int64]) -> int:
    refuse_unless(event.size > 0, "There is no event with usable dates.")
    return int(event.min())
