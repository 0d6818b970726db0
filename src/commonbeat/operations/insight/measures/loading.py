"""Counting in SQL. Histories come back as small cubes; only the last four weeks come back call by call.

A row that first became known more than five weeks after the event came with a load of history; when it
could have been known is lost, so it counts at the age of the event itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from .redrawn import TABLE, redraw
from .week import ReportWeek

HISTORY_WEEKS = 208
PLACE_BLOCKS = 13
PUBLIC_WINDOWS = 40  # the newest and three years of 13
Rows = list[tuple[Any, ...]]

_BAND = """CASE
 WHEN extract(hour FROM {local}) >= 22 OR extract(hour FROM {local}) < 3 THEN
  CASE WHEN extract(isodow FROM {local} - interval '3 hours') IN (5, 6)
       THEN 'weekend_night' ELSE 'week_night' END
 WHEN extract(hour FROM {local}) < 7 THEN 'early'
 WHEN extract(hour FROM {local}) < 17 THEN 'day'
 ELSE 'evening' END"""


@dataclass(frozen=True)
class Source:
    """One of the two tables, under the names the queries use."""

    name: str
    table: str
    at: str
    local: str
    group: str
    number: str
    where: str

    @property
    def wall(self) -> str:
        """Wall clock as a timestamp without zone; the column stores it as if it were UTC."""
        return f"(t.{self.local} AT TIME ZONE 'UTC')"

    @property
    def known(self) -> str:
        """When the row could first be known."""
        return f"CASE WHEN t.known_at > t.{self.at} + interval '35 days' THEN t.{self.at} ELSE t.known_at END"


CALLS = Source(
    "calls",
    "calls_call",
    "received_at",
    "received_local",
    "type_group",
    "number",
    "t.service = 'police' AND NOT t.is_test AND t.origin IN ('community', 'unknown')",
)
INCIDENTS = Source(
    "incidents",
    "records_incident",
    "reported_at",
    "reported_local",
    "offence_group",
    "case_number",
    "TRUE",
)


class Loader:
    """All questions the report asks of the database, for one week as known at one moment."""

    def __init__(self, connection: Any, tz: ZoneInfo, week: ReportWeek, as_of: dt.datetime) -> None:
        self.connection = connection
        self.week = week
        self.params: dict[str, Any] = {
            "as_of": as_of,
            "tz": tz.key,
            "first": week.first_day,
            "end": week.end_day,
            "month": week.end_day - dt.timedelta(days=28),
            "recent": week.end_day - dt.timedelta(days=35),
            "week0": week.end_day - dt.timedelta(weeks=HISTORY_WEEKS),
            "weeks": HISTORY_WEEKS,
            "place0": week.end_day - dt.timedelta(days=28 * (PLACE_BLOCKS + 1)),
        }
        self.redrawn = redraw(self, (CALLS, INCIDENTS))
        # Rows recorded on older beats are counted where today's beats have them.
        again = bool(self.redrawn.days)
        self.beat = "coalesce(rb.beat_code, t.beat_code)" if again else "t.beat_code"
        self.join = f"LEFT JOIN {TABLE} rb ON rb.id = t.id" if again else ""

    def rows(self, sql: str, **more: Any) -> Rows:
        """Run one statement and fetch all."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, {**self.params, **more})
            return list(cursor.fetchall())

    def run(self, sql: str, **more: Any) -> None:
        """Run one statement that gives no rows."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, {**self.params, **more} if "%(" in sql else None)

    def _between(self, source: Source, start: str, end: str = "end") -> str:
        """Rows whose local day lies in [start, end). The instants, a day wider, let an index be used."""
        return (
            f"t.{source.at} >= %({start})s::date - 1 AND t.{source.at} < %({end})s::date + 1 "
            f"AND {source.wall} >= %({start})s::date AND {source.wall} < %({end})s::date"
        )

    def weekly(self, source: Source) -> Rows:
        """(group, beat, band, weeks, counts): beat is None in rows by band, band is None in rows by beat.

        The nights of each beat come as rows with both.
        Each week is counted as it was known at the age the reported week has now.
        """
        wall = source.wall
        return self.rows(f"""
            SELECT grp, beat, band, array_agg(wk), array_agg(n) FROM (
            SELECT wk, grp, beat, band, sum(n)::int AS n FROM (
              SELECT (({wall}::date - %(week0)s::date) / 7) AS wk, t.{source.group} AS grp,
                     {self.beat} AS beat, {_BAND.format(local=wall)} AS band, count(*) AS n
              FROM {source.table} t {self.join}
              WHERE {source.where} AND {self._between(source, "week0")}
                AND {source.known} <= %(as_of)s
                    - (%(weeks)s - 1 - (({wall}::date - %(week0)s::date) / 7)) * interval '7 days'
              GROUP BY 1, 2, 3, 4) cube
            GROUP BY GROUPING SETS ((wk, grp, beat), (wk, grp, band), (wk, grp, beat, band))
            HAVING GROUPING(beat, band) > 0 OR (beat <> '' AND band LIKE '%%night')) sets
            GROUP BY 1, 2, 3""")

    def held_groups(self) -> frozenset[str]:
        """Type groups with a type that may be published for the whole city at most."""
        rows = self.rows(
            "SELECT DISTINCT \"group\" FROM codes_calltype WHERE publication IN ('city_month', 'none')"
        )
        return frozenset(row[0] for row in rows)

    def first_day(self, source: Source) -> dt.date | None:
        """Local day of the first row of the table that counts."""
        rows = self.rows(
            f"SELECT {source.wall}::date FROM {source.table} t WHERE {source.where} "
            f"ORDER BY t.{source.at} LIMIT 1"
        )
        return rows[0][0] if rows else None

    def daily_types(self) -> Rows:
        """(type, origin, days since week0, counts) of police calls, two parallel lists a row."""
        return self.rows(f"""
            SELECT typ, origin, array_agg(day), array_agg(n) FROM (
              SELECT t.type_code AS typ, t.origin, {CALLS.wall}::date - %(week0)s::date AS day,
                     count(*)::int AS n
              FROM calls_call t
              WHERE t.service = 'police' AND NOT t.is_test AND {self._between(CALLS, "week0")}
                AND {CALLS.known} <= %(as_of)s
              GROUP BY 1, 2, 3) daily
            GROUP BY 1, 2""")

    def recent_calls(self) -> Rows:
        """Police calls of the last five weeks, one row each (see `recent.Recent.FIELDS`)."""
        return self.rows(f"""
            SELECT t.number, t.origin, t.type_code, t.type_group, t.priority, {CALLS.wall},
                   {self.beat}, t.lon, t.lat, t.h3, t.block_text, t.location_text,
                   extract(epoch FROM t.dispatched_at - t.received_at)::float8,
                   extract(epoch FROM t.arrived_at - t.received_at)::float8,
                   extract(epoch FROM t.cleared_at - t.received_at)::float8,
                   t.unit_count, t.cancelled, t.held, t.scheduled, t.phone_handled, t.reopened
            FROM calls_call t {self.join}
            WHERE t.service = 'police' AND NOT t.is_test AND {self._between(CALLS, "recent")}
              AND {CALLS.known} <= %(as_of)s""")

    def recent_incidents(self) -> Rows:
        """Incidents of the last five weeks with what places need."""
        return self.rows(f"""
            SELECT t.case_number, t.offence_group, {INCIDENTS.wall}, {self.beat}, t.lon, t.lat, t.h3, t.block_text,
                   t.occurred_from AT TIME ZONE %(tz)s, t.occurred_to AT TIME ZONE %(tz)s
            FROM records_incident t {self.join}
            WHERE {self._between(INCIDENTS, "recent")} AND {INCIDENTS.known} <= %(as_of)s""")

    def place_history(self, source: Source) -> Rows:
        """(cell, group, block, count) over thirteen blocks of 28 days before the last four weeks."""
        return self.rows(f"""
            SELECT t.h3, t.{source.group}, ({source.wall}::date - %(place0)s::date) / 28, count(*)::int
            FROM {source.table} t
            WHERE {source.where} AND t.h3 IS NOT NULL AND {self._between(source, "place0", "month")}
            GROUP BY 1, 2, 3""")

    def place_weeks(self, source: Source, cells: Sequence[int], groups: Sequence[str]) -> Rows:
        """(week, cell, group, count) for a few cells and groups, as known at the same age."""
        return self.rows(
            f"""
            SELECT ({source.wall}::date - %(week0)s::date) / 7, t.h3, t.{source.group}, count(*)::int
            FROM {source.table} t
            WHERE {source.where} AND t.h3 = ANY(%(cells)s) AND t.{source.group} = ANY(%(groups)s)
              AND {self._between(source, "week0")} AND {source.known} <= %(as_of)s
            GROUP BY 1, 2, 3""",
            cells=list(cells),
            groups=list(groups),
        )

    def crowded_coordinates(self, least: int) -> Rows:
        """(lon, lat, group, count) of exact coordinates with at least `least` calls in a year."""
        return self.rows(
            f"""
            SELECT lon, lat, type_group, n FROM (
              SELECT t.lon, t.lat, t.type_group, count(*)::int AS n,
                     sum(count(*)) OVER (PARTITION BY t.lon, t.lat) AS total
              FROM calls_call t
              WHERE {CALLS.where} AND t.lon IS NOT NULL AND {self._between(CALLS, "place0")}
              GROUP BY 1, 2, 3) places
            WHERE total >= %(least)s OR (lon = 0 AND lat = 0)""",
            least=least,
        )

    def first_priority_median(self) -> tuple[float | None, int]:
        """Median seconds from call to arrival at the most urgent priority in the 26 weeks before the week."""
        rows = self.rows(
            f"""
            SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.arrived_at - t.received_at)),
                   count(*)
            FROM calls_call t
            WHERE {CALLS.where} AND t.priority = 1 AND t.arrived_at > t.received_at AND NOT t.cancelled
              AND NOT t.held AND NOT t.scheduled AND NOT t.phone_handled AND NOT t.reopened
              AND {self._between(CALLS, "half_year", "first")}""",
            half_year=self.week.first_day - dt.timedelta(weeks=26),
        )
        return (float(rows[0][0]) if rows[0][0] is not None else None), int(rows[0][1])

    def committed(self) -> Rows:
        """(start, end, units) in local time, one row a unit where units are known, else one a call."""
        return self.rows(f"""
            SELECT coalesce(u.dispatched_at, t.dispatched_at) AT TIME ZONE %(tz)s,
                   coalesce(u.cleared_at, t.cleared_at) AT TIME ZONE %(tz)s,
                   CASE WHEN u.id IS NULL THEN greatest(t.unit_count, 1) ELSE 1 END
            FROM calls_call t LEFT JOIN calls_callunit u ON u.call_id = t.id
            WHERE t.service = 'police' AND NOT t.is_test AND t.origin <> 'administrative'
              AND {self._between(CALLS, "month")} AND {CALLS.known} <= %(as_of)s
              AND coalesce(u.dispatched_at, t.dispatched_at) IS NOT NULL""")

    def shifts(self) -> Rows:
        """(unit, start, end) in local time of the shifts that touch the week."""
        return self.rows("""
            SELECT s.unit_id, s.starts_at AT TIME ZONE %(tz)s, s.ends_at AT TIME ZONE %(tz)s
            FROM roster_shift s JOIN roster_unit u ON u.id = s.unit_id
            WHERE u.kind = 'patrol' AND s.ends_at > (%(first)s::timestamp AT TIME ZONE %(tz)s)
              AND s.starts_at < (%(end)s::timestamp AT TIME ZONE %(tz)s)""")

    def serious(self, start: str = "first") -> Rows:
        """Serious events of the week (`start` "first") or of the last four weeks ("month"), one row each."""
        return self.rows(f"""
            SELECT t.serious, t.case_number, {INCIDENTS.wall}, {self.beat}, t.block_text, t.status,
                   t.victim_identifiable
            FROM records_incident t {self.join}
            WHERE t.serious <> '' AND {self._between(INCIDENTS, start)} AND {INCIDENTS.known} <= %(as_of)s
            ORDER BY {INCIDENTS.wall}, t.case_number""")

    def windows(self, source: Source) -> Rows:
        """(windows ago, group, beat, count) of windows of 28 days that end with the week, over just over three years.

        Each window is counted as it was known at the age the newest one has now.
        """
        ago = f"((%(end)s::date - 1 - {source.wall}::date) / 28)"
        return self.rows(
            f"""
            SELECT {ago}, t.{source.group}, {self.beat}, count(*)::int
            FROM {source.table} t {self.join}
            WHERE {source.where} AND {self._between(source, "windows0")}
              AND {source.known} <= %(as_of)s - {ago} * interval '28 days'
            GROUP BY 1, 2, 3""",
            windows0=self.week.end_day - dt.timedelta(days=28 * PUBLIC_WINDOWS),
        )

    def same_dates(self, source: Source, starts: Sequence[dt.date], ends: Sequence[dt.date]) -> Rows:
        """(years ago, group, beat, count) of the same dates in several years, as known at the same age."""
        return self.rows(
            f"""
            SELECT p.number - 1, t.{source.group}, {self.beat}, count(*)::int
            FROM unnest(%(starts)s::date[], %(ends)s::date[]) WITH ORDINALITY AS p(first, past, number)
            JOIN {source.table} t ON t.{source.at} >= p.first - 1 AND t.{source.at} < p.past + 1
              AND {source.wall} >= p.first AND {source.wall} < p.past
            {self.join}
            WHERE {source.where} AND {source.known} <= %(as_of)s - (p.number - 1) * interval '364 days'
            GROUP BY 1, 2, 3""",
            starts=list(starts),
            ends=list(ends),
        )

    def vintages(self) -> Rows:
        """(source, week, as known at its own Monday, as known at the report) for the last eight weeks."""
        return [
            row
            for source in (CALLS, INCIDENTS)
            for row in self.rows(
                f"""
                SELECT '{source.name}', ({source.wall}::date - %(eight)s::date) / 7,
                       count(*) FILTER (WHERE {source.known} <= %(as_of)s
                         - (7 - ({source.wall}::date - %(eight)s::date) / 7) * interval '7 days')::int,
                       count(*) FILTER (WHERE {source.known} <= %(as_of)s)::int
                FROM {source.table} t
                WHERE {source.where} AND {self._between(source, "eight")}
                GROUP BY 1, 2 ORDER BY 2""",
                eight=self.week.end_day - dt.timedelta(weeks=8),
            )
        ]

    def quality(self) -> dict[str, int]:
        """Counts of what is missing or impossible among police calls of the last four weeks."""
        names = tuple(_CHECKS)
        picks = ", ".join(f"count(*) FILTER (WHERE {_CHECKS[name]})::int" for name in names)
        row = self.rows(f"""
            SELECT count(*)::int, {picks},
                   (count(*) FILTER (WHERE NOT t.is_test)
                    - count(DISTINCT (t.source, t.number)) FILTER (WHERE NOT t.is_test))::int
            FROM calls_call t
            WHERE t.service = 'police' AND {self._between(CALLS, "month")} AND {CALLS.known} <= %(as_of)s""")[
            0
        ]
        return dict(zip(("all", *names, "repeated_number"), row, strict=True))


_ON_THE_HOUR = "({wall}::time = time '{at}')"
_CHECKS: dict[str, str] = {
    "test": "t.is_test",
    "no_beat": "NOT t.is_test AND t.beat_code = ''",
    "no_place": "NOT t.is_test AND t.lon IS NULL",
    "no_priority": "NOT t.is_test AND t.priority IS NULL",
    "no_dispatch": "NOT t.is_test AND t.dispatched_at IS NULL",
    "no_arrival": "NOT t.is_test AND t.arrived_at IS NULL",
    "no_clear": "NOT t.is_test AND t.cleared_at IS NULL",
    "impossible": "t.dispatched_at < t.received_at OR t.arrived_at < t.dispatched_at OR t.cleared_at < t.arrived_at",
    "midnight": _ON_THE_HOUR.format(wall=CALLS.wall, at="00:00"),
    "noon": _ON_THE_HOUR.format(wall=CALLS.wall, at="12:00"),
    "origin_unknown": "t.origin = 'unknown'",
}
