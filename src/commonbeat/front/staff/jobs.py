"""Daily housekeeping of accounts and of forms kept for people whose session closed."""

from commonbeat.kernel.access import actions, kept
from commonbeat.kernel.jobs import job, local_schedule


@local_schedule("daily 03:30")
@job("staff.disable_inactive")
def disable_inactive() -> None:
    """Disable accounts nobody has used for 90 days (AC-2)."""
    actions.disable_inactive()


@local_schedule("daily 03:40")
@job("staff.forget_kept_forms")
def forget_kept_forms() -> None:
    """Destroy what was kept for forms that nobody came back to."""
    kept.forget_old()
