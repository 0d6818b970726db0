"""What runs by itself."""

from commonbeat.kernel import audit
from commonbeat.kernel.jobs import job, local_schedule


@local_schedule("daily 04:15")
@job("calls.publish", retry=2, lock="publish")
def publish_calls() -> None:
    """Release the public calls of the day; corrected, sealed and removed calls change or disappear with it."""
    # The job is imported before models are ready.
    from commonbeat.kernel.publish.actions import release

    release("calls", actor=audit.SYSTEM, reason="Daily refresh")
    release("calls-by-month", actor=audit.SYSTEM, reason="Daily refresh")
