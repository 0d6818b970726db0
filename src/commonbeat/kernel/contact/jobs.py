"""Forgetting on time."""

from commonbeat.kernel.access import limits
from commonbeat.kernel.jobs import job, local_schedule


@local_schedule("hourly :00")
@job("contact.forget_visits")
def forget_visits() -> None:
    """Delete the key and the counters of past hours, also when nobody knocks."""
    limits.forget_past_hours()
