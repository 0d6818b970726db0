"""A small weekly report with one of everything, figures chosen by hand."""

import datetime as dt
from dataclasses import replace
from typing import Any

from commonbeat.operations.insight.measures import shapes

FIRST, LAST = dt.date(2026, 5, 18), dt.date(2026, 5, 24)
PERIOD = "Mon 18 May to Sun 24 May 2026"


def figure(name: str, value: float | None, unit: str = "calls", n: int = 402) -> shapes.Figure:
    return shapes.Figure(
        name=name, value=value, unit=unit, definition=f"What {name} is.", period=PERIOD, n=n, method="count"
    )


def finding(**changes: Any) -> shapes.Finding:
    weeks = [FIRST - dt.timedelta(weeks=w) for w in range(7, -1, -1)]
    counts = [5, 6, 4, 7, 5, 6, 5, 14]
    history = tuple(shapes.WeekCount(start=w, count=c) for w, c in zip(weeks, counts, strict=True))
    one = shapes.Finding(
        id="incidents-vehicle_theft-3a-depot",
        title="14 vehicle thefts near the <depot>; 2 to 11 expected",
        what="vehicle theft",
        group="vehicle_theft",
        source="incidents",
        where="near the depot",
        beat="3A",
        when=PERIOD,
        window_days=7,
        count=14,
        expected=6.0,
        low=2,
        high=11,
        p=0.001,
        q=0.02,
        confidence="high",
        confidence_words="certainty high",
        weeks_running=2,
        history=history,
        period=PERIOD,
        n=14,
        method="m v1",
        definition="Offences on reports.",
        hours="11 of 14 between 22:00 and 02:00",
        owner="Sergeant Day",
    )
    return replace(one, **changes)


def serious() -> shapes.SeriousEvent:
    return shapes.SeriousEvent(
        kind="armed_robbery",
        label="Robbery with a weapon",
        case_number="26-014873",
        when="Tue 19 May 23:40",
        beat="3A",
        place="500 BLOCK OF SIXTH STREET",
        status="open",
        held_from_public=True,
    )


def response(beat: str, priority: str, median: float | None, n: int) -> shapes.ResponseRow:
    return shapes.ResponseRow(
        beat=beat,
        priority=priority,
        measure="total",
        median=median,
        median_low=median,
        median_high=median,
        p90=None if median is None else 2 * median,
        n=n,
        no_arrival_share=0.11,
        excluded={"no_arrival": 12, "cancelled": 0},
    )


def workload() -> shapes.Workload:
    short = {"hour_of_week": 118, "day": "Friday", "hour": 22, "implied": 6, "rostered": 4.0}
    return shapes.Workload(
        committed=tuple(float(h % 24) for h in range(168)),
        implied_units=(6,) * 168,
        rostered=(5.0,) * 168,
        below_minimum=(short,),
        utilisation=0.6,
        first_day=0,
        n=1_344,
        period=PERIOD,
        method="committed hours v1",
        assumptions=("Two units on some calls are stated, not measured.",),
    )


def weekly(edition: str = "staff", **changes: Any) -> shapes.WeeklyReport:
    """A report; the public edition has no chief's page."""
    chief = shapes.ChiefPage(
        sentences=("14 vehicle thefts near the depot.", "Second.", "Third."),
        serious=(serious(),),
        serious_sentence="No homicide was recorded.",
        findings=(finding(),),
        ended=(
            shapes.Ended(title="package theft in 2B", group="theft", where="2B", count=7, low=5, high=12),
        ),
        commitments=(),
        priority_one=figure("priority_1_response", 370.4, "seconds", 96),
        calls_held=figure("calls_held", 3),
        hours_below_minimum=figure("hours_below_minimum", 1, "hours", 168),
        not_to_trust="31 reports await approval.",
    )
    public = shapes.PublicPage(
        rows=(
            shapes.PublicRow(
                name="calls, last 28 days",
                scope="citywide",
                period=PERIOD,
                count=3_391,
                prior=({"first_day": "2025-05-19", "last_day": "2025-05-25", "count": 3_300},),
                expected_low=2_987,
                expected_high=3_431,
                change_percent=3,
                sentence="",
                source="calls",
                group="all",
                window="28 days",
                first_day=LAST - dt.timedelta(days=27),
                last_day=LAST,
            ),
        ),
        serious=(replace(serious(), case_number="", place=""),),
        serious_sentence="No homicide was recorded.",
        response=figure("priority_1_response", 370.4, "seconds", 96),
        notes=("Classes that could point to a victim are told citywide.",),
        first_day=LAST - dt.timedelta(days=27),
        last_day=LAST,
    )
    staff = edition == "staff"
    change = shapes.ChangeRow(
        source="calls", group="noise", label="noise", beat="", band="", count=61, expected=40.0, low=30, high=52,
        p=0.01, q=0.04, told=True, note="", method="m v1", weeks=52,
    )  # fmt: skip
    report = shapes.WeeklyReport(
        week="2026-W21",
        first_day=FIRST,
        last_day=LAST,
        dates=PERIOD,
        edition=edition,
        beat="",
        agency="Marisol Police Department",
        as_of=dt.datetime(2026, 5, 25, 12, tzinfo=dt.UTC),
        as_of_words="as known Mon 25 May 2026 05:00",
        empty=False,
        counts=(figure("calls", 859),),
        chief=chief if staff else None,
        beat_page=None,
        public_page=None if staff else public,
        what_changed=(change,) if staff else (),
        series_tested=1_204,
        hour_of_week=tuple(float(h % 24) for h in range(168)),
        hour_of_week_figure=figure("hour_of_week", 1_344),
        beats=(
            {
                "beat": "3A",
                "name": "",
                "count": 66,
                "expected": 48.0,
                "low": 31,
                "high": 60,
                "deviation": 1.2,
            },
        ),
        places=(),
        default_places=(),
        response=(response("", "1", 370.0, 96), response("", "2", None, 0), response("4A", "1", 534.0, 11)),
        response_definition="Community calls only.",
        workload=workload() if staff else None,
        vintages=(),
        vintage_note="",
        breaks=(),
        quality=(
            shapes.QualityRow(check="no_arrival", count=31, of=402, sentence="31 of 402 lack an arrival."),
        ),
        definitions={"expected": "The range that holds 19 weeks in 20."},
    )
    return replace(report, **changes)
