"""Promised times: when something is due, whether it was kept, and who is told before and after.

Topics import from here; ``models`` are only touched when a function runs, because topics declare their clocks while
Django is still starting. How days are counted and why: ``docs/explanation/clocks.md``.
"""

from .bulk import bulk_clocks, past
from .calendar import Calendar, register_calendar
from .corrections import begin_again, correct, extend, next_renewal, renew, strike
from .declare import (
    ClockKind,
    Escalation,
    Ground,
    Renewal,
    UnknownClock,
    kind,
    kinds,
    register_clock,
)
from .effects import resumes, starts, stops, tolls, voids
from .events import ClockEscalated, ClockLate, ClockReminder
from .explain import Explanation, explain, length_words
from .lengths import Length, business_days, calendar_days, hours, months, years
from .promises import Promise, promises
from .queries import clock_of, clocks_of, entries_of, hearers, late, newest, open_grounds
from .running import ClockRefused, now, resume, start, stop, toll, void
from .words import Standing, due_text, standing

__all__ = [
    "Calendar",
    "ClockEscalated",
    "ClockKind",
    "ClockLate",
    "ClockRefused",
    "ClockReminder",
    "Escalation",
    "Explanation",
    "Ground",
    "Length",
    "Promise",
    "Renewal",
    "Standing",
    "UnknownClock",
    "begin_again",
    "bulk_clocks",
    "business_days",
    "calendar_days",
    "clock_of",
    "clocks_of",
    "correct",
    "due_text",
    "entries_of",
    "explain",
    "extend",
    "hearers",
    "hours",
    "kind",
    "kinds",
    "late",
    "length_words",
    "months",
    "newest",
    "next_renewal",
    "now",
    "open_grounds",
    "past",
    "promises",
    "register_calendar",
    "register_clock",
    "renew",
    "resume",
    "resumes",
    "standing",
    "start",
    "starts",
    "stop",
    "stops",
    "strike",
    "toll",
    "tolls",
    "void",
    "voids",
    "years",
]
