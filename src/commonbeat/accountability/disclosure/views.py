"""Staff pages: what is owed to whom, requests for records, reports to POST, the yearly table."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.accountability.complaints import queries as complaints
from commonbeat.accountability.complaints.looks import LIST, WORK
from commonbeat.kernel import audit, clocks, walls, workflow
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.ui.forms import refuse
from commonbeat.kernel.ui.timeline import of_moves

from . import actions, doj, forms, queries, reporting
from .disclosable import disclosable
from .models import DisclosureRequest, PostReport
from .process import OPEN
from .promises import POST, REQUEST

Act = Callable[[DisclosureRequest, Any, dict[str, Any]], Any]
STEPS: dict[str, tuple[Any, type[Any], Act]] = {
    "delay": (
        gettext_lazy("Delay it, with reasons in writing"), forms.DelayForm,
        lambda one, actor, given: actions.delay(one, actor=actor, **given),
    ),
    "go-on": (
        gettext_lazy("What held it is over"), forms.GoOnForm,
        lambda one, actor, given: actions.go_on(one, actor=actor, **given),
    ),
    "redact": (
        gettext_lazy("Note something blacked out"), forms.RedactForm,
        lambda one, actor, given: actions.redact(one, actor=actor, **given),
    ),
    "release": (
        gettext_lazy("The records went out"), forms.ReleaseForm,
        lambda one, actor, given: actions.end(one, "release", actor=actor, **given),
    ),
    "refuse": (
        gettext_lazy("Nothing is given out"), forms.RefuseForm,
        lambda one, actor, given: actions.end(one, "refuse", actor=actor, **given),
    ),
    "withdraw": (
        gettext_lazy("The requester withdraws"), forms.WithdrawForm,
        lambda one, actor, given: actions.end(one, "withdraw", actor=actor, **given),
    ),
}  # fmt: skip


class _Undone(Exception):
    """Takes the transaction of a refused form back; carries the form."""

    def __init__(self, form: Any) -> None:
        super().__init__()
        self.form = form


def _run(form: Any, act: Callable[[dict[str, Any]], Any]) -> Any:
    if form.is_valid():
        try:
            return act(dict(form.cleaned_data))
        except (ValidationError, ValueError) as refused:
            refuse(form, refused)
    raise _Undone(form)


@needs("disclosure.read")
@require_GET
def duties(request: HttpRequest) -> HttpResponse:
    """What is owed, to whom, by when; and what was done, with its proof."""
    with walls.looking(request.user, LIST):
        owed, done = queries.duties()
        return render(
            request,
            "disclosure/duties.html",
            {"owed": owed, "done": done, "may_doj": allowed(request.user, "disclosure.doj")},
        )


@needs("disclosure.read")
@require_GET
def case(request: HttpRequest, case: UUID) -> HttpResponse:
    """Everything of one complaint: what the law opens, requests, reports to POST."""
    with walls.looking(request.user, WORK, case=case):
        return _case_page(request, case)


def _due(kind: str, record: Any) -> str:
    clock = clocks.clock_of(kind, record)
    return clocks.due_text(clock) if clock else "–"


def _case_page(
    request: HttpRequest, case: UUID, take: Any = None, report: Any = None, status: int = 200
) -> HttpResponse:
    complaint = complaints.case(case)
    officers = list(complaint.officers.within_look().select_related("member"))
    reports = [(one, _due(POST, one)) for one in PostReport.objects.within_look().filter(complaint=complaint)]
    may = allowed(request.user, "disclosure.work") and walls.sees(case, writing=False)
    context = {
        "complaint": complaint,
        "reasons": disclosable(complaint),
        "requests": list(DisclosureRequest.objects.within_look().filter(complaint=complaint)),
        "reports": reports,
        "take_form": take or forms.TakeForm(prefix="take"),
        "report_form": report or forms.ReportForm(prefix="report", officers=officers),
        "sent_form": forms.SentForm(prefix="sent"),
        "may": may,
    }
    return render(request, "disclosure/case.html", context, status=status)


@needs("disclosure.work")
@require_POST
def take(request: HttpRequest, case: UUID) -> HttpResponse:
    """Write a request down."""
    form = forms.TakeForm(request.POST, prefix="take")
    try:
        made = _run(form, lambda given: actions.take(case, actor=request.user, **given))
    except _Undone:
        with walls.looking(request.user, WORK, case=case):
            return _case_page(request, case, take=form, status=400)
    messages.success(request, _("Written down as %(number)s.") % {"number": made.number})
    return redirect("disclosure:request", case=case, pk=made.pk)


@needs("disclosure.work")
@require_POST
def begin_report(request: HttpRequest, case: UUID) -> HttpResponse:
    """Begin a report to POST."""
    try:
        with walls.looking(request.user, WORK, case=case, writing=True):
            officers = {str(one.pk): one for one in complaints.case(case).officers.within_look()}
            form = forms.ReportForm(request.POST, prefix="report", officers=list(officers.values()))

            def act(given: dict[str, Any]) -> Any:
                given["officer"] = officers.get(given["officer"])
                return reporting.begin(case, actor=request.user, **given)

            _run(form, act)
    except _Undone as undone:
        with walls.looking(request.user, WORK, case=case):
            return _case_page(request, case, report=undone.form, status=400)
    messages.success(request, _("Its 10 days run."))
    return redirect("disclosure:case", case=case)


@needs("disclosure.work")
@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
    """A report to POST was sent."""
    form = forms.SentForm(request.POST or None)
    try:
        with walls.looking(request.user, WORK, case=case, writing=request.method == "POST"):
            report = _one(PostReport, case, pk)
            if request.method == "POST":
                _run(form, lambda given: reporting.sent(report, actor=request.user, **given))
                messages.success(request, _("Noted, with its proof."))
                return redirect("disclosure:case", case=case)
            return _sent_page(request, report, form)
    except _Undone:
        with walls.looking(request.user, WORK, case=case):
            return _sent_page(request, _one(PostReport, case, pk), form, 400)


def _sent_page(request: HttpRequest, report: PostReport, form: Any, status: int = 200) -> HttpResponse:
    title = _("Sent to POST: %(what)s") % {"what": report.what or report.get_kind_display()}
    context = {"title": title, "form": form, "submit": _("Note it")}
    return render(request, "ui/form.html", context, status=status)


def _one(model: Any, case: UUID, pk: UUID) -> Any:
    found = model.objects.within_look().select_related("complaint").filter(complaint_id=case, pk=pk).first()
    if found is None:
        raise Http404("No such record.")
    return found


@needs("disclosure.read")
@require_GET
def one_request(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
    """One request: its clock, delays, redactions, and what can be done."""
    with walls.looking(request.user, WORK, case=case):
        return _request_page(request, _one(DisclosureRequest, case, pk))


def _request_page(
    request: HttpRequest, one: DisclosureRequest, status: int = 200, **sent_forms: Any
) -> HttpResponse:
    clock = clocks.clock_of(REQUEST, one)
    open_now = one.state in OPEN and allowed(request.user, "disclosure.work")
    steps = [
        (name, title, sent_forms.get(name) or form(prefix=name, request=one))
        for name, (title, form, _act) in STEPS.items()
        if open_now and (name != "go-on" or (clock is not None and clocks.open_grounds(clock)))
    ]
    context = {
        "one": one,
        "complaint": one.complaint,
        "state": workflow.state_of(one),
        "clock": clock,
        "due": clocks.due_text(clock) if clock else "",
        "delays": one.delays.within_look(),
        "redactions": one.redactions.within_look(),
        "moves": of_moves(one),
        "steps": steps,
        "reasons": disclosable(one.complaint),
    }
    return render(request, "disclosure/request.html", context, status=status)


def step(name: str) -> Any:
    """The view that takes one step of `STEPS`; what is refused comes back with what was typed."""
    title, form_class, act = STEPS[name]

    @needs("disclosure.work")
    @require_POST
    def view(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
        try:
            with walls.looking(request.user, WORK, case=case, writing=True):
                one = _one(DisclosureRequest, case, pk)
                form = form_class(request.POST, prefix=name, request=one)
                _run(form, lambda given: act(one, request.user, given))
        except _Undone as undone:
            with walls.looking(request.user, WORK, case=case):
                return _request_page(request, _one(DisclosureRequest, case, pk), 400, **{name: undone.form})
        messages.success(request, _("Done: %(what)s.") % {"what": title})
        return redirect("disclosure:request", case=case, pk=pk)

    return view


@needs("disclosure.doj")
@require_GET
def yearly(request: HttpRequest) -> HttpResponse:
    """The table the Department of Justice asks for every year."""
    form, found = _year(request)
    return render(request, "disclosure/yearly.html", {"form": form, "table": found, "columns": doj.COLUMNS})


@needs("disclosure.doj")
@require_GET
def yearly_csv(request: HttpRequest) -> HttpResponse:
    """The same as CSV; taking it is written down."""
    _form, found = _year(request)
    audit.record(
        "disclosure.yearly_taken", actor=request.user, object_kind="disclosure", object_id=str(found.year)
    )
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="penal-code-13012-{found.year}.csv"'
    csv.writer(response).writerows(doj.as_csv(found))
    return response


def _year(request: HttpRequest) -> tuple[Any, doj.Table]:
    last = actions.today().year - 1
    form = forms.YearForm(request.GET if "year" in request.GET else {"year": last})
    year = form.cleaned_data["year"] if form.is_valid() else last
    with walls.looking(request.user, LIST):
        # complaints this account is kept out of are missing here: the page says so
        return form, doj.table(year)
