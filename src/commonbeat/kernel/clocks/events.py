"""What clocks announce, once each, after the commit.

``kind`` tells a subscriber whether the clock is one of its own before it looks at it; it does not make events differ.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ClockReminder:
    """A clock will soon be due.

    Attributes:
        clock_id: which clock.
        which: the length since the start (``calendar:180``) of one of the kind's ``alerts``; empty for ``remind``.
        kind: the clock's kind.
    """

    clock_id: str
    which: str = ""
    kind: str = field(default="", compare=False)


@dataclass(frozen=True)
class ClockLate:
    """A clock passed its due moment; from now on it is late for good."""

    clock_id: str
    kind: str = field(default="", compare=False)


@dataclass(frozen=True)
class ClockEscalated:
    """A clock is still running so long after it was due; `hearers` says who hears of it.

    Attributes:
        clock_id: which clock.
        step: which of the kind's ``escalate``, from 0.
        kind: the clock's kind.
    """

    clock_id: str
    step: int
    kind: str = field(default="", compare=False)
