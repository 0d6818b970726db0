"""What runs by itself."""

from commonbeat.kernel import audit
from commonbeat.kernel.jobs import job, local_schedule


@local_schedule("daily 02:40")
@job("retention.propose", retry=2, lock="retention")
def propose_batch() -> None:
    """Propose what is due, for a person to review; forget codes that have answered long enough."""
    # The job is imported before models are ready.
    from django.utils import timezone

    from .batches import propose
    from .erasing import forget_codes

    forget_codes(timezone.now())
    propose()


@job("retention.execute", retry=2, lock="retention")
def execute_batch(batch_id: str) -> None:
    """Carry out an approved batch."""
    from .executing import execute

    execute(batch_id)


@local_schedule("every 10 min")
@job("retention.resume", lock="retention")
def resume() -> None:
    """Go on with an approved batch whose worker was stopped."""
    from .executing import execute, forget_left_files
    from .models import Batch

    forget_left_files()
    for batch in Batch.objects.filter(state="approved"):
        execute(batch.pk)


@local_schedule("daily 04:50")
@job("retention.publish", retry=2, lock="publish")
def publish_disposals() -> None:
    """Release how many records were disposed of, once there is a batch to tell of."""
    from commonbeat.kernel.publish.actions import release

    from .models import Batch

    if Batch.objects.filter(state="done").exists():
        release("disposals", actor=audit.SYSTEM, reason="Daily refresh")
