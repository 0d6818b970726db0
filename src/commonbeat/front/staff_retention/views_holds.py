"""Pages: every hold, one hold, placing and releasing one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.accounts.queries import names_of
from commonbeat.kernel.retention import declare, holds
from commonbeat.kernel.retention.models import Hold
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.templatetags.ui import clock

from .forms import HoldFilter, NewHold, Reason


def what(hold: Hold) -> str:
    """What a hold covers, in words."""
    rules = declare.kinds().get(hold.kind, [])
    records = " / ".join(str(one.title) for one in rules) or hold.kind
    if hold.number:
        return f"{hold.number} ({records})"
    titles = {column: title for one in rules for column, title in one.criteria}
    parts = [records]
    if hold.field:
        parts.append(f"{titles.get(hold.field, hold.field)}: {hold.value}")
    if hold.since:
        parts.append(_("from %(day)s") % {"day": clock(hold.since)})
    if hold.until:
        parts.append(_("until %(day)s") % {"day": clock(hold.until)})
    return "; ".join(parts)


@needs("retention.read")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All holds, newest first."""
    filters = HoldFilter(request.GET)
    columns = (
        Column(
            _("Authority"),
            lambda one: one.authority,
            href=lambda one: reverse("retention:hold", args=[one.pk]),
        ),
        Column(_("Why"), lambda one: one.get_why_display()),
        Column(_("Covers"), what, long=True),
        Column(_("Since"), lambda one: clock(one.placed_at)),
        Column(_("Released"), lambda one: clock(one.released_at) if one.released_at else _("in force")),
    )
    shown = Listing(
        title=_("Holds"),
        columns=columns,
        page=keyset_page(_chosen(filters), request.GET, order=("-placed_at", "-id")),
        noun=(_("hold"), _("holds")),
        filters=filters,
        empty=_("No hold matches. A hold keeps records for a lawsuit or a records request."),
        actions=[(_("Place a hold"), reverse("retention:new_hold"))]
        if allowed(request.user, "retention.hold")
        else [],
    )
    return render(request, "ui/list.html", {"listing": shown}, status=filters.status)


def _chosen(filters: HoldFilter) -> QuerySet[Hold]:
    rows, state = Hold.objects.all(), filters.wanted.get("state")
    if state == "standing":
        rows = holds.standing()
    elif state == "released":
        rows = rows.exclude(released_at=None)
    return filters.only(rows)


@needs("retention.read")
@require_safe
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One hold: what it covers, on whose authority, who placed and released it."""
    hold = get_object_or_404(Hold, pk=pk)
    names = names_of([str(key) for key in (hold.placed_by, hold.released_by) if key])
    context = {
        "hold": hold,
        "what": what(hold),
        "covered": holds.covered(hold) if hold.released_at is None else None,
        "placed_by": names.get(str(hold.placed_by), ""),
        "released_by": names.get(str(hold.released_by), ""),
        "may_release": hold.released_at is None and allowed(request.user, "retention.hold"),
        "timeline": None,
    }
    return render(request, "staff_retention/hold.html", context)


@needs("retention.hold")
def new(request: HttpRequest) -> HttpResponse:
    """Place a hold."""
    form = NewHold(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, **form.moments()}
        try:
            hold = holds.place(actor=request.user, **given)
        except holds.HoldRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The hold stands. Nothing it covers is disposed of."))
            return redirect("retention:hold", pk=hold.pk)
    return render(
        request, "ui/form.html", {"title": _("Place a hold"), "form": form, "submit": _("Place the hold")}
    )


@needs("retention.hold")
def release(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Release a hold."""
    hold = get_object_or_404(Hold, pk=pk)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            holds.release(hold, actor=request.user, reason=form.cleaned_data["reason"])
        except holds.HoldRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Released. What is due is proposed in the next batch."))
            return redirect("retention:hold", pk=pk)
    title = _("Release the hold: %(authority)s") % {"authority": hold.authority}
    return render(request, "ui/form.html", {"title": title, "form": form, "submit": _("Release it")})
