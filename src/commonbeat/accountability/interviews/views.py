"""Staff pages of interviews."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.accountability.complaints import queries
from commonbeat.accountability.complaints.looks import working
from commonbeat.accountability.complaints.views import purpose_of
from commonbeat.kernel import attachments, walls
from commonbeat.kernel.access import needs
from commonbeat.kernel.ui import doings
from commonbeat.kernel.ui.forms import tried
from commonbeat.kernel.ui.timeline import of_moves
from commonbeat.kernel.workflow import state_of

from . import actions, doing, enums, forms, notice, panels
from .models import Interview


@never_cache
@needs("complaints.work")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan an interview."""
    with working(request.user, pk):
        complaint = queries.case(pk)
        form = forms.NewForm(complaint, request.POST or None, initial={"language": "en"})
        made = tried(form, lambda given: actions.plan(pk, actor=request.user, **given))
        if made is not None:
            messages.success(request, _("Planned. Next: who is there, and the notice."))
            return redirect("interviews:interview", pk=pk, interview=made.pk)
        context = {
            "title": _("Plan an interview"),
            "form": form,
            "submit": _("Plan it"),
            "complaint": complaint,
        }
        return render(request, "interviews/new.html", context, status=400 if form.errors else 200)


@never_cache
@needs("complaints.open")
@require_GET
def detail(request: HttpRequest, pk: UUID, interview: UUID) -> HttpResponse:
    """One interview: its duties, who is there, what was said, what comes next."""
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=pk):
        return _page(request, _there(pk, interview), {})


@never_cache
@needs("complaints.work")
@require_POST
def do(request: HttpRequest, pk: UUID, interview: UUID, what: str) -> HttpResponse:
    """One thing done on the page of an interview."""
    chosen = doing.BY_NAME.get(what)
    if chosen is None:
        raise Http404("There is nothing like that to do.")
    with working(request.user, pk):
        page = doing.page_of(_there(pk, interview), request.user)
        form = chosen.form_of(page, request.POST, request.FILES)
        if not chosen.tried(page, form):
            return _page(request, _there(pk, interview), {what: form})
    messages.success(request, chosen.said)
    return redirect("interviews:interview", pk=pk, interview=interview)


@never_cache
@needs("complaints.open")
@require_GET
def served(request: HttpRequest, pk: UUID, interview: UUID, notice: UUID) -> HttpResponse:
    """A notice as it was served."""
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=pk):
        found = _there(pk, interview)
        row = found.notices.within_look().select_related("served_by").filter(pk=notice).first()
        if row is None:
            raise Http404("There is no such notice.")
        return render(request, "interviews/served.html", {"interview": found, "notice": row})


@never_cache
@needs("complaints.open")
@require_GET
def file(request: HttpRequest, pk: UUID, interview: UUID, key: UUID) -> HttpResponse:
    """A file of an interview."""
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=pk):
        return handed_out(request, pk, _there(pk, interview), key, "interview")


def handed_out(request: HttpRequest, case: UUID, record: Any, key: UUID, what: str) -> HttpResponse:
    """Hand out a file of a record, inside its look, and write that down.

    Raises:
        Http404: the record has no such file.
    """
    opened: HttpResponse = attachments.file_response(record, key)
    actions.note_opened(case, key, actor=request.user, what=what)
    return opened


def _there(pk: UUID, interview: UUID) -> Interview:
    try:
        return actions.interview_of(pk, interview)
    except ObjectDoesNotExist:
        raise walls.NotThere from None


def _page(request: HttpRequest, interview: Interview, bound: dict[str, Any]) -> HttpResponse:
    def address(name: str) -> str:
        return reverse("interviews:do", args=[interview.complaint_id, interview.pk, name])

    page = doing.page_of(interview, request.user)
    may_write = panels.may_write(request.user)
    offers = doings.offers(doing.DOINGS, page, request.user, address, bound) if may_write else []
    context = {
        "interview": interview,
        "complaint": interview.complaint,
        "state": state_of(interview),
        "checks": page.checks,
        "people": list(interview.people.within_look()),
        "notices": interview.notices.within_look().select_related("served_by"),
        "breaks": interview.breaks.within_look(),
        "files": attachments.of(interview),
        "transcript": notice.TRANSCRIPT,
        "draft": notice.notice_text(interview) if interview.part == enums.Part.ACCUSED else "",
        "timeline": of_moves(interview),
        "wrong": list(bound.values()),
        "next": [one for one in offers if one.doing.name in doing.NEXT],
        "more": [one for one in offers if one.doing.name not in doing.NEXT],
        "may_write": may_write,
        "drop": address("drop"),
    }
    return render(request, "interviews/interview.html", context, status=400 if bound else 200)
