"""What runs by itself."""

from commonbeat.kernel.jobs import job, local_schedule


@local_schedule("monthly 2 03:20")
@job("support.compare", retry=2, lock="support.compare")
def compare_indicators() -> None:
    """Compare the last twelve months; does nothing while early support is not switched on."""
    # The job is imported before models are ready.
    from .computing import compute

    compute()


@local_schedule("daily 05:50")
@job("support.climb", retry=2, lock="support.climb")
def pass_up_late_alerts() -> None:
    """Pass late alerts up the chain."""
    # The job is imported before models are ready.
    from .climbing import climb

    climb()
