"""Calls to residents, vehicles for dispatch, serial numbers for the state's lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from commonbeat.kernel import clocks
from commonbeat.kernel.access import needs

from . import actions_calls, queries
from .forms import CallForm, PurposeForm, StateNumberForm
from .models import CallBack, HandOver, StateEntry
from .text import report_types

MOST = 200


@needs("reports.take")
@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Who waits for a call, the one that is due first on top."""
    rows = list(queries.waiting_calls()[:MOST])
    running = queries.clocks_for([row.report_id or row.pk for row in rows] + [row.pk for row in rows])
    kinds = report_types()
    drawn = []
    standing = {row.pk: running.get(row.pk) or running.get(row.report_id) for row in rows}
    rows.sort(key=lambda row: one.due_at if (one := standing[row.pk]) else row.asked_at)
    for row in rows:
        clock = standing[row.pk]
        title = (
            kinds[row.kind].title if row.kind in kinds else row.kind.replace("_", " ").capitalize() or "Call"
        )
        drawn.append((row, title, clocks.due_text(clock) if clock else ""))
    context = {"rows": drawn, "handovers": queries.waiting_handovers().count()}
    return render(request, "reports/calls.html", context)


@never_cache
@needs("reports.take")
@require_GET
def call(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One call; the number is shown for a purpose."""
    row = get_object_or_404(CallBack.objects.select_related("report", "slot"), pk=pk)
    return render(request, "reports/call.html", {"call": row, "purpose": PurposeForm(), "form": CallForm()})


@never_cache
@needs("reports.take")
@require_POST
def number(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show name and number."""
    row = get_object_or_404(CallBack.objects.select_related("report", "slot"), pk=pk)
    form, party, status = PurposeForm(request.POST), None, 200
    if form.is_valid():
        try:
            party = actions_calls.number_of(row, actor=request.user, purpose=form.said())
        except ValueError as error:
            form.add_error(None, str(error))
    if party is None:
        status = 400
    context = {"call": row, "purpose": form, "form": CallForm(), "party": party}
    return render(request, "reports/call.html", context, status=status)


@needs("reports.take")
@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down how a call went."""
    row = get_object_or_404(CallBack.objects.select_related("report", "slot"), pk=pk)
    form = CallForm(request.POST)
    if form.is_valid():
        try:
            actions_calls.called(
                row, actor=request.user, ended=form.cleaned_data["ended"], note=form.cleaned_data["note"]
            )
            messages.success(request, "The call is kept.")
            return redirect("police_reports:calls")
        except ValueError as error:
            form.add_error(None, str(error))
    return render(
        request, "reports/call.html", {"call": row, "purpose": PurposeForm(), "form": form}, status=400
    )


@needs("reports.take")
@require_GET
def vehicles(request: HttpRequest) -> HttpResponse:
    """Stolen vehicles and plates that dispatch has not taken over, and the last ones that were."""
    context = {
        "rows": _with_dues(queries.waiting_handovers()),
        "done": HandOver.objects.exclude(taken_at=None).select_related("report").order_by("-taken_at")[:20],
        "form": StateNumberForm(auto_id=False),
    }
    return render(request, "reports/vehicles.html", context)


@needs("reports.take")
@require_POST
def take_vehicle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Dispatch has it."""
    row = get_object_or_404(HandOver, pk=pk)
    return _numbered(request, row, actions_calls.take_over, "Taken over.", "police_reports:vehicles")


@needs("reports.review")
@require_GET
def serials(request: HttpRequest) -> HttpResponse:
    """Serial numbers that are not in the state's lists yet; firearms first."""
    context = {
        "rows": _with_dues(queries.waiting_entries()),
        "done": StateEntry.objects.exclude(entered_at=None)
        .select_related("report", "thing")
        .order_by("-entered_at")[:20],
    }
    return render(request, "reports/serials.html", context)


@needs("reports.review")
@require_POST
def enter_serial(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A serial number is in the state's list."""
    row = get_object_or_404(StateEntry, pk=pk)
    return _numbered(request, row, actions_calls.entered, "The entry is kept.", "police_reports:serials")


def _with_dues(rows: QuerySet[Any]) -> list[tuple[Any, str]]:
    """The first rows, each with the words for its clock."""
    shown = list(rows[:MOST])
    running = queries.clocks_for([row.pk for row in shown])
    return [(row, clocks.due_text(running[row.pk]) if row.pk in running else "") for row in shown]


def _numbered(request: HttpRequest, row: Any, act: Callable[..., None], said: str, back: str) -> HttpResponse:
    """Keep the number that the state's list gave, and go back to the list."""
    try:
        act(row, actor=request.user, state_number=request.POST.get("state_number", ""))
        messages.success(request, said)
    except ValueError as error:
        messages.error(request, str(error))
    return redirect(back)
