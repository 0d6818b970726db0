"""One week's report, from first query to finished record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..text import DEFINITIONS, is_sensitive
from . import pages, places, public, quality, times
from .evidence import Evidence
from .findings import finding
from .loading import CALLS, INCIDENTS, Loader, Rows
from .panel import change_rows, touches_community
from .recent import Recent
from .shapes import ChiefPage, Figure, Finding, PlaceRow, PublicPage, ResponseRow, WeeklyReport
from .week import ReportWeek

MOST_FINDINGS = 5


@dataclass(frozen=True)
class Surroundings:
    """What the report needs to know of the city beside calls and incidents."""

    landmarks: tuple[places.Landmark, ...] = ()
    owners: Mapping[str, str] | None = None
    beat_names: Mapping[str, str] | None = None


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
    """Landmarks, beat owners and the names of beats."""
    marks = loader.rows("SELECT name, lon, lat, is_default_place FROM places_landmark ORDER BY id")
    owners = loader.rows(
        "SELECT o.beat_code, trim(m.rank || ' ' || m.name) FROM roster_beatowner o "
        "JOIN roster_member m ON m.id = o.member_id"
    )
    beats = loader.rows("SELECT code, name FROM places_beat WHERE valid_to IS NULL")
    return Surroundings(
        landmarks=tuple(places.Landmark(*row) for row in marks),
        owners=dict(owners),
        beat_names=dict(beats),
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
        self.around = surroundings(loader)
        self.labels: dict[str, str] = dict(loader.rows("SELECT code, label FROM codes_calltype"))
        self.found = Evidence(loader, week, self.around.landmarks)
        self.everything, self.calls, self.incidents = (
            self.found.everything,
            self.found.calls,
            self.found.incidents,
        )
        self.judged = self.found.decided.series

    def _findings(self) -> tuple[Finding, ...]:
        self.candidates = self.found.candidates(public=self.public)
        owners = self.around.owners or {}
        told = [finding(c, self.week, owners, public=self.public) for c in self.candidates]
        if self.public:
            # A named place may be one household's; the public reads the beat.
            told = [_beat_level(f) for f in told]
        return tuple(told)

    def report(self) -> WeeklyReport:
        """Put all sections together."""
        week, calls, empty = self.week, self.calls, self.found.empty
        findings = self._findings()
        load = self._workload()
        breaks = quality.break_rows(self.found.breaks, self.labels)
        checks = (
            quality.quality_rows(self.loader.quality(), self.found.types, week) + self.loader.redrawn.told()
        )
        tested = self.found.decided.tested
        history = int(self.judged.ranges.weeks.max()) if len(self.judged.panel) else 0
        warning = quality.not_to_trust(breaks, checks, week, not tested, history)
        first = times.priority_one(calls, self.loader.first_priority_median(), week)
        rows = change_rows(self.judged)
        if self.public:
            rows = tuple(r for r in rows if not is_sensitive(r.group))
        chief = None if self.public else self._chief(findings, first, load, warning, self.loader.serious())
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
            empty=empty,
            counts=self._counts(),
            chief=chief,
            beat_page=None if self.public or not self.beat else self._beat_page(findings),
            public_page=self._public_page() if self.public else None,
            what_changed=rows,
            series_tested=tested,
            hour_of_week=times.hours_table(calls, self.agency.week_start),
            hour_of_week_figure=self._hours_figure(),
            beats=pages.beat_summary(self.judged, self.around.beat_names or {}),
            places=() if self.public else self._persistent(),
            default_places=() if self.public else self._default_rows(),
            response=self._public_response(calls) if self.public else times.response_rows(calls),
            response_definition=DEFINITIONS["response"],
            workload=None if self.public else load,
            vintages=quality.vintage_rows(self.loader.vintages(), week),
            vintage_note="Counts as known at the time printed; past weeks are counted as known at the same age. A row "
            "first known over five weeks late counts at the age of its event. The last two weeks are provisional.",
            breaks=breaks,
            quality=checks,
            definitions=dict(DEFINITIONS),
        )

    def _persistent(self) -> tuple[PlaceRow, ...]:
        """Places that stay busy, default places left out."""
        away = {places.home_cell(spot) for spot in self.found.defaults}
        kept = [row for row in self.found.history["calls"] if int(row[0]) not in away]
        return places.persistent(self.found.placed, kept, self.around.landmarks)

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
        gone = self.found.ended(self.candidates)[:5]
        held = times.calls_held(self.calls, self.week)
        events = pages.serious_events(serious, public=False)
        tested = int(np.isfinite(self.judged.p).sum())
        empty = self.found.empty
        return ChiefPage(
            sentences=pages.sentences(findings, gone, first, held, tested, warning, empty=empty),
            serious=events,
            serious_sentence=pages.serious_sentence(events, 0, empty=bool(empty)),
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

    def _public_response(self, calls: Recent) -> tuple[ResponseRow, ...]:
        """Response times with sensitive kinds citywide only: their number in a beat would tell them."""
        held = self.loader.held_groups()
        told = np.array(
            [group not in held and not is_sensitive(group) for group in calls["group"]], dtype=bool
        )
        city = [row for row in times.response_rows(calls) if not row.beat]
        return (*city, *(row for row in times.response_rows(calls.where(told)) if row.beat))

    def _public_page(self) -> PublicPage:
        touched = [b.day for b in self.found.breaks if touches_community(b)]
        after = max(touched) if touched else None
        rows = public.public_rows(self.loader, CALLS, self.week, self.found.first["calls"], after)
        rows += public.public_rows(self.loader, INCIDENTS, self.week, self.found.first["incidents"], None)
        serious = self.loader.serious("month")
        events = pages.serious_events(serious, public=True)
        held = len(serious) - len(events)
        notes = [DEFINITIONS["calls"], DEFINITIONS["incidents"], DEFINITIONS["sensitive"]]
        usual = (None, 0)
        return PublicPage(
            rows=rows,
            serious=events,
            serious_sentence=pages.serious_sentence(events, held),
            response=times.priority_one(self.calls, usual, self.week, days=28),
            notes=tuple(notes),
            first_day=self.week.end_day - dt.timedelta(days=28),
            last_day=self.week.last_day,
            held=held,
            feed_changed=after,
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
            for d in self.found.defaults
        )

    def _as_of_words(self) -> str:
        local = self.as_of.astimezone(self.agency.tz)
        return f"as known {local:%a} {local.day} {local:%B} {local.year} {local:%H:%M}"


def _beat_level(one: Finding) -> Finding:
    """A finding with its place widened to the beat."""
    if not one.where.startswith("near "):
        return one
    wide = f"in beat {one.beat}" if one.beat else "in one part of the city"
    return replace(one, title=one.title.replace(one.where, wide, 1), where=wide, also=())
