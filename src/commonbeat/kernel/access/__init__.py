"""Who may do what: capabilities named by topics, gathered into roles in one reviewed file, asked for at every door.

Nothing here is imported from ``models`` at the top, because topics import this package while Django is still starting.
"""

from .acting import Act, acting
from .capabilities import Capability, UnknownCapability, capabilities, register_capability
from .doors import needs
from .policy import Refused, allowed, capabilities_of, forget, require, roles_of
from .roles import Role, UnknownRole, register_roles, role, roles

__all__ = [
    "Act",
    "Capability",
    "Refused",
    "Role",
    "UnknownCapability",
    "UnknownRole",
    "acting",
    "allowed",
    "capabilities",
    "capabilities_of",
    "forget",
    "needs",
    "register_capability",
    "register_roles",
    "require",
    "role",
    "roles",
    "roles_of",
]
