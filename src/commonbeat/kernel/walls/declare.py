"""What topics declare: kinds of protected cases, the labels that restrict them, and purposes of looking."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from .errors import UnknownPurpose

Text = str | Promise
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True)
class Kind:
    """One kind of protected case. A case's id is the id of its first record (for instance the complaint).

    Attributes:
        name: for instance ``complaints``.
        title: one case, in words.
        labels: restriction label → capability that opens all cases of that label for reading.
        writes: restriction label → capability that opens them for writing; labels not named: only by grant.
        grants: capability of those who let people into cases and note recusals.
        emergency: capability of those who may ask to see a case at once.
        consents: capability of those who may be the second person.
    """

    name: str
    title: Text
    labels: Mapping[str, str]
    grants: str
    emergency: str
    consents: str
    writes: Mapping[str, str] = field(default_factory=dict)

    @property
    def capabilities(self) -> frozenset[str]:
        """Every capability this declaration names."""
        return frozenset(
            {*self.labels.values(), *self.writes.values(), self.grants, self.emergency, self.consents}
        )


@dataclass(frozen=True)
class Purpose:
    """Why somebody looks.

    Attributes:
        name: as kept in the audit log, for instance ``complaint_investigation``.
        label: in words, for the person who chooses.
        kinds: kinds of cases it opens; everything else stays shut during such a look.
        needs_case: whether one case must be named; the look then keeps to it.
        capability: what the viewer must hold to look for this purpose; ``""``: nothing beyond the case.
        writes: whether records may be changed for it.
        party: for people without an account whose case a code has proved, or who are just making it.
        own: for people whom records are about: their own rows open, and no restriction label does.
        withheld: looks for it are left out of what the subject is shown of who looked (`lookups.lookups`): a criminal
            investigation, POST, or a court's order.
    """

    name: str
    label: Text
    kinds: tuple[str, ...]
    needs_case: bool = True
    capability: str = ""
    writes: bool = False
    party: bool = False
    own: bool = False
    withheld: bool = False


@dataclass(frozen=True)
class RefusedPurpose:
    """A purpose the platform refuses to everybody; each attempt is in the audit log.

    Attributes:
        name: as kept in the audit log.
        label: in words.
        why: what the person is told, with the rule it follows.
    """

    name: str
    label: Text
    why: Text


_kinds: dict[str, Kind] = {}
_purposes: dict[str, Purpose | RefusedPurpose] = {}


def register_kind(kind: Kind) -> Kind:
    """Make a kind of protected cases known (call it in ``module.py``); the same one may be registered again.

    Raises:
        ValueError: a malformed name, a label for writing that is none for reading, or the name is taken.
    """
    for name in (kind.name, *kind.labels):
        if not _NAME.fullmatch(name):
            raise ValueError(f"Not a name of a kind or a label: {name!r}.")
    if unknown := set(kind.writes) - set(kind.labels):
        raise ValueError(f"{kind.name}: labels {sorted(unknown)} are written and never read.")
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"There is another kind {kind.name} already.")
    return kind


def register_purpose(purpose: Purpose | RefusedPurpose) -> None:
    """Make a purpose known (call it in ``module.py``), also one that is always refused.

    Raises:
        ValueError: a malformed name, a purpose that opens nothing, or the name is taken.
    """
    if not _NAME.fullmatch(purpose.name):
        raise ValueError(f"Not a name of a purpose: {purpose.name!r}.")
    if isinstance(purpose, Purpose) and (not purpose.kinds or (purpose.party and not purpose.needs_case)):
        raise ValueError(f"{purpose.name} opens no kind of case, or opens all cases to a stranger.")
    if _purposes.setdefault(purpose.name, purpose) != purpose:
        raise ValueError(f"There is another purpose {purpose.name} already.")


def kind(name: str) -> Kind:
    """The registered kind of this name.

    Raises:
        UnknownPurpose: nobody registered it.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownPurpose(f"No topic registers the kind of case {name!r}.") from None


def purpose(name: str) -> Purpose | RefusedPurpose:
    """The registered purpose of this name.

    Raises:
        UnknownPurpose: nobody registered it.
    """
    try:
        return _purposes[name]
    except KeyError:
        raise UnknownPurpose(f"No topic registers the purpose {name!r}.") from None


def kinds() -> list[Kind]:
    """All registered kinds, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def purposes(of_kind: str = "") -> list[Purpose]:
    """Purposes a person can choose, by name.

    Args:
        of_kind: only those that open this kind of case.
    """
    known = [one for one in _purposes.values() if isinstance(one, Purpose) and not one.party]
    return sorted((one for one in known if not of_kind or of_kind in one.kinds), key=lambda one: one.name)
