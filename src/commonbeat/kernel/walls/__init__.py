"""The wall around protected records: nobody reads one without saying who looks, for what, and leaving a trace.

``visible_to`` is the first wall, PostgreSQL's row-level security the second: the database checks a signed claim that is
good for one transaction. How and why: ``docs/explanation/walls.md``. Models derive from ``walls.bases.Protected``.
"""

from .declare import (
    Kind,
    Purpose,
    RefusedPurpose,
    kinds,
    purpose,
    purposes,
    register_kind,
    register_purpose,
)
from .errors import (
    CaseNeeded,
    GrantRefused,
    NotLooking,
    NotThere,
    PurposeRefused,
    UnknownPurpose,
    WallsClosed,
)
from .looking import Look, at_the_door, keeping_house, look_in_progress, looking, sees
from .rows import ProtectedRows, protected, protected_manager
from .wall import Wall

__all__ = [
    "CaseNeeded",
    "GrantRefused",
    "Kind",
    "Look",
    "NotLooking",
    "NotThere",
    "ProtectedRows",
    "Purpose",
    "PurposeRefused",
    "RefusedPurpose",
    "UnknownPurpose",
    "Wall",
    "WallsClosed",
    "at_the_door",
    "keeping_house",
    "kinds",
    "look_in_progress",
    "looking",
    "protected",
    "protected_manager",
    "purpose",
    "purposes",
    "register_kind",
    "register_purpose",
    "sees",
]
