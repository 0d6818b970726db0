"""Work that is done by itself."""

from commonbeat.kernel import audit
from commonbeat.kernel.jobs import job, local_schedule


@local_schedule("daily 05:35")
@job("commendations.release", retry=2, lock="publish")
def release_commendations() -> None:
    """Bring the public commendations up to date each day, once a person has released them for the first time."""
    # The job is imported before models are ready.
    from commonbeat.kernel.publish.actions import release
    from commonbeat.kernel.publish.queries import latest

    if latest("commendations") is not None:
        release("commendations", actor=audit.SYSTEM, reason="Daily refresh")
