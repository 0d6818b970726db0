"""Telling counts of few without telling them: which cells of linked tables to hide, with a proof for each.

What it can and cannot promise: ``docs/explanation/analysis-suppression.md``.
"""

from .attack import solve_for
from .periods import Closing, within
from .protect import NoSafeRelease, Protection, enough, protect, verify
from .release import MOST_HIDDEN, Told, release
from .system import Figure, Key, Rule, System
from .tables import Axis, Shelf, Table, at_most, equal

__all__ = [
    "MOST_HIDDEN",
    "Axis",
    "Closing",
    "Figure",
    "Key",
    "NoSafeRelease",
    "Protection",
    "Rule",
    "Shelf",
    "System",
    "Table",
    "Told",
    "at_most",
    "enough",
    "equal",
    "protect",
    "release",
    "solve_for",
    "verify",
    "within",
]
