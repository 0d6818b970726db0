"""What this topic offers at start: its jobs."""

from commonbeat.kernel.notify import jobs

__all__ = ["jobs"]
