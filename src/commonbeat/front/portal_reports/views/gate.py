"""Before any personal data: the gate, and additions to a case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

import commonbeat.community.reports.public as public

from ..forms import GateForm, MoreForm
from .writing import show_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def gate(request: HttpRequest) -> HttpResponse:
    """Ask a few questions and say where the answers lead. Nothing is kept, and no answer is in an address."""
    form = GateForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(
            request,
            "portal_reports/gate.html",
            {"form": form},
            status=400 if request.method == "POST" else 200,
        )
    outcome = public.decide_gate(form.cleaned_data)
    return render(request, "portal_reports/outcome.html", {"outcome": outcome})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest) -> HttpResponse:
    """Add to a case. The answer is the same whether or not there is such a case."""
    form = MoreForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal_reports/more.html", {"form": form}, status=400 if form.errors else 200)
    code = public.start_supplement(form.cleaned_data["case_number"], form.cleaned_data["name"], request)
    writing = public.open_draft(code, request)
    assert writing is not None  # made a moment ago
    return show_page(request, writing, writing.steps[0])
