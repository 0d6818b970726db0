"""Keeping the queue healthy: jobs of dead workers go back, finished ones are forgotten after a while."""

import logging
from datetime import timedelta

from asgiref.sync import async_to_sync
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

SILENT_FOR_SECONDS = 30
MOST_ATTEMPTS = 5
KEEP_HOURS = 30 * 24
KEEP_RUNS = timedelta(days=400)
_log = logging.getLogger(__name__)


@async_to_sync
async def return_stalled(silent_for: float = SILENT_FOR_SECONDS) -> int:
    """Return jobs whose worker has not been heard of; one that keeps killing workers is failed.

    Args:
        silent_for: seconds since the worker's last sign of life.

    Returns:
        How many jobs went back to the queue.
    """
    manager, returned = app.job_manager, 0
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silent_for):
        if job.attempts + 1 >= MOST_ATTEMPTS:
            _log.error(
                "Job %s (%s) lost its worker %s times; given up.", job.id, job.task_name, job.attempts + 1
            )
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            _log.warning("Job %s (%s) lost its worker and goes back to the queue.", job.id, job.task_name)
            await manager.retry_job(job, retry_at=timezone.now())
            returned += 1
    return returned


def forget_old_runs() -> None:
    """Delete finished jobs after 30 days and due moments after 400; failed jobs stay until somebody looks."""
    from commonbeat.kernel.jobs.models import ScheduledRun

    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=KEEP_HOURS)
    ScheduledRun.objects.filter(due_at__lt=timezone.now() - KEEP_RUNS).delete()
