"""Staff pages of suggestions: the list, one, writing one down, considering, answering."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.kernel import clocks
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.templatetags.ui import ago
from commonbeat.kernel.workflow import available, state_of

from . import actions, forms, queries
from . import views_both as both
from .models import Suggestion
from .promises import ANSWER


@needs("commendations.read")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The list, newest first; its filters live in the address."""
    filters = forms.SuggestionFilters(request.GET)
    rows = filters.only(queries.suggestions(request.user, filters.wanted))
    page = keyset_page(rows, request.GET, order=queries.ORDER)
    columns = [
        Column(
            _("Number"), both.numbered, href=lambda one: reverse("commendations:suggestion", args=[one.pk])
        ),
        Column(_("Suggestion"), both.short, long=True),
        Column(_("Topic"), lambda one: one.get_topic_display()),
        Column(_("Way"), lambda one: one.get_channel_display()),
        Column(_("State"), lambda one: state_of(one).title),
        both.due_column(clocks.newest((ANSWER,), page.rows)),
        Column(_("Owner"), lambda one: one.owner.name if one.owner else "–"),
        Column(_("Age"), lambda one: ago(one.received_at)),
    ]
    links = [(_("Commendations"), reverse("commendations:list"))]
    if allowed(request.user, actions.WORK):
        links.insert(0, (_("Write one down"), reverse("commendations:key_in_suggestion")))
    shown = Listing(
        title=_("Suggestions"),
        columns=columns,
        page=page,
        noun=("suggestion", "suggestions"),
        filters=filters,
        empty=_("No suggestion matches. They come in by web and paper, or are written down here."),
        actions=links,
    )
    return render(request, "ui/list.html", {"listing": shown}, status=filters.status)


@needs("commendations.work")
@require_http_methods(["GET", "POST"])
def key_in(request: HttpRequest) -> HttpResponse:
    """Write down a suggestion that came another way; the code is shown once."""
    return both.keyed(request, forms.KeyInSuggestion, actions.suggest, _("Write a suggestion down"))


def _detail(request: HttpRequest, record: Suggestion, **bound: Any) -> HttpResponse:
    steps = {step.name for step in available(record, request.user)}
    may_work = allowed(request.user, actions.WORK)
    offers = {
        "answer_form": forms.AnswerForm() if "answer" in steps else None,
        "close_form": forms.WordsForm(prefix="close") if "close" in steps else None,
        "owner_form": forms.OwnerForm(initial={"owner": record.owner_id}) if may_work else None,
    }
    context = {"record": record, "steps": steps, **both.shared(request, record, ANSWER)}
    status = 400 if any(form.errors for form in bound.values()) else 200
    return render(request, "commendations/suggestion.html", {**context, **offers, **bound}, status=status)


done = partial(both.done, _detail)


@needs("commendations.work")
@require_POST
def consider(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that somebody thinks about it."""
    record = get_object_or_404(Suggestion, pk=pk)
    try:
        actions.step(record, "consider", actor=request.user)
    except ValueError as refused:
        messages.error(request, str(refused))
    return redirect("commendations:suggestion", pk=pk)


@needs("commendations.work")
@require_POST
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the answer."""
    record = get_object_or_404(Suggestion, pk=pk)

    def act(given: dict[str, Any]) -> None:
        actions.step(record, "answer", actor=request.user, values=given)

    form = forms.AnswerForm(request.POST)
    return done(request, record, "answer_form", form, act, _("The answer is given, and the writer is told."))


@needs("commendations.work")
@require_POST
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say who answers."""
    record = get_object_or_404(Suggestion, pk=pk)

    def act(given: dict[str, Any]) -> None:
        actions.assign(record, actor=request.user, owner=given["owner"])

    return done(request, record, "owner_form", forms.OwnerForm(request.POST), act, _("The owner is kept."))


detail = both.detail(Suggestion, _detail)
close = both.ended(Suggestion, _detail, "close")
say = both.say(Suggestion, _detail)
who, new_code = both.who(Suggestion), both.new_code(Suggestion)
