"""Pages: every rule with what is due, one rule, another length for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.accounts.queries import names_of
from commonbeat.kernel.retention import RetentionRule, declare, schedule
from commonbeat.kernel.retention.batches import open_batch
from commonbeat.kernel.retention.holds import standing
from commonbeat.kernel.retention.models import Item

from .forms import Years


@dataclass(frozen=True)
class Row:
    """A rule with what stands under it."""

    rule: RetentionRule
    years: int
    due: int
    held: int
    disposed: int


def _row(rule: RetentionRule) -> Row:
    due, held = schedule.counted(rule)
    return Row(
        rule,
        schedule.years_of(rule),
        due,
        held,
        Item.objects.filter(rule=rule.name, outcome="disposed").count(),
    )


def _found(name: str) -> RetentionRule:
    try:
        return declare.rule(name)
    except declare.UnknownRule as unknown:
        raise Http404(str(unknown)) from unknown


@needs("retention.read")
@require_safe
def rules_page(request: HttpRequest) -> HttpResponse:
    """How long each kind of record is kept, and what is due."""
    context = {
        "rows": [_row(one) for one in declare.rules()],
        "batch": open_batch(),
        "holds": standing().count(),
        "may_hold": allowed(request.user, "retention.hold"),
    }
    return render(request, "staff_retention/rules.html", context)


@needs("retention.read")
@require_safe
def rule_page(request: HttpRequest, name: str) -> HttpResponse:
    """One rule: its authority, what goes with a record, and every length it had."""
    rule = _found(name)
    lengths = schedule.lengths().get(name, [])
    names = names_of([str(one.set_by) for one in lengths])
    context = {
        "row": _row(rule),
        "lengths": [(one, names.get(str(one.set_by), "")) for one in lengths],
        "may_change": allowed(request.user, "retention.approve"),
        "timeline": None,
    }
    return render(request, "staff_retention/rule.html", context)


@needs("retention.approve")
def length(request: HttpRequest, name: str) -> HttpResponse:
    """Keep the records of a rule longer, or shorter again down to what the law asks for."""
    rule = _found(name)
    form = Years(request.POST or None, initial={"years": schedule.years_of(rule)})
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        try:
            schedule.set_years(rule, data["years"], actor=request.user, reason=data["reason"])
        except schedule.NotAllowed as refused:
            form.add_error("years", str(refused))
        else:
            messages.success(request, _("Done. It counts from now on."))
            return redirect("retention:rule", name=name)
    title = _("How long to keep: %(records)s") % {"records": rule.title}
    context = {"title": title, "form": form, "rule": rule, "submit": _("Keep them so long")}
    return render(request, "staff_retention/length.html", context)
