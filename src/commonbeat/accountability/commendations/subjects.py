"""How commendations and suggestions are named where clocks are listed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse

from commonbeat.kernel.access import allowed
from commonbeat.kernel.clocks.subjects import Subject

from .models import Commendation, Suggestion


def commendations_named(viewer: Any, ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """Commendations by number, for those who may read them."""
    if not allowed(viewer, "commendations.read"):
        return {}
    rows = Commendation.objects.filter(pk__in=list(ids)).only("pk", "number")
    return {row.pk: Subject(row.number, "", reverse("commendations:detail", args=[row.pk])) for row in rows}


def suggestions_named(viewer: Any, ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """Suggestions by number and topic, for those who may read them."""
    if not allowed(viewer, "commendations.read"):
        return {}
    rows = Suggestion.objects.filter(pk__in=list(ids)).only("pk", "number", "topic")
    return {
        row.pk: Subject(
            row.number, str(row.get_topic_display()), reverse("commendations:suggestion", args=[row.pk])
        )
        for row in rows
    }
