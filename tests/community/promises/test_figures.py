"""Counts by month are those of an independent count, clock by clock."""

import random
import sys
from datetime import date, timedelta
from types import SimpleNamespace

from factories.promises import ANSWER, SECRET, at

from commonbeat.community.promises import figures
from commonbeat.kernel import audit, clocks
from commonbeat.kernel.clocks.models import ClockToll

NOW = at("2026-11-20T12:00")


def test_each_outcome_is_counted_in_the_month_of_its_start(promised):
    promised("2026-10-30T23:59", days=1)
    promised("2026-11-01T00:00", days=10)
    promised("2026-11-19T09:00")
    promised("2026-11-02T09:00")

    found = figures.by_month([ANSWER], date(2026, 1, 1), NOW)[ANSWER]

    october, november = found[date(2026, 10, 1)], found[date(2026, 11, 1)]
    assert (october.kept, october.late, october.running, october.void) == (1, 0, 0, 0)
    assert (november.kept, november.late, november.running, november.void) == (0, 2, 1, 0)
    assert november.oldest_open == at("2026-11-02T09:00")
    assert october.taken == (86_400.0,)


def test_what_was_late_before_it_was_set_aside_stays_late(promised):
    for began, days in (("2026-11-01T09:00", 10), ("2026-11-01T10:00", 1), ("2026-11-02T09:00", None)):
        clock = promised(began, days=days)
        subject = SimpleNamespace(pk=clock.subject_id, _meta=SimpleNamespace(label="promise_tests.Thing"))
        clocks.void(ANSWER, subject, actor=audit.SYSTEM, reason="A test")

    (count,) = figures.by_month([ANSWER], date(2026, 1, 1), NOW)[ANSWER].values()

    assert (count.kept, count.late, count.running, count.void) == (0, 2, 0, 1)


def test_time_stood_still_is_not_time_taken(promised):
    clock = promised("2026-11-01T09:00", days=3)
    ClockToll.objects.create(
        clock=clock,
        since=at("2026-11-02T09:00"),
        until=at("2026-11-03T09:00"),
        reason="We asked for a photo",
        actor_kind="system",
    )

    (count,) = figures.by_month([ANSWER], date(2026, 1, 1), NOW)[ANSWER].values()

    assert count.taken == (2 * 86_400.0,)


def test_only_the_asked_kinds_and_the_asked_time(promised):
    promised("2026-11-01T09:00", days=1, kind=SECRET)
    promised("2025-11-30T23:59", days=1)
    promised("2026-11-20T12:01")

    assert figures.by_month([ANSWER], date(2025, 12, 1), NOW) == {}


def test_a_years_counts_are_those_of_the_count_clock_by_clock(promised, monkeypatch):
    """`clocks.promises` counts each clock in Python; the query must agree with it to the row."""
    dice = random.Random(4)
    for _ in range(150):
        began = at("2025-12-01T00:00") + timedelta(minutes=dice.randrange(354 * 1440))
        promised(began.replace(tzinfo=None).isoformat(), dice.choice([None, dice.uniform(0, 6)]))
    counting = sys.modules["commonbeat.kernel.clocks.promises"]  # the package's name of it is the function
    monkeypatch.setattr(counting, "now", lambda: NOW)

    total = sum(figures.by_month([ANSWER], date(2025, 12, 1), NOW)[ANSWER].values(), figures.Count())

    (other,) = (one for one in clocks.promises(date(2025, 12, 1), NOW.date()) if one.kind.name == ANSWER)
    assert (total.kept, total.late, total.running, total.void) == (
        other.kept,
        other.late + other.running_late + other.void_late,
        other.running,
        other.void - other.void_late,
    )
    assert total.made == 150
    assert total.oldest_open == other.oldest_open.started_at
