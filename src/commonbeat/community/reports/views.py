"""The clerk's queue and one report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import attachments, clocks, contact, workflow
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.audit.registry import names
from commonbeat.kernel.forms import UnknownForm, shown, version
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.templatetags.ui import ago
from commonbeat.kernel.ui.timeline import TimelineEntry

from . import actions, queries
from .enums import LOCATION_TITLES, OFFENCES
from .forms import AcceptForm, AskForm, CodingForm, EscalateForm, Filters, PurposeForm, RefuseForm
from .models import OnlineReport
from .text import property_kinds, report_types


@needs("reports.read")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The queue, newest first; without filters it shows what is open."""
    given = request.GET.copy()
    if "stand" not in given and not any(given.get(name) for name in ("q", "late")):
        given["stand"] = "open"
    filters = Filters(given)
    rows = filters.only(queries.filtered(request.user, filters.wanted))
    page = keyset_page(rows, request.GET, order=queries.ORDER)
    running = queries.clocks_for([row.pk for row in page.rows])
    ways = [("Take a report", reverse("police_reports:new"))] if allowed(request.user, "reports.take") else []
    ways += [
        ("Calls", reverse("police_reports:calls")),
        ("Serial numbers", reverse("police_reports:serials")),
    ]
    if allowed(request.user, "reports.export"):
        ways.append(("Export", reverse("police_reports:export")))
    if allowed(request.user, "reports.manage"):
        ways.append(("Settings", reverse("police_reports:settings")))
    drawn = Listing(
        title=_heading(queries.counts()),
        columns=_columns(running),
        page=page,
        noun=("report", "reports"),
        filters=filters,
        empty="No report matches. Residents send them by web; clerks take them by telephone.",
        actions=ways,
    )
    return render(request, "ui/list.html", {"listing": drawn}, status=filters.status)


def _heading(n: dict[str, int]) -> str:
    """What stands to be done, in a sentence."""
    late = f", {n['late']} late" if n["late"] else ""
    return f"{n['open']} police reports open, {n['new']} not read yet{late}"


def _columns(running: dict[UUID, Any]) -> list[Column]:
    kinds = report_types()

    def due(row: OnlineReport) -> str:
        clock = running.get(row.pk)
        return clocks.due_text(clock) if clock else ""

    return [
        Column(
            "Number", lambda row: row.number, href=lambda row: reverse("police_reports:detail", args=[row.pk])
        ),
        Column("Kind", lambda row: kinds[row.kind].title),
        Column("State", lambda row: workflow.state_of(row).title),
        Column("Due", due),
        Column(
            "Loss", lambda row: f"{row.loss_total:,.0f}" if row.loss_total is not None else "", numeric=True
        ),
        Column("Way", lambda row: row.get_source_display()),
        Column("Case", lambda row: row.case_number or ""),
        Column("Age", lambda row: ago(row.received_at)),
    ]


@needs("reports.counts")
@require_GET
def counts(request: HttpRequest) -> HttpResponse:
    """What waits and how the promises stand, in numbers only."""
    return render(request, "reports/counts.html", {"n": queries.counts()})


@never_cache
@needs("reports.read")
@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One report: what was told, what a clerk makes of it, what can be done. Opening it is in the audit log."""
    report = queries.one(request.user, pk)
    actions.note_opened(report, reader=request.user)
    return draw(request, report)


@never_cache
@needs("reports.read")
@require_POST
def people(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same page with names, for a purpose."""
    report = queries.one(request.user, pk)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return draw(request, report, purpose=form, status=400)
    lines = actions.people_seen(report, reader=request.user, purpose=form.said())
    return draw(request, report, people=lines)


@needs("reports.review")
@needs("contact.identity")
@require_http_methods(["GET", "POST"])
def new_code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new code for a resident who lost theirs."""
    report = queries.one(request.user, pk)
    back = reverse("police_reports:detail", args=[report.pk])
    return contact.new_code_page(request, report, number=report.number, back=back)


@never_cache
@needs("reports.read")
@require_GET
def file(request: HttpRequest, pk: UUID, key: UUID) -> HttpResponse:
    """A picture or document of a report, without its hidden data."""
    report = queries.one(request.user, pk)
    opened = attachments.file_response(report, key)
    actions.note_opened(report, reader=request.user)
    return opened


def draw(request: HttpRequest, report: OnlineReport, *, status: int = 200, **more: Any) -> HttpResponse:
    """Draw one report.

    Args:
        **more: forms that came back with errors, ``people`` where they may be shown.
    """
    conversation = contact.conversation_of(report)
    state, kinds = workflow.state_of(report), property_kinds()
    possible = {step.name for step in workflow.available(report, request.user)}
    review = allowed(request.user, "reports.review")
    context = {
        "report": report,
        "may_renew": review and conversation is not None and allowed(request.user, "contact.identity"),
        "kind": report_types()[report.kind],
        "state": state,
        "clocks": [(clock.declared.title, clocks.due_text(clock)) for clock in clocks.clocks_of(report)],
        "told": _told(report),
        "things": [
            (line, kinds[line.kind].title if line.kind in kinds else line.kind)
            for line in report.things.all()
        ],
        "offence": OFFENCES.get(report.coding.offence, report.coding.offence),
        "location": LOCATION_TITLES.get(report.coding.location, report.coding.location),
        "hints": queries.duplicates(report),
        "files": attachments.of(report),
        "said": list(contact.utterances(conversation, viewer="staff")) if conversation else [],
        "timeline": [
            TimelineEntry(move.at, str(_step(move, report)), who=_who(move), why=move.reason)
            for move in workflow.history(report)
        ],
        "possible": possible,
        "purpose": PurposeForm(),
        "people": None,
        "coding_form": CodingForm(report) if review else None,
        "ask_form": AskForm() if "ask" in possible else None,
        "accept_form": AcceptForm() if "accept" in possible else None,
        "refuse_form": RefuseForm() if "refuse" in possible else None,
        "escalate_form": EscalateForm() if "escalate" in possible else None,
        "zone": agency().tz,
        **more,
    }
    return render(request, "reports/detail.html", context, status=status)


def _told(report: OnlineReport) -> list[tuple[str, str]]:
    """Answers to the questions of its kind, as they were asked."""
    form = report_types()[report.kind].form
    try:
        asked = version(form, int(report.forms.get(form, 1)))
    except (UnknownForm, ValueError):
        return [(key, str(value)) for key, value in report.answers.items()]
    return [(one.question, one.answer) for one in shown(asked, report.answers, "en")]


def _step(move: Any, report: OnlineReport) -> Any:
    course = workflow.process(report.PROCESS)
    return course.transition(move.transition).title if move.transition else "Received"


def _who(move: Any) -> str:
    found = names(move.actor_kind, [move.actor_id]) if move.actor_id else {}
    return found.get(move.actor_id, "") or {"resident": "resident", "system": "the platform"}.get(
        move.actor_kind, ""
    )
