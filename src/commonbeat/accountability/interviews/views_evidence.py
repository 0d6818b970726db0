"""Staff pages of evidence and its chain of custody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.accountability.complaints import queries
from commonbeat.accountability.complaints.looks import WORK
from commonbeat.accountability.complaints.views import purpose_of
from commonbeat.kernel import attachments, walls
from commonbeat.kernel.access import needs
from commonbeat.kernel.ui.forms import refuse

from . import actions_evidence, doing, forms, panels
from .models_evidence import Evidence
from .views import handed_out


@never_cache
@needs("complaints.work")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add an item."""
    posted = request.POST if request.method == "POST" else None
    with walls.looking(request.user, WORK, case=pk, writing=True):
        doing.must_write(pk)
        complaint = queries.case(pk)
        form = forms.EvidenceForm(posted)
        uploads = attachments.Uploads(
            actions_evidence.POLICY, actor=request.user, data=posted, files=request.FILES or None, name="files",
            label=_("Files"),
        )  # fmt: skip
        if posted is not None and form.is_valid() and uploads.is_valid():
            try:
                made = actions_evidence.add(pk, actor=request.user, files=uploads, **form.cleaned_data)
            except (ValidationError, ValueError) as wrong:
                refuse(form, wrong)
            else:
                messages.success(request, _("Kept as %(number)s.") % {"number": made.label})
                return redirect("interviews:evidence", pk=pk, item=made.pk)
        wrong_now = bool(form.errors or uploads.errors)
        context = {"title": _("Add evidence"), "form": form, "uploads": uploads, "complaint": complaint}
        return render(request, "interviews/new_evidence.html", context, status=400 if wrong_now else 200)


@never_cache
@needs("complaints.open")
@require_GET
def detail(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """One item: what it is, its files and their hashes, its chain of custody."""
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=pk):
        return _page(request, _there(pk, item), {})


@never_cache
@needs("complaints.work")
@require_POST
def do(request: HttpRequest, pk: UUID, item: UUID, what: str) -> HttpResponse:
    """Hand it over, answer for it, or check its hashes."""
    with walls.looking(request.user, WORK, case=pk, writing=True):
        doing.must_write(pk)
        found = _there(pk, item)
        chosen = next((one for one in _doings(request, found) if one.name == what), None)
        if chosen is None:
            raise Http404("There is nothing like that to do.")
        wrong = doing.tried(chosen, request.POST)
        if wrong is not None:
            return _page(request, found, {what: wrong}, status=400)
    messages.success(request, _("Done: %(what)s.") % {"what": chosen.title})
    return redirect("interviews:evidence", pk=pk, item=item)


@never_cache
@needs("complaints.open")
@require_GET
def file(request: HttpRequest, pk: UUID, item: UUID, key: UUID) -> HttpResponse:
    """A file of an item."""
    with walls.looking(request.user, purpose_of(request.user, one_case=True), case=pk):
        return handed_out(request, pk, _there(pk, item), key, "evidence")


def _there(pk: UUID, item: UUID) -> Evidence:
    try:
        return actions_evidence.evidence_of(pk, item)
    except ObjectDoesNotExist:
        raise walls.NotThere from None


def _page(request: HttpRequest, item: Evidence, bound: dict[str, Any], *, status: int = 200) -> HttpResponse:
    may_write = panels.may_write(request.user)

    def address(name: str) -> str:
        return reverse("interviews:do_evidence", args=[item.complaint_id, item.pk, name])

    steps = actions_evidence.chain(item)
    offered = doing.offers(_doings(request, item), address, bound) if may_write else []
    checks: dict[str, Any] = {}
    for one in item.checks.within_look().select_related("by").order_by("at", "id"):
        checks[str(one.attachment_id)] = one
    context = {
        "item": item,
        "complaint": queries.case(item.complaint_id),
        "steps": steps,
        "now": actions_evidence.holding(steps),
        "files": [(one, checks.get(str(one.pk))) for one in attachments.of(item)],
        "wrong": [one.form for one in offered if one.wrong],
        "next": offered,
    }
    return render(request, "interviews/evidence.html", context, status=status)


def _doings(request: HttpRequest, item: Evidence) -> list[doing.Doing]:
    case, pk, actor = item.complaint_id, item.pk, request.user
    steps = actions_evidence.chain(item)
    last, now = steps[-1], actions_evidence.holding(steps)
    mine = now is not None and now.to_account_id in (None, actor.pk)

    def answer(given: dict[str, Any]) -> None:
        actions_evidence.answer(
            case, pk, last.pk, actor=actor, received=given["received"] == "yes", condition=given["condition"]
        )

    return [
        doing.Doing("answer", _("Answer for it"), forms.AnswerForm, answer, actions_evidence.may_answer(last, actor),
                    hint=_("You are the second person: it counts when you say so.")),
        doing.Doing("hand_over", _("Hand it over"), forms.HandOverForm,
                    lambda given: actions_evidence.hand_over(case, pk, actor=actor, **given), mine and not last.waits,
                    hint=_("Another person confirms it.")),
        doing.Doing("check", _("Check the files against their hashes"), forms.EmptyForm,
                    lambda given: actions_evidence.check_hashes(case, pk, actor=actor), bool(attachments.of(item))),
    ]  # fmt: skip
