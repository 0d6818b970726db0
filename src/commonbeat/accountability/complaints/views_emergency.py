"""Seeing a complaint at once: one person asks, another consents, everything is on file."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonbeat.kernel.access import Refused, allowed, needs
from commonbeat.kernel.ui.forms import refuse
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
        if form.is_valid() and _asked(request, form):
            return redirect("complaints:emergencies")
    may_consent = allowed(request.user, "complaints.consent")
    lifting = recusals.liftings_waiting(request.user, enums.WALL) if may_consent else []
    waiting = (
        emergencies.waiting(request.user, enums.WALL) if allowed(request.user, "complaints.consent") else []
    )
    context = {
        "form": form if allowed(request.user, "complaints.emergency") else None,
        "waiting": waiting,
        "lifting": lifting,
        "may_consent": allowed(request.user, "complaints.consent"),
    }
    return render(request, "complaints/emergencies.html", context, status=400 if form.errors else 200)


def _asked(request: HttpRequest, form: forms.EmergencyForm) -> bool:
    """Ask. Whether there is such a case is not said; a number nobody has is asked for in vain."""
    given = form.cleaned_data
    with as_platform():
        rows = Complaint.objects.within_look().filter(number__iexact=given["number"].strip())
        case = rows.values_list("pk", flat=True).first()
    try:
        emergencies.ask(
            request.user, enums.WALL, case or UUID(int=0), reason=given["reason"], hours=given["hours"]
        )
    except GrantRefused as refused:
        refuse(form, refused)
        return False
    messages.success(request, _("Asked. If there is such a case, another person has an hour to consent."))
    return True


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
