"""How requests and code cases are named where clocks are listed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse

from commonbeat.kernel.access import allowed
from commonbeat.kernel.clocks.subjects import Subject

from .models import ServiceRequest, in_language
from .models_cases import CodeCase


def requests_named(viewer: Any, ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """Requests by number and kind, for those who may read them."""
    if not allowed(viewer, "requests.read"):
        return {}
    rows = ServiceRequest.objects.filter(pk__in=list(ids)).select_related("category")
    return {
        row.pk: Subject(
            row.number, in_language(row.category, "name"), reverse("requests:detail", args=[row.pk])
        )
        for row in rows
    }


def cases_named(viewer: Any, ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """Code cases by number and section, for those who may read requests."""
    if not allowed(viewer, "requests.read"):
        return {}
    rows = CodeCase.objects.filter(pk__in=list(ids))
    return {row.pk: Subject(row.number, row.section, reverse("requests:case", args=[row.pk])) for row in rows}
