"""After a complaint: the copy of one's own statement, as a page and as PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

import commonbeat.accountability.complaints.public as complaints

from .forms import CodeForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest) -> HttpResponse:
    """The copy, for who has the code."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        shown = complaints.statement(code, request)
        if shown is not None:
            return render(request, "portal_complaints/copy.html", {"copy": shown, "code": code})
        form.add_error("code", _("No complaint opens with this code. Please check it."))
    return _ask(request, form)


@never_cache
@require_POST
def copy_pdf(request: HttpRequest) -> HttpResponse:
    """The copy as PDF, for who has the code."""
    form = CodeForm(request.POST)
    shown = complaints.statement(form.cleaned_data["code"], request) if form.is_valid() else None
    if shown is None:
        if form.is_valid():
            form.add_error("code", _("No complaint opens with this code. Please check it."))
        return _ask(request, form)
    from .pdf import statement_pdf  # the typesetter is large and seldom needed

    response = HttpResponse(statement_pdf(shown), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{shown.number}.pdf"'
    return response


def _ask(request: HttpRequest, form: CodeForm) -> HttpResponse:
    status = 400 if form.errors else 200
    context = {"form": form, "supervisor": complaints.supervisor_phone()}
    return render(request, "portal_complaints/copy_code.html", context, status=status)
