"""Seeing a complaint at once: one person asks, another consents, everything is on file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonbeat.kernel.access import Refused, allowed, needs
from commonbeat.kernel.ui.forms import acted
from commonbeat.kernel.walls import GrantRefused, emergencies, recusals

from . import enums, forms
from .looks import as_platform
from .models import Complaint


@needs("complaints.open")
@require_http_methods(["GET", "POST"])
def emergency_list(request: HttpRequest) -> HttpResponse:
    """Ask to see a case, and see what others ask for."""
    form = forms.EmergencyForm(request.POST or None)
    if request.method == "POST":
        if not allowed(request.user, "complaints.emergency"):
            raise Refused("complaints.emergency")
        said = _("Asked. If there is such a case, another person has an hour to consent.")
        if acted(request, form, lambda given: _ask(request.user, **given), said):
            return redirect("complaints:emergencies")
    may_consent = allowed(request.user, "complaints.consent")
    context = {
        "form": form if allowed(request.user, "complaints.emergency") else None,
        "waiting": emergencies.waiting(request.user, enums.WALL) if may_consent else [],
        "lifting": recusals.liftings_waiting(request.user, enums.WALL) if may_consent else [],
        "may_consent": may_consent,
    }
    return render(request, "complaints/emergencies.html", context, status=400 if form.errors else 200)


def _ask(viewer: Any, number: str, reason: str, hours: int) -> None:
    """Ask. Whether there is such a case is not said; a number nobody has is asked for in vain."""
    with as_platform():
        rows = Complaint.objects.within_look().filter(number__iexact=number.strip())
        case = rows.values_list("pk", flat=True).first()
    emergencies.ask(viewer, enums.WALL, case or UUID(int=0), reason=reason, hours=hours)


@needs("complaints.consent")
@require_POST
def answer(request: HttpRequest, emergency_id: UUID, yes: str) -> HttpResponse:
    """Consent to an emergency or to taking back a recusal, or say no."""
    answers = {
        "consent": emergencies.consent, "decline": emergencies.decline,
        "lift": recusals.lift_recusal, "keep": recusals.keep_recusal,
    }  # fmt: skip
    act = answers.get(yes)
    if act is None:
        raise Http404("No such answer.")
    try:
        act(request.user, emergency_id, enums.WALL)
    except GrantRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Your answer is on file."))
    return redirect("complaints:emergencies")
