"""Reading commendations and suggestions for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from commonbeat.kernel import clocks, contact

from .enums import COMMENDATION, SUGGESTION, Publication
from .models import Commendation, Praised, Suggestion
from .process import OPEN
from .promises import ANSWER, PASS_ON

ORDER = ("-received_at", "-id")
WAITING = ("received", "matched")
TOLD = ("passed_on", "closed")


def _late(kind: str) -> Q:
    """Records whose running clock is past its due moment."""
    return Q(pk__in=clocks.late((kind,)).values("subject_id"))


def _searched(rows: QuerySet[Any], wanted: dict[str, Any]) -> QuerySet[Any]:
    if text := wanted.get("q"):
        rows = rows.filter(Q(number__iexact=text.strip()) | Q(text__icontains=text.strip()))
    for name in ("state", "topic", "channel"):
        if value := wanted.get(name):
            rows = rows.filter(**{name: value})
    return rows


def commendations(wanted: dict[str, Any]) -> QuerySet[Commendation]:
    """Commendations by what a list's filters say.

    Args:
        wanted: ``q``, ``state``, ``channel``, ``only`` (open, late, unread, publish).
    """
    rows = _searched(Commendation.objects.prefetch_related("praised__member").order_by(*ORDER), wanted)
    only = wanted.get("only")
    if only == "open":
        rows = rows.filter(state__in=WAITING)
    elif only == "late":
        rows = rows.filter(_late(PASS_ON))
    elif only == "unread":
        rows = rows.filter(pk__in=contact.unread(COMMENDATION).values("subject_id"))
    elif only == "publish":
        rows = rows.filter(publication=Publication.WAITING, state__in=TOLD)
    return rows


def suggestions(viewer: Any, wanted: dict[str, Any]) -> QuerySet[Suggestion]:
    """Suggestions by what a list's filters say.

    Args:
        viewer: an account; ``mine`` means theirs.
        wanted: as for ``commendations``, and ``topic``, ``whose`` (mine, nobody).
    """
    rows = _searched(Suggestion.objects.select_related("owner").order_by(*ORDER), wanted)
    if whose := wanted.get("whose"):
        rows = rows.filter(owner=viewer if whose == "mine" else None)
    only = wanted.get("only")
    if only == "open":
        rows = rows.filter(state__in=OPEN)
    elif only == "late":
        rows = rows.filter(_late(ANSWER))
    elif only == "unread":
        rows = rows.filter(pk__in=contact.unread(SUGGESTION).values("subject_id"))
    return rows


def mine(viewer: Any) -> QuerySet[Commendation]:
    """Commendations that were passed on to somebody, or to them as a supervisor; newest first."""
    rows = Praised.objects.filter(passed_on_at__isnull=False)
    rows = rows.filter(Q(member__account=viewer) | Q(supervisor__account=viewer))
    found = Commendation.objects.filter(pk__in=rows.values("commendation"), state__in=TOLD)
    return found.prefetch_related("praised__member").order_by(*ORDER)


@dataclass(frozen=True)
class Load:
    """What waits."""

    to_match: int
    to_pass_on: int
    late: int
    to_publish: int
    unread: int
    suggestions: int
    suggestions_late: int


def waiting() -> int:
    """How many commendations wait to be matched or passed on; one query, for every page of the console asks it."""
    return Commendation.objects.filter(state__in=("received", "matched")).count()


def ideas_waiting() -> int:
    """How many suggestions wait for an answer."""
    return Suggestion.objects.filter(state__in=OPEN).count()


def load() -> Load:
    """How much waits, for the first page and the menu."""
    rows, ideas = Commendation.objects.all(), Suggestion.objects.filter(state__in=OPEN)
    return Load(
        to_match=rows.filter(state="received").count(),
        to_pass_on=rows.filter(state="matched").count(),
        late=rows.filter(state__in=WAITING).filter(_late(PASS_ON)).count(),
        to_publish=commendations({"only": "publish"}).count(),
        unread=contact.unread(COMMENDATION).count() + contact.unread(SUGGESTION).count(),
        suggestions=ideas.count(),
        suggestions_late=ideas.filter(_late(ANSWER)).count(),
    )
