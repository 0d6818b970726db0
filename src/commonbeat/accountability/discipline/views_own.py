"""An officer's own page: what they were served, what they may do, by when, and who looked.

It is worked out from their own papers alone. Whoever was served nothing (nobody complained, or nobody told them yet)
gets the same page, made by the same queries.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commonbeat.accountability.complaints import mediating
from commonbeat.accountability.complaints.looks import OWN
from commonbeat.kernel import attachments, audit, walls
from commonbeat.kernel.access.doors import to_sign_in
from commonbeat.kernel.ui.forms import acted
from commonbeat.kernel.walls.lookups import lookups

from . import filed, forms, own
from .models import Served


def _own(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Everybody who is signed in has a page of their own."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.user.is_authenticated else to_sign_in(request)

    return guarded


@_own
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Papers by case, what is next, who looked, and what is in the personnel file."""
    return _mine(request)


def _mine(request: HttpRequest, talk_form: forms.TalkForm | None = None) -> HttpResponse:
    papers = own.papers(request.user)
    closed = own.closed_cases(papers)
    shown = [
        {
            "number": rows[0].case_number,
            "papers": rows,
            "steps": own.next_steps(rows),
            "closed": closed[case],
            "lookups": own.until(_who_looked(request.user, rows[0]), closed[case]) if closed[case] else [],
        }
        for case, rows in _by_case(papers)
    ]
    context = {
        "cases": shown,
        "filed": filed.of_own(papers),
        "talks": _talks(request.user, papers),
        "talk_form": talk_form,
    }
    return render(request, "discipline/mine.html", context, status=400 if talk_form else 200)


def _talks(viewer: Any, papers: list[Served]) -> list[tuple[str, Any]]:
    """Where a talk with the complainant was offered: number of the case, as their papers have it, and their own row."""
    numbers = {one.complaint_id: one.case_number for one in papers}
    return [(numbers.get(one.complaint_id, ""), one) for one in mediating.own(viewer)]


def _by_case(papers: list[Served]) -> list[tuple[UUID, list[Served]]]:
    """Papers by case; the case with the latest paper first, in each the latest paper first."""
    found: dict[UUID, list[Served]] = {}
    for one in papers:
        found.setdefault(one.complaint_id, []).append(one)
    return list(found.items())


def _who_looked(viewer: Any, paper: Served) -> list[Any]:
    """Who looked into a closed case; looks for a criminal case, POST or a court are left out."""
    with walls.looking(viewer, OWN):
        return lookups(paper.complaint_id, through=paper)


@_own
@require_GET
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One paper; opening it notes that it was read."""
    return _paper(request, own.read(request.user, pk))


def _paper(request: HttpRequest, found: Served, **bound: Any) -> HttpResponse:
    may_answer = not own.why_no_answer(found)
    offers = {
        "sign_form": None if found.is_acknowledged else forms.SignForm(),
        "answer_form": forms.AnswerForm() if may_answer else None,
        "time_form": forms.AskTimeForm() if may_answer and found.time_asked_at is None else None,
        "appeal_form": None if own.why_no_appeal(found) else forms.OwnAppealForm(),
    }
    context = {
        "paper": found,
        "files": _files(found),
        "over": own.is_over(found),
        "signature": own.signature_of(request.user),
    }
    status = 400 if bound else 200
    return render(request, "discipline/paper.html", context | offers | bound, status=status)


def _files(found: Served) -> list[Any]:
    """Files of a paper that is the viewer's; read by the platform, for an own look opens no attachments."""
    if not found.files:
        return []
    with _as_platform(found):
        return list(attachments.of(found))


def _as_platform(found: Served) -> Any:
    return walls.looking(
        audit.SYSTEM, "complaint_work", case=found.complaint_id, reason="a paper of one's own"
    )


@_own
@require_GET
def file(request: HttpRequest, pk: UUID, file_id: UUID) -> HttpResponse:
    """A file that goes with a paper of one's own."""
    found = own.paper(request.user, pk)
    with _as_platform(found):
        return attachments.file_response(found, file_id)


@_own
@require_GET
def text(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A paper as plain text, to keep or print."""
    found = own.read(request.user, pk)
    response = HttpResponse(filed.as_text(found), content_type="text/plain; charset=utf-8")
    name = slugify(f"{found.case_number} {found.kind} {found.served_at:%Y-%m-%d}")
    response["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    response["Cache-Control"] = "private, no-store"
    return response


def _acting(form_class: Any, name: str, act: Callable[..., Served], said: Callable[[], str]) -> Any:
    """A view that does something with a paper of one's own; what is refused comes back with what was typed."""

    @_own
    @require_POST
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        found = own.paper(request.user, pk)
        form = form_class(request.POST)
        if acted(request, form, lambda given: act(request.user, pk, **given), said()):
            return redirect("discipline:paper", pk=pk)
        return _paper(request, found, **{name: form})

    return view


@_own
@require_POST
def mediation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say yes or no to a talk with the complainant; no reason is asked, and nobody else's answer is told."""
    form = forms.TalkForm(request.POST)
    if acted(
        request,
        form,
        lambda given: mediating.officer_says(request.user, pk, **given),
        _("Your answer is noted."),
    ):
        return redirect("discipline:mine")
    return _mine(request, form)


sign = _acting(forms.SignForm, "sign_form", own.sign, lambda: _("Signed. It says that you read it, no more."))
answer = _acting(
    forms.AnswerForm, "answer_form", own.answer, lambda: _("Your answer is kept with the paper.")
)
ask_time = _acting(
    forms.AskTimeForm, "time_form", own.ask_time, lambda: _("You asked for more time. You hear from us.")
)
appeal = _acting(forms.OwnAppealForm, "appeal_form", own.appeal, lambda: _("Your appeal is noted today."))
