"""One public report with its news by e-mail, and news about a part of the city. Links in mail ask before they act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

import commonbeat.community.requests.public as requests
from commonbeat.kernel.access.limits import TooMany, limited
from commonbeat.kernel.ui.forms import refuse
from commonbeat.kernel.ui.site import reader_language

from .. import citymap, place
from ..forms import FollowForm, WatchForm
from .listing import shown_card
from .steps import MOST_FOLLOWS, too_many

FORMS = ["GET", "HEAD", "POST"]


@require_http_methods(FORMS)
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One public report: what, where, when, what was done, and a way to be told."""
    one = shown_card(public_id)
    form = FollowForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            limited("issues.follow", request, most=MOST_FOLLOWS)
        except TooMany as stop:
            return too_many(request, stop)
        if form.is_valid():
            try:
                requests.follow(public_id, form.cleaned_data["email"], reader_language())
            except requests.SubmitRefused as refused:
                refuse(form, refused)
            else:
                context = {"one": one, "email": form.cleaned_data["email"], "private_page": True}
                return render(request, "portal_requests/followed.html", context)
    context = {"one": one, "form": form, "map": _picture_of(one)}
    return render(request, "portal_requests/detail.html", context, status=422 if form.errors else 200)


def _picture_of(one: Any) -> str:
    """A map of the block; the mark is the block's, never the exact place."""
    if one.lon is None or one.lat is None:
        return ""
    shown = citymap.window((one.lon, one.lat), 1)
    return citymap.as_data(citymap.picture(shown)) if shown else ""


@require_http_methods(FORMS)
def watch(request: HttpRequest) -> HttpResponse:
    """Ask for news about a part of the city."""
    posted = request.POST if request.method == "POST" else None
    form = WatchForm(posted)
    pointed = place.Pointed()
    if posted is not None:
        try:
            limited("issues.follow", request, most=MOST_FOLLOWS)
        except TooMany as stop:
            return too_many(request, stop)
        form.is_valid()
        pointed = _found(posted, form)
        ready = not form.errors and pointed.at and not pointed.results
        if ready and (done := _watched(request, form, pointed)) is not None:
            return done
    context = {"form": form, "pointed": pointed, "feed": _feed(form, pointed)}
    return render(request, "portal_requests/watch.html", context, status=422 if form.errors else 200)


def _found(posted: Any, form: WatchForm) -> place.Pointed:
    """The place that was typed or chosen; what is wrong with it goes to the form."""
    pointed = place.read(posted, None, None)
    if wrong := pointed.problem or pointed.outside:
        form.add_error("address", wrong)
    return pointed


def _watched(request: HttpRequest, form: WatchForm, pointed: place.Pointed) -> HttpResponse | None:
    """Ask for the confirmation; None when it was refused."""
    given = form.cleaned_data
    lon, lat = pointed.at or (0.0, 0.0)
    try:
        requests.watch_area(
            lon, lat, int(given["radius"]), given["categories"], given["email"], reader_language()
        )
    except requests.SubmitRefused as refused:
        refuse(form, refused)
        return None
    context = {
        "email": given["email"],
        "pointed": pointed,
        "feed": _feed(form, pointed),
        "private_page": True,
    }
    return render(request, "portal_requests/watched.html", context)


def _feed(form: WatchForm, pointed: place.Pointed) -> str:
    """The feed of the same part of the city, "" before a place is known."""
    if not pointed.at or pointed.results:
        return ""
    radius = int(form.cleaned_data.get("radius") or 800) if hasattr(form, "cleaned_data") else 800
    box = ",".join(f"{one:.5f}" for one in citymap.box_around(pointed.at, 2 * radius))
    return f"{reverse('portal_requests:feed')}?{urlencode({'box': box})}"


def _asked(name: str, act: Callable[[str], object]) -> Callable[..., HttpResponse]:
    """A page behind a link in a mail: it asks first, because mail programs open links by themselves."""

    @never_cache
    @require_http_methods(FORMS)
    def page(request: HttpRequest, token: str) -> HttpResponse:
        context: dict[str, Any] = {"private_page": True, "words": _words()[name]}
        if request.method == "POST":
            try:
                limited("issues.links", request, most=60)
            except TooMany as stop:
                return too_many(request, stop)
            context["done"] = done = act(token)
            context["failed"] = not done
            if isinstance(done, UUID):
                context["public_id"] = done
        return render(
            request, "portal_requests/link.html", context, status=404 if context.get("failed") else 200
        )

    page.__doc__ = f"{name.replace('_', ' ').capitalize()}, by a link in a mail."
    return page


def _words() -> dict[str, dict[str, str]]:
    """Title, button and answer of each of these pages."""
    return {
        "confirm_follow": {
            "title": _("Get news of this report?"),
            "button": _("Yes, send me news"),
            "done": _("Done. We write to you when something happens."),
        },
        "unfollow": {
            "title": _("Stop news of this report?"),
            "button": _("Yes, stop"),
            "done": _("Done. We have deleted your address."),
        },
        "confirm_watch": {
            "title": _("Get news about this part of the city?"),
            "button": _("Yes, send me news"),
            "done": _("Done. We write to you at most once a day."),
        },
        "unwatch": {
            "title": _("Stop news about this part of the city?"),
            "button": _("Yes, stop"),
            "done": _("Done. We have deleted your address."),
        },
    }


confirm_follow = _asked("confirm_follow", requests.confirm_follow)
unfollow = _asked("unfollow", requests.unfollow)
confirm_watch = _asked("confirm_watch", requests.confirm_watch)
unwatch = _asked("unwatch", requests.unwatch)
