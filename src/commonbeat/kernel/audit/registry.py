"""Actions that may be logged, the sentence each is read as, and who knows the names behind opaque ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from commonbeat.kernel.audit.models import AuditEntry

NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
PLACES = frozenset(
    {"actor", "object_kind", "object_id", "purpose", "case", "reason", "outcome", "role", "details"}
)
NamesOf = Callable[[Iterable[str]], dict[str, str]]
Areas = Callable[[], frozenset[str]]


class UnknownAction(LookupError):
    """An action was used that no module has registered."""


@dataclass(frozen=True)
class Action:
    """A registered action: its name and the sentence it is read as."""

    name: str
    sentence: str


_actions: dict[str, Action] = {}
_names: dict[str, NamesOf] = {}
_protected: list[Areas] = []


def register_action(name: str, sentence: str) -> Action:
    """Declare an action that may be logged; called from a topic's ``module.py``.

    Args:
        name: namespaced, for instance ``calls.imported``.
        sentence: how a row reads; may use ``{actor}``, ``{object_kind}``, ``{object_id}``, ``{purpose}``,
            ``{case}``, ``{reason}``, ``{outcome}``, ``{role}`` and ``{details[key]}``.

    Raises:
        ValueError: a bad name, an unknown place in the sentence, or the name is taken by another sentence.
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"An action's name looks like 'calls.imported', not {name!r}.")
    for _, place, _, _ in Formatter().parse(sentence):
        if place is not None and place.split("[")[0] not in PLACES:
            raise ValueError(f"The sentence of {name} uses an unknown place {{{place}}}.")
    action = Action(name, sentence)
    if _actions.setdefault(name, action) != action:
        raise ValueError(f"The action {name} is registered already, with another sentence.")
    return action


def action(name: str) -> Action:
    """The registered action of this name.

    Raises:
        UnknownAction: nothing registered it.
    """
    try:
        return _actions[name]
    except KeyError:
        raise UnknownAction(f"No module has registered the action {name!r}.") from None


def actions() -> list[Action]:
    """Every registered action, by name."""
    return [_actions[name] for name in sorted(_actions)]


def register_names(kind: str, names_of: NamesOf) -> None:
    """Tell the log who knows the names behind opaque ids of one kind.

    Args:
        kind: an actor or object kind, for instance ``user``.
        names_of: takes ids, returns id → name; ids it does not know are left out.
    """
    _names[kind] = names_of


def names(kind: str, ids: Iterable[str]) -> dict[str, str]:
    """Names of these ids as they are today; unknown ids are missing from the answer."""
    wanted = {one for one in ids if one}
    return _names[kind](wanted) if wanted and kind in _names else {}


def register_protected(areas: Areas) -> None:
    """Tell the log which topics' rows are about protected records; lists and exports leave them out.

    Args:
        areas: gives first parts of names of actions and of kinds of objects, for instance ``complaints``.
    """
    if areas not in _protected:
        _protected.append(areas)


def protected_areas() -> frozenset[str]:
    """First parts of names of actions and of kinds of objects whose rows are about protected records."""
    return frozenset().union(*(areas() for areas in _protected))


class _Details(dict[str, Any]):
    """Details of a row where a missing key reads as a dash instead of failing."""

    def __missing__(self, key: str) -> str:
        return "—"


def render(entry: AuditEntry, actor_name: str | None = None) -> str:
    """One row as a sentence.

    Args:
        entry: the row.
        actor_name: the name when the caller has looked up many at once; looked up here otherwise.
    """
    who = actor_name or names(entry.actor_kind, [entry.actor_id]).get(entry.actor_id) or entry.actor_label
    known = _actions.get(entry.action)
    if known is None:  # a module was removed; its rows stay readable
        return f"{who}: {entry.action} {entry.object_kind} {entry.object_id}".strip()
    return known.sentence.format(
        actor=who,
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        purpose=entry.purpose,
        case=entry.case_ref,
        reason=entry.reason,
        outcome=entry.outcome,
        role=entry.role,
        details=_Details(entry.details),
    )
