"""Staff pages of complaints: the list, one case, writing one down."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from commonbeat.kernel import attachments, clocks, contact, walls
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.ui import doings
from commonbeat.kernel.ui.forms import tried
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.templatetags.ui import ago
from commonbeat.kernel.ui.timeline import of_moves
from commonbeat.kernel.walls import grants
from commonbeat.kernel.walls.lookups import lookups
from commonbeat.kernel.workflow import state_of

from . import actions, doing, enums, forms, panels, queries
from .actions import Told, Who
from .looks import LIST, OVERSIGHT, WORK
from .models import Complaint
from .promises import CALL_BACK, LETTER, LIMIT

LOOKS = 50  # the newest; all of them are in the audit log of the case
WHO_FIELDS = ("name", "phone", "email", "address")


def purpose_of(viewer: Any, one_case: bool = False) -> str:
    """Why this viewer looks: oversight reads for its own purpose, everybody else to work."""
    if allowed(viewer, "complaints.oversight"):
        return OVERSIGHT
    return WORK if one_case else LIST


@needs("complaints.open")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Complaints the viewer may see, newest first; its filters live in the address."""
    filters = forms.Filters(request.GET)
    purpose = purpose_of(request.user)
    with walls.looking(request.user, purpose):
        rows = queries.filtered(
            queries.complaints(request.user, purpose=purpose), request.user, filters.wanted
        )
        page = keyset_page(filters.only(rows), request.GET, order=queries.ORDER)
        standing = queries.clocks_for(list(page.rows))
        shown = Listing(
            title=_("Complaints"),
            columns=_columns(standing),
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


def _columns(standing: dict[tuple[UUID, str], Clock]) -> list[Column]:
    def due(kind: str) -> Any:
        def text(one: Complaint) -> str:
            clock = standing.get((one.pk, kind))
            return clocks.due_text(clock) if clock else "–"

        return text

    return [
        Column(
            _("Number"),
            lambda one: format_html('<span class="cb-nowrap">{}</span>', one.number),
            href=lambda one: reverse("complaints:detail", args=[one.pk]),
        ),
        Column(_("Received"), lambda one: ago(one.received_at)),
        Column(_("From"), lambda one: one.get_kind_display()),
        Column(_("Way"), lambda one: one.get_channel_display()),
        Column(_("State"), lambda one: state_of(one).title),
        Column(_("Worked on as"), lambda one: one.get_severity_display().split(":")[0] or "–"),
        Column(_("Investigator"), lambda one: one.lead.name if one.lead else "–"),
        Column(_("One year"), due(LIMIT)),
        Column(_("Letter"), due(LETTER)),
        Column(_("Call"), due(CALL_BACK)),
    ]


@needs("complaints.intake")
@require_http_methods(["GET", "POST"])
def key_in(request: HttpRequest) -> HttpResponse:
    """Write down a complaint that came another way; number and code are shown once, to be handed over."""
    form = forms.KeyInForm(request.POST or None, initial={"openness": enums.Openness.OPEN})
    done = tried(form, lambda given: _taken(given, request.user))
    if done is not None:
        told = form.cleaned_data
        context = {"done": done, "told": told, "language": told["language"]}
        return render(request, "complaints/keyed_in.html", context)
    context = {"title": _("Write a complaint down"), "form": form, "submit": _("Keep it")}
    return render(request, "complaints/key_in.html", context, status=400 if form.errors else 200)


def _taken(given: dict[str, Any], actor: Any) -> Any:
    who = Who(**{name: given.pop(name) for name in WHO_FIELDS})
    given["officers"] = tuple(line for line in given["officers"].splitlines() if line.strip())
    given["profiling_kinds"] = tuple(given["profiling_kinds"])
    return actions.take(Told(**given), who, actor=actor)


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
    context = {
        "complaint": complaint,
        "state": state_of(complaint),
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
        "next": [one for one in offers if one.doing.first],
        "more": [one for one in offers if not one.doing.first],
        "may_write": conversation is not None and not overseen and allowed(request.user, "complaints.work"),
        "may_see_person": conversation is not None and allowed(request.user, "contact.identity"),
        "may_send": not overseen and allowed(request.user, "complaints.command"),
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
