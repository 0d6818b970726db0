"""Reading the agency profile."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .models import AgencyProfile, Holiday

SATURDAY = 5


@dataclass(frozen=True)
class Agency:
    """The department, as every other room sees it.

    Attributes:
        tz: the zone whose wall clock officers and residents live by.
        week_start: first day of the reporting week, 0 = Monday … 6 = Sunday.
        publication_delay_hours: age a call must have before it may be published.
        utilisation_target: share of a unit's hour that calls may fill, 0..1.
    """

    name: str
    city_name: str
    state: str
    population: int | None
    tz: ZoneInfo
    languages: tuple[str, ...]
    week_start: int
    emergency_number: str
    other_help_number: str
    publication_delay_hours: int
    utilisation_target: float
    units_per_call: dict[str, float] = field(default_factory=dict)
    local: dict[str, object] = field(default_factory=dict)

    def week_of(self, day: date) -> date:
        """First day of the agency's week that holds ``day``."""
        return day - timedelta(days=(day.weekday() - self.week_start) % 7)

    def local_time(self, moment: datetime) -> datetime:
        """``moment`` (aware) on the agency's wall clock."""
        return moment.astimezone(self.tz)


def agency() -> Agency:
    """The profile on file, or safe defaults for a new installation."""
    row = AgencyProfile.objects.filter(id=1).first() or AgencyProfile()
    return Agency(
        name=row.name,
        city_name=row.city_name,
        state=row.state,
        population=row.population,
        tz=ZoneInfo(row.timezone),
        languages=tuple(row.languages or ["en", "es"]),
        week_start=row.week_start,
        emergency_number=row.emergency_number,
        other_help_number=row.other_help_number,
        publication_delay_hours=row.publication_delay_hours,
        utilisation_target=row.utilisation_target,
        units_per_call=row.units_per_call,
        local=row.local,
    )


@dataclass(frozen=True)
class BusinessCalendar:
    """The days on which the office is open, as promised times count them.

    Attributes:
        tz: the zone whose days are meant.
        closed: holidays, as kept on the holidays page.
    """

    tz: ZoneInfo
    closed: frozenset[date]

    def is_business_day(self, day: date) -> bool:
        """Neither a Saturday, a Sunday nor a holiday."""
        return day.weekday() < SATURDAY and day not in self.closed


def business_calendar() -> BusinessCalendar:
    """The calendar as it is now."""
    row = AgencyProfile.objects.filter(id=1).only("timezone").first() or AgencyProfile()
    return BusinessCalendar(ZoneInfo(row.timezone), frozenset(Holiday.objects.values_list("day", flat=True)))
