"""Staff pages of discipline: one officer in one case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commonbeat.accountability.complaints.looks import WORK
from commonbeat.accountability.complaints.promises import LIMIT
from commonbeat.accountability.complaints.views import purpose_of
from commonbeat.kernel import attachments, clocks, walls
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.clocks.explain import explain
from commonbeat.kernel.ui import doings
from commonbeat.kernel.ui.forms import refuse
from commonbeat.kernel.ui.timeline import of_moves
from commonbeat.kernel.workflow import state_of

from . import cases, doing


@needs("complaints.open")
@require_GET
def officer(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
    """What one officer was served in a case, and their discipline."""
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=case):
        return _page(request, case, pk)


def _page(request: HttpRequest, case: UUID, pk: UUID, **bound: Any) -> HttpResponse:
    """The page, inside its look, with a form that was refused where there is one."""
    page = doing.page_of(cases.officer_of(case, pk), request.user)
    here = reverse("discipline:officer", args=[case, pk])
    overseen = allowed(request.user, "complaints.oversight")
    offers = (
        []
        if overseen
        else doings.offers(doing.DOINGS, page, request.user, lambda name: f"{here}{name}/", bound)
    )
    all_of_it = cases.of_officer(page.officer)
    files = attachments.of_many(page.papers)
    context = {
        "page": page,
        "officer": page.officer,
        "complaint": page.officer.complaint,
        "papers": [(one, files.get(str(one.pk), [])) for one in page.papers],
        "discipline": [
            {
                "record": one,
                "state": state_of(one),
                "timeline": of_moves(one, {"system": _("the system")}),
                "clocks": [clocks.due_text(clock) for clock in clocks.clocks_of(one)],
            }
            for one in all_of_it
        ],
        "limit": _limit(page.officer.complaint),
        "offers": offers,
    }
    status = 400 if any(form.errors for form in bound.values()) else 200
    return render(request, "discipline/officer.html", context, status=status)


def _limit(complaint: Any) -> dict[str, Any] | None:
    """How the one-year limit stands, and why."""
    clock = clocks.clock_of(LIMIT, complaint)
    return {"due": clocks.due_text(clock), "why": explain(clock).sentences} if clock else None


def do(name: str) -> Any:
    """The view that does one thing of ``doing.DOINGS``; what is refused comes back with what was typed.

    Args:
        name: of the thing.
    """
    chosen = doing.BY_NAME[name]

    @needs(chosen.capability)
    @require_POST
    def view(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
        files, wrong = _taken(request, name)
        with walls.looking(request.user, WORK, case=case, writing=True):
            page = doing.page_of(cases.officer_of(case, pk), request.user, files)
            form = chosen.form_of(page, request.POST, request.FILES)
            if wrong:
                refuse(form, ValidationError({"file": wrong}))
            if page.discipline is None and not chosen.shown(page):
                form.add_error(None, _("This is not possible now."))
            if not chosen.tried(page, form):
                return _page(request, case, pk, **{name: form})
        messages.success(request, chosen.said)
        return redirect("discipline:officer", case=case, pk=pk)

    return view


def _taken(request: HttpRequest, name: str) -> tuple[tuple[Any, ...], str]:
    """The file that was sent along, taken before the look (a refusal is counted), or why it is not taken."""
    upload = request.FILES.get(f"{name}-file")
    if upload is None:
        return (), ""
    try:
        return (attachments.take(upload, policy=doing.POLICY, actor=request.user),), ""
    except attachments.AttachmentRefused as refused:
        return (), str(refused)


@needs("complaints.open")
@require_GET
def file(request: HttpRequest, case: UUID, pk: UUID, file_id: UUID) -> HttpResponse:
    """A file that goes with a paper."""
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=case):
        return attachments.file_response(cases.paper_of(case, pk), file_id)
