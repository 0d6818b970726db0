"""The adoption gate, and who leads whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.access.holders import holders
from commonbeat.kernel.ui.forms import acted

from . import gate
from .forms import NoticeForm, ReasonForm, SupervisorForm
from .models import LabourNotice, Supervision
from .supervision import set_supervisor

SWITCH, MANAGE = "support.switch", "support.manage"


@needs(SWITCH)
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """Whether early support is on, and on what notice it rests."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    context = {
        "title": _("Early support: labour notice"),
        "on": gate.switched_on(),
        "notices": list(LabourNotice.objects.select_related("recorded_by", "confirmed_by", "withdrawn_by")),
        "may_manage": allowed(request.user, MANAGE),
        "reason_form": ReasonForm(),
        **more,
    }
    return render(request, "support/settings.html", context, status=status)


@needs(SWITCH)
@require_http_methods(["GET", "POST"])
def new_notice(request: HttpRequest) -> HttpResponse:
    """Record a notice; somebody else confirms it."""
    form = NoticeForm(request.POST if request.method == "POST" else None)
    said = _("The notice is on file. Another person confirms it.")
    if acted(request, form, lambda given: gate.record_notice(actor=request.user, **given), said):
        return redirect("support:settings")
    context = {"form": form, "title": _("Record a labour notice"), "submit": _("Record it")}
    return render(request, "ui/form.html", context, status=400 if form.errors else 200)


@needs(SWITCH)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Be the second person."""
    try:
        gate.confirm_notice(get_object_or_404(LabourNotice, pk=pk), actor=request.user)
    except ValidationError as wrong:
        return _page(request, 400, problem=" ".join(wrong.messages))
    messages.success(request, _("Early support is on."))
    return redirect("support:settings")


@needs(SWITCH)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch early support off."""
    form = ReasonForm(request.POST)
    notice = get_object_or_404(LabourNotice, pk=pk)
    if form.is_valid():
        try:
            gate.withdraw_notice(notice, actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as wrong:
            return _page(request, 400, problem=" ".join(wrong.messages))
        messages.success(request, _("The notice is withdrawn."))
        return redirect("support:settings")
    return _page(request, 400, problem=_("Please give a reason."))


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def supervisors(request: HttpRequest) -> HttpResponse:
    """Who leads whom; the list is by name."""
    people = list(holders("support.review"))
    form = SupervisorForm(request.POST if request.method == "POST" else None, people=people)

    def lead(given: dict[str, Any]) -> None:
        supervisor = form.people.get(given.pop("supervisor"))
        set_supervisor(actor=request.user, supervisor=supervisor, **given)

    if acted(request, form, lead, _("It is noted.")):
        return redirect("support:supervisors")
    rows = (
        Supervision.objects.filter(until=None).select_related("member", "supervisor").order_by("member__name")
    )
    context = {"form": form, "rows": rows, "title": _("Who leads whom")}
    return render(request, "support/supervisors.html", context, status=400 if form.errors else 200)
