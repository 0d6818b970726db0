from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from commonbeat.kernel.jobs import declare, job, local_schedule, schedules
from commonbeat.kernel.jobs.models import ScheduledRun

pytestmark = pytest.mark.django_db
NUMBERS = count(1)
START = datetime(2025, 11, 3, 0, 0, tzinfo=UTC)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch):
    """One schedule alone; gives a function that makes it."""
    monkeypatch.setattr(schedules, "schedules", {})
    monkeypatch.setattr(declare, "jobs", {})
    monkeypatch.setattr(schedules, "_zone_name", [lambda: "UTC"])

    def make(text: str, policy: schedules.Policy):
        @local_schedule(text, policy=policy)
        @job(f"tests.due_{next(NUMBERS)}")
        def due_job(due: str) -> None:
            """Nothing."""

        return due_job

    return make


def queued(name: str) -> list[str]:
    return [one.args["due"] for one in ProcrastinateJob.objects.filter(task_name=name).order_by("id")]


def test_a_due_time_is_queued_once_however_many_tick(only):
    due_job = only("daily 05:00", "run_once_late")
    assert schedules.tick(START) == 0
    assert schedules.tick(START + timedelta(hours=6)) == 1
    assert schedules.tick(START + timedelta(hours=6)) == 0
    assert queued(due_job.name) == ["2025-11-03T05:00:00+00:00"]
    assert ScheduledRun.objects.get().state == "queued"


def test_after_an_outage_only_the_last_missed_time_runs(only):
    due_job = only("daily 05:00", "run_once_late")
    schedules.tick(START)
    assert schedules.tick(START + timedelta(days=3, hours=6)) == 1
    assert queued(due_job.name) == ["2025-11-06T05:00:00+00:00"]
    assert ScheduledRun.objects.get().missed_before == 3


def test_run_all_catches_up_with_each(only):
    due_job = only("daily 05:00", "run_all")
    schedules.tick(START)
    assert schedules.tick(START + timedelta(days=2, hours=6)) == 3
    assert [due[:10] for due in queued(due_job.name)] == ["2025-11-03", "2025-11-04", "2025-11-05"]


def test_run_all_goes_on_where_a_long_backlog_was_cut(only, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(schedules, "MOST_AT_ONCE", 2)
    due_job = only("daily 05:00", "run_all")
    schedules.tick(START)
    assert [schedules.tick(START + timedelta(days=2, hours=6)) for _ in range(3)] == [2, 1, 0]
    assert len(queued(due_job.name)) == 3


def test_skip_runs_punctually_or_not_at_all(only):
    due_job = only("daily 05:00", "skip")
    schedules.tick(START)
    assert schedules.tick(START + timedelta(days=1, hours=6)) == 0
    assert queued(due_job.name) == []
    assert (ScheduledRun.objects.get().state, ScheduledRun.objects.get().missed_before) == ("skipped", 1)
    assert schedules.tick(START + timedelta(days=2, hours=5, minutes=1)) == 1


def test_a_run_joins_one_that_still_waits(only):
    due_job = only("every 5 min", "run_once_late")
    schedules.tick(START)
    schedules.tick(START + timedelta(minutes=5))
    schedules.tick(START + timedelta(minutes=10))
    assert len(queued(due_job.name)) == 1
    assert list(ScheduledRun.objects.order_by("due_at").values_list("state", flat=True)) == [
        "queued",
        "joined",
    ]


def test_local_time_is_the_registered_zone(only):
    schedules.register_timezone(lambda: "America/Denver")
    due_job = only("mon 05:00", "run_once_late")
    schedules.tick(START)
    schedules.tick(START + timedelta(hours=13))
    assert queued(due_job.name) == ["2025-11-03T12:00:00+00:00"]
