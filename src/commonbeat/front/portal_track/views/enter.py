"""The way in with a code, and the way out."""

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


@require_http_methods(["GET", "HEAD", "POST"])
@quiet
def home(request: HttpRequest) -> HttpResponse:
    """Enter a code. Whatever is wrong with one, the answer is the same, and what was typed stays."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    carried = request.POST.get("carried", "")[:LONGEST_TEXT]
    if request.method == "POST" and form.is_valid():
        conversation = contact.by_code(form.cleaned_data["code"], request=request)
        if conversation:
            response = (
                page(request, conversation, carried=carried)
                if carried
                else HttpResponseRedirect(reverse("portal_track:case"))
            )
            keep_open(response, conversation)
            return response
        form.add_error("code", _("We know no case with this code. Please check each letter and number."))
    context = {"form": form, "carried": carried, "note": request.GET.get("note", "")}
    return render(request, "portal_track/enter.html", context)


@require_POST
@quiet
def leave_case(request: HttpRequest) -> HttpResponse:
    """Close the case in this browser."""
    response = HttpResponseRedirect(reverse("portal_track:home") + "?note=left")
    leave(response)
    return response
