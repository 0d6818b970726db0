"""Page one for council and public: the last four weeks and the year to date beside earlier years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.trends import range_from_periods

from ..text import ALL, is_sensitive
from .loading import PUBLIC_WINDOWS, Loader, Rows, Source
from .shapes import PublicRow
from .week import ReportWeek, span

YEARS = 3
YEAR_WINDOWS = 13  # 52 weeks are 13 windows of exactly 28 days
LEAST_BASE = 20  # no percentage on a smaller count
LEAST_WINDOWS = 6  # windows needed to measure how much a series varies
ASSUMED_DISPERSION = 2.0  # used where there are fewer
MONTH, YEAR = "28 days", "year to date"
Scope = tuple[str, str]  # group (or "all") and beat (or "")


@dataclass(frozen=True)
class Period:
    """A period of this year and the same one in earlier years, newest first; `ends` are not in it."""

    name: str
    starts: tuple[dt.date, ...]
    ends: tuple[dt.date, ...]

    @property
    def words(self) -> str:
        """Printed dates of the period now."""
        return span(self.starts[0], self.ends[0] - dt.timedelta(days=1))


def _back(day: dt.date, years: int) -> dt.date:
    """The same date some years before; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return dt.date(day.year - years, 3, 1)


def periods(week: ReportWeek) -> tuple[Period, Period]:
    """The last 28 days (earlier years by 13 windows of 28 days, so that weekdays agree) and the year to date."""
    end = week.end_day
    weeks = [52 * y for y in range(YEARS + 1)]
    month = Period(
        MONTH,
        tuple(end - dt.timedelta(weeks=4 + w) for w in weeks),
        tuple(end - dt.timedelta(weeks=w) for w in weeks),
    )
    last = week.last_day
    year = Period(
        YEAR,
        tuple(dt.date(last.year - y, 1, 1) for y in range(YEARS + 1)),
        tuple(_back(last, y) + dt.timedelta(days=1) for y in range(YEARS + 1)),
    )
    return month, year


def _summed(rows: Rows, length: int, held: Collection[str] = ()) -> dict[Scope, NDArray[np.float64]]:
    """Counts by scope from (number, group, beat, count): all, each kind citywide, each beat, each kind in a beat.

    Sensitive kinds are summed citywide only. A beat's total leaves them out as well: otherwise the difference to its
    other kinds, or to the public list of calls, would tell them.

    Args:
        rows: counts.
        length: how many periods or windows there are.
        held: groups with a type that may only be published for the whole city.
    """
    out: dict[Scope, NDArray[np.float64]] = {}
    for number, group, beat, count in rows:
        scopes = [(ALL, ""), (group, "")]
        if beat and group not in held and not is_sensitive(group):
            scopes += [(ALL, beat), (group, beat)]
        for scope in scopes:
            out.setdefault(scope, np.zeros(length))[int(number)] += count
    return out


def dispersion(windows: NDArray[np.float64]) -> float:
    """Variance over mean of consecutive windows, never under 1.

    Measured from the differences of neighbours, so that a slow trend or season does not count as noise.

    Args:
        windows: Counts of windows of one length, in order of time.
    """
    if windows.size < LEAST_WINDOWS:
        return ASSUMED_DISPERSION
    total = windows[1:] + windows[:-1]
    used = total > 0
    if not used.any():
        return 1.0
    return max(1.0, float(np.mean((windows[1:] - windows[:-1])[used] ** 2 / total[used])))


def public_rows(
    loader: Loader, source: Source, week: ReportWeek, first_data: dt.date | None, usable_from: dt.date | None
) -> tuple[PublicRow, ...]:
    """Rows for both periods: citywide, citywide by kind, by beat, and kinds in beats.

    Every count is taken as known at the age the newest one has now, so that late reports do not make this year
    look quiet.

    Args:
        loader: Access to the counts.
        source: Calls or incidents.
        week: The reported week.
        first_data: First day the table covers; earlier periods that begin before it are left out.
        usable_from: First day after the last feed break that touches these counts, if any.
    """
    if first_data is None:
        return ()
    floor = max(first_data, usable_from or first_data)
    month, year = periods(week)
    held = loader.held_groups()
    windows = _summed(loader.windows(source), PUBLIC_WINDOWS, held)
    dates = _summed(loader.same_dates(source, year.starts, year.ends), YEARS + 1, held)
    whole = [w for w in range(1, PUBLIC_WINDOWS) if week.end_day - dt.timedelta(days=28 * (w + 1)) >= floor]
    rows = []
    for scope in sorted(windows.keys() | dates.keys(), key=lambda s: (bool(s[1]), s[1], s[0] != ALL, s[0])):
        counts = windows.get(scope, np.zeros(PUBLIC_WINDOWS))
        noise = dispersion(counts[whole])
        if counts[0] or counts[whole].any():
            rows.append(_row(source.name, scope, month, counts[::YEAR_WINDOWS][: YEARS + 1], floor, noise))
        # Kinds in a beat stand in the table of four weeks only.
        if scope in dates and (scope[0] == ALL or not scope[1]):
            rows.append(_row(source.name, scope, year, dates[scope], floor, noise))
    return tuple(rows)


def _row(
    source: str, scope: Scope, period: Period, counts: Sequence[float], floor: dt.date, noise: float
) -> PublicRow:
    group, beat = scope
    now = int(counts[0])
    prior = tuple(
        {
            "first_day": period.starts[y].isoformat(),
            "last_day": (period.ends[y] - dt.timedelta(days=1)).isoformat(),
            "count": int(counts[y]),
        }
        for y in range(1, YEARS + 1)
        if period.starts[y] >= floor
    )
    whole = period.starts[0] >= floor
    low = high = change = None
    if prior and whole:
        one = range_from_periods([float(p["count"]) for p in prior], now, dispersion=noise)
        low, high = (int(v) for v in one.interval or (0, 0))
        base = int(prior[0]["count"])
        change = round(100 * (now - base) / base) if base >= LEAST_BASE else None
    return PublicRow(
        name=f"{'calls' if source == 'calls' else 'reported crimes'}, {period.name}",
        scope=f"beat {beat}" if beat else "citywide",
        period=period.words,
        count=now,
        prior=prior,
        expected_low=low,
        expected_high=high,
        change_percent=change,
        sentence="",
        source=source,
        group=group,
        beat=beat,
        window=period.name,
        first_day=period.starts[0],
        last_day=period.ends[0] - dt.timedelta(days=1),
        whole=whole,
        dispersion=round(noise, 3),
    )
