"""What a clerk does with a report: codes, questions, a call, a decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from commonbeat.kernel import workflow
from commonbeat.kernel.access import needs
from commonbeat.kernel.ui.forms import refuse

from . import actions, queries
from .forms import AcceptForm, AskForm, CodingForm, EscalateForm, RefuseForm
from .models import OnlineReport
from .views import draw

FORMS: dict[str, tuple[type[Any], str]] = {
    "ask": (AskForm, "ask_form"),
    "escalate": (EscalateForm, "escalate_form"),
    "accept": (AcceptForm, "accept_form"),
    "refuse": (RefuseForm, "refuse_form"),
}
DONE = {
    "take": "You are reading it. Others see that.",
    "ask": "The questions are with the resident; the review clock stands still.",
    "go_on": "The review goes on without an answer.",
    "escalate": "It is in the list of calls.",
    "accept": "Accepted. The resident was told that there is news.",
    "refuse": "Refused. The resident reads the reason and may ask for a person.",
}


@needs("reports.review")
@require_POST
def do(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """One step of the process; a form that cannot be used comes back with its text."""
    report = queries.one(request.user, pk)
    if step not in DONE:
        raise Http404("There is no such step.")
    form_type, name = FORMS.get(step, (None, ""))
    form = form_type(request.POST) if form_type else None
    if form is not None and not form.is_valid():
        return draw(request, report, status=400, **{name: form})
    try:
        _steps(request, report, form)[step]()
    except workflow.MoveRefused as refused:
        report.refresh_from_db()
        if form is None:
            messages.error(request, " ".join(str(text) for text in refused.errors.values()))
            return redirect("police_reports:detail", pk=pk)
        refuse(form, refused)
        return draw(request, report, status=400, **{name: form})
    except ValidationError as error:
        if form is None:
            raise
        form.add_error(None, error)
        return draw(request, report, status=400, **{name: form})
    messages.success(request, DONE[step])
    return redirect("police_reports:detail", pk=pk)


def _steps(request: HttpRequest, report: OnlineReport, form: Any) -> dict[str, Callable[[], Any]]:
    """Each step as a function without arguments."""
    who, given = request.user, form.cleaned_data if form is not None else {}
    return {
        "take": lambda: actions.take(report, actor=who),
        "go_on": lambda: workflow.move(
            report, "go_on", actor=who, reason="No answer came, and none is needed to decide"
        ),
        "ask": lambda: actions.ask(report, actor=who, questions=given["questions"]),
        "escalate": lambda: actions.escalate(report, actor=who, reason=given["reason"]),
        "accept": lambda: actions.accept(
            report, actor=who, case_number=given["case_number"], message=given["message"]
        ),
        "refuse": lambda: actions.refuse(
            report, actor=who, refusal=given["refusal"], message=given["message"]
        ),
    }


@needs("reports.review")
@require_POST
def codes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change the clerk's codes; what the resident told stays."""
    report = queries.one(request.user, pk)
    form = CodingForm(report, request.POST)
    if not form.is_valid():
        return draw(request, report, status=400, coding_form=form)
    actions.recode(report, actor=request.user, fields=form.columns(), codes=form.codes())
    messages.success(request, "The codes are kept. The resident's words are as they were.")
    return redirect("police_reports:detail", pk=pk)
