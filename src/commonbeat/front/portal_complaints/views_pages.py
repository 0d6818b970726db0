"""Pages to read: the door itself, how complaints are handled, others to turn to, the paper forms, released thanks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

import commonbeat.accountability.commendations.public as commendations
import commonbeat.accountability.complaints.public as complaints

from .ways import WAYS


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One door, three purposes, equally near."""
    context = {"supervisor": complaints.supervisor_phone(), "thanks": commendations.thanks(3)}
    return render(request, "portal_complaints/home.html", context)


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """The written description of the procedure (Penal Code 832.5(a)(1))."""
    return render(request, "portal_complaints/how.html", {"supervisor": complaints.supervisor_phone()})


@require_safe
def outside(request: HttpRequest) -> HttpResponse:
    """Others who take complaints about the police."""
    return render(request, "portal_complaints/outside.html", {"bodies": complaints.outside_bodies()})


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The forms on paper, and how to hand them in."""
    return render(request, "portal_complaints/paper.html", {"ways": WAYS.values()})


@require_safe
def paper_pdf(request: HttpRequest, kind: str) -> HttpResponse:
    """A blank form with the questions that are asked now."""
    if kind not in WAYS:
        raise Http404
    from .pdf import paper_pdf as made  # the typesetter is large and seldom needed

    response = HttpResponse(made(WAYS[kind]), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{kind}.pdf"'
    response["Cache-Control"] = "max-age=3600"
    return response


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Thanks that everybody may read."""
    return render(request, "portal_complaints/thanks.html", {"thanks": commendations.thanks()})
