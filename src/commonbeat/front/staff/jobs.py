"""Daily housekeeping of accounts, of forms kept for people whose session closed, and of half-written files."""

from commonbeat.kernel.access import actions, kept
from commonbeat.kernel.files.actions import forget_parts
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


@local_schedule("daily 03:45")
@job("staff.forget_parts")
def forget_half_written_files() -> None:
    """Delete what killed processes left of files they were still writing."""
    forget_parts()
