"""Declaring a job and putting it in the queue."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connections
from procrastinate import BaseRetryStrategy, RetryDecision, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Job as QueuedJob

from commonbeat.kernel.audit.context import bound

LONGEST_ID = 200
DATABASE_TRIES = 8  # at 10 s and more each: longer than a database takes to come back after a crash
Id = str | int | bool | None


class NotAnId(TypeError):
    """A job was given more than ids."""


class Patience(BaseRetryStrategy):
    """Another try after the job's own failures as declared, and always after the database went away under it.

    Losing the database says nothing about the job, and a job may run more than once anyway.

    Args:
        tries: how often to try again after a failure of the job's own.
    """

    def __init__(self, tries: int) -> None:
        self.own = RetryStrategy(max_attempts=tries, exponential_wait=4) if tries else None

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:
        """When to try again; ``None`` for never."""
        if isinstance(exception, OperationalError | InterfaceError) and job.attempts < DATABASE_TRIES:
            return RetryDecision(retry_in={"seconds": 10 * (job.attempts + 1)})
        return self.own.get_retry_decision(exception=exception, job=job) if self.own else None


class Job:
    """A declared job: call it to run it here and now, ``defer`` it to have the worker run it."""

    def __init__(self, name: str, function: Callable[..., Any], retry: int, lock: str | None) -> None:
        self.name = name
        self.function = function
        functools.update_wrapper(self, function)
        self.task = app.task(
            name=name,
            lock=lock,
            retry=Patience(retry),
            pass_context=True,
        )(self._run)

    def __call__(self, **ids: Id) -> Any:
        """Run here and now (tests, command line)."""
        return self.function(**ids)

    def _run(self, context: Any, /, **ids: Id) -> Any:
        """What the worker calls: own connection, and audit rows that name the job as their request."""
        try:
            with bound(request_id=f"job:{context.job.id}", role="worker"):
                return self.function(**ids)
        finally:
            connections.close_all()  # a worker's threads come and go; none may leave a connection behind

    def defer(self, *, at: datetime | None = None, once: str | None = None, **ids: Id) -> int:
        """Queue a run in the current transaction: a rolled back change leaves no job behind.

        Args:
            at: not before this moment (aware).
            once: while a job with this key waits, another is refused.
            **ids: arguments of the job: ids, small numbers, yes or no.

        Returns:
            The number of the queued job.

        Raises:
            NotAnId: an argument is more than an id.
            procrastinate.exceptions.AlreadyEnqueued: one with the key ``once`` waits already.
        """
        for key, value in ids.items():
            check_id(key, value)
        return self.task.configure(schedule_at=at, queueing_lock=once).defer(**ids)


def check_id(key: str, value: object) -> None:
    """Refuse content in a job: it would be stale when the job runs, and readable by whoever reads the queue.

    Raises:
        NotAnId: the value is not a short text, a whole number, yes/no or nothing.
    """
    if not isinstance(value, Id) or (isinstance(value, str) and len(value) > LONGEST_ID):
        raise NotAnId(f"A job carries ids only; {key} is {type(value).__name__}. Store it and pass its id.")


jobs: dict[str, Job] = {}


def job(name: str, *, retry: int = 0, lock: str | None = None) -> Callable[[Callable[..., Any]], Job]:
    """Declare a function as a job.

    Args:
        name: namespaced, for instance ``insight.weekly_report``; it is stored with waiting jobs, so keep it.
        retry: how often to try again after a failure (waits 4, 16, 64 … seconds in between).
        lock: jobs with the same lock run one after another.

    Raises:
        ValueError: the name is taken.
    """

    def declare(function: Callable[..., Any]) -> Job:
        if name in jobs:
            raise ValueError(f"There is a job {name} already.")
        jobs[name] = Job(name, function, retry, lock)
        return jobs[name]

    return declare
