"""Reading questions for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.contact.models import Conversation
from commonbeat.kernel.workflow import process

from .enums import CASE_KIND
from .models import Question
from .process import OPEN
from .promises import ANSWER

ORDER = ("-asked_at", "-id")


def _late() -> Q:
    """Questions whose running clock is past its due moment."""
    clock = Clock.objects.filter(kind=ANSWER, outcome="", subject_id=OuterRef("pk"))
    over = clock.filter(Q(late_at__isnull=False) | Q(still_since=None, due_at__lt=timezone.now()))
    return Q(Exists(over))


def _unread() -> QuerySet[Conversation, Any]:
    """Ids of questions whose asker wrote something nobody has read."""
    return Conversation.objects.filter(kind=CASE_KIND, unread_by_department=True).values("subject_id")


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
        rows = rows.filter(pk__in=_unread())
    elif only == "publish":
        rows = rows.filter(publication="waiting").exclude(state__in=(*OPEN, "withdrawn", "set_aside"))
    return rows


def clocks_for(questions: list[Question]) -> dict[Any, Clock]:
    """The newest answer clock of each, by question; one query."""
    rows = Clock.objects.filter(kind=ANSWER, subject_id__in=[one.pk for one in questions]).order_by(
        "started_at"
    )
    return {clock.subject_id: clock for clock in rows}


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
        unread=_unread().count(),
    )


def state_choices() -> list[tuple[str, Any]]:
    """States by name and title."""
    return [(state.name, state.title) for state in process(Question.PROCESS).states]
