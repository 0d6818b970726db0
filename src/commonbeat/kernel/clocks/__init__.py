"""Promised times: when something is due, whether it was kept, and who is told before and after.

Topics import from here; ``models`` are only touched when a function runs, because topics declare their clocks while
Django is still starting. How days are counted and why: ``docs/explanation/clocks.md``.
"""

from .bulk import bulk_clocks, past
from .calendar import Calendar, register_calendar
from .declare import ClockKind, UnknownClock, kind, kinds, register_clock
from .effects import resumes, starts, stops, tolls, voids
from .events import ClockLate, ClockReminder
from .lengths import Length, business_days, calendar_days, hours
from .promises import Promise, promises
from .queries import clock_of, clocks_of, late
from .running import ClockRefused, now, resume, start, stop, toll, void
from .words import Standing, due_text, standing

__all__ = [
    "Calendar",
    "ClockKind",
    "ClockLate",
    "ClockRefused",
    "ClockReminder",
    "Length",
    "Promise",
    "Standing",
    "UnknownClock",
    "bulk_clocks",
    "business_days",
    "calendar_days",
    "clock_of",
    "clocks_of",
    "due_text",
    "hours",
    "kind",
    "kinds",
    "late",
    "now",
    "past",
    "promises",
    "register_calendar",
    "register_clock",
    "resume",
    "resumes",
    "standing",
    "start",
    "starts",
    "stop",
    "stops",
    "toll",
    "tolls",
    "void",
    "voids",
]
