"""Times for calls, neighbouring departments, kinds of report; the export for the records system."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.kernel.access import needs

from . import actions_calls, actions_settings, queries
from .forms import AgencyForm, ExportForm, SlotForm, TypeForm
from .models import IncidentDraft, NeighbourAgency, Slot, TypeSetting
from .text import report_types


def _page(request: HttpRequest, status: int = 200, **forms: object) -> HttpResponse:
    own = {row.kind: row for row in TypeSetting.objects.all()}
    kinds = [
        (one.title, own[key].is_open if key in own else True, queries.ceiling(key))
        for key, one in report_types().items()
        if one.listed and one.door == "public"
    ]
    context = {
        "slots": Slot.objects.filter(starts_at__gt=timezone.now())[:200],
        "departments": NeighbourAgency.objects.all(),
        "kinds": kinds,
        "slot_form": SlotForm(prefix="t"),
        "agency_form": AgencyForm(prefix="d"),
        "type_form": TypeForm(prefix="k"),
        **forms,
    }
    return render(request, "reports/settings.html", context, status=status)


@needs("reports.manage")
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """Everything an agency sets for police reports."""
    return _page(request)


@needs("reports.manage")
@require_POST
def times(request: HttpRequest) -> HttpResponse:
    """Offer times for calls."""
    form = SlotForm(request.POST, prefix="t")
    if form.is_valid():
        try:
            made = actions_calls.make_slots(
                actor=request.user,
                days=form.days(),
                times=form.times(),
                minutes=form.cleaned_data["minutes"],
                capacity=form.cleaned_data["capacity"],
            )
            messages.success(request, f"{made} new times are offered.")
            return redirect("police_reports:settings")
        except ValueError as error:
            form.add_error(None, str(error))
    return _page(request, 400, slot_form=form)


@needs("reports.manage")
@require_POST
def drop_time(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back a time nobody has booked."""
    gone = actions_calls.drop_slot(get_object_or_404(Slot, pk=pk), actor=request.user)
    if gone:
        messages.success(request, "The time is taken back.")
    else:
        messages.error(request, "Somebody has booked this time; call them first.")
    return redirect("police_reports:settings")


@needs("reports.manage")
@require_POST
def departments(request: HttpRequest) -> HttpResponse:
    """Add a neighbouring department; the same name changes the one on file."""
    there = NeighbourAgency.objects.filter(name=request.POST.get("d-name", "").strip()).first()
    form = AgencyForm(request.POST, prefix="d", instance=there)
    if not form.is_valid():
        return _page(request, 400, agency_form=form)
    actions_settings.keep_agency(form.save(commit=False), actor=request.user)
    messages.success(request, "Residents are told of it from now on.")
    return redirect("police_reports:settings")


@needs("reports.manage")
@require_POST
def drop_department(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a department off the list."""
    actions_settings.drop_agency(get_object_or_404(NeighbourAgency, pk=pk), actor=request.user)
    messages.success(request, "It is off the list.")
    return redirect("police_reports:settings")


@needs("reports.manage")
@require_POST
def kinds(request: HttpRequest) -> HttpResponse:
    """Open or close a kind, or change its ceiling."""
    form = TypeForm(request.POST, prefix="k")
    if not form.is_valid():
        return _page(request, 400, type_form=form)
    given = form.cleaned_data
    actions_settings.set_kind(
        given["kind"],
        actor=request.user,
        is_open=bool(given["is_open"]),
        ceiling=given["ceiling"],
        reason=given["reason"],
    )
    messages.success(request, "It is in force from now on.")
    return redirect("police_reports:settings")


@needs("reports.export")
@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Accepted reports as a file for the records system."""
    form = ExportForm(request.POST or None)
    waiting = IncidentDraft.objects.filter(exported_at=None).count()
    if request.method != "POST" or not form.is_valid():
        context = {
            "title": f"{waiting} accepted reports are not exported yet",
            "form": form,
            "submit": "Download CSV",
        }
        return render(request, "reports/export.html", context, status=400 if form.errors else 200)
    lines = actions_settings.export(
        actor=request.user, reason=form.cleaned_data["reason"], again=form.cleaned_data["again"]
    )
    response = HttpResponse(b"".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="online-report-incidents.csv"'
    return response
