"""What is done on the page of a complaint: the forms, writing to the complainant, letters, files, who it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.kernel import attachments, contact, walls
from commonbeat.kernel.access import needs
from commonbeat.kernel.ui.forms import tried

from . import doing, forms, queries, writing
from .looks import WORK, working
from .views import done, page, purpose_of

PURPOSES = (
    ("interview", gettext_lazy("To interview or call them, as they asked")),
    ("letter", gettext_lazy("To write to them")),
    ("danger", gettext_lazy("Somebody may be in danger")),
)
"""What a look at a complainant may be for. Warrants, records and immigration status are none of them."""


def do(name: str) -> Any:
    """The view that does one thing of ``doing.DOINGS``; what is refused comes back with what was typed.

    Args:
        name: of the thing.
    """
    chosen = doing.BY_NAME[name]

    @needs(chosen.capability)
    @require_POST
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        with working(request.user, pk):
            at = doing.page_of(queries.case(pk), request.user)
            form = chosen.form_of(at, request.POST)
            if not chosen.tried(at, form):
                return page(request, queries.case(pk), **{name: form})
        return done(request, pk, chosen.said)

    return view


@needs("complaints.work")
@require_POST
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write to the complainant; they read it with their code, anonymous or not."""
    form = forms.TextForm(request.POST, prefix="write")
    with working(request.user, pk):
        complaint = queries.case(pk)
        conversation = contact.conversation_of(complaint)
        if conversation is None:
            raise Http404("Nobody to write to.")

        def act(given: dict[str, Any]) -> None:
            contact.say(conversation, actor=request.user, text=given["text"], by="department")
            contact.seen_by(conversation, "department")
            contact.tell(conversation)

        if tried(form, act) is None:
            return page(request, complaint, write=form)
    return done(request, pk, _("Written. They are told that there is news."))


@needs("complaints.command")
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A letter begun from its reviewed text, read, and sent."""
    chosen = forms.LetterForm(request.POST if request.method == "POST" else request.GET)
    with walls.looking(request.user, WORK, case=pk, writing=request.method == "POST"):
        complaint = queries.case(pk)
        if not chosen.is_valid():
            return page(request, complaint)
        name = chosen.cleaned_data["name"]
        template, text = writing.draft(complaint, name)
        form = forms.TextForm(request.POST if request.method == "POST" else None, initial={"text": text})
        form.fields["text"].widget.attrs.update({"rows": 24, "lang": template.language})
        if tried(form, lambda given: writing.send(pk, actor=request.user, name=name, **given)) is not None:
            return done(request, pk, _("The letter went out and is kept as it is."))
        context = {
            "complaint": complaint,
            "form": form,
            "name": name,
            "template": template,
            "title": writing.TEMPLATES[name],
        }
        return render(request, "complaints/letter.html", context, status=400 if form.errors else 200)


@needs("complaints.open")
@require_GET
def sent_letter(request: HttpRequest, pk: UUID, letter_id: UUID) -> HttpResponse:
    """A letter as it went out, for reading and printing."""
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=pk):
        complaint = queries.case(pk)
        found = complaint.letters.within_look().filter(pk=letter_id).first()
        if found is None:
            raise Http404("No such letter.")
        return render(request, "complaints/sent_letter.html", {"complaint": complaint, "letter": found})


@needs("complaints.open")
@require_GET
def file(request: HttpRequest, pk: UUID, file_id: UUID) -> HttpResponse:
    """A file the complainant sent."""
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=pk):
        return attachments.file_response(queries.case(pk), file_id)


@needs("complaints.work")
@needs("contact.identity")
@require_http_methods(["GET", "POST"])
def who(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who complains, for a purpose; never to look for warrants, records or immigration status."""
    with walls.looking(request.user, WORK, case=pk, writing=request.method == "POST"):
        complaint = queries.case(pk)
        back = reverse("complaints:detail", args=[pk])
        return contact.who_page(request, complaint, number=complaint.number, back=back, purposes=PURPOSES)


@needs("complaints.work")
@needs("contact.identity")
@require_http_methods(["GET", "POST"])
def new_code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new code for a complainant who lost theirs."""
    with walls.looking(request.user, WORK, case=pk, writing=request.method == "POST"):
        complaint = queries.case(pk)
        back = reverse("complaints:detail", args=[pk])
        return contact.new_code_page(request, complaint, number=complaint.number, back=back)
