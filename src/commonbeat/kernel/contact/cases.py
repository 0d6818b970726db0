"""What the tracking page shows of each kind of case: said by the topic, drawn by one page for all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from django.utils.functional import Promise

from commonbeat.kernel import audit, walls

if TYPE_CHECKING:
    from commonbeat.kernel.contact.models import Conversation

Text = str | Promise


@dataclass(frozen=True)
class CaseShown:
    """A case as its resident sees it.

    Attributes:
        number: the number people quote, for instance ``R26-004213``.
        title: what it is about, in one line.
        state: where it stands, in the department's words for residents.
        state_kind: draws the shape beside the words.
        sentence: what happens now, in one or two sentences.
        due: the expected date in words, or "".
        steps: moment, title and text of each public step, in any order.
        may_write: whether the resident may write now.
        extra_template: a template drawn below the steps, or "".
        extra: what that template reads, as ``case.extra``.
    """

    number: str
    title: Text
    state: Text
    state_kind: Literal["open", "closed"]
    sentence: Text
    due: Text = ""
    steps: Sequence[tuple[datetime, Text, Text]] = ()
    may_write: bool = True
    extra_template: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def _always(conversation: "Conversation") -> bool:
    return True


@dataclass(frozen=True)
class ResidentAction:
    """Something the resident may do on the tracking page.

    Attributes:
        name: short name used in the form, for instance ``reopen``.
        label: the words on the button.
        run: does it, given the conversation and ``{"reason": text}``; a ``ValueError`` is shown as its words.
        asks_reason: whether a reason must be typed.
        shown: whether it is offered now.
    """

    name: str
    label: Text
    run: Callable[["Conversation", dict[str, Any]], None]
    asks_reason: bool = False
    shown: Callable[["Conversation"], bool] = _always


@dataclass(frozen=True)
class CaseKind:
    """A registered kind of case."""

    kind: str
    title: Text
    show: Callable[["Conversation"], CaseShown]
    actions: tuple[ResidentAction, ...] = ()
    purpose: str = ""


class UnknownCaseKind(LookupError):
    """A conversation of a kind no installed topic has registered."""


_kinds: dict[str, CaseKind] = {}


def register_case_kind(
    kind: str,
    title: Text,
    show: Callable[["Conversation"], CaseShown],
    actions: Sequence[ResidentAction] = (),
    *,
    purpose: str = "",
) -> CaseKind:
    """Tell the tracking page how to show cases of a kind; called in a topic's ``module.py``.

    Args:
        kind: as given to ``open_conversation``, for instance ``request``.
        title: what such a case is called, for instance "Request".
        show: makes what is shown; must read no identity.
        actions: what the resident may do.
        purpose: for cases behind a wall: the purpose of parties under which whoever proved the case looks at it. The
            conversation is then about the case's own first record.

    Raises:
        ValueError: two actions of one name, or the kind is registered already by somebody else.
    """
    made = CaseKind(kind, title, show, tuple(actions), purpose)
    if len({action.name for action in made.actions}) != len(made.actions):
        raise ValueError(f"Two actions of the case kind {kind!r} have the same name.")
    known = _kinds.setdefault(kind, made)
    if known.show is not show:
        raise ValueError(f"The case kind {kind!r} is registered already.")
    return known


def case_kind(kind: str) -> CaseKind:
    """The registered kind.

    Raises:
        UnknownCaseKind: nobody registered it.
    """
    try:
        return _kinds[kind]
    except KeyError:
        raise UnknownCaseKind(kind) from None


def purpose_of(conversation: "Conversation") -> str:
    """The purpose of parties for a case behind a wall; "" for others."""
    known = _kinds.get(conversation.kind)
    return known.purpose if known else ""


@contextmanager
def proved(conversation: "Conversation") -> Iterator[None]:
    """The look of a resident who proved their case by a code, a link or an answer, for the length of the block.

    Where the case stands behind no wall there is nothing to open. Everything a resident sees and does in a case runs
    inside.
    """
    purpose = purpose_of(conversation)
    if not purpose:
        yield
        return
    declared = walls.purpose(purpose)
    writing = isinstance(declared, walls.Purpose) and declared.writes
    with walls.looking(audit.Actor("resident"), purpose, case=conversation.subject_id, writing=writing):
        yield


def shown(conversation: "Conversation") -> CaseShown:
    """The case as its resident sees it."""
    return case_kind(conversation.kind).show(conversation)


def offered(conversation: "Conversation") -> list[ResidentAction]:
    """What the resident may do now."""
    return [action for action in case_kind(conversation.kind).actions if action.shown(conversation)]
