"""From tests to findings: one problem told once, most certain first, with a statement for a title."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.trends import expected_range

from ..text import ALL, BANDS, DEFINITIONS, counted, group_label
from .family import METHOD
from .panel import Judged, weekly_history, weeks_running
from .places import FoundPlace, Landmark, name_of
from .recent import Recent, commonest, densest_hours
from .shapes import Ended, Finding, WeekCount
from .week import ReportWeek, span

CITYWIDE = "citywide"


@dataclass
class Candidate:
    """A test that said "more than expected", before nested ones are folded together."""

    source: str
    group: str
    beat: str
    band: str
    place: str
    count: int
    expected: float
    low: int
    high: int
    p: float
    q: float
    days: int
    history: tuple[WeekCount, ...]
    method: str
    weeks: int
    running: int
    warnings: tuple[str, ...]
    events: Recent | None = None
    cells: tuple[int, ...] = ()
    lon: float | None = None
    lat: float | None = None
    also: list[str] = field(default_factory=list)
    pattern: str = ""

    @property
    def excess(self) -> float:
        """Events beyond what was expected."""
        return self.count - self.expected

    @property
    def where(self) -> str:
        """Place in words."""
        if self.place:
            return f"near {self.place}"
        return f"in beat {self.beat}" if self.beat else CITYWIDE

    @property
    def title(self) -> str:
        """The finding as a statement with its numbers."""
        when = {7: "", 14: " in 14 days", 28: " in 28 days"}[self.days]
        band = f", {BANDS[self.band]}" if self.band else ""
        what = counted(self.count, self.group, self.source)
        return f"{what} {self.where}{band}{when}; {self.low} to {self.high} expected"


def from_panel(judged: Judged, recents: Mapping[str, Recent], week: ReportWeek) -> list[Candidate]:
    """Candidates among the weekly series."""
    told = [int(i) for i in np.flatnonzero(judged.told)]
    running = weeks_running(judged.weekly, told)
    ranges = judged.ranges
    found = []
    for i, weeks in zip(told, running, strict=True):
        key = judged.panel.keys[i]
        events = _of_key(recents[key.source], key.group, key.beat, key.band, judged.days)
        found.append(
            Candidate(
                source=key.source,
                group=key.group,
                beat=key.beat,
                band=key.band,
                place="",
                count=int(ranges.count[i]),
                expected=float(ranges.expected[i]),
                low=int(ranges.lower[i]),
                high=int(ranges.upper[i]),
                p=float(judged.p[i]),
                q=float(judged.q[i]),
                days=judged.days,
                history=judged.weekly.history(i, week.first_day),
                method=ranges.methods[i],
                weeks=int(ranges.weeks[i]),
                running=weeks,
                warnings=(ranges.notes[i],) if ranges.notes[i] else (),
                events=events,
            )
        )
    return found


def _of_key(recent: Recent, group: str, beat: str, band: str, days: int) -> Recent:
    mask = recent.last(days)
    if group != ALL:
        mask &= recent["group"] == group
    if beat:
        mask &= recent["beat"] == beat
    if band:
        mask &= bands_of(recent["local"]) == band
    return recent.where(mask)


def bands_of(local: NDArray) -> NDArray[np.str_]:
    """Time band of each local time, by the same rule as the counts in SQL."""
    hour = local.astype("datetime64[h]").astype(np.int64) % 24
    shifted = (local - np.timedelta64(3, "h")).astype("datetime64[D]").astype(np.int64)
    weekday = (shifted + 3) % 7
    night = np.where(np.isin(weekday, (4, 5)), "weekend_night", "week_night")
    day = np.select([hour < 3, hour < 7, hour < 17, hour < 22], [night, "early", "day", "evening"], night)
    return day.astype(str)


def from_places(
    places: Sequence[FoundPlace],
    weekly: Sequence[NDArray[np.float64]],
    landmarks: Sequence[Landmark],
    week: ReportWeek,
) -> list[Candidate]:
    """Candidates among places; told by the week's own count where that alone is out of range.

    Args:
        places: Clusters found.
        weekly: For each cluster its weekly counts with the reported week last.
        landmarks: Names people use.
        week: The reported week.
    """
    found = []
    for n, one in enumerate(places):
        counts = weekly[n]
        events, cluster = one.events, one.cluster
        lon, lat = float(np.median(events["lon"])), float(np.median(events["lat"]))
        range_ = expected_range(counts[None, :-1], counts[-1:]).one(0)
        low, high = cluster.interval or (0.0, 0.0)
        count, expected, days = cluster.count, cluster.expected, cluster.window
        this_week = int(events.last(7).sum())
        if range_.interval and counts[-1] > range_.interval[1] and counts[-1] >= 5 and this_week >= 5:
            count, expected, days = int(counts[-1]), range_.expected, 7
            low, high = range_.interval
            events = events.where(events.last(7))
        found.append(
            Candidate(
                source=one.source,
                group=one.group,
                beat=commonest(events["beat"]),
                band="",
                place=_place_name(one, landmarks),
                count=count,
                expected=expected,
                low=int(low),
                high=int(high),
                p=cluster.p,
                q=cluster.q,
                days=days,
                history=weekly_history(counts, week.first_day),
                method=cluster.method,
                weeks=int(np.isfinite(counts).sum()) - 1,
                running=_running(counts),
                warnings=(),
                events=events,
                cells=one.cells,
                lon=lon,
                lat=lat,
            )
        )
    return found


def _running(counts: NDArray[np.float64], most: int = 8) -> int:
    weeks = 0
    while weeks < most and counts.size - weeks > 9:
        one = expected_range(
            counts[None, : counts.size - weeks - 1], counts[counts.size - weeks - 1 :][:1]
        ).one(0)
        if one.interval is None or one.count <= one.interval[1]:
            break
        weeks += 1
    return max(1, weeks)


def fold(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Tell each problem once: a wider series that a narrower one explains is folded into it.

    Places and the nights of a beat come first, then beats and time bands, then the city; among the narrow the one
    with the larger excess a week, because it says more of the problem, else the more certain one. A candidate is
    folded when, without the excess of those already told that overlap it, it would be back inside its range.
    """

    def order(c: Candidate) -> tuple[int, int, float, float]:
        narrow = 0 if c.cells or (c.band and c.beat) else 1 if c.beat or c.band else 2
        weight = -c.excess * 28 / c.days if narrow == 0 else c.p
        return (1 if c.group == ALL else 0, narrow, weight, c.p)

    told: list[Candidate] = []
    for one in sorted(candidates, key=order):
        over = [t for t in told if _overlap(one, t)]
        same_source = [_part(t, one) for t in over if t.source == one.source]
        other_source = [_part(t, one) for t in over if t.source != one.source]
        explained = max(sum(same_source), sum(other_source)) if over else 0.0
        if over and one.count - explained <= max(one.high, one.expected):
            over[0].also.append(one.title)
            over[0].pattern = over[0].pattern or one.band
            if one.cells and not over[0].cells:
                # A wide finding that a place explains in part is drawn there on the map.
                over[0].cells, over[0].lon, over[0].lat = one.cells, one.lon, one.lat
        else:
            told.append(one)
    return sorted(told, key=lambda c: (c.q, c.p, -c.excess))


def _part(told: Candidate, one: Candidate) -> float:
    """How much of one candidate's count the excess of another can explain, over the same days."""
    # Whole events: an expectation of a fraction of one must not keep a nested finding alive.
    excess = math.ceil(told.excess)
    if one.days <= told.days:
        return excess
    return excess * min(one.days / told.days, max(1, told.running))


def _overlap(one: Candidate, told: Candidate) -> bool:
    """Whether two candidates can count the same events (or the reports of the same calls)."""
    if one.group != told.group and ALL not in (one.group, told.group):
        return False
    if one.beat and told.beat and one.beat != told.beat and not (set(one.cells) & set(told.cells)):
        return False
    return not (one.band and told.band and one.band != told.band)


def finding(one: Candidate, week: ReportWeek, owners: Mapping[str, str], *, public: bool) -> Finding:
    """The candidate as it is printed; the public edition names no owner, exact place or call."""
    confidence = "high" if one.q <= 0.01 else "moderate"
    words = {
        "high": "of 100 findings this certain, at most 1 is chance",
        "moderate": "of 30 findings this certain, about 1 is chance",
    }[confidence]
    start = week.end_day - dt.timedelta(days=one.days)
    events = one.events
    hours = densest_hours(events) if events is not None and len(events) else ""
    night = one.band.endswith("night")
    owner = owners.get(one.beat, "") or ("night watch commander" if night else "watch commander")
    # The name of the place, not its cells: the id must stay the same while the cluster breathes.
    slug = re.sub(r"[^a-z0-9]+", "-", (one.band or one.place or "all-hours").lower()).strip("-")
    return Finding(
        id=f"{one.source}-{one.group}-{one.beat or 'city'}-{slug}".replace(" ", "-").lower(),
        title=one.title,
        what=group_label(one.group),
        group=one.group,
        source=one.source,
        where=one.where,
        beat=one.beat,
        when=span(start, week.last_day),
        window_days=one.days,
        count=one.count,
        expected=round(one.expected, 2),
        low=one.low,
        high=one.high,
        p=one.p,
        q=one.q,
        confidence=confidence,
        confidence_words=words,
        weeks_running=one.running,
        history=one.history,
        period=span(start, week.last_day),
        n=one.count,
        method=f"{one.method}; {METHOD}; {one.weeks} weeks of history",
        definition=DEFINITIONS[one.source],
        hours=hours,
        band=BANDS.get(one.band or one.pattern, ""),
        owner="" if public else owner,
        lon=None if public else one.lon,
        lat=None if public else one.lat,
        cells=() if public else tuple(h3.int_to_str(c) for c in one.cells),
        events=() if public or events is None else tuple(str(v) for v in events["number"][:60]),
        also=tuple(one.also),
        warnings=one.warnings,
    )


def ended(
    before: Judged,
    now: Judged,
    found: Sequence[FoundPlace],
    weekly: Sequence[NDArray[np.float64]],
    landmarks: Sequence[Landmark],
    told: Sequence[Candidate],
) -> tuple[Ended, ...]:
    """What stood out the week before and is back inside its range, places first, one a group.

    Args:
        before: The series as judged a week ago.
        now: The same series as judged now.
        found: Places that stood out a week ago.
        weekly: Their weekly counts, the reported week last.
        landmarks: Names people use.
        told: What stands out now; a group among them has not ended.
    """
    out: list[Ended] = []
    seen = {c.group for c in told} | {now.panel.keys[i].group for i in np.flatnonzero(now.told)}
    for one, counts in zip(found, weekly, strict=True):
        range_ = expected_range(counts[None, :-1], counts[-1:]).one(0)
        if one.group in seen or range_.interval is None or range_.count > range_.interval[1]:
            continue
        seen.add(one.group)
        where = f"near {_place_name(one, landmarks)}"
        out.append(_ended(one.source, one.group, where, range_.count, *range_.interval))
    at = {key: i for i, key in enumerate(now.panel.keys)}
    for i in sorted(np.flatnonzero(before.told), key=lambda i: before.p[i]):
        key, ranges = before.panel.keys[i], now.ranges
        n = at[key]
        if key.group in seen or not ranges.count[n] <= ranges.upper[n]:
            continue
        seen.add(key.group)
        where = f"in beat {key.beat}" if key.beat else CITYWIDE
        where += f", {BANDS[key.band]}" if key.band else ""
        out.append(_ended(key.source, key.group, where, ranges.count[n], ranges.lower[n], ranges.upper[n]))
    return tuple(out)


def _ended(source: str, group: str, where: str, count: float, low: float, high: float) -> Ended:
    title = (
        f"{counted(int(count), group, source)} {where}, back inside the expected {int(low)} to {int(high)}"
    )
    return Ended(title=title, group=group, where=where, count=int(count), low=int(low), high=int(high))


def _place_name(one: FoundPlace, landmarks: Sequence[Landmark]) -> str:
    lon, lat = float(np.median(one.events["lon"])), float(np.median(one.events["lat"]))
    return name_of(lon, lat, one.events["block"], landmarks) or "one place"
