"""Work that is done by itself."""

from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, walls
from commonbeat.kernel.jobs import job, local_schedule


@local_schedule("daily 00:20")
@job("discipline.windows")
def windows() -> None:
    """End the time to appeal where it has passed: the findings become final that day."""
    # The job is imported before models are ready.

    from commonbeat.accountability.complaints.models import Complaint

    from .actions import windows_passed
    from .cases import MODELS

    waiting = {"state__in": ("appeal_window", "grievance_window"), "appeal_until__lt": today()}
    with walls.looking(audit.SYSTEM, "complaint_list", reason="time to appeal that passed"):
        due = {
            pk
            for one in MODELS
            for pk in one.objects.within_look().filter(**waiting).values_list("complaint_id", flat=True)
        }
    for pk in sorted(due):
        with walls.looking(audit.SYSTEM, "complaint_work", case=pk, writing=True):
            windows_passed(Complaint.objects.within_look().get(pk=pk))
