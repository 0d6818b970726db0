"""A city whose calendar tests know by heart."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
HOLIDAYS = frozenset({date(2026, 5, 25), date(2026, 7, 3), date(2026, 12, 25), date(2027, 1, 1)})


@dataclass(frozen=True)
class City:
    """Mondays to Fridays in California, without the holidays."""

    tz: ZoneInfo = PACIFIC
    closed: frozenset[date] = HOLIDAYS

    def is_business_day(self, day: date) -> bool:
        """Neither a weekend nor a holiday."""
        return day.weekday() < 5 and day not in self.closed


def local(text: str) -> datetime:
    """A moment on the wall clock in California: ``2026-05-22 16:30``."""
    return datetime.fromisoformat(text).replace(tzinfo=PACIFIC).astimezone(UTC)
