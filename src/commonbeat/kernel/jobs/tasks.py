"""The kernel's own recurring jobs (topics below ``jobs`` cannot declare theirs: the audit log is one)."""

import logging

from django.conf import settings

from commonbeat.kernel.audit import export, sealing
from commonbeat.kernel.jobs.declare import job
from commonbeat.kernel.jobs.housekeeping import forget_old_runs
from commonbeat.kernel.jobs.schedules import local_schedule

_log = logging.getLogger(__name__)


@local_schedule("every 1 min")
@job("audit.seal")
def seal() -> None:
    """Seal what was committed in the last minute."""
    sealing.seal_pending()


@local_schedule("hourly :05")
@job("audit.daily_root")
def daily_root() -> None:
    """Write down the root of finished days and put it where it is published and backed up from."""
    sealing.make_daily_roots()
    export.write_roots(settings.COMMONBEAT_HOME / "roots")


@local_schedule("daily 03:30")
@job("audit.partitions")
def partitions() -> None:
    """Make the tables of the coming months."""
    made = sealing.make_partitions()
    if made:
        _log.info("Audit log: %s new monthly tables.", made)


@local_schedule("daily 03:40")
@job("jobs.forget_old_runs")
def forget_old() -> None:
    """Drop finished jobs and old marks."""
    forget_old_runs()
