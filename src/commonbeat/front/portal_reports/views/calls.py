"""Asking for a call."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

import commonbeat.community.reports.public as public

from ..forms import TimeForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Whom to call, at which number, and when; the gate's outcome may come along as a ticket."""
    ticket = request.POST.get("ticket", "")
    is_sent = request.method == "POST" and request.POST.get("go") == "ask"
    questions = public.call_form(request.POST if is_sent else None)
    times = TimeForm(request.POST if is_sent else None)
    if is_sent and questions.is_valid() and times.is_valid():
        try:
            booked = public.ask_for_call(questions, times.cleaned_data["slot"], ticket, request)
            return render(request, "portal_reports/called.html", {"booked": booked})
        except public.SlotTaken as taken:
            times = TimeForm({"slot": ""})
            times.add_error("slot", str(taken))
        except ValidationError as error:
            questions.add_error("phone", [text for texts in error.message_dict.values() for text in texts])
    context = {
        "questions": questions,
        "times": times,
        "ticket": ticket,
        "faults": [field for form in (questions, times) for field in form if form.is_bound and field.errors],
    }
    return render(request, "portal_reports/call.html", context, status=400 if context["faults"] else 200)
