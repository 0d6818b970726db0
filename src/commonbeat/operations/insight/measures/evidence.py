"""What the counts of one week say: every series and every place, tested as one family."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.hotspots import DefaultPlace
from commonbeat.analysis.trends import FeedBreak

from ..text import is_sensitive
from . import places, quality
from .family import one_family
from .findings import Candidate, ended, fold, from_panel, from_places
from .loading import CALLS, HISTORY_WEEKS, INCIDENTS, PLACE_BLOCKS, Rows, Source
from .panel import (
    RATE,
    Judged,
    Panel,
    adjusted,
    judge,
    judge_month,
    panel_of,
    touches_community,
    without_weeks_before_breaks,
)
from .recent import Recent
from .shapes import Ended
from .week import ReportWeek

RECENT_DAYS = 35  # four weeks, and the week before them for what was told last week


class Counts(Protocol):
    """Where the counts come from: the database, or arrays in memory for a study of the method."""

    def first_day(self, source: Source) -> dt.date | None:
        """Local day of the first row."""

    def weekly(self, source: Source) -> Rows:
        """(group, beat or None, band or None, weeks, counts)."""

    def daily_types(self) -> Rows:
        """(type, origin, days, counts)."""

    def recent_calls(self) -> Rows:
        """Police calls of the last five weeks, as `recent.Recent.FIELDS`."""

    def recent_incidents(self) -> Rows:
        """Incidents of the last five weeks, as `recent.Recent.INCIDENT_FIELDS`."""

    def place_history(self, source: Source) -> Rows:
        """(cell, group, block, count) over thirteen blocks of 28 days before the last four weeks."""

    def place_weeks(self, source: Source, cells: Sequence[int], groups: Sequence[str]) -> Rows:
        """(week, cell, group, count) for a few cells and groups."""

    def crowded_coordinates(self, least: int) -> Rows:
        """(lon, lat, group, count) of coordinates with many calls."""


@dataclass(frozen=True)
class Decided:
    """The tests of one week with the adjusted p values of the whole family, and the places that stand."""

    series: Judged
    month: Judged
    places: tuple[places.FoundPlace, ...]
    tested: int


def decide(panel: Panel, scans: Sequence[places.Scanned]) -> Decided:
    """Judge series and places together: one weighted Benjamini-Hochberg family."""
    series, month = judge(panel), judge_month(panel)
    p_places = np.concatenate([s.p for s in scans]) if scans else np.zeros(0)
    q_series, q_places = one_family([np.concatenate([series.p, month.p]), p_places])
    size, start = len(panel), 0
    told: list[places.FoundPlace] = []
    for one in scans:
        told += one.told(q_places[start : start + one.p.size], RATE)
        start += one.p.size
    tested = int(np.isfinite(q_series).sum() + p_places.size)
    return Decided(adjusted(series, q_series[:size]), adjusted(month, q_series[size:]), tuple(told), tested)


class Evidence:
    """Steps from counts to candidates; each reads what those before it found."""

    def __init__(self, counts: Counts, week: ReportWeek, landmarks: Sequence[places.Landmark] = ()) -> None:
        self.counts, self.week, self.landmarks = counts, week, tuple(landmarks)
        self.week0 = week.end_day - dt.timedelta(weeks=HISTORY_WEEKS)
        self._all_calls = Recent.of(counts.recent_calls(), week.end_day)
        self._all_incidents = Recent.of(counts.recent_incidents(), week.end_day, Recent.INCIDENT_FIELDS)
        self.everything = self._all_calls.until(week.end_day)
        self.calls = self.everything.community
        self.incidents = self._all_incidents.until(week.end_day)
        self.empty = not (self.calls.last(7).any() or self.incidents.last(7).any())
        self.first = {s.name: counts.first_day(s) for s in (CALLS, INCIDENTS)}
        self.types: Rows = counts.daily_types()
        self.breaks: tuple[FeedBreak, ...] = quality.find_breaks(self.types, self.week0)
        self.weekly_rows = {s.name: counts.weekly(s) for s in (CALLS, INCIDENTS)}
        self.panel = self._panel()
        self._prepare_places()
        self.decided = decide(self.panel, self._scans(0))

    def _panel(self) -> Panel:
        panels = []
        for source in (CALLS, INCIDENTS):
            first = self.first[source.name]
            days = (first - self.week0).days if first else HISTORY_WEEKS * 7
            # A week that began before the first row was on file is not a whole week.
            panels.append(panel_of(self.weekly_rows[source.name], source.name, max(0, -(-days // 7))))
        groups: dict[str, set[str]] = {}
        for kind, group in zip(self.everything["type"], self.everything["group"], strict=True):
            groups.setdefault(kind, set()).add(group)
        return without_weeks_before_breaks(panels[0].plus(panels[1]), self.breaks, self.week0, groups)

    def _prepare_places(self) -> None:
        """Find default places; their calls are set aside wherever a place is asked for."""
        self.history = {s.name: self.counts.place_history(s) for s in (CALLS, INCIDENTS)}
        year = sum(row[3] for row in self.history["calls"]) + len(self.calls)
        crowded = self.counts.crowded_coordinates(max(10, year // 200))
        self.defaults: tuple[DefaultPlace, ...] = places.find_defaults(crowded, year, self.landmarks)
        self.placed = self._away(self.calls)

    def _away(self, recent: Recent) -> Recent:
        return places.away_from_defaults(recent, self.defaults, self.landmarks)

    def _scans(self, lag: int) -> list[places.Scanned]:
        """Neighbourhoods of calls and of incidents, as of some weeks ago."""
        end = self.week.end_day - dt.timedelta(weeks=lag)
        # The history ends where the reported week's last 28 days begin: a lagged scan would overlap its last block.
        last = PLACE_BLOCKS - (1 if lag else 0)
        out = []
        for source, recent in ((CALLS, self._all_calls.community), (INCIDENTS, self._all_incidents)):
            blocks = range(min(self._first_block(source), last), last)
            placed = self._away(recent.until(end))
            out.append(places.scan(placed, self.history[source.name], source.name, blocks, self.defaults))
        return out

    def _known_from(self, source: Source) -> list[dt.date]:
        """Days from which counts of this source can be compared: the first one and those of breaks."""
        first = self.first[source.name]
        days = [first] if first else []
        if source is CALLS:
            days += [b.day for b in self.breaks if touches_community(b)]
        return days

    def _first_block(self, source: Source) -> int:
        """First block of place history that lies wholly after the data began and after any break."""
        if self.first[source.name] is None:
            return PLACE_BLOCKS
        start = self.week.end_day - dt.timedelta(days=28 * (PLACE_BLOCKS + 1))
        return max(0, -(-(max(self._known_from(source)) - start).days // 28))

    def weekly_of(self, found: Sequence[places.FoundPlace]) -> list[NDArray[np.float64]]:
        """Weekly counts of each cluster's cells and group, the reported week last."""
        out = [np.zeros(HISTORY_WEEKS) for _ in found]
        for source in (CALLS, INCIDENTS):
            mine = [(n, f, frozenset(f.cells)) for n, f in enumerate(found) if f.source == source.name]
            if not mine:
                continue
            cells = sorted({c for _, f, _ in mine for c in f.cells})
            for week, cell, group, count in self.counts.place_weeks(
                source, cells, sorted({f.group for _, f, _ in mine})
            ):
                for n, f, members in mine:
                    if group == f.group and cell in members:
                        out[n][week] += count
            days = self._known_from(source) or [self.week.first_day]
            unknown = min(HISTORY_WEEKS - 1, max(0, -(-(max(days) - self.week0).days // 7)))
            for n, _, _ in mine:
                out[n][:unknown] = np.nan
        return out

    def candidates(self, *, public: bool = False) -> list[Candidate]:
        """What stands out, each problem once; the public hears nothing of sensitive classes."""
        if self.empty:
            return []
        recents = {"calls": self.calls, "incidents": self.incidents}
        found = from_panel(self.decided.series, recents, self.week)
        found += from_panel(self.decided.month, recents, self.week)
        weekly = self.weekly_of(self.decided.places)
        found += from_places(self.decided.places, weekly, self.landmarks, self.week)
        if public:
            found = [c for c in found if not is_sensitive(c.group)]
        return fold(found)

    def ended(self, told: Sequence[Candidate]) -> tuple[Ended, ...]:
        """Problems, series and places, that stood out a week ago and do not any more."""
        if self.empty:
            return ()
        before = decide(self.panel.earlier(), self._scans(1))
        weekly = self.weekly_of(before.places)
        return ended(before.series, self.decided.series, before.places, weekly, self.landmarks, told)
