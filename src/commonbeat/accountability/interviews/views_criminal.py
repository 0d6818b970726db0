"""Staff pages of criminal tracks: another wall, another list, other people."""

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
from commonbeat.kernel import walls
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.ui import doings
from commonbeat.kernel.ui.forms import tried
from commonbeat.kernel.ui.timeline import of_moves
from commonbeat.kernel.walls import grants
from commonbeat.kernel.workflow import is_open, state_of

from . import actions_criminal as actions
from . import doing_criminal, enums, forms
from .models_criminal import CriminalTrack


@never_cache
@needs(actions.OPEN)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the criminal track of a complaint."""
    with working(request.user, pk):
        complaint = queries.case(pk)
        form = forms.TrackForm(request.POST or None)
        made = tried(form, lambda given: actions.open_track(pk, actor=request.user, **given))
        if made is not None:
            messages.success(request, _("Opened. Let a criminal investigator in."))
            return redirect("interviews:track", track=made.pk)
        context = {
            "title": _("Open a criminal track"),
            "form": form,
            "submit": _("Open it"),
            "complaint": complaint,
        }
        return render(request, "interviews/new_track.html", context, status=400 if form.errors else 200)


@never_cache
@needs(actions.SEE)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Criminal tracks the viewer may see, newest first."""
    with walls.looking(request.user, actions.LIST):
        rows = CriminalTrack.objects.within_look().order_by("-opened_on", "-id")
        lines = [(one, state_of(one).title, is_open(one)) for one in rows]
        return render(request, "interviews/tracks.html", {"lines": lines})


@never_cache
@needs(actions.SEE)
@require_GET
def detail(request: HttpRequest, track: UUID) -> HttpResponse:
    """One criminal track."""
    with walls.looking(request.user, actions.MATTER, case=track):
        return _page(request, _there(track), {})


@never_cache
@needs(actions.SEE)
@require_POST
def do(request: HttpRequest, track: UUID, what: str) -> HttpResponse:
    """One thing done with a criminal track. Letting people in and the clock look at the complaint as well."""
    chosen = doing_criminal.BY_NAME.get(what)
    with walls.looking(request.user, actions.MATTER, case=track, writing=True):
        page = doing_criminal.page_of(_there(track), request.user)
        if chosen is None or not chosen.offered_to(request.user, page):
            raise Http404("There is nothing like that to do.")
        form = chosen.form_of(page, request.POST)
    if not chosen.tried(page, form):
        with walls.looking(request.user, actions.MATTER, case=track):
            return _page(request, _there(track), {what: form})
    messages.success(request, chosen.said)
    return redirect("interviews:track", track=track)


def _there(track: UUID) -> CriminalTrack:
    try:
        return actions.track_of(track)
    except ObjectDoesNotExist:
        raise walls.NotThere from None


def _page(request: HttpRequest, track: CriminalTrack, bound: dict[str, Any]) -> HttpResponse:
    def address(name: str) -> str:
        return reverse("interviews:do_track", args=[track.pk, name])

    page = doing_criminal.page_of(track, request.user)
    context = {
        "track": track,
        "state": state_of(track),
        "open": is_open(track),
        "notes": track.notes.within_look().select_related("by"),
        "grants": grants.grants_of_case(enums.CRIMINAL, track.pk),
        "timeline": of_moves(track),
        "offers": doings.offers(doing_criminal.DOINGS, page, request.user, address, bound),
        "wrong": list(bound.values()),
        "to_complaint": allowed(request.user, "complaints.open") and not allowed(request.user, actions.WORK),
    }
    return render(request, "interviews/track.html", context, status=400 if bound else 200)
