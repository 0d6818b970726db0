"""The study of the report's quality counts as the report does."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from commonbeat.demo import loading as demo_loading
from commonbeat.demo.calls import build_calls
from commonbeat.demo.clock import ZONE
from commonbeat.demo.incidents import build_incidents
from commonbeat.operations.calls.models import Call
from commonbeat.operations.insight.measures.loading import CALLS, INCIDENTS, Loader
from commonbeat.operations.insight.measures.week import ReportWeek
from commonbeat.operations.records.models import Incident

BENCH = Path(__file__).resolve().parents[4] / "bench"
TODAY = dt.date(2026, 5, 26)


def plain(rows: Any) -> list[tuple[Any, ...]]:
    """Rows in one order, lists inside them too."""
    return sorted((tuple(tuple(v) if isinstance(v, list) else v for v in row) for row in rows), key=repr)


def by_series(rows: Any, keys: int) -> dict[tuple[Any, ...], dict[int, int]]:
    """Series with parallel lists as dictionaries."""
    return {tuple(r[:keys]): dict(zip(r[keys], r[keys + 1], strict=True)) for r in rows}


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(BENCH))
    import counts_in_memory

    yield counts_in_memory
    sys.modules.pop("counts_in_memory", None)


def test_memory_and_database_count_alike(db: Any, bench: Any) -> None:
    demo = build_calls(TODAY, weeks=6)
    incidents = build_incidents(demo)
    demo_loading.copy_frame(Call._meta.db_table, demo.calls)
    demo_loading.copy_frame(Incident._meta.db_table, incidents)
    city = bench.City(demo.calls, incidents, demo.plan.first_day, ZONE)
    for back in (0, 1):
        week = ReportWeek.holding(demo.plan.end_day - dt.timedelta(days=7 * back + 1))
        zone = ZoneInfo(ZONE)
        ours, theirs = bench.MemoryCounts(city, week), Loader(connection, zone, week, week.as_of(zone))
        for source in (CALLS, INCIDENTS):
            assert ours.first_day(source) == theirs.first_day(source)
            assert by_series(ours.weekly(source), 3) == by_series(theirs.weekly(source), 3)
            history = theirs.place_history(source)
            assert plain(ours.place_history(source)) == plain(history)
            cells, groups = sorted({r[0] for r in history})[:9], sorted({r[1] for r in history})
            assert plain(ours.place_weeks(source, cells, groups)) == plain(
                theirs.place_weeks(source, cells, groups)
            )
        assert by_series(ours.daily_types(), 2) == by_series(theirs.daily_types(), 2)
        assert plain(ours.crowded_coordinates(20)) == plain(theirs.crowded_coordinates(20))
        mine, stored = ours.recent_calls(), theirs.recent_calls()
        assert sorted((r[0], r[5].replace(tzinfo=None), r[9]) for r in mine) == sorted(
            (r[0], r[5].replace(tzinfo=None), r[9]) for r in stored
        )
        assert sorted(r[0] for r in ours.recent_incidents()) == sorted(
            r[0] for r in theirs.recent_incidents()
        )
