"""The capabilities that exist. A topic names its own in ``module.py``; a name nobody registered is an error."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise

_NAME = re.compile(r"[a-z_]+\.[a-z_]+")


class UnknownCapability(LookupError):
    """A capability was asked for that no topic registered: a typing mistake, or a topic that is not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No topic registers the capability {name!r}; register it in that topic's module.py."
        )
        self.name = name


@dataclass(frozen=True)
class Capability:
    """One thing a person may be allowed to do, phrased for the person who grants it."""

    name: str
    label: str | Promise


_registered: dict[str, Capability] = {}


def register_capability(name: str, label: str | Promise) -> Capability:
    """Make a capability known (call it in ``module.py``).

    Args:
        name: ``topic.verb`` in lower case, for instance ``calls.read``.
        label: what it lets a person do, as said to the one who grants it: "Read calls for service".

    Returns:
        The capability.

    Raises:
        ValueError: the name is not of the form ``topic.verb``, or stands registered under another label.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"A capability is called topic.verb in lower case, not {name!r}.")
    wanted = Capability(name, label)
    known = _registered.setdefault(name, wanted)
    if str(known.label) != str(label):
        raise ValueError(f"Capability {name!r} is already registered as {str(known.label)!r}.")
    return known


def capability(name: str) -> Capability:
    """The registered capability of this name.

    Raises:
        UnknownCapability: nobody registered it.
    """
    try:
        return _registered[name]
    except KeyError:
        raise UnknownCapability(name) from None


def capabilities() -> list[Capability]:
    """All registered capabilities in order of their names."""
    return [_registered[name] for name in sorted(_registered)]
