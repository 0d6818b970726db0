"""Forgetting on time."""

from commonbeat.kernel.access import limits
from commonbeat.kernel.contact.links import forget_links as forget_old_links
from commonbeat.kernel.jobs import job, local_schedule


@local_schedule("hourly :00")
@job("contact.forget_visits")
def forget_visits() -> None:
    """Delete the key and the counters of past hours, also when nobody knocks."""
    limits.forget_past_hours()


@local_schedule("daily 03:40")
@job("contact.forget_links")
def forget_links() -> None:
    """Delete links that ended long ago."""
    forget_old_links()
