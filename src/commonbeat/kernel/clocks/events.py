"""What clocks announce, once each, after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ClockReminder:
    """A clock will soon be due."""

    clock_id: str


@dataclass(frozen=True)
class ClockLate:
    """A clock passed its due moment; from now on it is late for good."""

    clock_id: str
