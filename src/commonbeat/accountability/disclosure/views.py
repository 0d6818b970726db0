"""Staff pages: what is owed to whom, requests for records, reports to POST, the yearly table."""

from __future__ import annotations

import csv
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.accountability.complaints import queries as complaints
from commonbeat.accountability.complaints.looks import LIST, WORK
from commonbeat.accountability.complaints.views import purpose_of
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, clocks, walls, workflow
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.ui import doings
from commonbeat.kernel.ui.forms import acted, tried
from commonbeat.kernel.ui.timeline import of_moves

from . import actions, doing, doj, forms, queries, reporting
from .disclosable import disclosable
from .models import DisclosureRequest, PostReport
from .promises import POST


def overseen(viewer: Any) -> bool:
    """Whether somebody reads for civilian oversight: nothing is offered to them, whatever else they hold."""
    return allowed(viewer, "complaints.oversight")


@needs("disclosure.read")
@require_GET
def duties(request: HttpRequest) -> HttpResponse:
    """What is owed, to whom, by when; and what was done, with its proof."""
    with walls.looking(request.user, purpose_of(request.user)):
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
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=case):
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
    may = not overseen(request.user) and allowed(request.user, "disclosure.work")
    may = may and walls.sees(case, writing=False)
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
    made = tried(form, lambda given: actions.take(case, actor=request.user, **given))
    if made is None:
        with walls.looking(request.user, WORK, case=case):
            return _case_page(request, case, take=form, status=400)
    messages.success(request, _("Written down as %(number)s.") % {"number": made.number})
    return redirect("disclosure:request", case=case, pk=made.pk)


@needs("disclosure.work")
@require_POST
def begin_report(request: HttpRequest, case: UUID) -> HttpResponse:
    """Begin a report to POST."""
    with walls.looking(request.user, WORK, case=case, writing=True):
        officers = {str(one.pk): one for one in complaints.case(case).officers.within_look()}
        form = forms.ReportForm(request.POST, prefix="report", officers=list(officers.values()))

        def begin(given: dict[str, Any]) -> PostReport:
            officer = officers.get(given.pop("officer"))
            return reporting.begin(case, actor=request.user, officer=officer, **given)

        if tried(form, begin) is None:
            return _case_page(request, case, report=form, status=400)
    messages.success(request, _("Its 10 days run."))
    return redirect("disclosure:case", case=case)


@needs("disclosure.work")
@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
    """A report to POST was sent."""
    form = forms.SentForm(request.POST or None)
    with walls.looking(request.user, WORK, case=case, writing=request.method == "POST"):
        report = _one(PostReport, case, pk)
        said = _("Noted, with its proof.")
        if acted(request, form, lambda given: reporting.sent(report, actor=request.user, **given), said):
            return redirect("disclosure:case", case=case)
        title = _("Sent to POST: %(what)s") % {"what": report.what or report.get_kind_display()}
        context = {"title": title, "form": form, "submit": _("Note it")}
        return render(request, "ui/form.html", context, status=400 if form.errors else 200)


def _one(model: Any, case: UUID, pk: UUID) -> Any:
    found = model.objects.within_look().select_related("complaint").filter(complaint_id=case, pk=pk).first()
    if found is None:
        raise Http404("No such record.")
    return found


@needs("disclosure.read")
@require_GET
def one_request(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
    """One request: its clock, delays, redactions, and what can be done."""
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=case):
        return _request_page(request, _one(DisclosureRequest, case, pk))


def _request_page(request: HttpRequest, one: DisclosureRequest, **bound: Any) -> HttpResponse:
    page = doing.page_of(one, request.user)
    here = reverse("disclosure:request", args=[one.complaint_id, one.pk])
    possible = () if overseen(request.user) else doing.DOINGS
    context = {
        "one": one,
        "complaint": one.complaint,
        "state": workflow.state_of(one),
        "clock": page.clock,
        "due": clocks.due_text(page.clock) if page.clock else "",
        "delays": one.delays.within_look(),
        "redactions": one.redactions.within_look(),
        "moves": of_moves(one),
        "offers": doings.offers(possible, page, request.user, lambda name: f"{here}{name}/", bound),
        "reasons": disclosable(one.complaint),
    }
    return render(request, "disclosure/request.html", context, status=400 if bound else 200)


def step(name: str) -> Any:
    """The view that does one thing of ``doing.DOINGS``; what is refused comes back with what was typed."""
    chosen = doing.BY_NAME[name]

    @needs(chosen.capability)
    @require_POST
    def view(request: HttpRequest, case: UUID, pk: UUID) -> HttpResponse:
        with walls.looking(request.user, WORK, case=case, writing=True):
            page = doing.page_of(_one(DisclosureRequest, case, pk), request.user)
            form = chosen.form_of(page, request.POST)
            if not chosen.tried(page, form):
                return _request_page(request, _one(DisclosureRequest, case, pk), **{name: form})
        messages.success(request, chosen.said)
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
    last = today().year - 1
    form = forms.YearForm(request.GET if "year" in request.GET else {"year": last})
    year = form.cleaned_data["year"] if form.is_valid() else last
    with walls.looking(request.user, LIST):
        # complaints this account is kept out of are missing here: the page says so
        return form, doj.table(year)
