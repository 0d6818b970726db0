"""What this topic offers at start: the check of the list of known passwords."""

from commonbeat.kernel.accounts import breached

__all__ = ["breached"]
