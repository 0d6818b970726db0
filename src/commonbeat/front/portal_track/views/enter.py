"""The way in with a code, and the way out."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonbeat.kernel import contact
from commonbeat.kernel.contact.actions import LONGEST_TEXT
from commonbeat.kernel.contact.links import keep_open, leave

from ..forms import CodeForm
from .case import page
from .quiet import quiet

CASE_NUMBER = re.compile(r"[A-Za-z]{1,2} ?\d{2}[- ]?(\d{3,7}|[0-9A-Za-z]{6})")


@require_http_methods(["GET", "HEAD", "POST"])
@quiet
def home(request: HttpRequest) -> HttpResponse:
    """Enter a code. Whatever is wrong with one, the answer is the same, and what was typed stays."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    carried = request.POST.get("carried", "")[:LONGEST_TEXT]
    if request.method == "POST" and form.is_valid():
        conversation = contact.by_code(form.cleaned_data["code"], request=request)
        if conversation:
            response: HttpResponse = HttpResponseRedirect(reverse("portal_track:case"))
            if carried:
                with contact.proved(conversation):
                    response = page(request, conversation, carried=carried)
            keep_open(response, conversation)
            return response
        form.add_error("code", _not_found(form.cleaned_data["code"]))
    context = {"form": form, "carried": carried, "note": request.GET.get("note", "")}
    return render(request, "portal_track/enter.html", context)


def _not_found(typed: str) -> str:
    """What is wrong with a code; whoever typed the number of their case is told what it is not."""
    if CASE_NUMBER.fullmatch(typed.strip()):
        return _("This is the number of a case. The code is longer: four groups of four letters and numbers.")
    return _("We know no case with this code. Please check each letter and number.")


@require_POST
@quiet
def leave_case(request: HttpRequest) -> HttpResponse:
    """Close the case in this browser."""
    response = HttpResponseRedirect(reverse("portal_track:home") + "?note=left")
    leave(response)
    return response
