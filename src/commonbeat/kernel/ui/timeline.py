"""The timeline every record shows: what happened, when, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class TimelineEntry:
    """One line of `ui/partials/timeline.html`.

    Attributes:
        at: when, aware (UTC) or naive local wall clock.
        text: what happened, as a sentence; escaped unless it is a SafeString.
        who: who did it, "" for a machine.
        why: the reason given, "" when none was asked for.
    """

    at: datetime
    text: str
    who: str = ""
    why: str = ""
