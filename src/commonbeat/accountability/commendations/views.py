"""Staff pages of commendations: the list, one, writing one down, matching, passing on, publishing."""

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

from commonbeat.accountability.complaints import matching
from commonbeat.kernel import attachments, clocks
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.templatetags.ui import ago
from commonbeat.kernel.workflow import available, state_of

from . import actions, forms, queries
from . import views_both as both
from .models import Commendation, Praised
from .promises import PASS_ON


@needs("commendations.read")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The list, newest first; its filters live in the address."""
    filters = forms.Filters(request.GET)
    rows = filters.only(queries.commendations(filters.wanted))
    page = keyset_page(rows, request.GET, order=queries.ORDER)
    standing = clocks.newest((PASS_ON,), page.rows)
    columns = [
        Column(_("Number"), both.numbered, href=lambda one: reverse("commendations:detail", args=[one.pk])),
        Column(_("Words"), both.short, long=True),
        Column(_("It thanks"), lambda one: ", ".join(p.member.name for p in one.praised.all()) or "–"),
        Column(_("Way"), lambda one: one.get_channel_display()),
        Column(_("State"), lambda one: state_of(one).title),
        both.due_column(standing),
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
    return both.keyed(request, forms.KeyInCommendation, actions.commend, _("Write a commendation down"))


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
        **both.shared(request, record, PASS_ON),
    }
    status = 400 if any(form.errors for form in bound.values()) else 200
    return render(request, "commendations/detail.html", {**context, **offers, **bound}, status=status)


done = partial(both.done, _detail)


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
    return done(
        request,
        record,
        "match_form",
        form,
        act,
        _("Kept. It is passed on when you press “Pass it on”."),
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


@needs("commendations.publish")
@require_POST
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put the words where everybody reads them."""
    record = get_object_or_404(Commendation, pk=pk)

    def act(given: dict[str, Any]) -> None:
        actions.publish(record, actor=request.user, words=given)

    return done(request, record, "publish_form", forms.PublishForm(request.POST), act, _("It is published."))


@needs("commendations.publish")
@require_POST
def keep_private(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the words off the public page, or take them off again."""
    record = get_object_or_404(Commendation, pk=pk)

    def act(given: dict[str, Any]) -> None:
        actions.keep_private(record, actor=request.user, rule=given["rule"])

    form = forms.RuleForm(request.POST, prefix="rule")
    return done(request, record, "rule_form", form, act, _("The words are not on the public page."))


@needs("commendations.read")
@require_GET
def file(request: HttpRequest, pk: UUID, key: UUID) -> HttpResponse:
    """A picture or paper that came along."""
    record = get_object_or_404(Commendation, pk=pk)
    return attachments.file_response(record, key)


detail = both.detail(Commendation, _detail)
give_up = both.ended(Commendation, _detail, "give_up")
say = both.say(Commendation, _detail)
who, new_code = both.who(Commendation), both.new_code(Commendation)
