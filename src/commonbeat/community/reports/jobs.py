"""Thin wrappers for the worker."""

from commonbeat.kernel.jobs import job, local_schedule

from . import drafts


@local_schedule("daily 03:20")
@job("reports.sweep_drafts", retry=3)
def sweep_drafts(due: str) -> None:
    """Delete drafts whose time is over.

    Args:
        due: the due moment, ISO 8601.
    """
    drafts.sweep()
