"""Town halls: what they are, one evening, asking and voting there, the screen in the hall."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import commonbeat.community.questions.public as public
from commonbeat.community.questions.public import square_code
from commonbeat.kernel.access.limits import limited
from commonbeat.kernel.live import live_url
from commonbeat.kernel.ui.forms import refuse
from commonbeat.kernel.ui.site import reader_language

from .forms import HallForm

MOST_QUESTIONS, MOST_VOTES = 200, 3_000  # an hour from one address: a whole hall may share one
BALLOT_LASTS = 12 * 3600  # seconds
NEXT_ON_STAGE = 4


@require_safe
def halls(request: HttpRequest) -> HttpResponse:
    """Every town hall."""
    return render(request, "portal_questions/halls.html", {"halls": public.halls(reader_language())})


def _found(slug: str) -> public.Hall:
    one = public.find(slug, reader_language())
    if one is None:
        raise Http404
    return one


def _page(request: HttpRequest, one: public.Hall, form: HallForm | None = None, **more: Any) -> HttpResponse:
    context = {
        "hall": one,
        "rows": public.hall_rows(one.slug, reader_language()),
        "form": form or HallForm(),
        "live": live_url(one.topic) if one.state != "closed" else "",
        "address": request.build_absolute_uri(reverse("portal_questions:hall", args=[one.slug])),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "portal_questions/hall.html", context | more, status=status)


@never_cache
@require_safe
def hall(request: HttpRequest, slug: str) -> HttpResponse:
    """One evening: how to take part, what was asked, what was answered."""
    number = request.GET.get("n", "")
    said = (
        public.said_of_vote(request.GET.get("vote", ""), int(number))
        if number.isdecimal() and len(number) < 6
        else ""
    )
    return _page(request, _found(slug), note=said)


@never_cache
@require_safe
def piece(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of the evening's page that changes by itself."""
    one = _found(slug)
    return render(
        request,
        "portal_questions/_list.html",
        {"hall": one, "rows": public.hall_rows(slug, reader_language())},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a question to an evening."""
    one = _found(slug)
    if request.method != "POST":
        return _page(request, one)
    limited("questions.hall", request, most=MOST_QUESTIONS)
    form = HallForm(request.POST)
    if form.is_valid():
        try:
            taken = public.ask_at(
                slug,
                text=form.cleaned_data["text"],
                language=reader_language(),
                door_token=form.cleaned_data["token"],
            )
        except (ValidationError, public.NotOpen) as refused:
            refuse(form, refused)
        else:
            return render(request, "portal_questions/hall_sent.html", {"hall": one, "taken": taken})
    return _page(request, one, form)


@require_POST
def vote(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Vote, once for each browser: it keeps a random value until the evening is over."""
    one = _found(slug)
    limited("questions.vote", request, most=MOST_VOTES)
    name = f"hall-{one.slug}"
    ballot = request.get_signed_cookie(name, "", salt=name, max_age=BALLOT_LASTS) or secrets.token_hex(16)
    what = public.vote_at(one.slug, number, ballot)
    back = reverse("portal_questions:hall", args=[one.slug])
    response = HttpResponseRedirect(f"{back}?vote={what}&n={number}#questions")
    if what in ("counted", "before"):
        response.set_signed_cookie(
            name,
            ballot,
            salt=name,
            max_age=BALLOT_LASTS,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def _stage(request: HttpRequest, one: public.Hall) -> dict[str, Any]:
    rows = public.hall_rows(one.slug, reader_language())
    address = request.build_absolute_uri(reverse("portal_questions:hall", args=[one.slug]))
    return {
        "hall": one,
        "on_stage": rows.on_stage,
        "next": rows.in_line[:NEXT_ON_STAGE],
        "answered": len(rows.answered),
        "total": rows.total,
        "address": address,
        "short": address.partition("://")[2].rstrip("/"),
        "code": square_code(address, title=_("Square code of this page")),
    }


@never_cache
@require_safe
def stage(request: HttpRequest, slug: str) -> HttpResponse:
    """The screen in the hall: what is being answered, what comes next, how to take part, room for captions."""
    one = _found(slug)
    return render(
        request, "portal_questions/stage.html", {**_stage(request, one), "live": live_url(one.topic)}
    )


@never_cache
@require_safe
def stage_piece(request: HttpRequest, slug: str) -> HttpResponse:
    """The part of the screen that changes by itself."""
    return render(request, "portal_questions/_stage.html", _stage(request, _found(slug)))


@require_safe
def code(request: HttpRequest, slug: str) -> HttpResponse:
    """The square code of the evening's page, for posters."""
    one = _found(slug)
    address = request.build_absolute_uri(reverse("portal_questions:hall", args=[one.slug]))
    return HttpResponse(square_code(address, title=one.title), content_type="image/svg+xml")
