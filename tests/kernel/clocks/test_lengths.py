"""When something is due: days by the calendar, hours by real time, and what standing still does to both."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from factories.clock_city import City, local
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.kernel.clocks import lengths
from commonbeat.kernel.clocks.calendar import end_of, start_of
from commonbeat.kernel.clocks.lengths import Length, business_days, calendar_days, due, hours

CITY = City()
END = "23:59:59.999999"


@pytest.mark.parametrize(
    ("length", "began", "wanted"),
    [
        # the first day is left out, the last one is in, at whatever time it began
        (calendar_days(1), "2026-05-19 00:00", f"2026-05-20 {END}"),
        (calendar_days(1), "2026-05-19 23:59:59.999999", f"2026-05-20 {END}"),
        (calendar_days(10), "2026-05-19 12:00", f"2026-05-29 {END}"),
        # a Thursday before Memorial Day
        (business_days(1), "2026-05-21 16:30", f"2026-05-22 {END}"),
        (business_days(2), "2026-05-21 16:30", f"2026-05-26 {END}"),
        (business_days(2), "2026-05-21 00:00", f"2026-05-26 {END}"),
        # begun on a Saturday, on a Sunday, on a holiday
        (business_days(1), "2026-05-16 09:00", f"2026-05-18 {END}"),
        (business_days(1), "2026-05-24 09:00", f"2026-05-26 {END}"),
        (business_days(1), "2026-05-25 09:00", f"2026-05-26 {END}"),
        # over the end of the year: Christmas and New Year's Day are Fridays
        (business_days(5), "2026-12-24 17:00", f"2027-01-04 {END}"),
        (calendar_days(8), "2026-12-24 17:00", f"2027-01-01 {END}"),
        (calendar_days(8, roll=True), "2026-12-24 17:00", f"2027-01-04 {END}"),
        # a last day that is a business day does not roll
        (calendar_days(7, roll=True), "2026-12-24 17:00", f"2026-12-31 {END}"),
        # a leap day
        (calendar_days(1), "2028-02-28 10:00", f"2028-02-29 {END}"),
        (calendar_days(365), "2028-01-01 10:00", f"2028-12-31 {END}"),
        # the days the wall clock changes: 23 and 25 hours long
        (calendar_days(1), "2026-03-07 10:00", f"2026-03-08 {END}"),
        (calendar_days(1), "2026-10-31 10:00", f"2026-11-01 {END}"),
        # hours are real hours: 3 hours after 00:30 the wall clock shows 04:30, or 02:30
        (hours(3), "2026-03-08 00:30", "2026-03-08 04:30"),
        (hours(3), "2026-11-01 00:30", "2026-11-01 02:30"),
        (hours(24), "2026-03-07 12:00", "2026-03-08 13:00"),
        (hours(72), "2026-05-22 23:30", "2026-05-25 23:30"),
    ],
)
def test_due(length: Length, began: str, wanted: str) -> None:
    assert due(length, local(began), CITY) == local(wanted)


def test_a_day_of_a_clock_change_has_its_own_length() -> None:
    spring, autumn = date(2026, 3, 8), date(2026, 11, 1)
    for day, hours_ in ((spring, 23), (autumn, 25), (date(2026, 5, 1), 24)):
        length = end_of(day, CITY.tz) - start_of(day, CITY.tz)
        assert length == timedelta(hours=hours_) - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("zone", "day", "begins", "ends"),
    [
        # put forward at midnight: the day begins at 01:00
        ("America/Santiago", date(2025, 9, 7), "2025-09-07T04:00", "2025-09-08T03:00"),
        # put back at midnight: the evening before comes twice
        ("America/Santiago", date(2026, 4, 4), "2026-04-04T03:00", "2026-04-05T04:00"),
        # put back at one: midnight comes twice, the day begins with its first
        ("America/Havana", date(2026, 11, 1), "2026-11-01T04:00", "2026-11-02T05:00"),
    ],
)
def test_days_that_begin_oddly(zone: str, day: date, begins: str, ends: str) -> None:
    moments = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (begins, ends)]
    assert start_of(day, ZoneInfo(zone)) == moments[0]
    assert end_of(day, ZoneInfo(zone)) == moments[1] - timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("length", "still", "wanted"),
    [
        # began on Monday the 4th at noon; without standstill due on Wednesday and Thursday
        (business_days(2), [], f"2026-05-06 {END}"),
        (calendar_days(3), [], f"2026-05-07 {END}"),
        # an hour within a day costs nothing, over midnight it costs the day that begins
        (business_days(2), [("05 10:00", "05 11:00")], f"2026-05-06 {END}"),
        (business_days(2), [("05 23:59", "06 00:00")], f"2026-05-06 {END}"),
        (business_days(2), [("05 23:59", "06 00:01")], f"2026-05-07 {END}"),
        # over the due day and a weekend: only the business days are given back
        (business_days(2), [("06 10:00", "11 10:00")], f"2026-05-11 {END}"),
        (calendar_days(3), [("06 10:00", "11 10:00")], f"2026-05-12 {END}"),
        # twice, and one within another
        (business_days(2), [("04 13:00", "05 09:00"), ("05 10:00", "06 09:00")], f"2026-05-08 {END}"),
        (business_days(2), [("04 13:00", "06 09:00"), ("04 14:00", "05 09:00")], f"2026-05-08 {END}"),
        # one that is still open counts for nothing yet
        (business_days(2), [("05 10:00", None)], f"2026-05-06 {END}"),
        (hours(4), [("04 13:00", "04 14:30")], "2026-05-04 17:30"),
        (hours(4), [("04 13:00", "04 14:00"), ("04 13:30", "04 14:30")], "2026-05-04 17:30"),
        (hours(4), [("04 13:00", "04 14:00"), ("04 13:15", "04 13:30")], "2026-05-04 17:00"),
        (hours(4), [("04 13:00", None)], "2026-05-04 16:00"),
    ],
)
def test_standing_still(length: Length, still: list[tuple[str, str | None]], wanted: str) -> None:
    spans = [(local(f"2026-05-{a}"), local(f"2026-05-{b}") if b else None) for a, b in still]
    assert due(length, local("2026-05-04 12:00"), CITY, spans) == local(wanted)


@pytest.mark.parametrize(
    ("length", "due_at", "wanted"),
    [
        (hours(4), f"2026-05-26 {END}", "2026-05-26 19:59:59.999999"),
        (business_days(1), f"2026-05-26 {END}", "2026-05-22 00:00"),
        (calendar_days(1), f"2026-05-26 {END}", "2026-05-25 00:00"),
        (calendar_days(2), "2026-03-09 12:00", "2026-03-07 00:00"),
    ],
)
def test_reminders_come_before(length: Length, due_at: str, wanted: str) -> None:
    assert lengths.before(length, local(due_at), CITY) == local(wanted)


@pytest.mark.parametrize("make", [hours, calendar_days, business_days])
def test_nonsense_is_no_length(make: Any) -> None:
    for number in (0, -1, 10**6):
        with pytest.raises(ValueError, match="Not a length"):
            make(number)


def test_a_length_is_read_as_it_was_written() -> None:
    for one in (hours(4), calendar_days(10), calendar_days(10, roll=True), business_days(2)):
        assert lengths.read(str(one)) == one
    for text in ("weeks:2", "hours", "hours:x"):
        with pytest.raises(ValueError):  # noqa: PT011  whichever part is wrong
            lengths.read(text)


def test_an_office_that_never_opens_has_no_due_day() -> None:
    class Never(City):
        def is_business_day(self, day: date) -> bool:
            return False

    for compute in (lengths.due, lengths.before):
        with pytest.raises(ValueError, match="too few business days"):
            compute(business_days(1), local("2026-05-04 12:00"), Never())


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
DAYS = st.one_of(
    st.integers(1, 40).map(business_days),
    st.builds(calendar_days, st.integers(1, 60), st.booleans()),
)
LENGTHS = st.one_of(DAYS, st.integers(1, 400).map(hours))
HOLIDAYS = st.frozensets(st.dates(date(2020, 1, 1), date(2035, 6, 1)), max_size=40)
ZONES = st.sampled_from(
    ["America/Los_Angeles", "America/Havana", "America/Santiago", "UTC", "Pacific/Auckland"]
)


@st.composite
def spans(draw: Any, began: datetime) -> list[tuple[datetime, datetime]]:
    """Standstills somewhere after the start, in any order, also within each other."""
    minutes = st.integers(0, 60 * 24 * 30)
    pairs = draw(st.lists(st.tuples(minutes, minutes), max_size=5))
    return [(began + timedelta(minutes=a), began + timedelta(minutes=a + b)) for a, b in pairs]


@given(MOMENTS, DAYS, HOLIDAYS, ZONES, st.data())
def test_a_day_length_ends_with_a_day_and_never_on_a_closed_one(
    began: datetime, length: Length, closed: frozenset[date], zone: str, data: Any
) -> None:
    city = replace(CITY, tz=ZoneInfo(zone), closed=closed)
    moment = due(length, began, city, data.draw(spans(began)))
    day = moment.astimezone(city.tz).date()
    assert moment == end_of(day, city.tz)
    assert (day - began.astimezone(city.tz).date()).days >= length.number
    if length.unit == "business" or length.roll:
        assert city.is_business_day(day)


@given(MOMENTS, LENGTHS, HOLIDAYS, st.data())
def test_standing_still_never_shortens(
    began: datetime, length: Length, closed: frozenset[date], data: Any
) -> None:
    city = replace(CITY, closed=closed)
    some = data.draw(spans(began))
    more = [*some, *data.draw(spans(began))]
    plain, once, twice = (due(length, began, city, still) for still in ([], some, more))
    assert began < plain <= once <= twice
    assert due(length, began, city, sorted(more, reverse=True)) == twice


@given(MOMENTS, st.integers(1, 30), HOLIDAYS)
def test_longer_promises_and_later_starts_are_due_no_earlier(
    began: datetime, number: int, closed: frozenset[date]
) -> None:
    city = replace(CITY, closed=closed)
    moment = due(business_days(number), began, city)
    assert moment < due(business_days(number + 1), began, city)
    assert moment <= due(business_days(number), began + timedelta(hours=7), city)
    assert due(calendar_days(number), began, city) <= due(calendar_days(number, roll=True), began, city)
    assert due(calendar_days(number), began, city) <= moment
