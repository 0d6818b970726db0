"""How long a promise is, and when something is due.

Days are counted as Cal. Code Civ. Proc. §12 counts them: the first day is left out, the last one is in. Where a
kind of clock says so, a last day on which the office is closed moves on to the next business day (§12a).
A length in hours is time gone by, whatever the wall clock does meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from .calendar import Calendar, end_of, start_of

LONGEST_WALK = 3660
DAY = timedelta(days=1)
Standstill = tuple[datetime, datetime | None]
"""From when (included) until when (left out) a clock stood still; open while it does."""


@dataclass(frozen=True)
class Length:
    """A promised length; made by `hours`, `calendar_days` or `business_days`."""

    unit: Literal["hours", "calendar", "business"]
    number: int
    roll: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no length.

        Raises:
            ValueError: less than one, or so many days that no calendar was made for them.
        """
        if not 1 <= self.number <= LONGEST_WALK * (24 if self.unit == "hours" else 1):
            raise ValueError(f"Not a length: {self.number} {self.unit}.")

    def __str__(self) -> str:
        return f"{self.unit}:{self.number}{':roll' if self.roll else ''}"


def hours(number: int) -> Length:
    """So many hours of real time."""
    return Length("hours", number)


def calendar_days(number: int, roll: bool = False) -> Length:
    """So many days, weekends and holidays included.

    Args:
        number: days after the day it began.
        roll: a last day that is no business day moves on to the next one.
    """
    return Length("calendar", number, roll)


def business_days(number: int) -> Length:
    """So many days on which the office is open."""
    return Length("business", number)


def read(text: str) -> Length:
    """A length from its stored text (``str(length)``)."""
    unit, number, *roll = text.split(":")
    if unit not in {"hours", "calendar", "business"}:
        raise ValueError(f"Not a length: {text!r}.")
    return Length(unit, int(number), bool(roll))  # type: ignore[arg-type]


def due(length: Length, began: datetime, calendar: Calendar, still: Sequence[Standstill] = ()) -> datetime:
    """The last moment at which a promise is kept.

    Args:
        length: what was promised.
        began: when the clock started (aware).
        calendar: whose days are counted.
        still: when the clock stood still. Hours: that time is added. Days: a day that begins while the clock stands
            still is not counted, and none that ends so is the last. An open standstill counts for nothing yet.

    Returns:
        A moment in UTC.
    """
    past = [(first, last) for first, last in still if last is not None]
    if length.unit == "hours":
        return began.astimezone(UTC) + timedelta(hours=length.number) + _together(past)
    day = began.astimezone(calendar.tz).date()
    left = length.number
    for _ in range(LONGEST_WALK * 2):
        day += DAY
        left -= _counts(day, length, calendar, past)
        if left <= 0 and _may_end_on(day, length, calendar, past):
            return end_of(day, calendar.tz)
    raise ValueError(f"The calendar has too few business days for {length}.")


def _counts(day: date, length: Length, calendar: Calendar, still: Sequence[tuple[datetime, datetime]]) -> int:
    """1 for a day that counts, 0 for one that does not."""
    if length.unit == "business" and not calendar.is_business_day(day):
        return 0
    return 0 if _stands(start_of(day, calendar.tz), still) else 1


def _may_end_on(
    day: date, length: Length, calendar: Calendar, still: Sequence[tuple[datetime, datetime]]
) -> bool:
    """Whether a day may be the last one."""
    if (length.roll or length.unit == "business") and not calendar.is_business_day(day):
        return False
    return not _stands(end_of(day, calendar.tz), still)


def _stands(moment: datetime, still: Sequence[tuple[datetime, datetime]]) -> bool:
    return any(first <= moment < last for first, last in still)


def _together(still: Sequence[tuple[datetime, datetime]]) -> timedelta:
    """Time that stands still in any of the spans, counted once."""
    total, until = timedelta(), None
    for first, last in sorted(still):
        begins = first if until is None else max(first, until)
        total += max(last - begins, timedelta())
        until = last if until is None else max(until, last)
    return total


def before(length: Length, due_at: datetime, calendar: Calendar) -> datetime:
    """When to remind: so long before something is due.

    Args:
        length: hours before the moment, or the beginning of the day so many (business) days before the due day.
        due_at: when it is due.
        calendar: whose days are counted.
    """
    if length.unit == "hours":
        return due_at.astimezone(UTC) - timedelta(hours=length.number)
    day, left = due_at.astimezone(calendar.tz).date(), length.number
    for _ in range(LONGEST_WALK * 2):
        day -= DAY
        left -= length.unit == "calendar" or calendar.is_business_day(day)
        if left <= 0:
            return start_of(day, calendar.tz)
    raise ValueError(f"The calendar has too few business days for {length}.")
