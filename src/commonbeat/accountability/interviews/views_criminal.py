"""Staff pages of criminal tracks: another wall, another list, other people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.accountability.complaints import queries
from commonbeat.accountability.complaints.looks import WORK
from commonbeat.kernel import walls
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.ui.forms import refuse
from commonbeat.kernel.ui.timeline import of_moves
from commonbeat.kernel.walls import grants
from commonbeat.kernel.walls.declare import kind
from commonbeat.kernel.workflow import available, is_open, state_of

from . import actions_criminal as actions
from . import doing, enums, forms
from .models_criminal import CriminalTrack

STEPS: dict[str, Any] = {
    "refer": forms.ReferForm,
    "file": forms.FiledForm,
    "decline": forms.EndedForm,
    "convict": forms.EndedForm,
    "acquit": forms.EndedForm,
    "end": forms.EndForm,
}


@never_cache
@needs(actions.OPEN)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the criminal track of a complaint."""
    with walls.looking(request.user, WORK, case=pk, writing=True):
        doing.must_write(pk)
        complaint = queries.case(pk)
        form = forms.TrackForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                made = actions.open_track(pk, actor=request.user, **form.cleaned_data)
            except ValidationError as wrong:
                refuse(form, wrong)
            else:
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
    with walls.looking(request.user, actions.MATTER, case=track, writing=True):
        found = _there(track)
        chosen = next((one for one in _doings(request, found) if one.name == what and one.shown), None)
    if chosen is None:
        raise Http404("There is nothing like that to do.")
    wrong = doing.tried(chosen, request.POST)
    if wrong is not None:
        with walls.looking(request.user, actions.MATTER, case=track):
            return _page(request, _there(track), {what: wrong}, status=400)
    messages.success(request, _("Done: %(what)s.") % {"what": chosen.title})
    return redirect("interviews:track", track=track)


def _there(track: UUID) -> CriminalTrack:
    try:
        return actions.track_of(track)
    except ObjectDoesNotExist:
        raise walls.NotThere from None


def _page(
    request: HttpRequest, track: CriminalTrack, bound: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    def address(name: str) -> str:
        return reverse("interviews:do_track", args=[track.pk, name])

    offered = doing.offers(_doings(request, track), address, bound)
    context = {
        "track": track,
        "state": state_of(track),
        "open": is_open(track),
        "notes": track.notes.within_look().select_related("by"),
        "grants": grants.grants_of_case(enums.CRIMINAL, track.pk),
        "timeline": of_moves(track),
        "next": offered,
        "wrong": [one.form for one in offered if one.wrong],
        "to_complaint": allowed(request.user, "complaints.open") and not allowed(request.user, actions.WORK),
    }
    return render(request, "interviews/track.html", context, status=status)


def _doings(request: HttpRequest, track: CriminalTrack) -> list[doing.Doing]:
    actor, pk = request.user, track.pk
    leads, writes = allowed(actor, actions.OPEN), _may_write(actor, track)
    steps = {one.name: one.title for one in available(track, actor)}
    made = [
        _step(actor, pk, name, steps[name], form) for name, form in STEPS.items() if name in steps and writes
    ]
    return [
        *made,
        doing.Doing("note", _("Write into the log"), forms.NoteForm,
                    lambda given: actions.add_note(pk, actor=actor, **given), writes and allowed(actor, actions.WORK)),
        doing.Doing("toll", _("Let the year of the complaint stand still"), forms.ReasonForm,
                    lambda given: actions.toll(pk, actor=actor, **given),
                    is_open(track) and not track.tolls and allowed(actor, "complaints.command") and leads,
                    hint=_("Gov. Code 3304(d)(2)(A). It runs on by itself when this track ends.")),
        doing.Doing("let_in", _("Let somebody in"), forms.LetInForm,
                    lambda given: actions.let_in(pk, actor=actor, **given), leads,
                    hint=_("Criminal investigators work here; investigators of the complaint only read. Nobody does both.")),
        doing.Doing("put_out", _("Take somebody out"), forms.PutOutForm,
                    lambda given: actions.put_out(pk, actor=actor, **given), leads),
    ]  # fmt: skip


def _may_write(actor: Any, track: CriminalTrack) -> bool:
    """Whether a look for writing would open this track; asked in a look for reading, to show the right forms."""
    if allowed(actor, kind(enums.CRIMINAL).writes[track.label]):
        return True
    live = [one for one in grants.grants_of_case(enums.CRIMINAL, track.pk) if one.revoked_at is None]
    return any(one.account_id == actor.pk and one.role in grants.WRITERS for one in live)


def _step(actor: Any, pk: UUID, name: str, title: Any, form: Any) -> doing.Doing:
    def run(given: dict[str, Any]) -> None:
        actions.step(pk, name, actor=actor, **given)

    return doing.Doing(name, title, form, run)
