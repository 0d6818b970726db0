"""The kernel's own recurring jobs (topics below ``jobs`` cannot declare their own)."""

from commonbeat.kernel.jobs.declare import job
from commonbeat.kernel.jobs.housekeeping import forget_old_runs
from commonbeat.kernel.jobs.schedules import local_schedule


@local_schedule("daily 03:40")
@job("jobs.forget_old_runs")
def forget_old() -> None:
    """Drop finished jobs and old marks."""
    forget_old_runs()
