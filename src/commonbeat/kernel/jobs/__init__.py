"""Background work: jobs on the database, schedules in local time, and the worker that runs both.

A topic declares its jobs in ``jobs.py``::

    @local_schedule("mon 05:00")
    @job("insight.weekly_report")
    def weekly_report(due: str) -> None: ...

    @job("intake.load", retry=3)
    def load(run_id: str) -> None: ...

    load.defer(run_id=str(run.pk))  # joins the caller's transaction

A job may run more than once (a worker can die after the work and before saying so): write it so that a second
run changes nothing. It gets ids, and reads what they name when it runs.
"""

from commonbeat.kernel.jobs.declare import Job, job
from commonbeat.kernel.jobs.schedules import local_schedule, register_timezone

__all__ = ["Job", "job", "local_schedule", "register_timezone"]
