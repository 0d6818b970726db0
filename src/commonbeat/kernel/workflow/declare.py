"""Declaring a process: states typed open or closed, and the transitions between them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.utils.functional import Promise

from commonbeat.kernel import audit

if TYPE_CHECKING:
    from .models import Move

Text = str | Promise
NAME = re.compile(r"[a-z][a-z0-9_]*")
PROCESS_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class UnknownProcess(LookupError):
    """A process, a state or a transition was named that is not declared."""


@dataclass(frozen=True)
class State:
    """One state.

    Attributes:
        name: as stored, for instance ``in_progress``.
        kind: ``open`` while somebody owes work, ``closed`` when nobody does.
        title: wording for staff.
        public: wording for residents; empty where the staff's will do.
    """

    name: str
    kind: Literal["open", "closed"]
    title: Text
    public: Text = ""

    @property
    def public_title(self) -> Text:
        """Wording for residents."""
        return self.public or self.title


@dataclass(frozen=True)
class Effect:
    """What else happens with a move, in the same transaction; if it fails, the move does.

    Attributes:
        label: a few words, for the diagram.
        run: called with the record, already in its new state, and the move.
    """

    label: str
    run: Callable[[Any, Move], None]


@dataclass(frozen=True)
class Transition:
    """One way from a state to another.

    Attributes:
        name: for instance ``close``.
        title: what the button says.
        sources: states it starts from.
        target: state it ends in.
        capability: what the actor must hold; ``""`` for a resident at a public door or the platform itself.
        requires: fields of the record that must be filled once the move's values are set.
        reason: whether a reason must be given; a step backwards always needs one.
        effects: what happens with it.
    """

    name: str
    title: Text
    sources: tuple[str, ...]
    target: str
    capability: str
    requires: tuple[str, ...] = ()
    reason: bool = False
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True)
class Process:
    """The life of one kind of record.

    Attributes:
        name: ``topic.record``, for instance ``requests.request``.
        title: one record, in words: "service request".
        model: label of the model, for instance ``requests.ServiceRequest``.
        states: in the order of a record's usual life; the first is where it begins.
        transitions: every allowed step.
        begins: effects of a record's beginning.
    """

    name: str
    title: Text
    model: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    begins: tuple[Effect, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a declaration that contradicts itself.

        Raises:
            ValueError: a malformed or repeated name, no state, or a transition from or to a state that is not there.
        """
        if not PROCESS_NAME.fullmatch(self.name):
            raise ValueError(f"A process is called topic.record, not {self.name!r}.")
        if not self.states:
            raise ValueError(f"The process {self.name} has no state.")
        self._check_names([one.name for one in self.states], "state")
        self._check_names([one.name for one in self.transitions], "transition")
        known = {one.name for one in self.states}
        for step in self.transitions:
            unknown = {*step.sources, step.target} - known
            if unknown or not step.sources:
                raise ValueError(f"{self.name}: {step.name} goes by unknown states {sorted(unknown)}.")

    def _check_names(self, names: list[str], what: str) -> None:
        for name in names:
            if not NAME.fullmatch(name) or names.count(name) > 1:
                raise ValueError(f"{self.name}: the {what} {name!r} is malformed or declared twice.")

    @property
    def initial(self) -> State:
        """The state a record begins in."""
        return self.states[0]

    def state(self, name: str) -> State:
        """The state of this name.

        Raises:
            UnknownProcess: the process has no such state.
        """
        for one in self.states:
            if one.name == name:
                return one
        raise UnknownProcess(f"The process {self.name} has no state {name!r}.")

    def transition(self, name: str) -> Transition:
        """The transition of this name.

        Raises:
            UnknownProcess: the process has no such transition.
        """
        for one in self.transitions:
            if one.name == name:
                return one
        raise UnknownProcess(f"The process {self.name} has no transition {name!r}.")

    def is_backward(self, source: str, target: str) -> bool:
        """Whether a step goes back in the order of states, and so needs a reason."""
        names = [one.name for one in self.states]
        return names.index(target) < names.index(source)

    def names(self, kind: Literal["open", "closed"]) -> tuple[str, ...]:
        """Names of the open or the closed states, for queries."""
        return tuple(one.name for one in self.states if one.kind == kind)


_processes: dict[str, Process] = {}


def register_process(process: Process) -> Process:
    """Make a process known (call it in ``module.py``); the same one may be registered again.

    Raises:
        ValueError: another process has this name, or this model has another process.
    """
    if _processes.setdefault(process.name, process) != process:
        raise ValueError(f"There is another process {process.name} already.")
    for other in _processes.values():
        if other.model.lower() == process.model.lower() and other.name != process.name:
            del _processes[process.name]
            raise ValueError(f"{process.model} follows the process {other.name} already.")
    what = english(process.title).lower()
    audit.register_action(f"{process.name}.begun", sentence=f"{{actor}} began the {what} {{object_id}}")
    audit.register_action(
        f"{process.name}.moved",
        sentence=f"{{actor}} moved the {what} {{object_id}} "
        "from “{details[from]}” to “{details[to]}”: {details[step]}",
    )
    return process


def process(name: str) -> Process:
    """The registered process of this name.

    Raises:
        UnknownProcess: nobody registered it.
    """
    try:
        return _processes[name]
    except KeyError:
        raise UnknownProcess(f"No topic registers the process {name!r}.") from None


def processes() -> list[Process]:
    """Every registered process, by name."""
    return [_processes[name] for name in sorted(_processes)]


def english(text: Text) -> str:
    """A text in English: rows that are read for years are not in the language of the moment."""
    from django.utils import translation

    with translation.override("en"):
        return str(text)
