"""The answer to "may this viewer?". Denied unless a role in force says otherwise."""

from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from .capabilities import capability
from .roles import roles

_CACHE = "_access_roles"


class Refused(PermissionDenied):
    """A viewer asked for something outside their roles. Its text is the answer to "why was this refused?".

    Attributes:
        capability: the name of what was missing.
    """

    def __init__(self, name: str, viewer: Any = None) -> None:
        super().__init__(explanation(name, viewer))
        self.capability = name


def explanation(name: str, viewer: Any) -> str:
    """Say what is missing, who has it, and what the viewer has, in the words of the reviewed list.

    Raises:
        UnknownCapability: nobody registered ``name``.
    """
    label = str(capability(name).label)
    holders = [str(role.title) for role in roles().values() if name in role.capabilities]
    mine = [str(roles()[role].title) for role in roles_of(viewer)]
    parts = [_("It needs the permission “%(label)s”.") % {"label": label}]
    if holders:
        parts.append(_("Roles that hold it: %(roles)s.") % {"roles": ", ".join(holders)})
    parts.append(_("Your roles: %(roles)s.") % {"roles": ", ".join(mine)} if mine else _("You hold no role."))
    return " ".join(parts)


def roles_of(viewer: Any) -> list[str]:
    """Names of the roles a viewer holds now, in the order of the reviewed list.

    Read once per account object; a request or a job gets a fresh one, so a revoked role ends with the next request.

    Args:
        viewer: an account, an anonymous visitor, or an actor of the audit log.
    """
    if not getattr(viewer, "is_authenticated", False) or not getattr(viewer, "is_active", False):
        return []
    held = viewer.__dict__.get(_CACHE)
    if held is None:
        grants = apps.get_model("access", "RoleGrant").objects.in_force()
        held = set(grants.filter(user=viewer).values_list("role", flat=True))
        viewer.__dict__[_CACHE] = held
    return [name for name in roles() if name in held]


def forget(viewer: Any) -> None:
    """Drop what was read about an account's roles (after a grant or a revocation)."""
    viewer.__dict__.pop(_CACHE, None)


def capabilities_of(viewer: Any) -> frozenset[str]:
    """Names of everything a viewer may do now."""
    return frozenset().union(*(roles()[name].capabilities for name in roles_of(viewer)))


def allowed(viewer: Any, name: str) -> bool:
    """Whether a viewer may do something.

    The platform itself (an actor of kind ``system``: jobs and the command line) may do everything; its acts are
    audited like any other.

    Args:
        viewer: an account, an anonymous visitor, or an actor of the audit log.
        name: a registered capability.

    Raises:
        UnknownCapability: nobody registered ``name``.
    """
    capability(name)
    if getattr(viewer, "kind", "") == "system" and not hasattr(viewer, "is_authenticated"):
        return True
    return name in capabilities_of(viewer)


def require(viewer: Any, name: str, *, object_kind: str = "", object_id: str = "") -> None:
    """Go on only if the viewer may; otherwise note the refusal in the audit log and raise.

    Args:
        viewer: an account, an anonymous visitor, or an actor of the audit log.
        name: a registered capability.
        object_kind: what was reached for, for the log.
        object_id: which one.

    Raises:
        Refused: (a ``PermissionDenied``) the viewer's roles do not hold it.
        UnknownCapability: nobody registered ``name``.
    """
    if allowed(viewer, name):
        return
    from commonbeat.kernel import (
        audit,
    )  # start-up: the log's models are not ready when this package is imported

    audit.record(
        "access.refused",
        actor=viewer if getattr(viewer, "pk", None) or hasattr(viewer, "kind") else audit.Actor("visitor"),
        object_kind=object_kind or "capability",
        object_id=str(object_id) or name,
        outcome="refused",
        details={"capability": name},
    )
    raise Refused(name, viewer)
