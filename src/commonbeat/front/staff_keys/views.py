"""Pages: every key, one key, a new one (shown once), revoking."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from commonbeat.kernel import access
from commonbeat.kernel.access import api_keys, needs
from commonbeat.kernel.access.models import ApiKey
from commonbeat.kernel.audit.queries import history_of
from commonbeat.kernel.ui.lists import Column, Listing
from commonbeat.kernel.ui.paging import keyset_page
from commonbeat.kernel.ui.timeline import TimelineEntry

from .forms import KeyFilter, NewKey, Reason


@needs("keys.read")
def listing(request: HttpRequest) -> HttpResponse:
    """All keys, newest first."""
    filters = KeyFilter(request.GET)
    columns = (
        Column(
            _("Who has it"), lambda key: key.holder, href=lambda key: reverse("keys:detail", args=[key.pk])
        ),
        Column(_("Begins with"), lambda key: key.prefix),
        Column(_("Good for"), scope_words, long=True),
        Column(_("State"), state_words),
        Column(_("Until"), lambda key: timezone.localtime(key.expires_at).date()),
        Column(_("Last used"), lambda key: key.last_used_on or _("never")),
    )
    may_issue = access.allowed(request.user, "keys.manage")
    shown = Listing(
        title=_("API keys"),
        columns=columns,
        page=keyset_page(_chosen(filters), request.GET, order=("-issued_at", "-pk")),
        noun=("key", "keys"),
        filters=filters,
        empty=_("No key matches. Other systems need one to report issues through Open311."),
        actions=[(_("Issue a key"), reverse("keys:new"))] if may_issue else [],
    )
    return render(request, "ui/list.html", {"listing": shown}, status=filters.status)


def _chosen(filters: KeyFilter) -> QuerySet[ApiKey]:
    """The keys the filters ask for."""
    rows, state = ApiKey.objects.all(), filters.wanted.get("state")
    if state == "active":
        rows = rows.in_force()
    elif state == "revoked":
        rows = rows.exclude(revoked_at=None)
    elif state == "expired":
        rows = rows.filter(revoked_at=None, expires_at__lte=timezone.now())
    return filters.only(rows)


def scope_words(key: ApiKey) -> str:
    """What a key is good for, in words; the bare name where the topic that knew it is gone."""
    labels = {one.name: one.label for one in api_keys.scopes()}
    return "; ".join(str(labels.get(name, name)) for name in key.scopes)


def state_words(key: ApiKey) -> str:
    """The state of a key in words."""
    return {"active": _("active"), "expired": _("expired"), "revoked": _("revoked")}[key.state]


@needs("keys.read")
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One key: who has it, what it opens, what was done to it."""
    key = get_object_or_404(ApiKey.objects.select_related("issued_by", "revoked_by"), pk=pk)
    context = {
        "key": key,
        "scopes": scope_words(key),
        "may_revoke": key.state != "revoked" and access.allowed(request.user, "keys.manage"),
        "timeline": [
            TimelineEntry(line.entry.at, line.sentence, "", line.entry.reason)
            for line in history_of("api_key", key.pk)
        ],
    }
    return render(request, "staff_keys/key.html", context)


@never_cache
@needs("keys.manage")
def new(request: HttpRequest) -> HttpResponse:
    """Issue a key; it is shown this once."""
    form = NewKey(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        try:
            issued = api_keys.issue(actor=request.user, **data)
        except api_keys.KeyRefused as refused:
            form.add_error(None, str(refused))
        else:
            return render(request, "staff_keys/issued.html", {"key": issued.key, "text": issued.text})
    context = {"title": _("Issue a key"), "form": form, "submit": _("Issue the key")}
    return render(request, "ui/form.html", context)


@needs("keys.manage")
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Revoke a key at once."""
    key = get_object_or_404(ApiKey, pk=pk)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            api_keys.revoke(actor=request.user, key=key, reason=form.cleaned_data["reason"])
        except api_keys.KeyRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Done. The key opens nothing any more."))
            return redirect("keys:detail", pk=pk)
    title = _("Revoke the key of %(holder)s") % {"holder": key.holder}
    return render(request, "ui/form.html", {"title": title, "form": form, "submit": _("Revoke")})
