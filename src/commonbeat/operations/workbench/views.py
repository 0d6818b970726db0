"""The workbench's pages: a question in the address, its answer below, progress where it takes a while."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commonbeat.kernel.access import allowed, needs

from . import actions, queries
from .enums import Page, RunState
from .forms import SaveForm, ScopeForm
from .forms_pages import FORMS
from .measures import PAGES
from .models import Run, SavedAnalysis
from .render import SHOWN
from .scope import Scope

AGAIN = "again"


@needs("workbench.read")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What the workbench answers, and what was kept."""
    context = {"tabs": _tabs("", ""), "saved": queries.saved_for(request.user)[:12], "form": ScopeForm()}
    return render(request, "workbench/home.html", context)


@needs("workbench.read")
@require_GET
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One question: its filters, and the answer or how far it is."""
    if name not in PAGES:
        raise Http404
    asked = {key: value for key, value in request.GET.items() if key != AGAIN}
    form = FORMS[name](asked)
    context: dict[str, Any] = {"name": name, "title": Page(name).label, "form": form}
    if not form.is_valid():
        return render(request, f"workbench/{name}.html", context | {"tabs": _tabs(name, "")}, status=400)
    scope = form.scope
    run = _answer(request, name, scope)
    context |= {"tabs": _tabs(name, scope.shared_query), "scope": scope, "run": run, "query": _query(request)}
    if run.state == RunState.DONE:
        context |= SHOWN[name](run.content, scope)
        context["save_form"] = SaveForm() if allowed(request.user, "workbench.work") else None
    return render(request, f"workbench/{name}.html", context)


def _answer(request: HttpRequest, name: str, scope: Scope) -> Run:
    """The kept answer to this question, or a new run where there is none or a new one is asked for."""
    run = queries.newest_run(request.user, scope.digest(name, PAGES[name].version))
    if run is None or (AGAIN in request.GET and run.state in (RunState.DONE, RunState.FAILED)):
        return actions.ask(actor=request.user, page=name, scope=scope)
    return run


def _query(request: HttpRequest) -> str:
    """The address's filters, without the wish to compute again."""
    kept = request.GET.copy()
    kept.pop(AGAIN, None)
    return kept.urlencode()


def _tabs(here: str, query: str) -> list[tuple[str, str, bool]]:
    """Label and address of each page, with the shared filters, and whether it is the one on screen."""
    asked = f"?{query}" if query else ""
    return [
        (str(entry.label), reverse("workbench:page", args=[entry.value]) + asked, entry.value == here)
        for entry in Page
    ]


@needs("workbench.read")
@require_GET
def progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a run is; the page that waits asks for this piece every second."""
    run = queries.run_for(request.user, pk)
    answer = render(request, "workbench/parts/progress.html", {"run": run})
    if run.state not in (RunState.QUEUED, RunState.RUNNING):
        answer["HX-Refresh"] = "true"
    return answer


@needs("workbench.read")
@require_POST
def cancel_run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop a computation and go back to the workbench's first page."""
    run = actions.cancel(actor=request.user, run=queries.run_for(request.user, pk))
    messages.success(request, _("%(page)s: the computation is stopped.") % {"page": run.get_page_display()})
    return redirect("workbench:home")


@needs("workbench.work")
@require_POST
def save(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the view of a finished run."""
    run = queries.run_for(request.user, pk)
    query = request.POST.get("query", "")[:2000]
    form = SaveForm(request.POST)
    if form.is_valid():
        try:
            kept = actions.save_analysis(actor=request.user, run=run, query=query, **form.cleaned_data)
        except actions.NotKept as lacking:
            form.add_error(None, str(lacking))
        else:
            messages.success(request, _("“%(name)s” is kept.") % {"name": kept.name})
            return redirect("workbench:saved")
    context = {"run": run, "form": form, "query": query, "tabs": _tabs(run.page, "")}
    return render(request, "workbench/save.html", context, status=400)


@needs("workbench.read")
@require_GET
def saved(request: HttpRequest) -> HttpResponse:
    """Every analysis that was kept."""
    may_withdraw = allowed(request.user, "workbench.work")
    rows = queries.saved_for(request.user)[:200]
    return render(
        request, "workbench/saved.html", {"saved": rows, "tabs": _tabs("", ""), "may_withdraw": may_withdraw}
    )


@needs("workbench.work")
@require_POST
def withdraw_saved(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a kept analysis off the list and out of coming reports."""
    row = get_object_or_404(SavedAnalysis, pk=pk, withdrawn_at=None)
    try:
        actions.withdraw(actor=request.user, saved=row, reason=request.POST.get("reason", ""))
    except actions.NotKept as lacking:
        messages.error(request, str(lacking))
    else:
        messages.success(request, _("“%(name)s” is withdrawn.") % {"name": row.name})
    return redirect("workbench:saved")
