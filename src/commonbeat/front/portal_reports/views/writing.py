"""The form in steps. Each page is posted with the draft's code in a hidden field: nothing of a report is in an address."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

import commonbeat.community.reports.public as public
from commonbeat.kernel.forms import QuestionForm

from ..forms import CodeForm, KeepForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """One page of the report; what the pressed button asks for is done."""
    if request.method != "POST":
        return render(request, "portal_reports/continue.html", {"form": CodeForm()})
    if ticket := request.POST.get("ticket", ""):
        return _begin(request, ticket)
    writing = public.open_draft(request.POST.get("draft", ""), request)
    if writing is None:
        return _gone(request)
    step = writing.step(request.POST.get("step", ""))
    if request.POST.get("go") == "keep-mail":
        return _mail(request, writing)
    if request.POST.get("go") == "stay":
        return show_page(request, writing, step)
    return _posted(request, writing, step)


def _begin(request: HttpRequest, ticket: str) -> HttpResponse:
    """The first page, after the gate."""
    code = public.start(ticket, request)
    writing = public.open_draft(code, request) if code else None
    return show_page(request, writing, writing.steps[0]) if writing else _gone(request)


def _gone(request: HttpRequest) -> HttpResponse:
    """The draft was sent, deleted, or its time is over."""
    return render(request, "portal_reports/gone.html", status=410)


def _posted(request: HttpRequest, writing: public.Writing, step: public.Step) -> HttpResponse:
    """Keep what was typed and go where the button leads."""
    forms = public.page_forms(writing, step, request.POST)
    arranged = any(form.rearranging for form in forms)
    if arranged:
        for form in forms:
            form.rearranging = True  # nothing is complained about while a block is being added
    public.add_problems(forms)
    problems = _files(request, writing) if step.files else []
    go = request.POST.get("go", "send" if step.name == "check" else "next")
    stays = arranged or go in ("add", "language") or "drop" in request.POST
    valid = not stays and not problems and all(form.is_valid() for form in forms)
    at = _where(writing, step, go if go in ("back", "next") else "stay", valid)
    try:
        there = public.save_step(writing, step, forms, request.POST, at=at.name, keep=go == "keep")
    except public.DraftTooLarge:
        problems.append(_("This is more than a report can hold. Please make it shorter."))
        return show_page(request, writing, step, forms, problems, status=400)
    if not there:
        return _gone(request)
    if go == "keep":
        return render(request, "portal_reports/kept.html", {"writing": writing, "form": KeepForm()})
    if stays:
        shown = forms if arranged else None
        return show_page(request, writing, step, shown, problems, status=400 if problems else 200)
    if go == "back":
        return show_page(request, writing, at)
    if go == "send" and step.name == "check" and valid:
        return _send(request, writing, forms)
    if not valid:
        return show_page(request, writing, step, forms, problems, status=400)
    return show_page(request, writing, at)


def _where(writing: public.Writing, step: public.Step, go: str, valid: bool) -> public.Step:
    """The page to show next."""
    steps = writing.steps
    at = steps.index(step)
    if go == "back":
        return steps[max(0, at - 1)]
    return steps[min(len(steps) - 1, at + 1)] if go == "next" and valid else step


def _files(request: HttpRequest, writing: public.Writing) -> list[str]:
    """Take in what was added, take out what was dropped; returns why something was not taken."""
    problems = [
        f"{upload.name}: {said}"
        for upload in request.FILES.getlist("file")[:10]
        if (said := public.take_file(writing, upload, request))
    ]
    number = request.POST.get("drop", "")
    if number.isascii() and number.isdecimal() and len(number) < 4:
        public.drop_file(writing, int(number))
    return problems


def _send(request: HttpRequest, writing: public.Writing, forms: list[QuestionForm]) -> HttpResponse:
    """Send the report once; show number and code."""
    missing = writing.missing()
    if missing is not None:
        said = _("This page is not complete yet.")
        return show_page(request, writing, missing, None, [said], status=400)
    try:
        done = public.send(writing, forms[0], request)
    except ValidationError as error:
        problems = [text for texts in error.message_dict.values() for text in texts]
        return show_page(request, writing, writing.steps[-1], forms, problems, status=400)
    if done is None:
        return _gone(request)
    context = {"done": done, "rights": public.rights()}
    return render(request, "portal_reports/sent.html", context)


def _mail(request: HttpRequest, writing: public.Writing) -> HttpResponse:
    """Send the way back."""
    form = KeepForm(request.POST)
    if form.is_valid():
        link = settings.BASE_URL.rstrip("/") + reverse("portal_reports:continue")
        said = public.keep(writing, form.cleaned_data["email"], request, link)
        if not said:
            return render(request, "portal_reports/kept.html", {"writing": writing, "mailed": True})
        form.add_error("email", said)
    return render(request, "portal_reports/kept.html", {"writing": writing, "form": form}, status=400)


def show_page(
    request: HttpRequest,
    writing: public.Writing,
    step: public.Step,
    forms: list[QuestionForm] | None = None,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw one page of a report."""
    shown = public.page_forms(writing, step) if forms is None else forms
    steps = writing.steps
    context: dict[str, Any] = {
        "writing": writing,
        "step": step,
        "forms": shown,
        "problems": problems or [],
        "faults": [(form, field) for form in shown for field in form if form.is_bound and field.errors],
        "number": steps.index(step) + 1,
        "count": len(steps),
        "is_first": step == steps[0],
        "is_last": step == steps[-1],
    }
    if step == steps[-1]:
        context["summary"] = public.summary(writing)
        context["notice"], context["signed"] = public.notice()
    return render(request, "portal_reports/write.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def go_on(request: HttpRequest) -> HttpResponse:
    """Come back to a saved report with its code. Every wrong code has the same answer."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        writing = public.open_draft(form.cleaned_data["code"], request)
        if writing is not None:
            return show_page(request, writing, writing.step(writing.at))
        form.add_error(
            "code", _("No saved report opens with this code. Check it; after seven days a report is deleted.")
        )
    return render(request, "portal_reports/continue.html", {"form": form}, status=400 if form.errors else 200)
