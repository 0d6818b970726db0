"""One week's report, from first query to finished record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.trends import FeedBreak

from ..text import DEFINITIONS, is_sensitive
from . import pages, places, public, quality, times
from .findings import ended, finding, fold, from_panel, from_places
from .loading import CALLS, HISTORY_WEEKS, INCIDENTS, PLACE_BLOCKS, Loader, Rows, Source
from .panel import Panel, change_rows, judge_both, panel_of, touches_community, without_weeks_before_breaks
from .recent import Recent
from .shapes import ChiefPage, Figure, Finding, PublicPage, WeeklyReport
from .week import ReportWeek

MOST_FINDINGS = 5


@dataclass(frozen=True)
class Surroundings:
    """What the report needs to know of the city beside calls and incidents."""

    landmarks: tuple[places.Landmark, ...] = ()
    owners: Mapping[str, str] | None = None
    beat_names: Mapping[str, str] | None = None
    redrawn: tuple[tuple[str, dt.date], ...] = ()


def build_weekly_report(
    connection: Any,
    agency: Any,
    *,
    week: ReportWeek,
    edition: str = "staff",
    beat: str | None = None,
    as_of: dt.datetime | None = None,
    commitments: Sequence[Mapping[str, Any]] = (),
) -> WeeklyReport:
    """Compute the report of one week.

    Args:
        connection: Database connection (Django's or a plain DB-API one with psycopg's parameter style).
        agency: Name, `tz`, `week_start` and `utilisation_target` of the department.
        week: The week, from its ISO name or a day in it.
        edition: "staff", or "public" without owners, addresses, case numbers and sensitive classes.
        beat: Fills the sergeant's page for this beat (staff edition only).
        as_of: What was known at this moment counts; 05:00 local on the day after the week when left out.
        commitments: What was promised last week and its result, told as it is given.

    Raises:
        ValueError: The edition is not one of the two.
    """
    if edition not in ("staff", "public"):
        raise ValueError(f"“{edition}” is not an edition; choose staff or public.")
    moment = as_of or week.as_of(agency.tz)
    loader = Loader(connection, agency.tz, week, moment)
    return _Builder(loader, agency, week, edition, beat or "", moment, commitments).report()


def surroundings(loader: Loader) -> Surroundings:
    """Landmarks, beat owners and recently redrawn beats."""
    marks = loader.rows("SELECT name, lon, lat, is_default_place FROM places_landmark ORDER BY id")
    owners = loader.rows(
        "SELECT o.beat_code, trim(m.rank || ' ' || m.name) FROM roster_beatowner o "
        "JOIN roster_member m ON m.id = o.member_id"
    )
    beats = loader.rows("SELECT code, name, valid_from FROM places_beat WHERE valid_to IS NULL")
    year = loader.week.end_day - dt.timedelta(weeks=52)
    return Surroundings(
        landmarks=tuple(places.Landmark(*row) for row in marks),
        owners=dict(owners),
        beat_names={code: name for code, name, _ in beats},
        redrawn=tuple((code, day) for code, _, day in beats if day and year < day < loader.week.end_day),
    )


class _Builder:
    """Steps of one report; each reads what those before it found."""

    def __init__(
        self,
        loader: Loader,
        agency: Any,
        week: ReportWeek,
        edition: str,
        beat: str,
        as_of: dt.datetime,
        commitments: Sequence[Mapping[str, Any]],
    ) -> None:
        self.loader, self.agency, self.week = loader, agency, week
        self.public, self.edition, self.beat = edition == "public", edition, beat
        self.as_of, self.commitments = as_of, tuple(dict(c) for c in commitments)
        self.week0 = week.end_day - dt.timedelta(weeks=HISTORY_WEEKS)
        self.around = surroundings(loader)
        self.everything = Recent.of(loader.recent_calls(), week.end_day)
        self.calls = self.everything.community
        self.incidents = Recent.of(loader.recent_incidents(), week.end_day, Recent.INCIDENT_FIELDS)
        self.empty = not (self.calls.last(7).any() or self.incidents.last(7).any())
        self.first = {s.name: loader.first_day(s) for s in (CALLS, INCIDENTS)}
        self.types: Rows = loader.daily_types()
        self.labels: dict[str, str] = dict(loader.rows("SELECT code, label FROM codes_calltype"))
        self.breaks: tuple[FeedBreak, ...] = quality.find_breaks(self.types, self.week0)
        self.judged, self.judged_month = judge_both(self._panel())

    def _panel(self) -> Panel:
        panels = []
        for source in (CALLS, INCIDENTS):
            first = self.first[source.name]
            days = (first - self.week0).days if first else HISTORY_WEEKS * 7
            # A week that began before the first row was on file is not a whole week.
            panels.append(panel_of(self.loader.weekly(source), source.name, max(0, -(-days // 7))))
        groups: dict[str, set[str]] = {}
        for kind, group in zip(self.everything["type"], self.everything["group"], strict=True):
            groups.setdefault(kind, set()).add(group)
        return without_weeks_before_breaks(panels[0].plus(panels[1]), self.breaks, self.week0, groups)

    def _places(self) -> tuple[tuple[places.FoundPlace, ...], int]:
        """Clusters in calls and in incidents; default places kept out."""
        found: list[places.FoundPlace] = []
        tested = 0
        sources = ((CALLS, self.placed, self.call_history), (INCIDENTS, self.placed_incidents, None))
        for source, recent, known in sources:
            history = known if known is not None else self.loader.place_history(source)
            clusters, n = places.scan(recent, history, source.name, self._first_block(source), self.defaults)
            found += clusters
            tested += n
        return tuple(found), tested

    def _first_block(self, source: Source) -> int:
        """First block of place history that lies wholly after the data began and after any break."""
        first = self.first[source.name]
        if first is None:
            return PLACE_BLOCKS
        days = [first]
        if source is CALLS:
            days += [b.day for b in self.breaks if touches_community(b)]
        start = self.loader.params["place0"]
        return max(0, -(-(max(days) - start).days // 28))

    def _weekly_of(self, found: Sequence[places.FoundPlace]) -> dict[int, NDArray[np.float64]]:
        """Weekly counts of each cluster's cells and group."""
        out = {n: np.zeros(HISTORY_WEEKS) for n in range(len(found))}
        for source in (CALLS, INCIDENTS):
            mine = [(n, f) for n, f in enumerate(found) if f.source == source.name]
            if not mine:
                continue
            cells = sorted({c for _, f in mine for c in f.cells})
            rows = self.loader.place_weeks(source, cells, sorted({f.group for _, f in mine}))
            for week, cell, group, count in rows:
                for n, f in mine:
                    if group == f.group and cell in f.cells:
                        out[n][week] += count
            first = self.first[source.name] or self.week.first_day
            days = [first] + [b.day for b in self.breaks if source is CALLS and touches_community(b)]
            unknown = min(HISTORY_WEEKS - 1, max(0, -(-(max(days) - self.week0).days // 7)))
            for n, _ in mine:
                out[n][:unknown] = np.nan
        return out

    def _findings(self) -> tuple[tuple[Finding, ...], int]:
        recents = {"calls": self.calls, "incidents": self.incidents}
        clusters, tested = self._places()
        candidates = from_panel(self.judged, recents, self.week)
        candidates += from_panel(self.judged_month, recents, self.week)
        candidates += from_places(clusters, self._weekly_of(clusters), self.around.landmarks, self.week)
        if self.public:
            candidates = [c for c in candidates if not is_sensitive(c.group)]
        owners = self.around.owners or {}
        told = [finding(c, self.week, owners, public=self.public) for c in fold(candidates)]
        if self.public:
            # A named place may be one household's; the public reads the beat.
            told = [_beat_level(f) for f in told]
        return tuple(told), tested

    def report(self) -> WeeklyReport:
        """Put all sections together."""
        week, calls = self.week, self.calls
        self._prepare_places()
        findings, places_tested = self._findings() if not self.empty else ((), 0)
        load = self._workload()
        breaks = quality.break_rows(self.breaks, self.labels)
        checks = quality.quality_rows(self.loader.quality(), self.types, week) + self._redrawn()
        tested = int(np.isfinite(self.judged.p).sum() + np.isfinite(self.judged_month.p).sum())
        history = int(self.judged.ranges.weeks.max()) if len(self.judged.panel) else 0
        warning = quality.not_to_trust(breaks, checks, week, not tested, history)
        first = times.priority_one(calls, self.loader.first_priority_median(), week)
        rows = change_rows(self.judged)
        if self.public:
            rows = tuple(r for r in rows if not is_sensitive(r.group))
        serious_rows = self.loader.serious()
        chief = None if self.public else self._chief(findings, first, load, warning, serious_rows)
        return WeeklyReport(
            week=week.name,
            first_day=week.first_day,
            last_day=week.last_day,
            dates=week.words,
            edition=self.edition,
            beat=self.beat,
            agency=self.agency.name,
            as_of=self.as_of,
            as_of_words=self._as_of_words(),
            empty=self.empty,
            counts=self._counts(),
            chief=chief,
            beat_page=None if self.public or not self.beat else self._beat_page(findings),
            public_page=self._public_page(serious_rows, first),
            what_changed=rows,
            series_tested=tested + places_tested,
            hour_of_week=times.hours_table(calls, self.agency.week_start),
            hour_of_week_figure=self._hours_figure(),
            beats=pages.beat_summary(self.judged, self.around.beat_names or {}),
            places=() if self.public else places.persistent(self.placed, self._kept(), self.around.landmarks),
            default_places=() if self.public else self._default_rows(),
            response=times.response_rows(calls),
            response_definition=DEFINITIONS["response"],
            workload=None if self.public else load,
            vintages=quality.vintage_rows(self.loader.vintages(), week),
            vintage_note="Counts as known at the time printed; past weeks are counted as known at the same age. A row "
            "first known over five weeks late counts at the age of its event. The last two weeks are provisional.",
            breaks=breaks,
            quality=checks,
            definitions=dict(DEFINITIONS),
        )

    def _prepare_places(self) -> None:
        """Find default places and set calls at them aside."""
        marks = self.around.landmarks
        self.call_history = self.loader.place_history(CALLS)
        year = sum(row[3] for row in self.call_history) + len(self.calls)
        crowded = self.loader.crowded_coordinates(max(10, year // 200))
        self.defaults = places.find_defaults(crowded, year, marks)
        self.placed = places.away_from_defaults(self.calls, self.defaults, marks)
        self.placed_incidents = places.away_from_defaults(self.incidents, self.defaults, marks)

    def _kept(self) -> Rows:
        """Place history without the cells of default places."""
        away = {places.home_cell(spot) for spot in self.defaults}
        return [row for row in self.call_history if int(row[0]) not in away]

    def _workload(self) -> Any:
        if self.public:
            return None
        target = float(self.agency.utilisation_target)
        return times.workload(
            self.loader.committed(), self.loader.shifts(), self.week, self.agency.week_start, target
        )

    def _chief(
        self,
        findings: tuple[Finding, ...],
        first: Figure,
        load: Any,
        warning: str,
        serious: Rows,
    ) -> ChiefPage:
        gone = () if self.empty else ended(self.judged)[:5]
        held = times.calls_held(self.calls, self.week)
        events = pages.serious_events(serious, public=False)
        tested = int(np.isfinite(self.judged.p).sum())
        return ChiefPage(
            sentences=pages.sentences(findings, gone, first, held, tested, warning, empty=self.empty),
            serious=events,
            serious_sentence=pages.serious_sentence(events, 0),
            findings=findings[:MOST_FINDINGS],
            ended=gone,
            commitments=self.commitments,
            priority_one=first,
            calls_held=held,
            hours_below_minimum=pages.hours_below(load, self.week),
            not_to_trust=warning,
        )

    def _beat_page(self, findings: tuple[Finding, ...]) -> Any:
        return pages.beat_page(
            self.beat, self.calls, self.judged, findings, self.agency.week_start, self.week.end_day
        )

    def _public_page(self, serious: Rows, first: Figure) -> PublicPage:
        touched = [b.day for b in self.breaks if touches_community(b)]
        after = max(touched) if touched else None
        rows = public.public_rows(self.loader, CALLS, self.week, self.first["calls"], after)
        rows += public.public_rows(self.loader, INCIDENTS, self.week, self.first["incidents"], None)
        events = pages.serious_events(serious, public=True)
        notes = [DEFINITIONS["calls"], DEFINITIONS["incidents"], DEFINITIONS["sensitive"]]
        if after:
            notes.append(f"The feed of calls changed on {after}: earlier years are not compared.")
        return PublicPage(
            rows=rows,
            serious=events,
            serious_sentence=pages.serious_sentence(events, len(serious) - len(events)),
            response=first,
            notes=tuple(notes),
        )

    def _counts(self) -> tuple[Figure, ...]:
        out = []
        for source, recent in (("calls", self.calls), ("incidents", self.incidents)):
            n = int(recent.last(7).sum())
            for i, key in enumerate(self.judged.panel.keys):
                if (key.source, key.group, key.beat) == (source, "all", ""):
                    low, high = self.judged.ranges.lower[i], self.judged.ranges.upper[i]
                    method, note = self.judged.ranges.methods[i], self.judged.ranges.notes[i]
                    break
            else:
                low = high = np.nan
                method, note = "count", "Nothing on file."
            out.append(
                Figure(
                    name=source,
                    value=n,
                    unit="calls" if source == "calls" else "reported crimes",
                    definition=DEFINITIONS[source],
                    period=self.week.words,
                    n=n,
                    method=method,
                    low=float(low) if np.isfinite(low) else None,
                    high=float(high) if np.isfinite(high) else None,
                    warnings=(note,) if note else (),
                )
            )
        own = self.everything.where(
            self.everything.last(7)
            & ~np.isin(self.everything["origin"].astype(str), ("community", "unknown"))
        )
        out.append(
            Figure(
                name="officer_and_administrative",
                value=len(own),
                unit="entries",
                definition="Entries officers or administration began. Shown apart; they enter workload only.",
                period=self.week.words,
                n=len(own),
                method="count",
            )
        )
        return tuple(out)

    def _hours_figure(self) -> Figure:
        return Figure(
            name="hour_of_week",
            value=len(self.calls),
            unit="calls",
            definition="Community calls of the last 28 days by local hour and weekday of their start.",
            period=f"28 days to {self.week.last_day}",
            n=len(self.calls),
            method="hour of week of point times v1",
        )

    def _default_rows(self) -> tuple[dict[str, Any], ...]:
        return tuple(
            {"lon": d.lon, "lat": d.lat, "calls": d.count, "share": round(d.share, 4), "reason": d.reason}
            for d in self.defaults
        )

    def _redrawn(self) -> tuple[Any, ...]:
        if not self.around.redrawn:
            return ()
        listed = ", ".join(f"{code} on {day}" for code, day in self.around.redrawn[:6])
        sentence = f"Beats redrawn in the last year: {listed}; earlier weeks are counted on today's beats."
        n = len(self.around.redrawn)
        return (quality.QualityRow(check="redrawn", count=n, of=n, sentence=sentence),)

    def _as_of_words(self) -> str:
        local = self.as_of.astimezone(self.agency.tz)
        return f"as known {local:%a} {local.day} {local:%B} {local.year} {local:%H:%M}"


def _beat_level(one: Finding) -> Finding:
    """A finding with its place widened to the beat."""
    if not one.where.startswith("near "):
        return one
    wide = f"in beat {one.beat}" if one.beat else "in one part of the city"
    return replace(one, title=one.title.replace(one.where, wide, 1), where=wide, also=())
