"""What runs by itself."""

from commonbeat.kernel import audit
from commonbeat.kernel.jobs import job, local_schedule


@local_schedule("daily 04:40")
@job("promises.publish", retry=2, lock="publish")
def publish_promises() -> None:
    """Release what became of the promises up to now."""
    # The job is imported before models are ready.
    from commonbeat.kernel.publish.actions import release

    release("promises", actor=audit.SYSTEM, reason="Daily refresh")


@local_schedule("daily 07:30")
@job("promises.morning", retry=2)
def tell_of_promises() -> None:
    """Write to those who have promises that are late or nearly due."""
    # The job is imported before models are ready.
    from django.utils import timezone

    from .notices import morning

    morning(timezone.now())
