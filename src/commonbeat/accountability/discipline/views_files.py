"""Personnel files, the separate file, and what agreements say of time."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.city.roster.models import Member
from commonbeat.kernel import audit
from commonbeat.kernel.access import acting, allowed, needs
from commonbeat.kernel.publish.files import safe_cell
from commonbeat.kernel.ui.forms import acted

from . import filed
from .forms import AgreementForm, ExportForm, FindForm
from .models import Agreement

COLUMNS = ("case", "allegation", "finding", "final_on", "discipline", "answer")


@needs("discipline.files")
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Find a member by name or number."""
    form = FindForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    rows = Member.objects.none()
    if words:
        rows = Member.objects.filter(name__icontains=words) | Member.objects.filter(number=words)
    context = {
        "form": form,
        "q": words,
        "members": rows.order_by("name", "pk")[:50],
        "may_agree": allowed(request.user, "discipline.agreements"),
    }
    return render(request, "discipline/find.html", context, status=400 if form.errors else 200)


@needs("discipline.files")
@require_GET
def personnel(request: HttpRequest, member: int) -> HttpResponse:
    """A personnel file; nothing in it says that there is another one."""
    who = get_object_or_404(Member, pk=member)
    context = {"member": who, "lines": filed.personnel_file(request.user, who), "form": ExportForm()}
    return render(request, "discipline/personnel.html", context)


@needs("discipline.files")
@require_POST
def export(request: HttpRequest, member: int) -> HttpResponse:
    """A personnel file to take along for a promotion or transfer: never with what is kept apart."""
    who = get_object_or_404(Member, pk=member)
    form = ExportForm(request.POST)
    lines = filed.personnel_file(request.user, who)
    if not form.is_valid():
        context = {"member": who, "lines": lines, "form": form}
        return render(request, "discipline/personnel.html", context, status=400)
    audit.record("discipline.file_exported", actor=request.user, object_kind="member", object_id=who.pk,
                 reason=form.cleaned_data["reason"], details={"rows": len(lines)})  # fmt: skip
    out = StringIO()
    sheet = csv.writer(out)
    sheet.writerow(COLUMNS)
    for one in lines:
        cells = (one.number, one.what, one.result, one.on.isoformat(), one.discipline, one.answer)
        sheet.writerow([safe_cell(cell) for cell in cells])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="personnel-file-{who.pk}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


@needs("discipline.files")
@require_GET
def separate(request: HttpRequest, member: int) -> HttpResponse:
    """The separate file, for training or counselling; the purpose is chosen first, and kept."""
    who = get_object_or_404(Member, pk=member)
    purpose = request.GET.get("for", "")
    lines = filed.separate_file(request.user, who, purpose=purpose) if purpose else None
    return render(request, "discipline/separate.html", {"member": who, "purpose": purpose, "lines": lines})


@needs("discipline.agreements")
@require_http_methods(["GET", "POST"])
def agreements(request: HttpRequest) -> HttpResponse:
    """What agreements say of time; a new one counts from its day on, what runs already keeps its days."""
    form = AgreementForm(request.POST or None)
    said = _("Kept. What runs already keeps its days.")
    if acted(request, form, lambda given: _keep(form, request.user), said):
        return redirect("discipline:agreements")
    context = {"agreements": Agreement.objects.all(), "form": form, "submit": _("Keep it")}
    return render(request, "discipline/agreements.html", context, status=400 if form.errors else 200)


def _keep(form: Any, actor: Any) -> None:
    reason = form.cleaned_data["reason"]
    with acting(actor, "discipline.agreements", "discipline.agreement_changed", object_kind="agreement",
                reason=reason) as act:  # fmt: skip
        made = form.save()
        act.object_id = str(made.pk)
        act.details.update(appeal_days=made.appeal_days, response_days=made.response_days)
