"""Page one for each reader: sentences, serious events, the beat's own page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from ..text import group_label, minutes
from .loading import Rows
from .panel import Judged, change_row
from .recent import Recent
from .shapes import BeatPage, Ended, Figure, Finding, SeriousEvent, Workload
from .times import hours_table
from .week import ReportWeek

SERIOUS_LABELS: dict[str, str] = {
    "homicide": "Homicide",
    "shooting": "Shooting",
    "stranger_rape": "Rape by a stranger",
    "armed_robbery": "Robbery with a weapon",
    "hate_crime": "Hate crime",
    "fatal_collision": "Fatal or severe collision",
    "force_serious_injury": "Force with serious injury",
    "in_custody_death": "Death in custody",
    "at_risk_missing": "At-risk missing person",
}
# Named to the public by class and beat only when nobody hurt could be recognised from it.
_PUBLIC_HELD = ("stranger_rape", "at_risk_missing")
REPEAT_LEAST = 3


def serious_events(rows: Rows, *, public: bool) -> tuple[SeriousEvent, ...]:
    """Serious events of the week, listed and never tested; held lines are left out of the public edition."""
    out = []
    for kind, case, when, beat, block, status, identifiable in rows:
        held = bool(identifiable) or kind in _PUBLIC_HELD
        if public and held:
            continue
        out.append(
            SeriousEvent(
                kind=kind,
                label=SERIOUS_LABELS.get(kind, group_label(kind)),
                case_number="" if public else case,
                when=f"{when:%a} {when.day} {when:%b}" + ("" if public else f" {when:%H:%M}"),
                beat=beat,
                place="" if public else block,
                status=status,
                held_from_public=held,
                day=when.date(),
            )
        )
    return tuple(out)


def serious_sentence(events: Sequence[SeriousEvent], held: int, *, empty: bool = False) -> str:
    """What was recorded and what was not, in words; a week with none says so, one without any record says that."""
    if empty and not events and not held:
        return "Nothing is on file for this week, so nothing is known about serious events."
    missing = [
        label.lower() for kind, label in SERIOUS_LABELS.items() if kind not in {e.kind for e in events}
    ]
    if held:
        return f"{held} serious event{'s are' if held > 1 else ' is'} held back where it could identify a victim."
    if len(missing) == len(SERIOUS_LABELS):
        return (
            "No serious event was recorded this week: no " + ", ".join(missing[:-1]) + f" or {missing[-1]}."
        )
    if not missing:
        return "Every kind of serious event was recorded this week."
    listed = ", ".join(missing[:-1]) + f" or {missing[-1]}" if len(missing) > 1 else missing[0]
    return f"No {listed} was recorded."


def sentences(
    findings: Sequence[Finding],
    gone: Sequence[Ended],
    first: Figure,
    held: Figure,
    tested: int,
    warning: str,
    *,
    empty: bool,
) -> tuple[str, ...]:
    """Three sentences to read aloud: what stands out, what else, and how fast help came."""
    if empty:
        return (
            "No calls and no reported crimes are on file for this week.",
            "Nothing was tested, so nothing here says that it was quiet.",
            "Check that the week was imported before this page is used.",
        )
    if findings:
        head = findings[0]
        lead = head.title + (f"; {head.hours}" if head.hours else "") + "."
    elif tested:
        lead = f"Nothing left its expected range: {tested} series were tested and none stands out."
    else:
        lead = "No trend could be tested this week, because comparable history is too short."
    if len(findings) > 1:
        other = findings[1]
        run = f", for {other.weeks_running} weeks running" if other.weeks_running > 1 else ""
        hours = f"; {other.hours}" if other.hours else ""
        second = f"{other.title}{run}{hours}."
    elif gone:
        second = f"{gone[0].title}."
    else:
        second = warning.split(". ")[0].rstrip(".") + "."
    return lead, second, _response_sentence(first, held)


def _response_sentence(first: Figure, held: Figure) -> str:
    if first.value is None:
        return "No response time to priority-1 calls could be measured this week."
    note = next((w.rstrip(".") for w in first.warnings if "no arrival" in w), "")
    text = f"Priority-1 calls were reached in {minutes(float(first.value))} (median of {first.n})"
    waited = f"; {held.value} urgent calls waited over 10 minutes for a unit" if held.value else ""
    return text + (f"; {note}" if note else "") + waited + "."


def hours_below(load: Workload | None, week: ReportWeek) -> Figure:
    """Hours of the reported week with fewer rostered units than the workload implies."""
    known = load is not None and load.rostered is not None
    return Figure(
        name="hours_below_minimum",
        value=len(load.below_minimum) if known and load else None,
        unit="hours",
        definition="Hours of the week in which fewer units were rostered than committed unit-hours of the last four "
        "weeks imply at the agency's utilisation target.",
        period=week.words,
        n=168,
        method="committed unit-hours over utilisation, rounded up",
        warnings=() if known else ("No roster or no unit times on file for this week.",),
    )


def beat_page(
    beat: str, calls: Recent, judged: Judged, findings: Sequence[Finding], first_day: int, end: dt.date
) -> BeatPage:
    """The sergeant's page: last 7 and 28 days, repeat addresses and hours. Staff only."""
    inside = calls.where(calls["beat"] == beat)
    rows = [
        change_row(judged, i)
        for i, key in enumerate(judged.panel.keys)
        if key.beat == beat and judged.ranges.count[i] > 0
    ]
    rows.sort(key=lambda r: -r.count)
    month = Counter(inside["group"])
    week = Counter(inside["group"][inside.last(7)])
    return BeatPage(
        beat=beat,
        last_7_days=tuple(rows),
        last_28_days=tuple(
            {"group": g, "label": group_label(g), "last_7_days": week.get(g, 0), "last_28_days": n}
            for g, n in month.most_common()
        ),
        repeat_addresses=repeat_addresses(inside),
        hour_of_week=hours_table(inside, first_day),
        findings=tuple(f for f in findings if f.beat in ("", beat)),
    )


def repeat_addresses(
    calls: Recent, least: int = REPEAT_LEAST, most: int = 25
) -> tuple[dict[str, object], ...]:
    """Addresses with three or more community calls in 28 days, most first."""
    counts = Counter(a for a in calls["location"] if a)
    out = []
    for address, n in counts.most_common():
        if n < least or len(out) >= most:
            break
        here = calls.where(calls["location"] == address)
        kinds = Counter(here["group"]).most_common(3)
        out.append(
            {
                "address": address,
                "calls": n,
                "last": str(here["local"].max()),
                "kinds": [{"group": g, "label": group_label(g), "calls": k} for g, k in kinds],
            }
        )
    return tuple(out)


def beat_summary(judged: Judged, names: Mapping[str, str]) -> tuple[dict[str, object], ...]:
    """All community calls by beat against expectation, for the map."""
    out = []
    for i, key in enumerate(judged.panel.keys):
        if key.source == "calls" and key.group == "all" and key.beat:
            row = change_row(judged, i)
            deviation = None
            if row.expected is not None and row.low is not None and row.high is not None:
                half = max((row.high - row.low) / 2, 1.0)
                deviation = round((row.count - row.expected) / half, 2)
            out.append(
                {
                    "beat": key.beat,
                    "name": names.get(key.beat, ""),
                    "count": row.count,
                    "expected": row.expected,
                    "low": row.low,
                    "high": row.high,
                    "deviation": deviation,
                }
            )
    return tuple(out)
