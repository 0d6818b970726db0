"""Reading questions for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from commonbeat.kernel import clocks, contact
from commonbeat.kernel.workflow import process

from .enums import CASE_KIND
from .models import Question
from .process import OPEN
from .promises import ANSWER

ORDER = ("-asked_at", "-id")


def _late() -> Q:
    """Questions whose running clock is past its due moment."""
    return Q(pk__in=clocks.late((ANSWER,)).values("subject_id"))


def filtered(viewer: Any, wanted: dict[str, Any]) -> QuerySet[Question]:
    """Questions by what a list's filters say.

    Args:
        viewer: an account; ``mine`` means theirs.
        wanted: ``q``, ``state``, ``topic``, ``channel``, ``whose`` (mine, nobody), ``only`` (open, late, unread, publish).
    """
    rows = Question.objects.select_related("owner").order_by(*ORDER)
    if text := wanted.get("q"):
        rows = rows.filter(Q(number__iexact=text.strip()) | Q(text__icontains=text.strip()))
    for name in ("state", "topic", "channel"):
        if value := wanted.get(name):
            rows = rows.filter(**{name: value})
    if whose := wanted.get("whose"):
        rows = rows.filter(owner=viewer if whose == "mine" else None)
    only = wanted.get("only")
    if only == "open":
        rows = rows.filter(state__in=OPEN)
    elif only == "late":
        rows = rows.filter(_late())
    elif only == "unread":
        rows = rows.filter(pk__in=contact.unread(CASE_KIND).values("subject_id"))
    elif only == "publish":
        rows = rows.filter(publication="waiting").exclude(state__in=(*OPEN, "withdrawn", "set_aside"))
    return rows


@dataclass(frozen=True)
class Load:
    """What waits."""

    waiting: int
    late: int
    nobody: int
    to_publish: int
    unread: int


def load() -> Load:
    """How much waits, for the first page and the menu."""
    rows = Question.objects.filter(state__in=OPEN)
    return Load(
        waiting=rows.count(),
        late=rows.filter(_late()).count(),
        nobody=rows.filter(owner=None).count(),
        to_publish=filtered(None, {"only": "publish"}).count(),
        unread=contact.unread(CASE_KIND).count(),
    )


def state_choices() -> list[tuple[str, Any]]:
    """States by name and title."""
    return [(state.name, state.title) for state in process(Question.PROCESS).states]
