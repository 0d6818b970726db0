"""Two pages for staff that every kind of case shares: who is behind it, and a new code for somebody who lost theirs.

A topic calls these from views of its own, after it has made sure that the viewer may see the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Model, TextChoices
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.kernel.contact.actions import identity, renew_code
from commonbeat.kernel.contact.models import Conversation
from commonbeat.kernel.contact.queries import conversation_of

Purposes = Sequence[tuple[str, str | Promise]]


class Purpose(TextChoices):
    """Why somebody looks at who is behind a case."""

    DANGER = "danger", gettext_lazy("Somebody may be in danger")
    CALL = "call", gettext_lazy("To call or write back, as they asked")
    WHO = "who", gettext_lazy("To make sure whom we speak with")


class Sure(TextChoices):
    """How staff made sure whom they speak with."""

    CONTACT = "contact", gettext_lazy("They named the e-mail or phone number of the case")
    CONTENT = "content", gettext_lazy("They told what only the sender knows of the case")
    PERSON = "person", gettext_lazy("They came in person with an identification")


class WhoForm(forms.Form):
    """What a look is for."""

    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"))

    def __init__(self, *args: Any, purposes: Purposes, **kwargs: Any) -> None:
        """Offer what a look may be for."""
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = purposes  # type: ignore[attr-defined]


class NewCodeForm(forms.Form):
    """How it is known that the new code goes to the right person."""

    sure = forms.ChoiceField(
        label=gettext_lazy("How do you know whom you speak with?"), choices=Sure, widget=forms.RadioSelect
    )


def who_page(
    request: HttpRequest,
    record: Model,
    *,
    number: str,
    back: str,
    purposes: Purposes = tuple(Purpose.choices),
) -> HttpResponse:
    """Ask for a purpose, then show who is behind a case; every look is in the audit log.

    Args:
        record: what the conversation is about; the viewer may see it.
        number: what staff call it.
        back: address of its page.
        purposes: what a look may be for, where the topic has reasons of its own: name and words.

    Raises:
        Http404: nobody is in conversation about it.
        Refused: the viewer does not hold ``contact.identity``.
    """
    conversation = _conversation(record)
    form, party = WhoForm(_posted(request), purposes=purposes), None
    if request.method == "POST" and form.is_valid():
        purpose = dict(purposes)[form.cleaned_data["purpose"]]
        party = identity(conversation, viewer=request.user, purpose=str(purpose))
    title = _("Who is behind %(number)s") % {"number": number}
    return _page(request, "contact/who.html", form, title, back, _("Show"), party=party)


def new_code_page(request: HttpRequest, record: Model, *, number: str, back: str) -> HttpResponse:
    """Ask how the caller was made sure of, then show a new code once; the old one ends.

    Args:
        record: what the conversation is about; the viewer may see it.
        number: what staff call it.
        back: address of its page.

    Raises:
        Http404: nobody is in conversation about it.
        Refused: the viewer does not hold ``contact.identity``.
    """
    conversation = _conversation(record)
    form, code = NewCodeForm(_posted(request)), ""
    if request.method == "POST" and form.is_valid():
        reason = Sure(form.cleaned_data["sure"]).label
        code = renew_code(conversation, actor=request.user, reason=str(reason))
    title = _("A new code for %(number)s") % {"number": number}
    return _page(request, "contact/new_code.html", form, title, back, _("Make a new code"), code=code)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _conversation(record: Model) -> Conversation:
    conversation = conversation_of(record)
    if conversation is None:
        raise Http404("Nobody is in conversation about this.")
    return conversation


def _page(
    request: HttpRequest, template: str, form: forms.Form, title: str, back: str, submit: str, **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "submit": submit, **more}
    response = render(request, template, context, status=400 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response
