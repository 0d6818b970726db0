"""What the pages of commendations and of suggestions share: the lists, writing one down, the conversation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.kernel import clocks, contact
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.ui.forms import acted, tried
from commonbeat.kernel.ui.lists import Column
from commonbeat.kernel.ui.timeline import of_moves
from commonbeat.kernel.workflow import state_of

from . import actions, forms
from .models import Commendation, Suggestion

LONGEST_CELL = 110
WRITER = {"resident": gettext_lazy("the writer")}
PAGES = {Commendation: "detail", Suggestion: "suggestion"}
Draw = Callable[..., HttpResponse]
"""Draws the page of a record: the request, the record, and forms that came back with errors by name."""


def address(record: Any) -> str:
    """Where the page of a record is."""
    return reverse(f"commendations:{PAGES[type(record)]}", args=[record.pk])


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


def keyed(request: HttpRequest, form_class: Any, take: Any, title: str) -> HttpResponse:
    """The form of what came another way, and the code that belongs to it."""
    form = form_class(request.POST or None)
    done = tried(form, lambda given: take(actor=request.user, capability=actions.WORK, **form.given))
    if done is not None:
        return render(request, "commendations/keyed_in.html", {"done": done, "href": address(done.record)})
    context = {"title": title, "form": form, "submit": _("Keep it")}
    return render(request, "ui/form.html", context, status=400 if form.errors else 200)


def detail(model: Any, draw: Draw) -> Any:
    """The view of one record; what its writer sent is seen by it."""

    @needs("commendations.read")
    @require_GET
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        record = get_object_or_404(model, pk=pk)
        conversation = contact.conversation_of(record)
        if conversation is not None:
            contact.seen_by(conversation, "department")
        return draw(request, record)

    return view


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


def done(
    draw: Draw, request: HttpRequest, record: Any, name: str, form: Any, act: Callable[..., object], said: str
) -> HttpResponse:
    """Do something with a filled-in form; what is refused comes back with what was typed.

    Args:
        name: of the form on the page.
        said: what is told afterwards.
    """
    if acted(request, form, act, said):
        return redirect(address(record))
    return draw(request, get_object_or_404(type(record), pk=record.pk), **{name: form})


def ended(model: Any, draw: Draw, step: str) -> Any:
    """The view that closes a record with a reason its writer reads."""

    @needs("commendations.work")
    @require_POST
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        record = get_object_or_404(model, pk=pk)

        def act(given: dict[str, Any]) -> None:
            actions.step(record, step, actor=request.user, reason=given["reason"])

        form = forms.WordsForm(request.POST, prefix=step)
        return done(draw, request, record, "close_form", form, act, _("Closed. The writer reads why."))

    return view


def say(model: Any, draw: Draw) -> Any:
    """The view that writes to the writer, or keeps a note."""

    @needs("commendations.work")
    @require_POST
    def view(request: HttpRequest, pk: UUID, what: str) -> HttpResponse:
        record = get_object_or_404(model, pk=pk)

        def act(given: dict[str, Any]) -> None:
            conversation = contact.conversation_of(record)
            if conversation is None:
                raise ValueError(_("There is nobody to write to."))
            if what == "note":
                contact.note(conversation, actor=request.user, text=given["reason"])
            else:
                contact.say(conversation, actor=request.user, text=given["reason"], by="department")
                contact.tell(conversation)

        said = _("The note is kept. The writer does not see it.") if what == "note" else _("Sent.")
        form = forms.WordsForm(request.POST, prefix=what)
        return done(draw, request, record, f"{what}_form", form, act, said)

    return view


def who(model: Any) -> Any:
    """The view of who wrote, for a purpose. Every look is in the audit log."""

    @needs("commendations.work")
    @needs("contact.identity")
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        record = get_object_or_404(model, pk=pk)
        return contact.who_page(request, record, number=record.number, back=address(record))

    return view


def new_code(model: Any) -> Any:
    """The view that makes a new code for a writer who lost theirs."""

    @needs("commendations.work")
    @needs("contact.identity")
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        record = get_object_or_404(model, pk=pk)
        return contact.new_code_page(request, record, number=record.number, back=address(record))

    return view
