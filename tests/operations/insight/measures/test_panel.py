from __future__ import annotations

import datetime as dt

import numpy as np

from commonbeat.analysis.trends import Carrier, FeedBreak
from commonbeat.operations.insight.measures.evidence import decide
from commonbeat.operations.insight.measures.loading import HISTORY_WEEKS
from commonbeat.operations.insight.measures.panel import (
    Key,
    Panel,
    change_rows,
    judge,
    panel_of,
    weekly_history,
    weeks_running,
    without_weeks_before_breaks,
)

LAST = HISTORY_WEEKS - 1
WEEK0 = dt.date(2022, 1, 3)


def panel(weeks: int = 60, series: int = 40, seed: int = 1, mean: float = 6.0) -> Panel:
    counts = np.full((series, HISTORY_WEEKS), np.nan)
    counts[:, -weeks:] = np.random.default_rng(seed).poisson(mean, (series, weeks))
    return Panel(tuple(Key("calls", f"group {i}") for i in range(series)), counts)


def test_beats_and_all_kinds_are_summed():
    rows = [
        ("theft", "3A", None, [LAST], [4]),
        ("theft", "", None, [LAST], [2]),
        ("theft", None, "day", [LAST], [6]),
    ]
    found = panel_of(rows, "calls", 0)
    now = {(k.group, k.beat, k.band): int(found.counts[i, LAST]) for i, k in enumerate(found.keys)}
    assert now == {
        ("theft", "", ""): 6,
        ("theft", "3A", ""): 4,
        ("theft", "", "day"): 6,
        ("all", "", ""): 6,
        ("all", "3A", ""): 4,
    }


def test_an_empty_cube_is_an_empty_panel():
    found = panel_of([], "calls", HISTORY_WEEKS)
    assert len(found) == 0
    assert change_rows(judge(found)) == ()


def test_a_rise_is_told_and_quiet_series_are_not():
    quiet = panel()
    assert not judge(quiet).told.any()
    quiet.counts[3, LAST] = 24
    judged = judge(quiet)
    assert list(np.flatnonzero(judged.told)) == [3]
    first = change_rows(judged)[0]
    assert (first.group, first.count, first.told) == ("group 3", 24, True)


def test_a_fall_is_named_but_is_no_finding():
    quiet = panel(mean=30)
    quiet.counts[5, LAST] = 2
    judged = judge(quiet)
    assert not judged.told.any()
    assert change_rows(judged)[0].note == "fewer than expected"


def test_what_lasts_three_weeks_is_found_in_28_days():
    quiet = panel(mean=27)
    quiet.counts[7, -3:] = [50, 49, 50]
    month = decide(quiet, []).month
    assert list(np.flatnonzero(month.told)) == [7]
    assert month.days == 28
    assert month.ranges.methods[7] == "28-day blocks, negative binomial range v1"


def test_weeks_running():
    quiet = panel()
    quiet.counts[3, -3:] = 25
    assert weeks_running(quiet, [3, 4]) == [3, 1]


def broken(community_step: float, carrier: str = "STOP") -> FeedBreak:
    return FeedBreak(
        method="m",
        n=1,
        day=WEEK0 + dt.timedelta(weeks=200, days=6),
        before=700,
        after=1300,
        carriers=(Carrier(name=carrier, origin="community", before=1, after=9, share=0.5),),
        types_moved=9,
        types_seen=20,
        community_step=community_step,
        not_community_share=0.5,
        z=9,
    )


def test_weeks_before_a_break_that_touches_community_calls_are_set_aside():
    judged = judge(without_weeks_before_breaks(panel(), [broken(0.4)], WEEK0, {}))
    assert set(judged.ranges.weeks) == {6}
    assert np.isnan(judged.p).all()
    assert change_rows(judged)[0].note == "History too short: under 8 weeks, so not tested."


def test_a_break_of_officers_work_leaves_community_series_alone():
    rebased = without_weeks_before_breaks(panel(), [broken(0.02)], WEEK0, {"STOP": {"group 2"}})
    assert np.isnan(rebased.counts[2, :201]).all()
    assert np.isfinite(rebased.counts[3, -60:]).all()


def test_the_chart_begins_where_the_data_begins():
    history = weekly_history(panel(weeks=9).counts[0], dt.date(2025, 12, 22))
    assert len(history) == 9
    assert history[-1].start == dt.date(2025, 12, 22)
