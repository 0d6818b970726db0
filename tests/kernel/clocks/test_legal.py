"""The law's clocks: a table of cases to read, each with its entries as they were made and what follows from them.

All days are days in California. A date means all of that day; a moment is written with its hour.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from factories.clock_city import PACIFIC, City, local
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.kernel import audit, clocks
from commonbeat.kernel.clocks import Length, business_days, calendar_days, hours, lengths, months, years
from commonbeat.kernel.clocks.calendar import end_of, start_of
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.clocks.reckoning import Entries, still_since

Freeze = Callable[[str], datetime]
Step = Callable[[Any], object]
LIMIT, CHIEF = "tests.limit", audit.Actor("user", "0196")
MIDDAY = "2026-02-12 12:00"
ENTERED = "2026-09-01 09:00"


@dataclass(frozen=True)
class Case:
    """One row.

    Attributes:
        what: what it is about.
        length: what was promised.
        start: when the clock began.
        steps: entries, made in this order.
        due: the day (or moment) it is due, as stored.
        now: when it is looked at; entries are made then too, unless they say otherwise.
        still: whether it stands still.
        late: whether it is late.
        says: what the explanation says, besides other things.
    """

    what: str
    length: Length
    start: str
    steps: tuple[tuple[str, Step], ...]
    due: str
    now: str = ENTERED
    still: bool = False
    late: bool = False
    says: str = ""


def day(text: str) -> date | datetime:
    """``2026-03-01`` or ``2026-03-01 10:00``."""
    return local(text) if " " in text else date.fromisoformat(text)


def hold(ground: str, since: str = "", until: str = "", on: str = "") -> tuple[str, Step]:
    """It stands still."""
    span = {"since": day(since) if since else None, "until": day(until) if until else None}
    return on, lambda one: clocks.toll(LIMIT, one, actor=CHIEF, reason="so", ground=ground, **span)


def over(ground: str, at: str = "", on: str = "") -> tuple[str, Step]:
    """A ground is over."""
    return on, lambda one: clocks.resume(LIMIT, one, actor=CHIEF, ground=ground, at=day(at) if at else None)


def more(length: Length, on: str = "") -> tuple[str, Step]:
    """A reasonable extension."""
    return on, lambda one: clocks.extend(
        LIMIT, one, actor=CHIEF, reason="so", ground="agencies", length=length
    )


def struck(nth: int, on: str = "") -> tuple[str, Step]:
    """An entry was a mistake (by the order in which they were made)."""

    def run(one: Any) -> object:
        clock = clocks.clock_of(LIMIT, one)
        assert clock is not None
        return clocks.strike(clock.tolls.order_by("entered_at", "id")[nth], actor=CHIEF, reason="wrong case")

    return on, run


def corrected(ground: str, since: str, until: str, on: str = "") -> tuple[str, Step]:
    """What was true and not entered, entered into the file of a late clock."""
    span = {"since": day(since), "until": day(until)}
    return on, lambda one: clocks.correct(LIMIT, one, actor=CHIEF, reason="found", ground=ground, **span)


def stopped(on: str) -> tuple[str, Step]:
    """It stops."""
    return on, lambda one: clocks.stop(LIMIT, one)


YEAR = years(1)
CASES = [
    # -- lengths alone ----------------------------------------------------------------------------------------------
    Case("a year", YEAR, MIDDAY, (), "2027-02-12", says="Due 12 Feb 2027: 1 year from 12 Feb 2026."),
    Case("a year with a leap day in it", YEAR, "2027-06-01 12:00", (), "2028-06-01", now="2027-07-01 12:00"),
    Case("a year from 29 February ends on the 28th", YEAR, "2028-02-29 12:00", (), "2029-02-28", now="2028-03-01 12:00"),
    Case("a year from 28 February, the next a leap year", YEAR, "2027-02-28 12:00", (), "2028-02-28",
         now="2027-03-01 12:00"),
    Case("four years from a leap day", years(4), "2028-02-29 12:00", (), "2032-02-29", now="2028-03-01 12:00"),
    Case("a month from 31 January", months(1), "2026-01-31 12:00", (), "2026-02-28", now="2026-02-01 12:00"),
    Case("18 months from the end of August", months(18), "2026-08-31 08:00", (), "2028-02-29"),
    Case("a year from New Year's Eve", YEAR, "2025-12-31 23:59", (), "2026-12-31"),
    Case("a year from New Year's Day", YEAR, "2026-01-01 00:00", (), "2027-01-01"),
    Case("begun before midnight here, after midnight in UTC", YEAR, "2026-02-12 23:30", (), "2027-02-12"),
    Case("begun at midnight here", YEAR, "2026-02-13 00:00", (), "2027-02-13"),
    Case("begun on the day clocks go forward", YEAR, "2026-03-08 01:30", (), "2027-03-08"),
    Case("begun in the hour that comes twice", YEAR, "2026-11-01 01:30", (), "2027-11-01", now="2026-11-02 09:00"),
    Case("in its last instant", YEAR, MIDDAY, (), "2027-02-12", now="2027-02-12 23:59:59.999999"),
    Case("late from the next", YEAR, MIDDAY, (), "2027-02-12", now="2027-02-13 00:00", late=True, says="It is late."),
    Case("a year rolls on only where its kind says so", years(1, roll=True), "2026-02-13 12:00", (), "2027-02-15"),
    # -- one standstill ---------------------------------------------------------------------------------------------
    Case("whole days, both ends in", YEAR, MIDDAY, (hold("criminal", "2026-03-01", "2026-05-10"),), "2027-04-24",
         says="Due 24 Apr 2027: 1 year from 12 Feb 2026, plus 71 days in which the clock stood still. "
              "Criminal case, 1 Mar 2026 to 10 May 2026: 71 days."),
    Case("from one hour to another: the days that begin in it", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01 10:00", "2026-05-10 15:00"),), "2027-04-23", says="70 days"),
    Case("one day", YEAR, MIDDAY, (hold("waiver", "2026-03-01", "2026-03-01"),), "2027-02-13", says="plus 1 day in"),
    Case("within a day: nothing", YEAR, MIDDAY, (hold("waiver", "2026-03-01 09:00", "2026-03-01 23:00"),), "2027-02-12",
         says="less than a day that counts, moves nothing"),
    Case("over midnight: a day", YEAR, MIDDAY, (hold("waiver", "2026-03-01 23:00", "2026-03-02 01:00"),), "2027-02-13"),
    Case("over midnight in UTC, not here: nothing", YEAR, MIDDAY,
         (hold("waiver", "2026-03-01 15:00", "2026-03-01 17:00"),), "2027-02-12"),
    Case("over the night clocks go forward", YEAR, MIDDAY, (hold("waiver", "2026-03-08", "2026-03-08"),), "2027-02-13"),
    Case("over the night clocks go back", YEAR, MIDDAY, (hold("waiver", "2026-10-31", "2026-11-01"),), "2027-02-14",
         now="2026-11-02 09:00"),
    Case("over a leap day", YEAR, "2027-06-01 12:00", (hold("waiver", "2028-02-28", "2028-03-01"),), "2028-06-04",
         now="2028-03-02 09:00", says="3 days"),
    Case("over New Year", YEAR, MIDDAY, (hold("waiver", "2026-12-31", "2027-01-01"),), "2027-02-14",
         now="2027-01-02 09:00"),
    Case("the day it began is left out anyway", YEAR, MIDDAY, (hold("waiver", "2026-02-12", "2026-02-12"),),
         "2027-02-12"),
    Case("all of it before the start", YEAR, MIDDAY, (hold("criminal", "2025-12-01", "2026-01-31"),), "2027-02-12",
         says="over before the clock began, moves nothing"),
    Case("begun before the start: from the start on", YEAR, MIDDAY, (hold("criminal", "2025-12-01", "2026-02-22"),),
         "2027-02-22", says="Criminal case, 1 Dec 2025 to 22 Feb 2026: 10 days."),
    Case("begins after it is due (both days known): nothing", YEAR, MIDDAY,
         (hold("waiver", "2027-02-13", "2027-03-13"),), "2027-02-12", says="began after the clock was due"),
    Case("begins on the due day", YEAR, MIDDAY, (hold("waiver", "2027-02-12", "2027-03-13"),), "2027-03-14",
         says="30 days"),
    Case("begins in the last hour of the due day: due on the day it ends", YEAR, MIDDAY,
         (hold("waiver", "2027-02-12 23:00", "2027-03-13 12:00"),), "2027-03-13"),
    Case("the term of a waiver that still runs", YEAR, MIDDAY, (hold("waiver", "2026-08-15", "2026-11-15"),),
         "2027-05-16", says="93 days"),
    # -- still open -------------------------------------------------------------------------------------------------
    Case("open since March: it stands still", YEAR, MIDDAY, (hold("criminal", "2026-03-01"),), "2027-02-12", still=True,
         says="Stands still since 1 Mar 2026. If it ran on now, it would be due 16 Aug 2027: 1 year from 12 Feb 2026, "
              "plus 185 days in which the clock stood still. Criminal case, since 1 Mar 2026, still open: 185 days."),
    Case("open for years: never late", YEAR, MIDDAY, (hold("criminal", "2026-03-01", on=ENTERED),), "2027-02-12",
         now="2029-03-01 09:00", still=True),
    Case("open since before the start", YEAR, MIDDAY, (hold("criminal", "2025-03-01"),), "2027-02-12", still=True,
         says="Stands still since 12 Feb 2026."),
    Case("ended afterwards, back-dated", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", on="2026-04-01 09:00"), over("criminal", "2026-05-10")), "2027-04-24"),
    Case("ended for a day long past: late at once", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", on="2026-04-01 09:00"), over("criminal", "2026-03-10", on="2027-03-01 09:00")),
         "2027-02-22", now="2027-03-01 09:00", late=True),
    Case("ended today: all of today counts", YEAR, MIDDAY,
         (hold("criminal", "2026-08-31", on="2026-08-31 09:00"), over("criminal", "2026-09-01")), "2027-02-14"),
    # -- several grounds --------------------------------------------------------------------------------------------
    Case("overlapping: each day once", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", "2026-05-10"), hold("waiver", "2026-05-01", "2026-05-20")), "2027-05-04",
         says="plus 81 days in which the clock stood still. Criminal case, 1 Mar 2026 to 10 May 2026: 71 days. "
              "Waiver, 1 May 2026 to 20 May 2026: 20 days; 10 days of it counted already, so 10 days more."),
    Case("the same in reverse order", YEAR, MIDDAY,
         (hold("waiver", "2026-05-01", "2026-05-20"), hold("criminal", "2026-03-01", "2026-05-10")), "2027-05-04",
         says="20 days; 10 days of it counted already, so 10 days more."),
    Case("nested", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", "2026-05-10"), hold("waiver", "2026-04-01", "2026-04-20")), "2027-04-24",
         says="Waiver, 1 Apr 2026 to 20 Apr 2026: 20 days, all of it counted already."),
    Case("nested, the inner one first", YEAR, MIDDAY,
         (hold("waiver", "2026-04-01", "2026-04-20"), hold("criminal", "2026-03-01", "2026-05-10")), "2027-04-24"),
    Case("identical", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", "2026-05-10"), hold("waiver", "2026-03-01", "2026-05-10")), "2027-04-24"),
    Case("twice the same ground and days", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", "2026-05-10"), hold("criminal", "2026-03-01", "2026-05-10")), "2027-04-24"),
    Case("touching", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", "2026-03-10"), hold("waiver", "2026-03-11", "2026-03-20")), "2027-03-04"),
    Case("touching within a day", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", "2026-03-10 12:00"), hold("waiver", "2026-03-10 12:00", "2026-03-20")),
         "2027-03-04"),
    Case("apart", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", "2026-03-10"), hold("waiver", "2026-04-11", "2026-04-20")), "2027-03-04"),
    Case("one brings the other within reach", YEAR, MIDDAY,
         (hold("waiver", "2027-02-15", "2027-02-24"), hold("criminal", "2026-03-01", "2026-03-10")), "2027-03-04",
         says="Waiver, 15 Feb 2027 to 24 Feb 2027: 10 days."),
    Case("one that falls short does not", YEAR, MIDDAY,
         (hold("waiver", "2027-02-24", "2027-03-24"), hold("criminal", "2026-03-01", "2026-03-10")), "2027-02-22"),
    Case("two open, one ends: still", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", on="2026-03-01 09:00"), hold("waiver", "2026-04-01", on="2026-04-01 09:00"),
          over("criminal", "2026-05-10", on="2026-05-11 09:00")), "2027-04-24", still=True,
         says="Stands still since 1 Apr 2026."),
    Case("two open, both end", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", on="2026-03-01 09:00"), hold("waiver", "2026-04-01", on="2026-04-01 09:00"),
          over("criminal", "2026-05-10", on="2026-05-11 09:00"), over("waiver", "2026-05-20", on="2026-05-21 09:00")),
         "2027-05-04"),
    Case("two open, both end, the other way round", YEAR, MIDDAY,
         (hold("waiver", "2026-04-01", on="2026-04-01 09:00"), hold("criminal", "2026-03-01", on="2026-04-02 09:00"),
          over("waiver", "2026-05-20", on="2026-05-21 09:00"), over("criminal", "2026-05-10", on="2026-05-22 09:00")),
         "2027-05-04"),
    Case("the first ends long ago, the second began after that would have been due: late", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", on="2026-03-01 09:00"), hold("waiver", "2027-06-01", on="2027-06-01 09:00"),
          over("criminal", "2026-03-10", on="2027-07-01 09:00")), "2027-02-22", now="2027-07-01 09:00", late=True,
         says="began after the clock was due, moves nothing"),
    # -- extensions -------------------------------------------------------------------------------------------------
    Case("a reasonable extension", YEAR, MIDDAY, (more(calendar_days(30)),), "2027-03-14",
         says="Due 14 Mar 2027: 1 year from 12 Feb 2026, plus 30 days of extension. "
              "Several agencies: extended by 30 days on 1 Sep 2026."),
    Case("in months", YEAR, MIDDAY, (more(months(2)),), "2027-04-12"),
    Case("twice; months come before days", YEAR, "2026-01-31 12:00", (more(calendar_days(1)), more(months(1))),
         "2027-03-01"),
    Case("an extension and a standstill", YEAR, MIDDAY,
         (more(calendar_days(30)), hold("criminal", "2026-03-01", "2026-03-10")), "2027-03-24",
         says="plus 30 days of extension, plus 10 days in which the clock stood still."),
    Case("a standstill within the extension", YEAR, MIDDAY,
         (hold("criminal", "2027-03-01", "2027-03-10"), more(calendar_days(30))), "2027-03-24"),
    # -- corrections ------------------------------------------------------------------------------------------------
    Case("struck out", YEAR, MIDDAY, (hold("criminal", "2026-03-01", "2026-05-10"), struck(0)), "2027-02-12",
         says="Struck out on 1 Sep 2026, counts for nothing: Criminal case, 1 Mar 2026 to 10 May 2026 (wrong case)."),
    Case("an open one struck out: it runs", YEAR, MIDDAY, (hold("criminal", "2026-03-01"), struck(0)), "2027-02-12"),
    Case("one of two struck out", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", "2026-05-10", on=ENTERED), hold("waiver", "2026-05-01", "2026-05-20", on="2026-09-02 09:00"),
          struck(0, on="2026-09-03 09:00")), "2027-03-04", now="2026-09-03 09:00"),
    Case("an extension struck out", YEAR, MIDDAY, (more(calendar_days(30)), struck(0)), "2027-02-12"),
    Case("an entry it depended on struck out: late at once", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", "2026-05-10", on=ENTERED), struck(0, on="2027-03-01 09:00")), "2027-02-12",
         now="2027-03-01 09:00", late=True),
    Case("entered too late: another clock in its place, in time", YEAR, MIDDAY,
         (corrected("criminal", "2026-03-01", "2026-05-10", on="2027-03-01 09:00"),), "2027-04-24",
         now="2027-03-01 09:00",
         says="It takes the place of a clock that was due 12 Feb 2027 and late; the file was corrected on 1 Mar 2027."),
    Case("entered too late, and too short: late all the same", YEAR, MIDDAY,
         (corrected("criminal", "2026-03-01", "2026-03-10", on="2027-03-01 09:00"),), "2027-02-22",
         now="2027-03-01 09:00", late=True),
    Case("found to stand still yet", YEAR, MIDDAY,
         (hold("criminal", "2026-03-01", "2026-03-10", on=ENTERED),
          corrected("waiver", "2026-12-01", "2027-12-31", on="2027-03-01 09:00")), "2028-03-24", now="2027-03-01 09:00"),
    # -- other lengths ----------------------------------------------------------------------------------------------
    Case("30 days over the end of the year", calendar_days(30), "2026-12-10 12:00",
         (hold("waiver", "2026-12-24", "2027-01-01"),), "2027-01-18", now="2027-01-02 09:00", says="9 days"),
    Case("10 business days over the holidays", business_days(10), "2026-12-18 12:00", (), "2027-01-05",
         now="2026-12-19 09:00", says="Due 5 Jan 2027: 10 business days from 18 Dec 2026."),
    Case("business days standing still over the holidays: only those give back", business_days(10), "2026-12-18 12:00",
         (hold("waiver", "2026-12-24", "2027-01-01"),), "2027-01-12", now="2027-01-02 09:00",
         says="plus 5 business days in which"),
    Case("72 hours with two that overlap", hours(72), "2026-05-22 09:00",
         (hold("criminal", "2026-05-22 10:00", "2026-05-22 14:00"), hold("waiver", "2026-05-22 12:00", "2026-05-22 16:30")),
         "2026-05-25 15:30", now="2026-05-23 09:00", says="plus 6 h 30 min in which the clock stood still"),
    Case("24 hours over the change of clocks", hours(24), "2026-03-07 12:00",
         (hold("waiver", "2026-03-07 13:00", "2026-03-07 14:00"),), "2026-03-08 14:00", now="2026-03-08 09:00"),
    Case("hours: begun before the start, ended after it", hours(24), "2026-05-22 09:00",
         (hold("waiver", "2026-05-22 07:00", "2026-05-22 10:00"),), "2026-05-23 10:00", now="2026-05-22 12:00"),
    Case("hours: begun after it was due", hours(24), "2026-05-22 09:00",
         (hold("waiver", "2026-05-23 09:01", "2026-05-23 12:00"),), "2026-05-23 09:00", now="2026-05-22 12:00"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("city", "legal")
@pytest.mark.parametrize("case", CASES, ids=lambda one: one.what)
def test_the_law_s_clocks(case: Case, freeze: Freeze, fence: Any) -> None:
    freeze(case.start)
    clocks.start(LIMIT, fence, length=case.length)
    for on, run in case.steps:
        freeze(on or case.now)
        run(fence)
    at = freeze(case.now)
    clock = clocks.clock_of(LIMIT, fence)
    assert clock is not None
    whole = case.due if " " in case.due else f"{case.due} 23:59:59.999999"
    assert clock.due_at.astimezone(PACIFIC).replace(tzinfo=None) == datetime.fromisoformat(whole)
    assert (clock.still_since is not None, clock.is_late(at)) == (case.still, case.late)
    assert case.says in str(clocks.explain(clock))
    assert clocks.late([LIMIT]).exists() is case.late


def test_the_table_is_long() -> None:
    assert len(CASES) >= 60
    assert len({one.what for one in CASES}) == len(CASES)


# -- the same by an independent count -------------------------------------------------------------------------------

STARTS = st.dates(date(2023, 1, 1), date(2029, 12, 31))
SPANS = st.lists(st.tuples(st.integers(-60, 900), st.integers(0, 200)), max_size=6)


def by_counting(began: date, spans: list[tuple[date, date]]) -> date:
    """Day by day, with a pencil: a year's days are ticked off, those that stood still are skipped."""
    try:
        anniversary = began.replace(year=began.year + 1)
    except ValueError:
        anniversary = date(began.year + 1, 2, 28)
    stood = {first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)}
    left, here = (anniversary - began).days, began
    while left:
        here += timedelta(days=1)
        left -= here not in stood
    return here


@given(STARTS, SPANS, st.integers(0, 86399), st.data())
def test_order_does_not_matter_and_a_pencil_agrees(
    began: date, spans: list[tuple[int, int]], second: int, data: Any
) -> None:
    days = [(began + timedelta(days=a), began + timedelta(days=a + n)) for a, n in spans]
    still = [(start_of(a, PACIFIC), start_of(b + timedelta(days=1), PACIFIC)) for a, b in days]
    moment = start_of(began, PACIFIC) + timedelta(seconds=min(second, 80000))
    wanted = end_of(by_counting(began, days), PACIFIC)
    assert lengths.due(years(1), moment, City(), still) == wanted
    assert lengths.due(years(1), moment, City(), data.draw(st.permutations(still))) == wanted


OPEN = st.lists(st.integers(-60, 900), max_size=3)


@given(STARTS, SPANS, OPEN)
def test_a_clock_stands_still_if_a_pencil_would_tick_off_days_for_ever(
    began: date, spans: list[tuple[int, int]], open_: list[int]
) -> None:
    days = [(began + timedelta(days=a), began + timedelta(days=a + n)) for a, n in spans]
    still = [(start_of(a, PACIFIC), start_of(b + timedelta(days=1), PACIFIC)) for a, b in days]
    held = [start_of(began + timedelta(days=a), PACIFIC) for a in open_]
    entries = Entries((*still, *((since, None) for since in held)))
    moment = start_of(began, PACIFIC) + timedelta(hours=9)
    due = lengths.due(years(1), moment, City(), entries.still)
    stands = still_since(moment, due, entries)
    # day by day, what is open never ending: no year is over after ten of them
    endless = [(began + timedelta(days=a), began + timedelta(days=3650)) for a in open_]
    assert (stands is not None) == (by_counting(began, days + endless) > began + timedelta(days=3650))
    assert stands is None or stands == max(min(held), moment)


@given(SPANS, SPANS)
def test_the_union_is_what_any_of_them_covers(
    some: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    base = local("2026-01-01 00:00")
    still = [(base + timedelta(hours=a), base + timedelta(hours=a + n)) for a, n in some + others]
    together = lengths.union(still)
    hours_ = {a + k for a, n in some + others for k in range(n)}
    assert {k for k in range(-60, 1101) if lengths.stands(base + timedelta(hours=k), together)} == hours_
    assert all(one[1] < two[0] for one, two in pairwise(together))


@pytest.mark.django_db
@pytest.mark.usefixtures("city", "legal")
def test_whatever_the_order_of_entry(freeze: Freeze, subject: Callable[[], Any]) -> None:
    entries = (
        hold("criminal", "2026-03-01", "2026-05-10"),
        hold("waiver", "2026-05-01", "2026-05-20"),
        hold("incapacity", "2027-05-02", "2027-05-11"),
        more(calendar_days(5)),
    )
    found = set()
    for order in permutations(entries):
        one = subject()
        freeze(MIDDAY)
        clocks.start(LIMIT, one)
        freeze(ENTERED)
        for _on, run in order:
            run(one)
        clock = clocks.clock_of(LIMIT, one)
        assert clock is not None
        explained = clocks.explain(clock)
        found.add((clock.due_at, tuple(part.more.days for part in explained.parts if part.kind == "still")))
    assert found == {(local("2027-05-19 23:59:59.999999"), (71, 10, 10))}
    assert Clock.objects.count() == 24
