"""A beat proposal: look at it, give hexagons to other beats, lock some, take it home as GeoJSON."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.kernel.access import allowed, needs

from . import actions_beats, queries
from .actions import NotKept
from .measures.beats import outlines
from .models import BeatProposal
from .render.beats import proposal_shown


@needs("workbench.read")
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """The proposals on file; a POST begins one from a finished run."""
    if request.method == "POST":
        run = queries.run_for(request.user, UUID(request.POST["run"]))
        try:
            row = actions_beats.propose_beats(
                actor=request.user,
                run=run,
                name=request.POST.get("name", ""),
                begin=request.POST.get("begin", ""),
            )
        except NotKept as lacking:
            messages.error(request, str(lacking))
            return redirect("workbench:page", name="beats")
        return redirect("workbench:proposal", pk=row.pk)
    return render(
        request, "workbench/proposals.html", {"proposals": queries.proposals_for(request.user)[:100]}
    )


@needs("workbench.read")
@require_GET
def proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One proposal: map, figures before and after, what moved, and the form that moves more."""
    row = get_object_or_404(queries.proposals_for(request.user), pk=pk)
    context: dict[str, Any] = proposal_shown(row)
    may_change = allowed(request.user, "workbench.work")
    return render(request, "workbench/proposal.html", context | {"proposal": row, "may_change": may_change})


@needs("workbench.work")
@require_POST
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a hexagon to another beat."""
    row = get_object_or_404(BeatProposal, pk=pk)
    asked = request.POST
    try:
        actions_beats.move_cell(
            actor=request.user,
            proposal=row,
            cell=asked.get("cell", ""),
            beat=asked.get("beat", ""),
            version=_whole(asked.get("version", "")),
            reason=asked.get("reason", ""),
        )
    except NotKept as refused:
        messages.error(request, str(refused))
    return redirect("workbench:proposal", pk=pk)


def _whole(text: str) -> int:
    """A whole number, or one that is no version."""
    return int(text) if text.isdigit() else -1


@needs("workbench.work")
@require_POST
def lock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lock a hexagon in today's beat, or free it."""
    row = get_object_or_404(BeatProposal, pk=pk)
    cell, locked = request.POST.get("cell", ""), request.POST.get("locked") == "yes"
    try:
        actions_beats.set_lock(
            actor=request.user,
            proposal=row,
            cell=cell,
            locked=locked,
            version=_whole(request.POST.get("version", "")),
        )
    except NotKept as refused:
        messages.error(request, str(refused))
    return redirect("workbench:proposal", pk=pk)


@needs("workbench.read")
@require_GET
def geojson(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan's beats as GeoJSON, for any map program and for `commonbeat import beats`."""
    row = get_object_or_404(queries.proposals_for(request.user), pk=pk)
    features = [
        {"type": "Feature", "properties": {"code": beat, "proposal": row.name}, "geometry": geometry}
        for beat, geometry in outlines(row.assignment).items()
    ]
    answer = JsonResponse(
        {"type": "FeatureCollection", "features": features}, content_type="application/geo+json"
    )
    answer["Content-Disposition"] = f'attachment; filename="beats-{row.pk}.geojson"'
    return answer
