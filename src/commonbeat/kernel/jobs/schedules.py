"""Schedules in local time: which job is due when, written down once and caught up after an outage."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.exceptions import AlreadyEnqueued

from commonbeat.kernel.jobs.declare import Job
from commonbeat.kernel.jobs.spec import Spec, parse

Policy = Literal["run_once_late", "run_all", "skip"]
PUNCTUAL = timedelta(minutes=2)
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Schedule:
    """When a job runs by itself, and what happens to times that were missed.

    Attributes:
        job: the job.
        text: the schedule as written.
        spec: the schedule as read.
        policy: ``run_once_late`` runs the last missed time, ``run_all`` each of them, ``skip`` none.
    """

    job: Job
    text: str
    spec: Spec
    policy: Policy


schedules: dict[str, Schedule] = {}
_zone_name: list[Callable[[], str]] = [lambda: "UTC"]


def register_timezone(name: Callable[[], str]) -> None:
    """Tell schedules whose local time is meant (the agency's; asked at each tick).

    Args:
        name: returns an IANA name, for instance ``America/Denver``.
    """
    _zone_name[0] = name


def zone() -> ZoneInfo:
    """The zone schedules are meant in."""
    return ZoneInfo(_zone_name[0]())


def local_schedule(text: str, *, policy: Policy = "run_once_late") -> Callable[[Job], Job]:
    """Have a job run by itself; placed above ``@job``.

    A job with an argument ``due`` is given the due moment (ISO 8601, UTC).

    Args:
        text: for instance ``mon 05:00``; the language is described in ``spec``.
        policy: what to do with times missed while nothing ran.

    Raises:
        ValueError: not a schedule.
    """

    def add(job: Job) -> Job:
        schedules[job.name] = Schedule(job, text, parse(text), policy)
        return job

    return add


def tick(now: datetime | None = None) -> int:
    """Queue what has become due since the last tick; returns how many jobs were queued.

    Any number of processes may tick: each schedule is looked at by one of them at a time, and a due moment is
    written down once.
    """
    now = now or timezone.now()
    return sum(_look(schedule, now) for schedule in schedules.values())


@transaction.atomic
def _look(schedule: Schedule, now: datetime) -> int:
    """Bring one schedule up to ``now``."""
    from commonbeat.kernel.jobs.models import ScheduleMark

    name = schedule.job.name
    mark = ScheduleMark.objects.select_for_update(skip_locked=True).filter(job=name).first()
    if mark is None:
        # a new schedule starts now; somebody else's tick may be making the same mark
        ScheduleMark.objects.bulk_create([ScheduleMark(job=name, looked_until=now)], ignore_conflicts=True)
        return 0
    due = list(schedule.spec.between(mark.looked_until, now, zone()))
    if not due:
        return 0
    run, missed = _choose(schedule.policy, due, now)
    for moment in run:
        _queue(schedule, moment, missed)
        missed = 0
    if not run:
        _write_down(schedule, due[-1], "skipped", missed - 1)
    mark.looked_until = run[-1] if schedule.policy == "run_all" else now
    mark.save(update_fields=["looked_until"])
    return len(run)


def _choose(policy: Policy, due: list[datetime], now: datetime) -> tuple[list[datetime], int]:
    """Which due moments to run, and how many are passed over."""
    if policy == "run_all":
        return due[:MOST_AT_ONCE], 0
    last = due[-1:]
    if policy == "skip" and now - due[-1] > PUNCTUAL:
        last = []
    return last, len(due) - len(last)


def _queue(schedule: Schedule, due: datetime, missed: int) -> None:
    """Queue one run; while one of the same job still waits, the new one joins it (except under ``run_all``)."""
    ids: dict[str, Any] = (
        {"due": due.isoformat()} if "due" in inspect.signature(schedule.job.function).parameters else {}
    )
    once = None if schedule.policy == "run_all" else f"schedule:{schedule.job.name}"
    try:
        with transaction.atomic():
            number = schedule.job.defer(once=once, **ids)
    except (AlreadyEnqueued, IntegrityError):
        _write_down(schedule, due, "joined", missed)
    else:
        _write_down(schedule, due, "queued", missed, number)


def _write_down(
    schedule: Schedule, due: datetime, state: str, missed: int, number: int | None = None
) -> None:
    """Keep what happened to a due moment."""
    from commonbeat.kernel.jobs.models import ScheduledRun

    ScheduledRun.objects.create(
        job=schedule.job.name, due_at=due, state=state, missed_before=missed, queue_number=number
    )
