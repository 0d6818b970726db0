"""What this topic offers at start: the kernel's own recurring jobs."""

from commonbeat.kernel.jobs import tasks

__all__ = ["tasks"]
