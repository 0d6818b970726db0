"""Reporting an issue: what it is, where it is, and who if they like; then the stops a careful clerk would make.

One form, no account and no session: each page carries what was filled in before, and the last step reads it all again.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

import commonbeat.community.requests.public as requests
from commonbeat.community.requests.public import CategoryShown, GroupShown
from commonbeat.kernel.access.limits import TooMany, limited
from commonbeat.kernel.contact import sealed
from commonbeat.kernel.ui.site import reader_language

from .. import photos, place
from ..checks import look, no_place, refused_by
from ..forms import MOST_PHOTOS, ReportForm, new_key
from ..received import Received, fresh_questions, quiet, read
from .steps import followed, other_language, too_many

MOST_IN_AN_HOUR, MOST_STEPS = 60, 600  # a library or a carrier lends one address to many
FEET_PER_METRE = 3.28084


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, category: str) -> HttpResponse:
    """The form of one category, and every step after it."""
    try:
        kind = requests.category(category, reader_language())
    except requests.UnknownCategory as unknown:
        raise Http404(str(unknown)) from unknown
    if kind.stops:
        return render(request, "portal_requests/stop.html", {"category": kind})
    if request.method == "POST":
        return _received(request, kind)
    return _page(request, kind, None)


def _received(request: HttpRequest, kind: CategoryShown) -> HttpResponse:
    try:
        limited("issues.steps", request, most=MOST_STEPS)
    except TooMany as stop:
        return too_many(request, stop)
    got = read(request, kind.form_key)
    if request.POST.get("follow"):
        return followed(request, kind, got)
    if _only_shown_again(request, got):
        return _page(request, kind, got)
    return _sent(request, kind, got)


def _only_shown_again(request: HttpRequest, got: Received) -> bool:
    """Whether a button was pressed that changes the form but does not send it."""
    go = request.POST.get("go", "")
    if got.asked is not None and got.asked.rearranging:
        return True
    if go == "find" or (
        go == "enter" and request.POST.get("address", "").strip() != got.posted.get("placed_for", "")
    ):
        got.mistakes = no_place(got)
        return True
    moved = go in {"back", "map", *place.MOVES, *place.ZOOMS} or "map.x" in request.POST
    return moved or "drop" in request.POST


def _page(request: HttpRequest, kind: CategoryShown, got: Received | None) -> HttpResponse:
    """The form: empty, or with everything that was filled in."""
    if got and not got.mistakes:
        quiet(got.form)
        quiet(got.asked)
    pointed = got.pointed if got else place.Pointed()
    shows_map = got is not None and ("seen_zoom" in got.posted or got.posted.get("go") == "map")
    context: dict[str, Any] = {
        "category": kind,
        "form": got.form if got else ReportForm(),
        "questions": got.asked if got else fresh_questions(kind.form_key),
        "pointed": pointed,
        "photos": got.pictures if got else [],
        "refused": got.refused if got else [],
        "room": MOST_PHOTOS - (len(got.pictures) if got else 0),
        "key": got.key if got else new_key(),
        "fresh": got is None,
        "mistakes": got.mistakes if got else [],
        "map": place.map_of(pointed) if shows_map else None,
        "other_language": other_language("portal_requests:report", category=kind.code) if got else None,
    }
    status = 422 if got and got.mistakes else 200
    return render(request, "portal_requests/form.html", context, status=status)


def _step(request: HttpRequest, name: str, kind: CategoryShown, got: Received, **more: Any) -> HttpResponse:
    """A page between the form and the end; it carries everything on."""
    context = {"category": kind, "pointed": got.pointed, "carried": list(got.carried()), **more}
    return render(request, f"portal_requests/{name}.html", context)


def _sent(request: HttpRequest, kind: CategoryShown, got: Received) -> HttpResponse:
    """The form was sent: every check in turn, then the report itself."""
    before = sealed.kept(got.key)
    if before and (before["digest"] == got.digest() or "show" in request.POST):
        return _thanks(request, kind, got, before)
    if before and "again" not in request.POST:
        return _step(request, "sent_before", kind, got, before=before)
    if before:
        got = replace(got, key=new_key())
    look(got)
    if got.mistakes:
        return _page(request, kind, got)
    if got.pointed.results:
        return _step(request, "which_place", kind, got)
    if got.pointed.outside:
        return _step(request, "outside", kind, got)
    if requests.looks_like_emergency(got.words()) and "not_emergency" not in request.POST:
        return _step(request, "emergency", kind, got)
    if "different" not in request.POST and (near := _near(kind, got)):
        return _step(request, "same", kind, got, near=near)
    return _stored(request, kind, got)


def _near(kind: CategoryShown, got: Received) -> list[dict[str, Any]]:
    """Open public reports of the same kind close by."""
    if kind.private or got.pointed.at is None:
        return []
    lon, lat = got.pointed.at
    found = requests.nearby(kind.code, lon, lat)
    return [asdict(one) | {"feet": round(one.distance_m * FEET_PER_METRE, -1)} for one in found]


def _stored(request: HttpRequest, kind: CategoryShown, got: Received) -> HttpResponse:
    """Take the report in, once for each key."""
    try:
        limited("issues.submit", request, most=MOST_IN_AN_HOUR)
    except TooMany as stop:
        return too_many(request, stop, carried=list(got.carried()))
    given = got.form.cleaned_data
    lon, lat = got.pointed.at or (None, None)
    try:
        sent = requests.submit(
            category=kind.code, description=given["description"], lon=lon, lat=lat,
            place_text=got.pointed.address or got.pointed.label, place_source=got.pointed.how,
            answers=got.answers(), form_version=got.asked.version.number if got.asked else None,
            name=given["name"], email=given["email"], phone=given["phone"], wants=given["wants"],
            show_name=given["show_name"], photos=got.tokens, language=reader_language(), private=given["private"],
            key=got.key,
        )  # fmt: skip
    except requests.SubmitRefused as refused:
        got.mistakes = refused_by(refused.errors, got)
        return _page(request, kind, got)
    answer = {
        "digest": got.digest(),
        "number": sent.number,
        "code": sent.code,
        "public_id": str(sent.public_id or ""),
        "expected_by": date_format(sent.expected_by, "DATE_FORMAT") if sent.expected_by else "",
        # Who said that it is none has seen the notice already.
        "notice": "" if "not_emergency" in got.posted else str(sent.notice),
    }
    if sent.code:
        sealed.keep(got.key, answer)
    return _thanks(request, kind, got, answer)


def _thanks(request: HttpRequest, kind: CategoryShown, got: Received, answer: dict[str, Any]) -> HttpResponse:
    """The number, the code, and what happens next; the same page again when the same form comes again."""
    try:
        track = request.build_absolute_uri(reverse("portal_track:home"))
    except NoReverseMatch:
        track = ""
    context = {
        "category": kind,
        "sent": answer,
        "wants": got.posted.get("wants", ""),
        "in_words": got.pointed.in_words,
        "key": got.key,
        "track_address": track,
        "private_page": True,
    }
    response = render(request, "portal_requests/sent.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """What the problem is: groups, a search, or a picture first."""
    if request.method == "POST":
        return _picture_first(request)
    q = request.GET.get("q", "").strip()[:100]
    found = requests.search_categories(q, reader_language()) if q else []
    groups = requests.categories(reader_language())
    if found:
        groups = [GroupShown(_("Fits what you typed"), found), *groups]
    context = {"groups": groups, "q": q, "count": len(found)}
    return render(request, "portal_requests/choose.html", context)


def _picture_first(request: HttpRequest) -> HttpResponse:
    """A picture came before anything else: ask what it shows, and carry it on."""
    try:
        limited("issues.steps", request, most=MOST_STEPS)
    except TooMany as stop:
        return too_many(request, stop)
    pictures, refused = photos.carried(request)
    groups = requests.categories(reader_language())
    if not pictures:
        said = " ".join(refused) or _("Choose a picture first.")
        context = {"groups": groups, "refused": said}
        return render(request, "portal_requests/choose.html", context, status=422)
    point = [(name, request.POST.get(name, "")[:20]) for name in ("lat", "long")]
    carried = [("photo", one.token) for one in pictures] + [pair for pair in point if pair[1]]
    context = {
        "groups": groups,
        "photos": pictures,
        "carried": carried,
        "has_place": len(carried) > len(pictures),
        "picture": True,
    }
    return render(request, "portal_requests/choose_for_picture.html", context)
