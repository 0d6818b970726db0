"""Reading runs and saved analyses, always for a given viewer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from commonbeat.city.codes.models import CallType
from commonbeat.kernel.access import require
from commonbeat.kernel.ui.search import values_on_file
from commonbeat.operations.records.models import Incident

from .enums import RunState
from .models import BeatProposal, Run, SavedAnalysis


def groups(source: str) -> list[tuple[str, str]]:
    """Type groups (of calls) or offence groups (of incidents) on file, with their words."""
    if source == "incidents":
        names = values_on_file(Incident.objects.all(), "offence_group")
    else:
        names = list(CallType.objects.order_by("group").values_list("group", flat=True).distinct())
    return [(name, name.replace("_", " ").capitalize()) for name in names if name]


def newest_run(viewer: Any, question: str) -> Run | None:
    """The newest run of a question that was not cancelled; None where it was never asked.

    Raises:
        Refused: the viewer may not use the workbench.
    """
    require(viewer, "workbench.read")
    return Run.objects.filter(question=question).exclude(state=RunState.CANCELLED).first()


def run_for(viewer: Any, pk: UUID) -> Run:
    """One run; 404 where there is none.

    Raises:
        Refused: the viewer may not use the workbench.
    """
    require(viewer, "workbench.read")
    return get_object_or_404(Run, pk=pk)


def saved_for(viewer: Any) -> QuerySet[SavedAnalysis]:
    """Saved analyses that stand, newest first.

    Raises:
        Refused: the viewer may not use the workbench.
    """
    require(viewer, "workbench.read")
    return SavedAnalysis.objects.filter(withdrawn_at=None).select_related("saved_by", "run")


def proposals_for(viewer: Any) -> QuerySet[BeatProposal]:
    """Beat proposals, the one changed last first.

    Raises:
        Refused: the viewer may not use the workbench.
    """
    require(viewer, "workbench.read")
    return BeatProposal.objects.select_related("made_by")
