"""The agency profile."""

from datetime import UTC, date, datetime

import pytest

from commonbeat.city.agency.models import AgencyProfile
from commonbeat.city.agency.queries import agency


def test_a_new_installation_has_safe_defaults(db: None) -> None:
    here = agency()

    assert (here.name, here.week_start, here.languages, here.publication_delay_hours) == (
        "Police Department",
        0,
        ("en", "es"),
        72,
    )


@pytest.mark.parametrize(
    ("week_start", "first_day"), [(0, date(2025, 10, 27)), (6, date(2025, 11, 2)), (5, date(2025, 11, 1))]
)
def test_the_week_begins_on_the_day_the_agency_chose(db: None, week_start: int, first_day: date) -> None:
    AgencyProfile.objects.create(week_start=week_start)

    assert agency().week_of(date(2025, 11, 2)) == first_day


def test_local_time_follows_the_clock_change(db: None) -> None:
    here = agency()

    before, after = (here.local_time(datetime(2025, 11, 2, hour, 30, tzinfo=UTC)) for hour in (8, 9))

    assert (before.strftime("%H:%M"), after.strftime("%H:%M")) == ("01:30", "01:30")
    assert before.utcoffset() != after.utcoffset()
