"""How long a promise is, and when something is due.

Days are counted as Cal. Code Civ. Proc. §12 counts them: the first day is left out, the last one is in. Where a
kind of clock says so, a last day on which the office is closed moves on to the next business day (§12a).
Months are calendar months (Gov. Code §6804). A year ends with the same date of the next year; one that began on
29 February ends on the 28th, as 365 days do (§6803). A length in hours is time gone by, whatever the wall clock does.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal, cast, get_args

from .calendar import Calendar, end_of, start_of

LONGEST_WALK = 3660
DAY = timedelta(days=1)
Unit = Literal["hours", "calendar", "business", "months", "years"]
MOST: dict[str, int] = {
    "hours": LONGEST_WALK * 24, "calendar": LONGEST_WALK, "business": LONGEST_WALK, "months": 1200, "years": 100,
}  # fmt: skip
Standstill = tuple[datetime, datetime | None]
"""From when (included) until when (left out) a clock stood still; open while it does."""
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Length:
    """A promised length; made by `hours`, `calendar_days`, `business_days`, `months` or `years`."""

    unit: Unit
    number: int
    roll: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no length.

        Raises:
            ValueError: less than one, or so many that no calendar was made for them.
        """
        if self.unit not in MOST or not 1 <= self.number <= MOST[self.unit]:
            raise ValueError(f"Not a length: {self.number} {self.unit}.")

    def __str__(self) -> str:
        return f"{self.unit}:{self.number}{':roll' if self.roll else ''}"

    @property
    def family(self) -> Literal["hours", "business", "calendar"]:
        """What it is counted in; lengths of one family can be added up."""
        return self.unit if self.unit == "hours" or self.unit == "business" else "calendar"


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


def months(number: int, roll: bool = False) -> Length:
    """So many calendar months: to the same day of a later month, or its last one where it has no such day.

    Args:
        number: how many.
        roll: a last day that is no business day moves on to the next one.
    """
    return Length("months", number, roll)


def years(number: int, roll: bool = False) -> Length:
    """So many years: to the same date of a later year; from 29 February to 28 February.

    Args:
        number: how many.
        roll: a last day that is no business day moves on to the next one.
    """
    return Length("years", number, roll)


def read(text: str) -> Length:
    """A length from its stored text (``str(length)``)."""
    unit, number, *roll = text.split(":")
    if unit not in get_args(Unit):
        raise ValueError(f"Not a length: {text!r}.")
    return Length(cast("Unit", unit), int(number), bool(roll))


def union(still: Sequence[Standstill]) -> list[Span]:
    """Times that stand still, each counted once: in order, apart from each other; open and empty ones left out.

    This is the one place where overlaps are resolved.
    """
    found: list[Span] = []
    for first, last in sorted((first, last) for first, last in still if last is not None and first < last):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def due(
    length: Length,
    began: datetime,
    calendar: Calendar,
    still: Sequence[Standstill] = (),
    more: Sequence[Length] = (),
    cap: Length | None = None,
) -> datetime:
    """The last moment at which a promise is kept.

    Args:
        length: what was promised.
        began: when the clock started (aware).
        calendar: whose days are counted.
        still: when the clock stood still, in any order. Hours: that time is added. Days: a day that begins while the
            clock stands still is not counted, and none that ends so is the last. What lies before the start or
            begins after the due moment moves nothing. An open standstill counts for nothing yet.
        more: lengths it was extended by, of the same family; months are added before days.
        cap: the longest that length and extensions come to together.

    Returns:
        A moment in UTC.

    Raises:
        ValueError: lengths of different families, or a calendar with too few business days.
    """
    spans = union(still)
    if any(one.family != length.family for one in (*more, *([cap] if cap else []))):
        raise ValueError(f"{length} is extended by lengths of its own kind only.")
    if length.family == "hours":
        number = sum(one.number for one in (length, *more))
        return _run_out(began.astimezone(UTC), min(number, cap.number if cap else number), spans)
    first = began.astimezone(calendar.tz).date()
    left = days_of((length, *more), first)
    if cap:
        left = min(left, days_of([cap], first))
    if not spans and length.family == "calendar" and not length.roll:
        return end_of(first + left * DAY, calendar.tz)
    stood = sum((last - begin for begin, last in spans), timedelta()).days
    day = first
    for _ in range(2 * (left + 366) + stood):
        day += DAY
        left -= _counts(day, length, calendar, spans)
        if left <= 0 and _may_end_on(day, length, calendar, spans):
            return end_of(day, calendar.tz)
    raise ValueError(f"The calendar has too few business days for {length}.")


def days_of(lengths: Sequence[Length], first: date) -> int:
    """How many days after the first one must be counted, for lengths of one family."""
    if lengths[0].family == "business":
        return sum(one.number for one in lengths)
    in_months = sum(
        one.number * (12 if one.unit == "years" else 1) for one in lengths if one.unit != "calendar"
    )
    in_days = sum(one.number for one in lengths if one.unit == "calendar")
    return (add_months(first, in_months) - first).days + in_days


def add_months(day: date, number: int) -> date:
    """The same day so many calendar months later (or earlier), or the last of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _run_out(began: datetime, number: int, spans: Sequence[Span]) -> datetime:
    """Hours after a moment, the standstills that begin before they are over added."""
    ends = began + timedelta(hours=number)
    for first, last in spans:
        if first > ends:
            break
        ends += max(last - max(first, began), timedelta())
    return ends


def _counts(day: date, length: Length, calendar: Calendar, spans: Sequence[Span]) -> int:
    """1 for a day that counts, 0 for one that does not."""
    if length.unit == "business" and not calendar.is_business_day(day):
        return 0
    return 0 if stands(start_of(day, calendar.tz), spans) else 1


def _may_end_on(day: date, length: Length, calendar: Calendar, spans: Sequence[Span]) -> bool:
    """Whether a day may be the last one."""
    if (length.roll or length.unit == "business") and not calendar.is_business_day(day):
        return False
    return not stands(end_of(day, calendar.tz), spans)


def stands(moment: datetime, spans: Sequence[Span]) -> bool:
    """Whether a moment lies in one of the spans."""
    return any(first <= moment < last for first, last in spans)


def before(length: Length, due_at: datetime, calendar: Calendar) -> datetime:
    """When to remind: so long before something is due.

    Args:
        length: hours before the moment, or the beginning of the day so many (business) days, months or years before
            the due day.
        due_at: when it is due.
        calendar: whose days are counted.
    """
    if length.unit == "hours":
        return due_at.astimezone(UTC) - timedelta(hours=length.number)
    day, left = due_at.astimezone(calendar.tz).date(), length.number
    if length.unit in {"months", "years"}:
        return start_of(add_months(day, -left * (12 if length.unit == "years" else 1)), calendar.tz)
    for _ in range(LONGEST_WALK * 2):
        day -= DAY
        left -= length.unit == "calendar" or calendar.is_business_day(day)
        if left <= 0:
            return start_of(day, calendar.tz)
    raise ValueError(f"The calendar has too few business days for {length}.")
