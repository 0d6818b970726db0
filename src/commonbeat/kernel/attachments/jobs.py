"""Housekeeping."""

from commonbeat.kernel.attachments import sweeping
from commonbeat.kernel.jobs import job, local_schedule


@local_schedule("hourly :20")
@job("attachments.sweep")
def sweep() -> None:
    """Remove uploads whose form was never sent."""
    while sweeping.sweep() == sweeping.AT_ONCE:
        pass
