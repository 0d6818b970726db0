"""The case as its resident sees it, and what they can do there."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonbeat.kernel import attachments, contact
from commonbeat.kernel.access.limits import anonymous, limited
from commonbeat.kernel.contact.actions import LONGEST_TEXT
from commonbeat.kernel.contact.links import keep_open, kept_open
from commonbeat.kernel.contact.models import Conversation, Utterance

from ..forms import CodeForm, ReasonForm, WriteForm
from ..shown import shown_case
from .quiet import quiet

MESSAGES_AN_HOUR = 30
ACTS_AN_HOUR = 30
SENT_TWICE_WITHIN = timedelta(minutes=5)
POLICY = "contact.reply"
View = Callable[..., HttpResponse]


def in_open_case(view: View) -> View:
    """Hand the open case to the view and prolong it; without one, ask for the code and carry on what was typed."""

    @wraps(view)
    @quiet
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        conversation = kept_open(request)
        if conversation is None:
            carried = request.POST.get("text", "")[:LONGEST_TEXT]
            if carried:
                return render(
                    request,
                    "portal_track/enter.html",
                    {"form": CodeForm(), "carried": carried, "note": "over"},
                )
            return HttpResponseRedirect(reverse("portal_track:home") + "?note=over")
        with contact.proved(conversation):
            response = view(request, conversation, *args, **kwargs)
        keep_open(response, conversation)
        return response

    return opened


def page(
    request: HttpRequest,
    conversation: Conversation,
    *,
    carried: str = "",
    form: WriteForm | None = None,
    uploads: Any = None,
    refused: dict[str, ReasonForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the case.

    Args:
        carried: text typed before the code had to be entered again.
        form: the message as it was refused.
        uploads: the files as they were refused.
        refused: by the name of an action, its form as it was refused.
    """
    context = {
        **shown_case(conversation, refused or {}),
        "form": form or WriteForm(initial={"text": carried}),
        "uploads": uploads or _uploads(request, sent=False),
        "done": request.GET.get("done", ""),
    }
    contact.seen_by(conversation, "resident")
    return render(request, "portal_track/case.html", context, status=status)


@require_safe
@in_open_case
def case(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Where the case stands, what happened, what was said."""
    return page(request, conversation)


@require_safe
@in_open_case
def printed(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """The same on paper: nothing to press, everything to read."""
    return render(request, "portal_track/print.html", {**shown_case(conversation, {}), "now": timezone.now()})


@require_POST
@in_open_case
def write(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Send a message to the department, with pictures or papers."""
    limited("message in a case", request, most=MESSAGES_AN_HOUR)
    if conversation.closed_at or not contact.shown(conversation).may_write:
        return _back("closed")
    actor = anonymous(request)
    form = WriteForm(request.POST)
    uploads = _uploads(request, sent=True)
    if form.is_valid() and uploads.is_valid():
        if _sent_before(conversation, form.cleaned_data["text"]):
            return _back("written")
        try:
            with transaction.atomic():
                said = contact.say(conversation, actor=actor, text=form.cleaned_data["text"], by="resident")
                uploads.attach_to(said)
        except ValidationError as error:
            form.add_error("text", error.message_dict.get("text", error.messages))
        except attachments.AttachmentRefused as error:
            form.add_error(None, str(error))
        else:
            return _back("written")
    return page(request, conversation, form=form, uploads=uploads)


def _uploads(request: HttpRequest, *, sent: bool) -> Any:
    """The files of the form: those of this post, or none yet."""
    return attachments.Uploads(
        POLICY,
        actor=anonymous(request),
        data=request.POST if sent else None,
        files=request.FILES if sent else None,
        name="files",
        label=_("Photos or papers"),
    )


def _sent_before(conversation: Conversation, text: str) -> bool:
    """Whether the same words came a moment ago: a form sent twice is one message."""
    last = contact.utterances(conversation).filter(by="resident").last()
    return bool(last and last.text == text.replace("\r\n", "\n").strip() and _is_fresh(last))


def _is_fresh(said: Utterance) -> bool:
    return timezone.now() - said.at < SENT_TWICE_WITHIN


@require_POST
@in_open_case
def do(request: HttpRequest, conversation: Conversation, name: str) -> HttpResponse:
    """Do what the kind of case offers, for instance open it again."""
    limited("step in a case", request, most=ACTS_AN_HOUR)
    action = next((one for one in contact.offered(conversation) if one.name == name), None)
    if action is None:
        return _back("not_offered")
    form = ReasonForm(request.POST, prefix=name) if action.asks_reason else None
    if form is not None and not form.is_valid():
        return page(request, conversation, refused={name: form})
    try:
        with transaction.atomic():
            action.run(conversation, {"reason": form.cleaned_data["reason"] if form else ""})
    except (ValueError, ValidationError) as error:
        form = form or ReasonForm({}, prefix=name)
        form.errors.clear()
        form.add_error(None, "; ".join(getattr(error, "messages", [str(error)])))
        return page(request, conversation, refused={name: form})
    return _back("did")


@require_POST
@in_open_case
def messages(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """Stop messages about this case, or have them again."""
    if request.POST.get("choice") == "stop":
        contact.stop_news(conversation, actor=anonymous(request))
        return _back("stopped")
    contact.allow_news(conversation, actor=anonymous(request))
    return _back("allowed")


@require_safe
@in_open_case
def file(request: HttpRequest, conversation: Conversation, key: UUID) -> HttpResponse:
    """A picture or paper that was sent with a message of this case."""
    found = _attachment(conversation, key)
    return attachments.picture_response(found) if found.is_picture else attachments.document_response(found)


@require_safe
@in_open_case
def small_picture(request: HttpRequest, conversation: Conversation, key: UUID) -> HttpResponse:
    """The same picture, small."""
    return attachments.picture_response(_attachment(conversation, key), "small")


def _attachment(conversation: Conversation, key: UUID) -> Any:
    """A file of this case; others' files are as good as none.

    Raises:
        Http404: no such file here.
    """
    said = contact.utterances(conversation)
    for files in attachments.of_many(said).values():
        for one in files:
            if one.pk == key:
                return one
    raise Http404


def _back(done: str) -> HttpResponseRedirect:
    """To the case, which then says what was done."""
    return HttpResponseRedirect(f"{reverse('portal_track:case')}?done={done}")
