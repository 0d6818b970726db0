"""What runs by itself."""

from commonbeat.kernel.jobs import job, local_schedule


@job("complaints.follow_account", retry=3)
def follow_account(member_id: int) -> None:
    """Carry a member's account over to the cases they are in, or take it back."""
    # The job is imported before models are ready.
    from .accounts import follow

    follow(member_id)


@local_schedule("daily 03:20")
@job("complaints.numbers", retry=2, lock="publish")
def close_complaint_books() -> None:
    """Close the quarters whose time has come, and release the complaint numbers. Does nothing on other days."""
    # The job is imported before models are ready.
    from .published import close_books

    close_books()
