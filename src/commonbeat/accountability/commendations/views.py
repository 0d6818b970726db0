"""Staff pages of commendations: the list, one, writing one down, matching, passing on, publishing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.accountability.complaints import matching
from commonbeat.kernel import attachments, clocks, contact
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.ui.forms import refuse
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.templatetags.ui import ago
from commonbeat.kernel.ui.timeline import of_moves
from commonbeat.kernel.workflow import available, state_of

from . import actions, forms, queries
from .models import Commendation, Praised
from .promises import PASS_ON

LONGEST_CELL = 110
WRITER = {"resident": gettext_lazy("the writer")}


def short(record: Any) -> str:
    """The beginning of what was written, for a list."""
    return record.text if len(record.text) <= LONGEST_CELL else f"{record.text[:LONGEST_CELL]}…"


def numbered(record: Any) -> str:
    """The number, never broken at its hyphen."""
    return format_html('<span class="cb-nowrap">{}</span>', record.number)


def due_column(standing: dict[Any, Any]) -> Column:
    """How the promise stands."""

    def due(record: Any) -> str:
        clock = standing.get(record.pk)
        return str(clocks.due_text(clock)) if clock else ""

    return Column(_("Promise"), due)


@needs("commendations.read")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The list, newest first; its filters live in the address."""
    filters = forms.Filters(request.GET)
    rows = filters.only(queries.commendations(filters.wanted))
    page = keyset_page(rows, request.GET, order=queries.ORDER)
    standing = queries.clocks_for(PASS_ON, list(page.rows))
    columns = [
        Column(_("Number"), numbered, href=lambda one: reverse("commendations:detail", args=[one.pk])),
        Column(_("Words"), short, long=True),
        Column(_("It thanks"), lambda one: ", ".join(p.member.name for p in one.praised.all()) or "–"),
        Column(_("Way"), lambda one: one.get_channel_display()),
        Column(_("State"), lambda one: state_of(one).title),
        due_column(standing),
        Column(_("In public"), lambda one: one.get_publication_display()),
        Column(_("Age"), lambda one: ago(one.received_at)),
    ]
    links = [(_("Suggestions"), reverse("commendations:suggestions"))]
    if allowed(request.user, "commendations.work"):
        links.insert(0, (_("Write one down"), reverse("commendations:key_in")))
    shown = Listing(
        title=_("Commendations"),
        columns=columns,
        page=page,
        noun=("commendation", "commendations"),
        filters=filters,
        empty=_("No commendation matches. They come in by web and paper, or are written down here."),
        actions=links,
    )
    return render(request, "ui/list.html", {"listing": shown}, status=filters.status)


@needs("commendations.work")
@require_http_methods(["GET", "POST"])
def key_in(request: HttpRequest) -> HttpResponse:
    """Write down thanks that came another way; the code is shown once."""
    return keyed(request, forms.KeyInCommendation, actions.commend, _("Write a commendation down"))


def keyed(request: HttpRequest, form_class: Any, take: Any, title: str) -> HttpResponse:
    """The form of what came another way, and the code that belongs to it."""
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = take(actor=request.user, capability=actions.WORK, **form.given)
        except ValidationError as wrong:
            refuse(form, wrong)
        else:
            address = "detail" if isinstance(done.record, Commendation) else "suggestion"
            href = reverse(f"commendations:{address}", args=[done.record.pk])
            return render(request, "commendations/keyed_in.html", {"done": done, "href": href})
    context = {"title": title, "form": form, "submit": _("Keep it")}
    return render(request, "ui/form.html", context, status=400 if form.errors else 200)


@needs("commendations.read")
@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One commendation: the words, who it may be, the promise, the conversation, what can be done next."""
    record = get_object_or_404(Commendation, pk=pk)
    conversation = contact.conversation_of(record)
    if conversation is not None:
        contact.seen_by(conversation, "department")
    return _detail(request, record)


def _detail(request: HttpRequest, record: Commendation, **bound: Any) -> HttpResponse:
    """The page, with a form that could not be read where there is one."""
    steps = {step.name for step in available(record, request.user)}
    may_work = allowed(request.user, actions.WORK)
    matchable = may_work and record.state in ("received", "matched")
    may_publish = (
        allowed(request.user, actions.PUBLISH) and record.wants_public and record.state in queries.TOLD
    )
    offers = {
        "match_form": forms.MatchForm(when=record.happened_on) if matchable else None,
        "close_form": forms.WordsForm(prefix="give_up") if "give_up" in steps else None,
        "publish_form": forms.PublishForm(initial=_as_published(record)) if may_publish else None,
        "rule_form": forms.RuleForm(prefix="rule") if may_publish else None,
    }
    context = {
        "record": record,
        "steps": steps,
        "candidates": _candidates(record) if matchable else [],
        "praised": record.praised.select_related("member", "supervisor").order_by("pk"),
        "may_unmatch": may_work and record.state == "matched",
        "files": attachments.of(record),
        **shared(request, record, PASS_ON),
    }
    status = 400 if any(form.errors for form in bound.values()) else 200
    return render(request, "commendations/detail.html", {**context, **offers, **bound}, status=status)


def shared(request: HttpRequest, record: Any, clock_name: str) -> dict[str, Any]:
    """What the pages of commendations and suggestions both show."""
    conversation = contact.conversation_of(record)
    clock = clocks.clock_of(clock_name, record)
    may_work = allowed(request.user, actions.WORK)
    may_see = may_work and allowed(request.user, "contact.identity")
    return {
        "state": state_of(record),
        "clock": clock,
        "due": clocks.due_text(clock) if clock else "",
        "conversation": conversation,
        "utterances": contact.utterances(conversation, viewer="staff") if conversation else [],
        "may_work": may_work,
        "may_see_person": conversation is not None and may_see,
        "say_form": forms.WordsForm(prefix="say") if may_work and conversation else None,
        "note_form": forms.WordsForm(prefix="note") if may_work and conversation else None,
        "timeline": of_moves(record, WRITER),
    }


def _candidates(record: Commendation) -> list[matching.Candidate]:
    """People who fit what the writer remembers."""
    return matching.candidates(
        name=record.officer_name,
        badges=(record.officer_badge,),
        cars=(record.officer_car,),
        day=record.happened_on,
        hour=record.happened_time,
        incident_number=record.incident_number,
        place=record.place,
    )


def _as_published(record: Commendation) -> dict[str, str]:
    """What the form begins with: what is published, else the words as they are."""
    words = {"words_en": record.words_en, "words_es": record.words_es}
    return words if any(words.values()) else {f"words_{record.language}": record.text}


def _act(
    request: HttpRequest, record: Commendation, form: Any, name: str, act: Any, said: Any
) -> HttpResponse:
    """Do something with a filled-in form; what is refused comes back with what was typed."""
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except (ValidationError, ValueError) as refused:
            refuse(form, refused)
        else:
            messages.success(request, said)
            return redirect("commendations:detail", pk=record.pk)
    return _detail(request, get_object_or_404(Commendation, pk=record.pk), **{name: form})


@needs("commendations.work")
@require_POST
def match(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say whom it thanks."""
    record = get_object_or_404(Commendation, pk=pk)

    def act(given: dict[str, Any]) -> None:
        leads = given["supervisor"] or matching.supervisor_of(
            given["member"], day=record.happened_on, hour=record.happened_time
        )
        actions.match(record, actor=request.user, member=given["member"], supervisor=leads)

    form = forms.MatchForm(request.POST, when=record.happened_on)
    return _act(
        request, record, form, "match_form", act, _("Kept. It is passed on when you press “Pass it on”.")
    )


@needs("commendations.work")
@require_POST
def unmatch(request: HttpRequest, pk: UUID, praised: int) -> HttpResponse:
    """Take a match back."""
    record = get_object_or_404(Commendation, pk=pk)
    row = get_object_or_404(Praised, pk=praised, commendation=record)
    try:
        actions.unmatch(record, actor=request.user, praised=row, reason=request.POST.get("reason", ""))
    except ValueError as refused:
        messages.error(request, str(refused))
    return redirect("commendations:detail", pk=pk)


@needs("commendations.work")
@require_POST
def go(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """Pass it on, or close it."""
    record = get_object_or_404(Commendation, pk=pk)
    try:
        actions.step(record, step, actor=request.user)
    except ValueError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, _("They and their supervisor are told.") if step == "pass_on" else _("Closed.")
        )
    return redirect("commendations:detail", pk=pk)


@needs("commendations.work")
@require_POST
def give_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close without passing it on; the writer reads why."""
    record = get_object_or_404(Commendation, pk=pk)

    def act(given: dict[str, Any]) -> None:
        actions.step(record, "give_up", actor=request.user, reason=given["reason"])

    form = forms.WordsForm(request.POST, prefix="give_up")
    return _act(request, record, form, "close_form", act, _("Closed. The writer reads why."))


@needs("commendations.publish")
@require_POST
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put the words where everybody reads them."""
    record = get_object_or_404(Commendation, pk=pk)

    def act(given: dict[str, Any]) -> None:
        actions.publish(record, actor=request.user, words=given)

    return _act(request, record, forms.PublishForm(request.POST), "publish_form", act, _("It is published."))


@needs("commendations.publish")
@require_POST
def keep_private(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the words off the public page, or take them off again."""
    record = get_object_or_404(Commendation, pk=pk)

    def act(given: dict[str, Any]) -> None:
        actions.keep_private(record, actor=request.user, rule=given["rule"])

    form = forms.RuleForm(request.POST, prefix="rule")
    return _act(request, record, form, "rule_form", act, _("The words are not on the public page."))


@needs("commendations.work")
@require_POST
def say(request: HttpRequest, pk: UUID, what: str) -> HttpResponse:
    """Write to the writer, or keep a note."""
    record = get_object_or_404(Commendation, pk=pk)
    form = forms.WordsForm(request.POST, prefix=what)
    return _act(request, record, form, f"{what}_form", speaker(request, record, what), said_of(what))


def speaker(request: HttpRequest, record: Any, what: str) -> Any:
    """What saying something does, for the forms of both kinds."""

    def act(given: dict[str, Any]) -> None:
        conversation = contact.conversation_of(record)
        if conversation is None:
            raise ValueError(_("There is nobody to write to."))
        if what == "note":
            contact.note(conversation, actor=request.user, text=given["reason"])
        else:
            contact.say(conversation, actor=request.user, text=given["reason"], by="department")
            contact.tell(conversation)

    return act


def said_of(what: str) -> str:
    """What is told after it."""
    return _("The note is kept. The writer does not see it.") if what == "note" else _("Sent.")


@needs("commendations.read")
@require_GET
def file(request: HttpRequest, pk: UUID, key: UUID) -> HttpResponseBase:
    """A picture or paper that came along."""
    record = get_object_or_404(Commendation, pk=pk)
    found = next((one for one in attachments.of(record) if one.pk == key), None)
    if found is None:
        raise Http404
    if found.media_type == attachments.PDF:
        return attachments.document_response(found)
    return attachments.picture_response(found, "full")


@needs("commendations.work")
@needs("contact.identity")
@require_http_methods(["GET", "POST"])
def who(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who wrote, for a purpose. Every look is in the audit log."""
    record = get_object_or_404(Commendation, pk=pk)
    back = reverse("commendations:detail", args=[pk])
    return contact.who_page(request, record, number=record.number, back=back)


@needs("commendations.work")
@needs("contact.identity")
@require_http_methods(["GET", "POST"])
def new_code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new code for a writer who lost theirs."""
    record = get_object_or_404(Commendation, pk=pk)
    back = reverse("commendations:detail", args=[pk])
    return contact.new_code_page(request, record, number=record.number, back=back)
