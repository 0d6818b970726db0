"""Reading processes: what a viewer may do now, what happened, what a state means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .declare import State, Text, Transition, process
from .moving import may

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Move, Moving


def available(record: Moving, viewer: Any) -> list[Transition]:
    """The steps a viewer may take with a record now, in the order of their declaration.

    Args:
        record: in its present state.
        viewer: an account, an anonymous visitor, or an actor of the audit log.
    """
    steps = process(record.PROCESS).transitions
    return [step for step in steps if record.state in step.sources and may(viewer, step)]


def history(record: Moving) -> QuerySet[Move]:
    """The moves of a record, oldest first."""
    from .models import Move

    return Move.objects.filter(subject_kind=record._meta.label, subject_id=record.pk).order_by("at", "id")


def last_move(record: Moving) -> Move | None:
    """The latest move of a record; a form carries its id (``seen=`` of `workflow.move`)."""
    return history(record).last()


def strays(process_name: str) -> QuerySet[Any]:
    """Records of a process whose state is not where their last move led; none, unless triggers were switched off.

    Args:
        process_name: whose records.
    """
    from django.apps import apps
    from django.db.models import F, OuterRef, Q, Subquery

    from .models import Move

    model = apps.get_model(process(process_name).model)
    moves = Move.objects.filter(subject_id=OuterRef("pk"), process=process_name).order_by("-at", "-id")
    rows = model._base_manager.annotate(led_to=Subquery(moves.values("to_state")[:1]))
    found: QuerySet[Any] = rows.filter(Q(led_to=None) | ~Q(led_to=F("state")))
    return found


def state_of(record: Moving) -> State:
    """The declared state a record is in.

    Raises:
        UnknownProcess: the process does not know the stored state (any more).
    """
    return process(record.PROCESS).state(record.state)


def is_open(record: Moving) -> bool:
    """Whether somebody still owes work on a record."""
    return state_of(record).kind == "open"


def public_state(record: Moving) -> Text:
    """The state in words for residents."""
    return state_of(record).public_title
