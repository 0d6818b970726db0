"""What not to trust: breaks in the feed, missing and impossible values, figures that still move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from commonbeat.analysis.trends import FeedBreak, feed_breaks

from .loading import HISTORY_WEEKS, Rows
from .panel import touches_community
from .shapes import Break, QualityRow
from .week import ReportWeek

SPAN = 28  # days on either side of a break
OWN_CHANGE = 0.30  # smallest step of officers' and administrative entries, as a share of their level
TOTAL_CHANGE = 0.10  # and of all entries

_SENTENCES: dict[str, str] = {
    "test": "{n} of {of} calls are test calls; they are in no figure.",
    "no_beat": "{n} of {of} calls have no beat; they count citywide only.",
    "no_place": "{n} of {of} calls have no place; maps and places leave them out.",
    "no_priority": "{n} of {of} calls have no priority.",
    "no_dispatch": "{n} of {of} calls have no dispatch time.",
    "no_arrival": "{n} of {of} calls have no arrival time.",
    "no_clear": "{n} of {of} calls have no clearing time.",
    "impossible": "{n} of {of} calls have times in an impossible order; no interval uses them.",
    "midnight": "{n} of {of} calls begin at exactly 00:00; such a spike marks times that were not known.",
    "noon": "{n} of {of} calls begin at exactly 12:00; such a spike marks times that were not known.",
    "origin_unknown": "{n} of {of} calls do not say who began them; they are counted as community calls.",
    "repeated_number": "{n} of {of} calls repeat a number already used.",
}


def daily_table(rows: Rows, week0: dt.date) -> tuple[NDArray[np.float64], dt.date, list[str], list[str]]:
    """Days by (type, origin) from the first day with data to the end of the reported week."""
    days = HISTORY_WEEKS * 7
    table = np.zeros((days, len(rows)))
    for column, (_, _, when, counts) in enumerate(rows):
        table[np.array(when, dtype=int), column] = counts
    seen = np.flatnonzero(table.any(axis=1))
    first = int(seen[0]) if seen.size else days
    return table[first:], week0 + dt.timedelta(days=first), [r[0] for r in rows], [r[1] for r in rows]


def find_breaks(rows: Rows, week0: dt.date) -> tuple[FeedBreak, ...]:
    """Breaks in the feed of police calls of all origins.

    Looked for twice: in all entries, and in those of officers and administration alone, where the swings of
    demand do not hide a step. A step found there must be twice as large, and move the total by a tenth. Where both
    searches find one within four weeks, the surer one is told.
    """
    if not rows:
        return ()
    table, first_day, types, origins = daily_table(rows, week0)
    found = list(feed_breaks(table, first_day, types, origins))
    own = [i for i, origin in enumerate(origins) if origin in ("officer", "administrative")]
    apart = feed_breaks(
        table[:, own],
        first_day,
        [types[i] for i in own],
        [origins[i] for i in own],
        least_change=OWN_CHANGE,
    )
    community = np.array([origin not in ("officer", "administrative") for origin in origins])
    for one in apart:
        whole = _in_whole(one, table, community, (one.day - first_day).days)
        near = [f for f in found if abs((f.day - one.day).days) <= SPAN]
        if abs(whole.change) < TOTAL_CHANGE or any(f.day == one.day or abs(f.z) >= abs(one.z) for f in near):
            continue
        found = [f for f in found if f not in near] + [whole]
    return tuple(sorted(found, key=lambda f: f.day))


def _in_whole(
    one: FeedBreak, table: NDArray[np.float64], community: NDArray[np.bool_], day: int
) -> FeedBreak:
    """A break of officers' and administrative entries with the totals of all entries before and after."""
    left, right = min(SPAN, day // 7 * 7), min(SPAN, (len(table) - day) // 7 * 7)
    before, after = table[day - left : day], table[day : day + right]
    total = before.sum() / left, after.sum() / right
    asked = before[:, community].sum() / left, after[:, community].sum() / right
    step = total[1] - total[0]
    return replace(
        one,
        method=f"{one.method}, in entries of officers and administration",
        before=float(total[0] * 7),
        after=float(total[1] * 7),
        community_step=float((asked[1] - asked[0]) / max(asked[0], 1e-9)),
        not_community_share=float(1 - (asked[1] - asked[0]) / step) if step else 0.0,
    )


def break_rows(breaks: Sequence[FeedBreak], labels: Mapping[str, str]) -> tuple[Break, ...]:
    """Breaks as they are printed; `labels` gives a type's words by its code."""
    out = []
    for one in breaks:
        names = _names([labels.get(c.name, c.name) for c in one.carriers[:3]])
        title = (
            f"The feed changed on {one.day:%A} {one.day.day} {one.day:%B %Y}: {one.before:.0f} entries a week "
            f"before, {one.after:.0f} after, carried mainly by {names}"
        )
        out.append(
            Break(
                day=one.day,
                before=round(one.before),
                after=round(one.after),
                title=title,
                carriers=tuple(
                    {
                        "type": c.name,
                        "label": labels.get(c.name, c.name),
                        "origin": c.origin,
                        "before": round(c.before, 1),
                        "after": round(c.after, 1),
                        "share": round(c.share, 3),
                    }
                    for c in one.carriers
                ),
                not_community_share=round(one.not_community_share, 3),
                affects_community=touches_community(one),
                method=one.method,
                warnings=one.warnings,
            )
        )
    return tuple(out)


def _names(names: Sequence[str]) -> str:
    unique = list(dict.fromkeys(n.lower() for n in names))
    return unique[0] if len(unique) == 1 else ", ".join(unique[:-1]) + " and " + unique[-1]


def quality_rows(counts: dict[str, int], types: Rows, week: ReportWeek) -> tuple[QualityRow, ...]:
    """Checks that found something, the largest share first, then types that are new or gone."""
    of = counts["all"]
    rows = []
    for name, sentence in _SENTENCES.items():
        n = counts.get(name, 0)
        # Any minute of the day holds about 1 call in 1,440 by chance; three times that is a spike.
        floor = max(3, 3 * of / 86_400) if name in ("midnight", "noon") else 0
        if n > floor:
            rows.append(QualityRow(check=name, count=n, of=of, sentence=sentence.format(n=n, of=of)))
    rows.sort(key=lambda r: -r.count)
    return tuple(rows) + _type_changes(types)


def _type_changes(types: Rows) -> tuple[QualityRow, ...]:
    """Types of the last four weeks never seen before, and steady types that stopped."""
    edge = HISTORY_WEEKS * 7 - 28
    before: dict[str, int] = {}
    now: dict[str, int] = {}
    earliest = HISTORY_WEEKS * 7
    for name, _, days, counts in types:
        earliest = min(earliest, min(days))
        for day, n in zip(days, counts, strict=True):
            book = now if day >= edge else before
            book[name] = book.get(name, 0) + n
    weeks = (edge - earliest) / 7
    if weeks < 8:
        return ()
    new = sorted(t for t in now if t not in before and now[t] >= 5)
    gone = sorted(t for t in before if t not in now and before[t] / weeks >= 2)
    rows = []
    for check, names, words in (
        ("new_types", new, "New call types"),
        ("gone_types", gone, "Call types that stopped"),
    ):
        if names:
            listed = ", ".join(names[:8]) + (" and others" if len(names) > 8 else "")
            rows.append(
                QualityRow(check=check, count=len(names), of=len(now), sentence=f"{words}: {listed}.")
            )
    return tuple(rows)


def vintage_rows(rows: Rows, week: ReportWeek) -> tuple[dict[str, object], ...]:
    """Counts of the last eight weeks as first told and as known now; the last two weeks are provisional."""
    first = week.end_day - dt.timedelta(weeks=8)
    return tuple(
        {
            "source": source,
            "week": (first + dt.timedelta(weeks=number)).isoformat(),
            "first_known": then,
            "known_now": now,
            "provisional": number >= 6,
        }
        for source, number, then, now in rows
    )


def not_to_trust(
    breaks: Sequence[Break], rows: Sequence[QualityRow], week: ReportWeek, untested: int, history_weeks: int
) -> str:
    """The one line on what a reader must not lean on this week."""
    parts: list[str] = []
    recent = [b for b in breaks if (week.end_day - b.day).days <= 26 * 7]
    if recent:
        one = recent[-1]
        names = _names([str(c["label"]) for c in one.carriers[:3]])
        tail = (
            "weeks before it are not compared with weeks after it"
            if one.affects_community
            else "community calls are hardly touched"
        )
        parts.append(
            f"The feed changed on {one.day.day} {one.day:%B} ({one.before} to {one.after} entries a week; {names}), "
            f"so totals across that day do not show demand, and {tail}."
        )
    if untested and history_weeks < 8:
        parts.append(f"Only {history_weeks} weeks of comparable history: no trend is tested yet.")
    worst = [r for r in rows if r.check in ("no_beat", "no_place", "no_arrival", "impossible") and r.of]
    worst = [r for r in worst if r.count / r.of >= (0.02 if r.check == "impossible" else 0.10)]
    if worst:
        parts.append(worst[0].sentence)
    parts.append("The last two weeks are provisional.")
    return " ".join(parts[:3])
