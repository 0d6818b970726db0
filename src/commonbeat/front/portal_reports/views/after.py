"""After a report: the copy for an insurer, and the victim's rights."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import commonbeat.community.reports.public as public

from ..forms import CodeForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest) -> HttpResponse:
    """The copy as a page, for who has the tracking code."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        shown = public.receipt(code, request)
        if shown is not None:
            return render(request, "portal_reports/copy.html", {"copy": shown, "code": code})
        form.add_error("code", _("No report opens with this code. Please check it."))
    return render(
        request, "portal_reports/copy_code.html", {"form": form}, status=400 if form.errors else 200
    )


@never_cache
@require_POST
def copy_pdf(request: HttpRequest) -> HttpResponse:
    """The copy as PDF, for who has the tracking code."""
    form = CodeForm(request.POST)
    shown = public.receipt(form.cleaned_data["code"], request) if form.is_valid() else None
    if shown is None:
        if form.is_valid():
            form.add_error("code", _("No report opens with this code. Please check it."))
        return render(request, "portal_reports/copy_code.html", {"form": form}, status=400)
    response = HttpResponse(public.receipt_pdf(shown), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{shown.number}.pdf"'
    return response


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """The rights of victims, and who can help."""
    return render(
        request, "portal_reports/rights.html", {"rights": public.rights(), "services": public.services()}
    )
