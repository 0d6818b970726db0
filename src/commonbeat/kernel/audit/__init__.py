"""The audit log: who did what, when, to which record and why, in rows nobody can change unnoticed.

``record`` writes a row in the caller's transaction; a job seals committed rows into a chain of hashes
(``sealing``), and ``verifying`` recomputes all of it. How and why: ``docs/explanation/audit.md``.
"""

from commonbeat.kernel.audit.log import SYSTEM, Actor, record
from commonbeat.kernel.audit.registry import (
    UnknownAction,
    register_action,
    register_names,
    register_protected,
    render,
)

__all__ = [
    "SYSTEM",
    "Actor",
    "UnknownAction",
    "record",
    "register_action",
    "register_names",
    "register_protected",
    "render",
]
