"""Staff pages of evidence and its chain of custody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.accountability.complaints import queries
from commonbeat.accountability.complaints.looks import working
from commonbeat.accountability.complaints.views import purpose_of
from commonbeat.kernel import attachments, walls
from commonbeat.kernel.access import needs
from commonbeat.kernel.ui import doings
from commonbeat.kernel.ui.forms import tried

from . import actions_evidence, doing_evidence, forms, panels
from .models_evidence import Evidence
from .views import handed_out


@never_cache
@needs("complaints.work")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add an item."""
    posted = request.POST if request.method == "POST" else None
    with working(request.user, pk):
        complaint = queries.case(pk)
        form = forms.EvidenceForm(posted)
        uploads = attachments.Uploads(
            actions_evidence.POLICY, actor=request.user, data=posted, files=request.FILES or None, name="files",
            label=_("Files"),
        )  # fmt: skip

        def add(given: dict[str, Any]) -> Evidence:
            return actions_evidence.add(pk, actor=request.user, files=uploads, **given)

        made = tried(form, add) if uploads.is_valid() else None
        if made is not None:
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
    chosen = doing_evidence.BY_NAME.get(what)
    if chosen is None:
        raise Http404("There is nothing like that to do.")
    with working(request.user, pk):
        page = doing_evidence.page_of(_there(pk, item), request.user)
        form = chosen.form_of(page, request.POST)
        if not chosen.tried(page, form):
            return _page(request, page.record, {what: form})
    messages.success(request, chosen.said)
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


def _page(request: HttpRequest, item: Evidence, bound: dict[str, Any]) -> HttpResponse:
    def address(name: str) -> str:
        return reverse("interviews:do_evidence", args=[item.complaint_id, item.pk, name])

    page = doing_evidence.page_of(item, request.user)
    may_write = panels.may_write(request.user)
    checks: dict[str, Any] = {}
    for one in item.checks.within_look().select_related("by").order_by("at", "id"):
        checks[str(one.attachment_id)] = one
    context = {
        "item": item,
        "complaint": queries.case(item.complaint_id),
        "steps": page.steps,
        "now": page.now,
        "files": [(one, checks.get(str(one.pk))) for one in attachments.of(item)],
        "wrong": list(bound.values()),
        "offers": doings.offers(doing_evidence.DOINGS, page, request.user, address, bound)
        if may_write
        else [],
    }
    return render(request, "interviews/evidence.html", context, status=400 if bound else 200)
