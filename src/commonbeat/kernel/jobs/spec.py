"""When a schedule is due: a small language of local times, and the occurrences it gives between two moments.

====================  ==============================================
``every 5 min``       on every fifth minute of the day (UTC); 1 to 60, a divisor of 60
``hourly :15``        a quarter past every hour, local
``daily 05:00``       every day at five, local
``mon 05:00``         Mondays; also ``mon,thu 05:00`` and ``mon-fri 05:00``
``monthly 1 06:00``   the first of each month; day 1 to 28
====================  ==============================================

Clock changes: a day's time that does not exist (02:30 in spring) is taken as if the clock had not moved yet,
one that exists twice (01:30 in autumn) is its first; so there is one occurrence a day, never none or two.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LAST_SAFE_DAY = 28
HOUR = 60


class Spec(Protocol):
    """A parsed schedule."""

    def between(self, after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """Occurrences later than ``after`` and not later than ``until``, in UTC, in order."""


@dataclass(frozen=True)
class Every:
    """Every so many minutes of the UTC day."""

    minutes: int

    def between(self, after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """See `Spec`."""
        step = self.minutes * 60
        moment = (int(after.timestamp()) // step + 1) * step
        while moment <= until.timestamp():
            yield datetime.fromtimestamp(moment, UTC)
            moment += step


@dataclass(frozen=True)
class Hourly:
    """Once an hour at a local minute."""

    minute: int

    def between(self, after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """See `Spec`."""
        moment = after.replace(second=0, microsecond=0) + timedelta(minutes=1)
        while moment <= until:
            wait = (self.minute - moment.astimezone(zone).minute) % HOUR
            moment += timedelta(minutes=wait)
            if moment <= until and not wait:
                yield moment.astimezone(UTC)
                moment += timedelta(minutes=1)


@dataclass(frozen=True)
class OnDays:
    """At a local time on some weekdays (0 = Monday) or on one day of the month."""

    at: time
    weekdays: frozenset[int] = frozenset(range(7))
    day_of_month: int | None = None

    def between(self, after: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """See `Spec`."""
        day = after.astimezone(zone).date() - timedelta(days=1)
        last = until.astimezone(zone).date()
        while day <= last:
            if self._falls_on(day):
                moment = datetime.combine(day, self.at, zone).astimezone(UTC)
                if after < moment <= until:
                    yield moment
            day += timedelta(days=1)

    def _falls_on(self, day: date) -> bool:
        return day.weekday() in self.weekdays and self.day_of_month in {None, day.day}


def parse(text: str) -> Spec:
    """Read a schedule.

    Raises:
        ValueError: not in the language above.
    """
    words = text.lower().split()
    try:
        match words:
            case ["every", minutes, "min"] if HOUR % int(minutes) == 0:
                return Every(int(minutes))
            case ["hourly", minute] if re.fullmatch(r":[0-5]\d", minute):
                return Hourly(int(minute[1:]))
            case ["daily", at]:
                return OnDays(time.fromisoformat(at))
            case ["monthly", day, at] if 1 <= int(day) <= LAST_SAFE_DAY:
                return OnDays(time.fromisoformat(at), day_of_month=int(day))
            case [days, at]:
                return OnDays(time.fromisoformat(at), frozenset(_weekdays(days)))
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"Not a schedule: {text!r} ({error}).") from None
    raise ValueError(f"Not a schedule: {text!r}.")


def _weekdays(text: str) -> Iterator[int]:
    """Weekday numbers of ``mon``, ``mon,thu`` or ``fri-mon``."""
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, end = DAYS.index(first), DAYS.index(last or first)
        yield from ((start + step) % 7 for step in range((end - start) % 7 + 1))
