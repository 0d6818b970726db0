"""The counts of a demo city from arrays in memory, by the same rules as the report's SQL. A test holds the two equal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from commonbeat.operations.insight.measures.findings import bands_of
from commonbeat.operations.insight.measures.loading import (
    CALLS,
    HISTORY_WEEKS,
    PLACE_BLOCKS,
    Rows,
    Source,
)
from commonbeat.operations.insight.measures.recent import Recent
from commonbeat.operations.insight.measures.week import ReportWeek

LOAD_OF_HISTORY = np.timedelta64(35, "D")
AT_FIVE = np.timedelta64(5 * 3600, "s")


class Table:
    """One source as columns, in order of the wall clock, with a number for each text."""

    def __init__(
        self, frame: pl.DataFrame, at: str, local: str, group: str, monday: dt.date, tz: str
    ) -> None:
        self.frame = frame.sort(local, maintain_order=True)
        self.local = self._seconds(local)
        known, at_ = self._seconds("known_at"), self._seconds(at)
        self.known = np.where(known > at_ + LOAD_OF_HISTORY, at_, known)
        self.day = self.local.astype("datetime64[D]")
        self.week = (self.day - np.datetime64(monday)).astype(np.int64) // 7
        ends = np.datetime64(monday) + (self.week + 1) * 7
        self.known_in_time = self.known <= self._five_local(ends, tz)
        self.group, self.groups = self._coded(group)
        self.beat, self.beats = self._coded("beat_code")
        self.band, self.bands = _codes(bands_of(self.local))
        self.cell = self.frame["h3"].fill_null(0).to_numpy()

    def _seconds(self, name: str) -> NDArray[np.datetime64]:
        return self.frame[name].dt.replace_time_zone(None).to_numpy().astype("datetime64[s]")

    def _coded(self, name: str) -> tuple[NDArray[np.int64], list[str]]:
        return _codes(self.frame[name].fill_null("").to_numpy().astype(str))

    @staticmethod
    def _five_local(days: NDArray[np.datetime64], tz: str) -> NDArray[np.datetime64]:
        """05:00 local on these days, in UTC."""
        unique, back = np.unique(days, return_inverse=True)
        zone = ZoneInfo(tz)
        moments = [
            dt.datetime.combine(d, dt.time(5), tzinfo=zone).astimezone(dt.UTC) for d in unique.tolist()
        ]
        return np.array([m.replace(tzinfo=None) for m in moments], dtype="datetime64[s]")[back]


def _codes(values: NDArray[Any]) -> tuple[NDArray[np.int64], list[str]]:
    names, codes = np.unique(values, return_inverse=True)
    return codes.astype(np.int64), [str(n) for n in names]


class City:
    """All calls and incidents of one demo city, prepared once for all its weeks."""

    def __init__(self, calls: pl.DataFrame, incidents: pl.DataFrame, monday: dt.date, tz: str) -> None:
        self.tz = tz
        self.monday = monday
        police = calls.filter((pl.col("service") == "police") & ~pl.col("is_test"))
        self.types = Table(police, "received_at", "received_local", "type_group", monday, tz)
        self.type, self.type_names = self.types._coded("type_code")
        self.origin, self.origins = self.types._coded("origin")
        community = police.filter(pl.col("origin").is_in(["community", "unknown"]))
        self.calls = Table(community, "received_at", "received_local", "type_group", monday, tz)
        self.incidents = Table(incidents, "reported_at", "reported_local", "offence_group", monday, tz)
        spot = self.calls.frame.select("lon", "lat").with_columns(
            pl.struct("lon", "lat").rank("dense").alias("n")
        )
        self.spot = (spot["n"].to_numpy() - 1).astype(np.int64)
        first = spot.unique("n", keep="first").sort("n")
        self.spots = [(a, b) for a, b, _ in first.iter_rows()]

    def table(self, source: Source) -> Table:
        """The table of a source."""
        return self.calls if source is CALLS else self.incidents


class MemoryCounts:
    """`evidence.Counts` for one week of a city, as known at 05:00 on the day after it."""

    def __init__(self, city: City, week: ReportWeek) -> None:
        self.city, self.week = city, week
        self.week0 = week.end_day - dt.timedelta(weeks=HISTORY_WEEKS)
        self.number = (week.first_day - city.monday).days // 7
        as_of = week.as_of(ZoneInfo(city.tz)).astimezone(dt.UTC).replace(tzinfo=None)
        self.as_of = np.datetime64(as_of, "s")

    def _between(self, table: Table, start: dt.date, end: dt.date) -> slice:
        edges = np.array([start, end], dtype="datetime64[s]")
        return slice(*np.searchsorted(table.local, edges))

    def first_day(self, source: Source) -> dt.date | None:
        """Local day of the first row."""
        table = self.city.table(source)
        return table.day[0].item() if table.day.size else None

    def weekly(self, source: Source) -> Rows:
        """(group, beat or None, band or None, weeks, counts)."""
        t = self.city.table(source)
        chosen = t.known_in_time & (t.week <= self.number) & (t.week > self.number - HISTORY_WEEKS)
        week = t.week[chosen] + HISTORY_WEEKS - 1 - self.number
        rows: Rows = []
        both = [f"{beat}|{band}" for beat in t.beats for band in t.bands]
        cubes = ((t.beat, t.beats), (t.band, t.bands), (t.beat * len(t.bands) + t.band, both))
        for place, (codes, names) in enumerate(cubes, 1):
            key = (t.group[chosen] * len(names) + codes[chosen]) * HISTORY_WEEKS + week
            values, counts = np.unique(key, return_counts=True)
            series = values // HISTORY_WEEKS
            edges = np.flatnonzero(np.diff(series, prepend=-1, append=-1))
            for a, b in pairwise(edges):
                group, code = divmod(int(series[a]), len(names))
                beat, _, band = names[code].partition("|")
                if place == 3 and not (beat and band.endswith("night")):
                    continue
                where = {1: (names[code], None), 2: (None, names[code]), 3: (beat, band)}[place]
                rows.append(
                    (t.groups[group], *where, (values[a:b] % HISTORY_WEEKS).tolist(), counts[a:b].tolist())
                )
        return rows

    def daily_types(self) -> Rows:
        """(type, origin, days, counts)."""
        city, t = self.city, self.city.types
        span = self._between(t, self.week0, self.week.end_day)
        known = t.known[span] <= self.as_of
        day = (t.day[span][known] - np.datetime64(self.week0)).astype(np.int64)
        days = HISTORY_WEEKS * 7
        key = (city.type[span][known] * len(city.origins) + city.origin[span][known]) * days + day
        values, counts = np.unique(key, return_counts=True)
        kinds = values // days
        rows = []
        for kind in np.unique(kinds):
            mine = kinds == kind
            name, origin = divmod(int(kind), len(city.origins))
            rows.append(
                (
                    city.type_names[name],
                    city.origins[origin],
                    (values[mine] % days).tolist(),
                    counts[mine].tolist(),
                )
            )
        return rows

    def recent_calls(self) -> Rows:
        """Police calls of the last five weeks."""
        seconds = {"dispatch": "dispatched_at", "arrive": "arrived_at", "clear": "cleared_at"}
        plain = {"type": "type_code", "group": "type_group", "local": "received_local", "beat": "beat_code",
                 "block": "block_text", "location": "location_text", "units": "unit_count", "phone": "phone_handled"}  # fmt: skip
        picks = [
            ((pl.col(seconds[f]) - pl.col("received_at")).dt.total_milliseconds() / 1000).alias(f)
            if f in seconds
            else pl.col(plain.get(f, f)).alias(f)
            for f in Recent.FIELDS
        ]
        return self._recent(self.city.types, picks)

    def recent_incidents(self) -> Rows:
        """Incidents of the last five weeks."""
        plain = {"number": "case_number", "group": "offence_group", "local": "reported_local", "beat": "beat_code",
                 "block": "block_text"}  # fmt: skip
        picks = [
            pl.col({"from": "occurred_from", "to": "occurred_to"}[f])
            .dt.convert_time_zone(self.city.tz)
            .alias(f)
            if f in ("from", "to")
            else pl.col(plain.get(f, f)).alias(f)
            for f in Recent.INCIDENT_FIELDS
        ]
        return self._recent(self.city.incidents, picks)

    def _recent(self, table: Table, picks: list[pl.Expr]) -> Rows:
        span = self._between(table, self.week.end_day - dt.timedelta(days=35), self.week.end_day)
        known = pl.Series(table.known[span] <= self.as_of)
        part = table.frame[span].filter(known).select(picks)
        zones = [n for n, kind in part.schema.items() if isinstance(kind, pl.Datetime) and kind.time_zone]
        return part.with_columns(pl.col(zones).dt.replace_time_zone(None)).rows()

    def place_history(self, source: Source) -> Rows:
        """(cell, group, block, count) of the blocks before the last four weeks."""
        t = self.city.table(source)
        start = self.week.end_day - dt.timedelta(days=28 * (PLACE_BLOCKS + 1))
        span = self._between(t, start, self.week.end_day - dt.timedelta(days=28))
        block = (t.day[span] - np.datetime64(start)).astype(np.int64) // 28
        frame = pl.DataFrame({"cell": t.cell[span], "group": t.group[span], "block": block})
        counted = (
            frame.filter(pl.col("cell") != 0)
            .group_by("cell", "group", "block")
            .len()
            .sort("cell", "group", "block")
        )
        return [(c, t.groups[g], b, n) for c, g, b, n in counted.iter_rows()]

    def place_weeks(self, source: Source, cells: Sequence[int], groups: Sequence[str]) -> Rows:
        """(week, cell, group, count) for a few cells and groups."""
        t = self.city.table(source)
        span = self._between(t, self.week0, self.week.end_day)
        wanted = [t.groups.index(g) for g in groups if g in t.groups]
        mask = (
            np.isin(t.cell[span], list(cells))
            & np.isin(t.group[span], wanted)
            & (t.known[span] <= self.as_of)
        )
        week = t.week[span][mask] + HISTORY_WEEKS - 1 - self.number
        frame = pl.DataFrame({"week": week, "cell": t.cell[span][mask], "group": t.group[span][mask]})
        counted = frame.group_by("week", "cell", "group").len().sort("week", "cell", "group")
        return [(w, c, t.groups[g], n) for w, c, g, n in counted.iter_rows()]

    def crowded_coordinates(self, least: int) -> Rows:
        """(lon, lat, group, count) of coordinates with many calls."""
        t = self.city.calls
        span = self._between(
            t, self.week.end_day - dt.timedelta(days=28 * (PLACE_BLOCKS + 1)), self.week.end_day
        )
        total = np.bincount(self.city.spot[span], minlength=len(self.city.spots))
        rows: Rows = []
        for spot in np.flatnonzero(total >= least):
            lon, lat = self.city.spots[spot]
            if lon is None:
                continue
            groups, counts = np.unique(t.group[span][self.city.spot[span] == spot], return_counts=True)
            rows += [(lon, lat, t.groups[g], int(n)) for g, n in zip(groups, counts, strict=True)]
        return rows
