"""Staff pages of complaints: the list, one case, writing one down."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from commonbeat.kernel import attachments, clocks, contact, walls
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.ui import doings
from commonbeat.kernel.ui.forms import tried
from commonbeat.kernel.ui.lists import Listing
from commonbeat.kernel.ui.once import fresh_token, token_of
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.timeline import of_moves
from commonbeat.kernel.walls import grants
from commonbeat.kernel.walls.lookups import lookups
from commonbeat.kernel.workflow import state_of

from . import actions, doing, enums, forms, forms_intake, panels, queries, turns
from .actions import Told, Who
from .columns import columns
from .looks import LIST, OVERSIGHT, WORK
from .models import Complaint

LOOKS = 50  # the newest; all of them are in the audit log of the case
WHO_FIELDS = ("name", "phone", "email", "address", "wants")


def purpose_of(viewer: Any, one_case: bool = False) -> str:
    """Why this viewer looks: oversight reads for its own purpose, everybody else to work."""
    if allowed(viewer, "complaints.oversight"):
        return OVERSIGHT
    return WORK if one_case else LIST


@needs("complaints.open")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Complaints the viewer may see, what is due first at its head; its filters live in the address."""
    filters = forms.Filters(request.GET)
    purpose = purpose_of(request.user)
    with walls.looking(request.user, purpose):
        rows = queries.filtered(
            queries.complaints(request.user, purpose=purpose), request.user, filters.wanted
        )
        newest = filters.wanted.get("only") == queries.ALL
        rows = filters.only(rows if newest else queries.by_duty(rows))
        page = keyset_page(rows, request.GET, order=queries.ORDER if newest else queries.BY_DUTY)
        shown = Listing(
            title=_("Complaints"),
            columns=columns(page.rows),
            page=page,
            noun=("complaint", "complaints"),
            filters=filters,
            empty=_("No complaint you may see matches. They come in by web, telephone, paper and in person."),
            actions=_links(request.user),
        )
        return render(request, "complaints/list.html", {"listing": shown}, status=filters.status)


def _links(viewer: Any) -> list[tuple[str, str]]:
    found = []
    if allowed(viewer, "complaints.intake"):
        found.append((_("Write one down"), reverse("complaints:key_in")))
    if allowed(viewer, "complaints.emergency") or allowed(viewer, "complaints.consent"):
        found.append((_("Emergencies"), reverse("complaints:emergencies")))
    return found


@needs("complaints.intake")
@require_http_methods(["GET", "POST"])
def key_in(request: HttpRequest) -> HttpResponse:
    """Write down a complaint that came another way; number and code are shown once, to be handed over.

    The same form sent twice makes one complaint; another one sent from it is asked for once more, and never lost.
    """
    form = forms_intake.KeyInForm(request.POST or None)
    token = token_of(request.POST.get("token", ""))
    done = tried(form, lambda given: _taken(given, request.user, token))
    if done is not None:
        context = {"done": done, "told": form.cleaned_data, "track": f"{settings.BASE_URL}/track/"}
        response = render(request, "complaints/keyed_in.html", context)
        add_never_cache_headers(response)  # the code is shown once: no "back" brings it up again
        return response
    if form.is_bound and form.non_field_errors():
        token = fresh_token()
    context = {"title": _("Write a complaint down"), "form": form, "submit": _("Keep it"), "token": token}
    return render(request, "complaints/key_in.html", context, status=400 if form.errors else 200)


def _taken(given: dict[str, Any], actor: Any, token: str) -> Any:
    who = Who(**{name: given.pop(name) for name in WHO_FIELDS})
    given["officers"] = tuple(line for line in given["officers"].splitlines() if line.strip())
    given["profiling_kinds"] = tuple(given["profiling_kinds"])
    if given["about_number"]:  # kept as it was given too: it may be wrong, and nobody here may look it up
        given["text"] += "\n\n" + _("Number of the earlier complaint: %(n)s") % {"n": given["about_number"]}
    done = actions.take(Told(**given), who, actor=actor, door_token=token)
    if not done.code and not actions.says(done, given["text"]):
        raise ValidationError(
            _("This form was kept before, as %(n)s. If this is another complaint, press “Keep it” again.")
            % {"n": done.number}
        )
    return done


@needs("complaints.open")
@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One case: what was told, who and what it is about, findings, clocks, what comes next."""
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=pk):
        return page(request, queries.case(pk))


def page(request: HttpRequest, complaint: Complaint, **bound: Any) -> HttpResponse:
    """The page of a case, inside its look.

    Args:
        bound: forms that were refused, by name of what was to be done.
    """
    conversation = contact.conversation_of(complaint)
    overseen = allowed(request.user, "complaints.oversight")
    at = doing.page_of(complaint, request.user)
    address = partial(_address, complaint)
    offers = [] if overseen else doings.offers(doing.DOINGS, at, request.user, address, bound)
    coming = turns.coming(complaint)
    next_now = [one for one in offers if one.doing.name in coming]
    may_send = not overseen and allowed(request.user, "complaints.command")
    context = {
        "complaint": complaint,
        "state": state_of(complaint),
        "whose": turns.whose(complaint),
        "letter_next": may_send and complaint.state == "decided",
        "officers": complaint.officers.within_look().select_related("member").order_by("part", "pk"),
        "allegations": complaint.allegations.within_look(),
        "findings": queries.findings(complaint),
        "notes": complaint.notes.within_look().select_related("by"),
        "letters": complaint.letters.within_look(),
        "conversions": complaint.conversions.within_look().select_related("asked_by", "decided_by"),
        "clocks": [(clock, clocks.due_text(clock)) for clock in clocks.clocks_of(complaint)],
        "utterances": contact.utterances(conversation, viewer="staff") if conversation else [],
        "conversation": conversation,
        "files": attachments.of(complaint),
        "timeline": of_moves(complaint, {"resident": _("the complainant"), "system": _("the system")}),
        "grants": grants.grants_of_case(enums.WALL, complaint.pk),
        "looks": lookups(complaint.pk)[:LOOKS]
        if overseen or allowed(request.user, "complaints.command")
        else None,
        "recusals": grants.recusals_of_case(enums.WALL, complaint.pk),
        "profiling": [enums.Profiling(one).label for one in complaint.profiling_kinds],
        "panels": panels.panels(complaint, request.user),
        "next": sorted(next_now, key=lambda one: coming.index(one.doing.name)),
        "more": turns.grouped(one for one in offers if one.doing.name not in coming),
        "offers": offers,
        "may_write": conversation is not None and not overseen and allowed(request.user, "complaints.work"),
        "may_see_person": conversation is not None and allowed(request.user, "contact.identity"),
        "may_send": may_send,
        "letter_form": forms.LetterForm(),
        "write_form": bound.get("write") or forms.TextForm(prefix="write"),
    }
    status = 400 if any(form.errors for form in bound.values()) else 200
    return render(request, "complaints/detail.html", context, status=status)


def _address(complaint: Complaint, name: str) -> str:
    return reverse(f"complaints:{name}", args=[complaint.pk])


def done(request: HttpRequest, pk: UUID, said: str) -> HttpResponse:
    """Back to the case, or to the list where the case is out of reach now."""
    messages.success(request, said)
    with walls.looking(request.user, LIST):
        there = Complaint.objects.within_look().filter(pk=pk).exists()
    return redirect("complaints:detail", pk=pk) if there else redirect("complaints:list")
