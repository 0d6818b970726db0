"""Roles: named bundles of capabilities. The one reviewed list is registered from ``front/roles.py``."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise


class UnknownRole(LookupError):
    """A role was named that the reviewed list does not hold."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No role is called {name!r}; roles are listed in front/roles.py.")
        self.name = name


@dataclass(frozen=True)
class Role:
    """What people of one function may do.

    Attributes:
        title: how the role is called on screens.
        summary: one sentence for the administrator who grants it.
        capabilities: names of capabilities, each registered by a topic.
    """

    title: str | Promise
    summary: str | Promise
    capabilities: frozenset[str] = field(default_factory=frozenset)


_roles: dict[str, Role] = {}


def register_roles(reviewed: Mapping[str, Role]) -> None:
    """Make the reviewed roles the ones in force; replaces any list registered before."""
    _roles.clear()
    _roles.update(reviewed)


def roles() -> dict[str, Role]:
    """All roles by name, in the order of the reviewed list."""
    return dict(_roles)


def role(name: str) -> Role:
    """The role of this name.

    Raises:
        UnknownRole: the reviewed list does not hold it.
    """
    try:
        return _roles[name]
    except KeyError:
        raise UnknownRole(name) from None
