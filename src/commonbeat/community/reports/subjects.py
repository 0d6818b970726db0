"""How reports, calls and serial numbers are named where clocks are listed; nothing that was told is in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.urls import reverse

from commonbeat.kernel.access import allowed
from commonbeat.kernel.clocks.subjects import Subject

from .models import CallBack, OnlineReport, StateEntry


def reports_named(viewer: Any, ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """Reports by their temporary number, for those who may read them."""
    if not allowed(viewer, "reports.read"):
        return {}
    rows = OnlineReport.objects.filter(pk__in=list(ids)).only("pk", "number")
    return {row.pk: Subject(row.number, "", reverse("police_reports:detail", args=[row.pk])) for row in rows}


def calls_named(viewer: Any, ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """Calls to residents, for those who make them."""
    if not allowed(viewer, "reports.take"):
        return {}
    rows = CallBack.objects.filter(pk__in=list(ids)).only("pk", "number")
    return {row.pk: Subject(row.number, "", reverse("police_reports:call", args=[row.pk])) for row in rows}


def entries_named(viewer: Any, ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """Serial numbers that wait for the state's lists, by their report."""
    if not allowed(viewer, "reports.review"):
        return {}
    rows = StateEntry.objects.filter(pk__in=list(ids)).select_related("report")
    return {row.pk: Subject(row.report.number, "", reverse("police_reports:serials")) for row in rows}
