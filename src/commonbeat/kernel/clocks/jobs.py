"""The clocks' own job."""

from commonbeat.kernel.jobs import job, local_schedule
from commonbeat.kernel.walls import keeping_house

from . import minute


@local_schedule("every 1 min")
@job("clocks.look")
def look() -> None:
    """Remind of what is due soon and note what has become late."""
    with keeping_house("clocks.look", quiet=True):
        minute.look()
