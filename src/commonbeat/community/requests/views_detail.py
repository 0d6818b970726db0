"""One request: what, where, when; its conversation; its files; what can be done next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.kernel import attachments, contact, forms, workflow
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.accounts.queries import names_of
from commonbeat.kernel.ui.forms import tried

from . import actions, posted, queries, replies
from .forms import PURPOSES, AssignForm, ChangeForm, PictureForm, StepForm, UpdateForm, WordsForm
from .map import place_map
from .models import Picture, PublicUpdate, ReplyTemplate, ServiceRequest
from .process import CLOSED, REQUEST
from .rounds import distance_words


@needs("requests.read")
@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request."""
    return page(request, queries.one(request.user, pk))


def page(request: HttpRequest, record: ServiceRequest, status: int = 200, **refused: Any) -> HttpResponse:
    """Draw a request's page; ``refused`` are forms that came back with errors."""
    viewer = request.user
    conversation = contact.conversation_of(record)
    if conversation is not None and allowed(viewer, actions.WORK):
        contact.seen_by(conversation, "department")
    steps = [step for step in workflow.available(record, viewer) if step.capability]
    context = {
        "record": record,
        "category": queries.category_name(record),
        "state": queries.state_title(record),
        "dues": queries.due_of(record),
        "answers": _answers(record),
        "map": place_map(record),
        "unplaced": record.point is None,
        "said": _said(record, conversation),
        "happened": queries.timeline(record),
        "pictures": list(record.pictures.all()),
        "links": posted.links_of(record),
        "similar": _similar(record),
        "steps": [step for step in steps if step.target not in CLOSED],
        "endings": [step for step in steps if step.target in CLOSED],
        "case": getattr(record, "code_case", None),
        "may_inspect": allowed(viewer, "requests.inspect"),
        "may_see_identity": conversation is not None and allowed(viewer, "contact.identity"),
        "followers": record.followers.filter(confirmed_at__isnull=False).count(),
        "repeats": list(record.duplicates.order_by("received_at")),
    }
    if allowed(viewer, actions.WORK):
        context |= _work_forms(request, record)
    return render(request, "requests/detail.html", {**context, **refused}, status=status)


def _similar(record: ServiceRequest) -> list[tuple[ServiceRequest, str]]:
    """What an open request may repeat, with the way to it."""
    found = queries.similar(record) if workflow.is_open(record) else []
    return [(one, distance_words(metres)) for one, metres in found]


def _work_forms(request: HttpRequest, record: ServiceRequest) -> dict[str, Any]:
    """The forms of somebody who works on requests, filled from a template where one was picked."""
    template = ReplyTemplate.objects.filter(pk=request.GET.get("template", "")[:60], closing=False).first()
    words = {}
    if template:
        words = {f"text_{code}": replies.filled(template, record, code) for code in ("en", "es")}
    own = {"text": words.get(f"text_{record.language}", "")}
    owner = {"owner": str(record.owner_id or ""), "team": record.team}
    return {
        "may_work": True,
        "templates": ReplyTemplate.objects.filter(active=True, closing=False),
        "assign_form": AssignForm(initial=owner, people=actions.owners(), prefix="assign"),
        "update_form": UpdateForm(initial=words, prefix="update"),
        "message_form": WordsForm(initial=own, prefix="message"),
        "note_form": WordsForm(prefix="note"),
        "picture_form": PictureForm(prefix="picture"),
    }


def _answers(record: ServiceRequest) -> list[Any]:
    """Answers to the category's own questions, with the questions of their day."""
    if not record.answers or not record.category.form_key:
        return []
    try:
        asked = forms.version(record.category.form_key, record.form_version or 1)
    except forms.UnknownForm:
        return []
    return list(forms.shown(asked, record.answers, None))


def _said(record: ServiceRequest, conversation: Any) -> list[dict[str, Any]]:
    """Everything that was said, oldest first, each marked with who can read it."""
    holders = posted.holders(record)
    rows: list[dict[str, Any]] = [
        {
            "kind": "public",
            "at": one.at,
            "who": one.by.name if one.by else holders.get(one.pk, ""),
            "text": one.text_en,
            "other": one.text_es,
        }
        for one in PublicUpdate.objects.filter(request=record).select_related("by")
    ]
    spoken = list(contact.utterances(conversation, viewer="staff")) if conversation else []
    people = names_of(one.actor_id for one in spoken)
    for one in spoken:
        kind = "note" if one.internal else "resident" if one.by == "resident" else "message"
        who = _("Resident") if kind == "resident" else people.get(one.actor_id, "")
        rows.append({"kind": kind, "at": one.at, "who": who, "text": one.text, "other": ""})
    return sorted(rows, key=lambda row: row["at"])


@needs("requests.work")
@require_POST
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give it to somebody."""
    record = queries.one(request.user, pk)
    form = AssignForm(request.POST, people=actions.owners(), prefix="assign")
    if not form.is_valid():
        return page(request, record, 400, assign_form=form)
    given = form.cleaned_data
    actions.assign(record, actor=request.user, owner=form.people.get(given["owner"]), team=given["team"])
    messages.success(request, _("It is assigned."))
    return redirect("requests:detail", pk=pk)


@needs("requests.work")
@require_POST
def write(request: HttpRequest, pk: UUID, what: str) -> HttpResponse:
    """Say something: to everybody, to the resident, or to staff only."""
    record = queries.one(request.user, pk)
    if what not in ("update", "message", "note"):
        raise Http404
    form = (
        UpdateForm(request.POST, prefix="update")
        if what == "update"
        else WordsForm(request.POST, prefix=what)
    )
    done = tried(form, lambda given: _written(record, what, given, request.user))
    if done is not None:
        messages.success(request, done)
        return redirect("requests:detail", pk=pk)
    return page(request, record, 400, **{f"{what}_form": form})


def _written(record: ServiceRequest, what: str, given: dict[str, str], actor: Any) -> str:
    if what == "update":
        actions.update(record, actor=actor, **given)
        return _("Everybody can read it now.")
    if what == "message":
        actions.message(record, actor=actor, text=given["text"])
        return _("The resident can read it now.")
    actions.note(record, actor=actor, text=given["text"])
    return _("The note is kept. Only staff read it.")


@needs("requests.work")
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Ask for what a step needs, then take it."""
    record = queries.one(request.user, pk)
    course = workflow.process(REQUEST)
    try:
        chosen = course.transition(name)
    except workflow.UnknownProcess as unknown:
        raise Http404 from unknown
    if not chosen.capability:
        raise Http404("This step is not for staff.")
    reason = chosen.reason or course.is_backward(record.state, chosen.target)
    sent = request.POST if request.method == "POST" else None
    form = StepForm(chosen, sent, needs_reason=reason, initial=_initial(request, record))

    def taken(given: dict[str, Any]) -> None:
        values = _resolved(form, request.user)
        actions.step(record, name, actor=request.user, reason=form.why, values=values)

    if tried(form, taken) is not None:
        said = _("%(number)s is now: %(state)s.")
        messages.success(request, said % {"number": record.number, "state": queries.state_title(record)})
        return redirect("requests:detail", pk=pk)
    context = {
        "record": record,
        "form": form,
        "title": f"{record.number}: {chosen.title}",
        "submit": chosen.title,
        "templates": ReplyTemplate.objects.filter(active=True, closing=True)
        if "public_reason_en" in chosen.requires
        else [],
    }
    return render(request, "requests/step.html", context, status=400 if form.errors else 200)


def _initial(request: HttpRequest, record: ServiceRequest) -> dict[str, Any]:
    """What a step's form begins with: a template's words, a survivor's number, planned days."""
    initial: dict[str, Any] = {"scheduled_on": record.scheduled_on}
    into = queries.by_number(request.user, request.GET.get("into", ""))
    if into:
        initial["duplicate_of"] = into.number
    template = ReplyTemplate.objects.filter(pk=request.GET.get("template", "")[:60], closing=True).first()
    if template:
        initial |= {
            f"public_reason_{code}": replies.filled(template, record, code, into) for code in ("en", "es")
        }
    return initial


def _resolved(form: StepForm, viewer: Any) -> dict[str, Any]:
    """The step's values, with the number of a request turned into the request.

    Raises:
        MoveRefused: there is no such request.
    """
    values = form.values
    if "duplicate_of" in values:
        found = queries.by_number(viewer, values["duplicate_of"])
        if found is None:
            raise workflow.MoveRefused({"duplicate_of": _("There is no request of this number.")})
        values["duplicate_of"] = found
    return values


@needs("requests.work")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put it into another category, or take it off the public pages."""
    record = queries.one(request.user, pk)
    form = ChangeForm(
        request.POST or None, initial={"category": record.category_id, "private": record.private}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if given["category"].pk != record.category_id:
                actions.change_category(record, given["category"], actor=request.user, reason=given["reason"])
            wanted = given["private"] or record.category.private
            if wanted != record.private:
                actions.set_private(record, wanted, actor=request.user, reason=given["reason"])
        except ValueError as wrong:
            form.add_error(None, str(wrong))
        else:
            messages.success(request, _("It is changed."))
            return redirect("requests:detail", pk=pk)
    title = _("Change %(number)s") % {"number": record.number}
    return render(request, "ui/form.html", {"form": form, "title": title}, status=400 if form.errors else 200)


@needs("requests.work")
@require_POST
def add_picture(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a picture taken by staff."""
    record = queries.one(request.user, pk)
    form = PictureForm(request.POST, request.FILES, prefix="picture")
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_picture(
                record, given["picture"], actor=request.user, kind=given["kind"], shown=given["shown"]
            )
        except attachments.AttachmentRefused as refused:
            form.add_error("picture", str(refused))
        else:
            messages.success(request, _("The picture is kept."))
            return redirect(
                "requests:stop" if request.POST.get("next") == "round" else "requests:detail", pk=pk
            )
    return page(request, record, 400, picture_form=form)


@needs("requests.work")
@require_POST
def show_picture(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let everybody see a picture, or take it off the public page."""
    picture = get_object_or_404(Picture.objects.select_related("request"), pk=pk)
    actions.show_picture(picture, request.POST.get("shown") == "yes", actor=request.user)
    messages.success(request, _("Saved."))
    return redirect("requests:detail", pk=picture.request_id)


@needs("requests.read")
@require_GET
def picture(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The picture itself, for staff."""
    row = get_object_or_404(Picture.objects.select_related("request"), pk=pk)
    found = next((one for one in attachments.of(row.request) if one.pk == row.attachment_id), None)
    if found is None:
        raise Http404
    return attachments.picture_response(found, "small" if request.GET.get("size") == "small" else "full")


@needs("requests.work")
@needs("contact.identity")
@require_http_methods(["GET", "POST"])
def identity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask for a purpose, then show who reported it; every look is in the audit log."""
    record = queries.one(request.user, pk)
    back = reverse("requests:detail", args=[record.pk])
    return contact.who_page(request, record, number=record.number, back=back, purposes=PURPOSES)


@needs("requests.work")
@needs("contact.identity")
@require_http_methods(["GET", "POST"])
def new_code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new code for a resident who lost theirs."""
    record = queries.one(request.user, pk)
    back = reverse("requests:detail", args=[record.pk])
    return contact.new_code_page(request, record, number=record.number, back=back)
