"""Page one for council and public: the last four weeks and the year to date beside earlier years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from commonbeat.analysis.trends import range_from_periods

from .loading import Loader, Source
from .shapes import PublicRow
from .week import ReportWeek, span

YEARS = 3
LEAST_BASE = 20  # no percentage on a smaller count
# Four-weekly and yearly counts of calls vary more than Poisson; measured from the series where years allow.
LEAST_DISPERSION = 2.0


@dataclass(frozen=True)
class Period:
    """A period of this year and the same one in earlier years, newest first."""

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
    """The last 28 days (earlier years by whole weeks, so that weekdays agree) and the year to date."""
    end = week.end_day
    weeks = [52 * y for y in range(YEARS + 1)]
    month = Period(
        "last 28 days",
        tuple(end - dt.timedelta(weeks=4 + w) for w in weeks),
        tuple(end - dt.timedelta(weeks=w) for w in weeks),
    )
    last = week.last_day
    year = Period(
        "year to date",
        tuple(dt.date(last.year - y, 1, 1) for y in range(YEARS + 1)),
        tuple(_back(last, y) + dt.timedelta(days=1) for y in range(YEARS + 1)),
    )
    return month, year


def public_rows(
    loader: Loader, source: Source, week: ReportWeek, first_data: dt.date | None, usable_from: dt.date | None
) -> tuple[PublicRow, ...]:
    """Rows citywide and by beat for both periods.

    Args:
        loader: Access to the counts.
        source: Calls or incidents.
        week: The reported week.
        first_data: First day the table covers; earlier years that begin before it are left out.
        usable_from: First day after the last feed break that touches these counts, if any.
    """
    if first_data is None:
        return ()
    rows: list[PublicRow] = []
    for period in periods(week):
        counts: dict[str, dict[int, int]] = {}
        for beat, number, n in loader.same_periods(source, period.starts, period.ends):
            counts.setdefault("" if beat is None else beat or "?", {})[int(number) - 1] = n
        floor = max(first_data, usable_from or first_data)
        known = [y for y in range(1, YEARS + 1) if period.starts[y] >= floor]
        cut = period.starts[0] < floor
        for beat in sorted(counts):
            if beat != "?":
                rows.append(_row(source.name, period, beat, counts[beat], known, first_data if cut else None))
    return tuple(sorted(rows, key=lambda r: (r.scope != "citywide", r.scope, r.name)))


def _row(
    source: str, period: Period, beat: str, counts: dict[int, int], known: Sequence[int], cut: dt.date | None
) -> PublicRow:
    now = counts.get(0, 0)
    noun = "calls" if source == "calls" else "reported crimes"
    prior = tuple(
        {
            "first_day": period.starts[y].isoformat(),
            "last_day": (period.ends[y] - dt.timedelta(days=1)).isoformat(),
            "count": counts.get(y, 0),
        }
        for y in known
    )
    scope = f"beat {beat}" if beat else "citywide"
    low = high = change = None
    text = f"{now} {noun} {scope}, {period.name}"
    if prior and cut is None:
        one = range_from_periods([float(p["count"]) for p in prior], now, dispersion=LEAST_DISPERSION)
        low, high = (int(v) for v in one.interval or (0, 0))
        verdict = "more than" if now > high else "fewer than" if now < low else "within"
        text += f"; {verdict} the {low} to {high} expected from {len(prior)} earlier year"
        text += "s" if len(prior) > 1 else ""
        base = int(prior[0]["count"])
        change = round(100 * (now - base) / base) if base >= LEAST_BASE else None
    elif cut is not None:
        text += "; comparable counts begin later than this period, so it is not complete"
    else:
        text += "; no comparable earlier year"
    return PublicRow(
        name=f"{noun}, {period.name}",
        scope=scope,
        period=period.words,
        count=now,
        prior=prior,
        expected_low=low,
        expected_high=high,
        change_percent=change,
        sentence=text + ".",
    )
