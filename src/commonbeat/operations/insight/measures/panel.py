"""Every weekly series that is tested: type group by beat, citywide, by time band, and nights by beat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.trends import ExpectedRanges, FeedBreak, benjamini_hochberg, expected_range

from ..text import ALL, BANDS, group_label
from .loading import HISTORY_WEEKS, Rows
from .shapes import ChangeRow, WeekCount

RATE = 0.03
LEAST_COUNT = 5
LEAST_EXCESS = 3.0
LEAST_EXPECTED = 1.0
CHART_WEEKS = 52
MONTH_BLOCKS = 8


@dataclass(frozen=True)
class Key:
    """What a series counts; an empty beat is citywide, an empty band all hours."""

    source: str
    group: str
    beat: str = ""
    band: str = ""


@dataclass(frozen=True)
class Panel:
    """Weekly counts, one row a series, the reported week last; not-a-number where the past cannot be used."""

    keys: tuple[Key, ...]
    counts: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.keys)

    def judge(self, lag: int = 0, only: Sequence[int] | None = None) -> ExpectedRanges:
        """Expected ranges for the reported week, or for `lag` weeks before it."""
        table = self.counts if only is None else self.counts[list(only)]
        last = table.shape[1] - 1 - lag
        now = np.nan_to_num(table[:, last])
        return expected_range(table[:, :last].reshape(len(table), last), now)

    def history(self, index: int, first_day: dt.date, weeks: int = CHART_WEEKS) -> tuple[WeekCount, ...]:
        """The last weeks of one series for its chart, the reported week last."""
        return weekly_history(self.counts[index], first_day, weeks)

    def earlier(self, weeks: int = 1) -> Panel:
        """The panel as it stood some weeks before."""
        return Panel(self.keys, self.counts[:, : self.counts.shape[1] - weeks])

    def plus(self, other: Panel) -> Panel:
        """Both panels as one."""
        return Panel(self.keys + other.keys, np.vstack([self.counts, other.counts]))


def weekly_history(
    counts: NDArray[np.float64], first_day: dt.date, weeks: int = CHART_WEEKS
) -> tuple[WeekCount, ...]:
    """Weekly counts with the first day of each week; weeks before the data begins are left out."""
    tail = counts[-weeks:]
    start = first_day - dt.timedelta(weeks=len(tail) - 1)
    rows = [
        WeekCount(start=start + dt.timedelta(weeks=i), count=None if np.isnan(v) else int(v))
        for i, v in enumerate(tail)
    ]
    known = [i for i, row in enumerate(rows) if row.count is not None]
    return tuple(rows[known[0] :]) if known else ()


def panel_of(rows: Rows, source: str, first_week: int) -> Panel:
    """Series from the weekly cube.

    Args:
        rows: (group, beat or None, band or None, weeks, counts); nights of a beat have both.
        source: "calls" or "incidents".
        first_week: Number of the first week the data covers in full; earlier ones are not known.
    """
    series: dict[Key, NDArray[np.float64]] = {}

    def add(key: Key, weeks: list[int], counts: list[int]) -> None:
        # A week occurs once in a row, so plain indexed addition counts everything.
        series.setdefault(key, np.zeros(HISTORY_WEEKS))[weeks] += counts

    for group, beat, band, weeks, counts in rows:
        if band is not None:
            add(Key(source, group, beat or "", band), weeks, counts)
            continue
        add(Key(source, group), weeks, counts)
        add(Key(source, ALL), weeks, counts)
        if beat:
            add(Key(source, group, beat), weeks, counts)
            add(Key(source, ALL, beat), weeks, counts)
    # A series without one event in the last year and this week has nothing to say.
    alive = {key: counts for key, counts in series.items() if counts[-CHART_WEEKS - 1 :].any()}
    keys = tuple(sorted(alive, key=lambda k: (k.source, k.group, k.beat, k.band)))
    table = np.array([alive[key] for key in keys]).reshape(len(keys), HISTORY_WEEKS)
    table[:, : max(0, min(first_week, HISTORY_WEEKS - 1))] = np.nan
    return Panel(keys, table)


def without_weeks_before_breaks(
    panel: Panel, breaks: Sequence[FeedBreak], week0: dt.date, groups: dict[str, Collection[str]]
) -> Panel:
    """History of call series from before a feed break is set aside where the break touches them.

    A break that moves community calls by a tenth or more touches all call series; a smaller one touches the
    groups of its community carriers only. `groups` maps a type to its groups.
    """
    counts = panel.counts.copy()
    for one in breaks:
        week = (one.day - week0).days // 7
        # A break on a week's first day leaves that week whole.
        cut = week if (one.day - week0).days % 7 == 0 else week + 1
        carried = {g for c in one.carriers if c.origin == "community" for g in groups.get(c.name, ())}
        for i, key in enumerate(panel.keys):
            if key.source == "calls" and (touches_community(one) or key.group in carried):
                counts[i, : min(cut, HISTORY_WEEKS - 1)] = np.nan
    return Panel(panel.keys, counts)


def touches_community(one: FeedBreak) -> bool:
    """Whether a break moves community calls by a tenth or more."""
    return abs(one.community_step) >= 0.10


@dataclass(frozen=True)
class Judged:
    """The panel with its ranges and adjusted p values; `told` marks rises that are findings."""

    panel: Panel
    ranges: ExpectedRanges
    p: NDArray[np.float64]
    q: NDArray[np.float64]
    q_low: NDArray[np.float64]
    told: NDArray[np.bool_]
    weekly: Panel
    days: int = 7


def four_weeks(wide: Panel) -> Panel:
    """The citywide series, by group and time band, in blocks of 28 days, the last one ending with the week.

    What lasts in a smaller area is the place scan's to find; asking twice would only cost certainty.
    Only the eight blocks before it are kept: seasons would blur a longer baseline.
    """
    blocks = MONTH_BLOCKS + 1
    table = wide.counts[:, -4 * blocks :].reshape(len(wide), blocks, 4).sum(axis=2)
    return Panel(wide.keys, table)


def citywide(panel: Panel) -> Panel:
    """The series that cover the whole city."""
    rows = [i for i, key in enumerate(panel.keys) if not key.beat]
    return Panel(tuple(panel.keys[i] for i in rows), panel.counts[rows])


def judge_month(panel: Panel) -> Judged:
    """Test the last four weeks of the citywide series.

    Four weeks show what lasts but is too faint for one week, such as a new pattern on two nights.
    """
    wide = citywide(panel)
    month = judge(four_weeks(wide))
    method = "28-day blocks, negative binomial range v1"
    note = "Blocks of 28 days: the season is not taken out."
    ranges = replace(
        month.ranges,
        methods=tuple(
            method if w >= 8 else m for m, w in zip(month.ranges.methods, month.ranges.weeks, strict=True)
        ),
        notes=tuple(
            note if w >= 8 else n for n, w in zip(month.ranges.notes, month.ranges.weeks, strict=True)
        ),
        weeks=month.ranges.weeks * 4,
    )
    return replace(month, ranges=ranges, weekly=wide, days=28)


def adjusted(judged: Judged, q: NDArray[np.float64]) -> Judged:
    """The same tests with the adjusted p values of the whole family."""
    return replace(judged, q=q, told=_told(judged.ranges, q))


def _told(ranges: ExpectedRanges, q: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which series rose enough, surely enough, to be findings."""
    with np.errstate(invalid="ignore"):
        return (
            (q <= RATE)
            & (ranges.count > ranges.upper)
            & (ranges.count >= LEAST_COUNT)
            & (ranges.count - ranges.expected >= LEAST_EXCESS)
        )


def judge(panel: Panel, lag: int = 0) -> Judged:
    """Test every series for a rise; falls are a Benjamini-Hochberg family of their own.

    The q values hold for these series alone; `adjusted` puts those of the whole report in their place.
    Series with under one event a week in their history are too thin to test one by one (the choice looks at
    history only, so it does not favour any result); the citywide series hold their events.
    """
    ranges = panel.judge(lag)
    with np.errstate(invalid="ignore"):
        thick = ranges.expected >= LEAST_EXPECTED
    p = np.where(thick, ranges.p_high, np.nan)
    q = benjamini_hochberg(p)
    q_low = benjamini_hochberg(np.where(thick, ranges.p_low, np.nan))
    return Judged(panel, ranges, p, q, q_low, _told(ranges, q), panel)


def weeks_running(panel: Panel, indices: Sequence[int], most: int = 8) -> list[int]:
    """For each series told, how many weeks in a row lie above their range, the reported one included."""
    running = [1] * len(indices)
    going = set(range(len(indices)))
    for lag in range(1, most):
        if not going:
            break
        ranges = panel.judge(lag, indices)
        above = ranges.count > ranges.upper
        going = {i for i in going if above[i]}
        for i in going:
            running[i] += 1
    return running


def change_rows(judged: Judged, *, most: int = 60) -> tuple[ChangeRow, ...]:
    """The table "what changed": most surprising first, untested series last."""
    best = np.fmin(judged.q, judged.q_low)
    order = np.lexsort((-judged.ranges.count, judged.p, np.nan_to_num(best, nan=2.0)))
    return tuple(change_row(judged, int(i)) for i in order[:most])


def change_row(judged: Judged, i: int) -> ChangeRow:
    """One line of the table."""
    key, ranges = judged.panel.keys[i], judged.ranges
    tested = bool(np.isfinite(judged.p[i]))
    note = ranges.notes[i]
    if tested and ranges.count[i] < ranges.lower[i] and judged.q_low[i] <= RATE:
        note = "fewer than expected"
    elif not tested and ranges.weeks[i] >= 8:
        note = "under one event a week: not tested alone"
    return ChangeRow(
        source=key.source,
        group=key.group,
        label=group_label(key.group),
        beat=key.beat,
        band=BANDS.get(key.band, ""),
        count=int(ranges.count[i]),
        expected=float(ranges.expected[i]) if tested else None,
        low=int(ranges.lower[i]) if tested else None,
        high=int(ranges.upper[i]) if tested else None,
        p=float(judged.p[i]) if tested else None,
        q=float(judged.q[i]) if tested else None,
        told=bool(judged.told[i]),
        note=str(note),
        method=ranges.methods[i],
        weeks=int(ranges.weeks[i]),
    )
