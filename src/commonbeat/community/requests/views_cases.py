"""Inspections and code cases of a request, and the inspector's round on a phone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from commonbeat.kernel import workflow
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.ui.forms import tried
from commonbeat.kernel.ui.timeline import of_moves

from . import actions_cases, queries
from .forms import CaseForm, InspectionForm, PictureForm, StepForm
from .models import CodeCase
from .rounds import round_of


@needs("requests.inspect")
@require_http_methods(["GET", "POST"])
def inspect(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what was found at the place."""
    record = queries.one(request.user, pk)
    form = InspectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions_cases.inspect(record, actor=request.user, **form.cleaned_data)
        messages.success(request, _("The inspection is kept."))
        return redirect("requests:stop" if request.GET.get("next") == "round" else "requests:detail", pk=pk)
    title = _("Inspection of %(number)s") % {"number": record.number}
    context = {"record": record, "form": form, "title": title, "submit": _("Keep")}
    return render(request, "ui/form.html", context, status=400 if form.errors else 200)


@needs("requests.inspect")
@require_http_methods(["GET", "POST"])
def open_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open a code case."""
    record = queries.one(request.user, pk)
    form = CaseForm(request.POST or None, initial={"finding": ""})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions_cases.open_case(record, actor=request.user, **form.cleaned_data)
        except ValueError as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, _("The code case %(number)s is open.") % {"number": made.number})
            return redirect("requests:case", pk=made.pk)
    title = _("Open a code case for %(number)s") % {"number": record.number}
    context = {"form": form, "title": title, "submit": _("Open the case")}
    return render(request, "ui/form.html", context, status=400 if form.errors else 200)


@needs("requests.read")
@require_GET
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One code case: notice, cure date, inspections, what can be done next."""
    found = _case(pk)
    context = {
        "case": found,
        "record": found.request,
        "state": workflow.state_of(found),
        "steps": [step for step in workflow.available(found, request.user) if step.capability],
        "clocks": queries.case_dues(found),
        "happened": of_moves(found),
    }
    return render(request, "requests/case.html", context)


@needs("requests.inspect")
@require_http_methods(["GET", "POST"])
def case_step(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Ask for what a step of a code case needs, then take it."""
    found = _case(pk)
    course = workflow.process(CodeCase.PROCESS)
    try:
        chosen = course.transition(name)
    except workflow.UnknownProcess as unknown:
        raise Http404 from unknown
    if not chosen.capability:
        raise Http404("This step is taken by the calendar.")
    reason = chosen.reason or course.is_backward(found.state, chosen.target)
    initial = {
        "notice_on": found.notice_on or queries.today().date(),
        "cure_by": found.cure_by,
        "notice_how": found.notice_how,
    }
    sent = request.POST if request.method == "POST" else None
    form = StepForm(chosen, sent, needs_reason=reason, initial=initial)

    def taken(given: dict[str, Any]) -> None:
        actions_cases.case_step(found, name, actor=request.user, reason=form.why, values=form.values)

    if tried(form, taken) is not None:
        said = _("The case is now: %(state)s.")
        messages.success(request, said % {"state": workflow.state_of(found).title})
        return redirect("requests:case", pk=pk)
    context = {"form": form, "title": f"{found.number}: {chosen.title}", "submit": chosen.title}
    return render(request, "ui/form.html", context, status=400 if form.errors else 200)


def _case(pk: UUID) -> CodeCase:
    """One case, with its request."""
    return get_object_or_404(CodeCase.objects.select_related("request__category", "opened_by"), pk=pk)


@needs("requests.inspect")
@require_GET
def round_(request: HttpRequest) -> HttpResponse:
    """Today's places of the viewer, in the order of a short way."""
    stops = round_of(request.user)
    return render(request, "requests/round.html", {"stops": stops})


@needs("requests.inspect")
@require_GET
def stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One place of the round: for one thumb. Picture, finding, step, next place."""
    record = queries.one(request.user, pk)
    stops = round_of(request.user)
    ids = [one.record.pk for one in stops]
    at = ids.index(record.pk) if record.pk in ids else -1
    context = {
        "record": record,
        "category": queries.category_name(record),
        "state": queries.state_title(record),
        "dues": queries.dues([record]).get(record.pk),
        "steps": [step for step in workflow.available(record, request.user) if step.capability][:6],
        "may_work": allowed(request.user, "requests.work"),
        "picture_form": PictureForm(prefix="picture"),
        "inspection_form": InspectionForm(),
        "following": stops[at + 1].record if 0 <= at < len(stops) - 1 else None,
        "done": record.inspections.select_related("by"),
    }
    return render(request, "requests/stop.html", context)
