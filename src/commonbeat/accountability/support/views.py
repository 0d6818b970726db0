"""Alerts of the people one leads: by name, each indicator by itself; the talk, the plan, what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.kernel import workflow
from commonbeat.kernel.access import allowed, needs
from commonbeat.kernel.clocks import clocks_of, standing
from commonbeat.kernel.ui import doings
from commonbeat.kernel.ui.timeline import of_moves
from commonbeat.kernel.walls import NotThere, looking

from . import actions, doing, gate, queries
from .doing import REVIEW
from .enums import Help
from .forms import ReasonForm
from .measures import LIMITS
from .models import Alert
from .shown import period_title, shown

BY_BUTTON = ("acknowledge", "review", "agree", "close")
WITH_REASON = ("no_action", "reopen")


@needs(REVIEW)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Open alerts of the people the viewer looks after, by name; no order by any figure can be asked for."""
    on = gate.switched_on()
    rows: list[dict[str, Any]] = []
    if on:
        with looking(request.user, "support_list"):
            rows = [_line(one) for one in queries.alerts(open_only="all" not in request.GET)]
    context = {
        "on": on,
        "rows": rows,
        "all": "all" in request.GET,
        "title": _("Early support"),
        "may_switch": allowed(request.user, gate.SWITCH),
    }
    return render(request, "support/list.html", context)


def _line(one: Alert) -> dict[str, Any]:
    due = [clock for clock in clocks_of(one) if clock.stopped_at is None]
    return {
        "alert": one,
        "name": str(one.file),
        "indicator": one.get_indicator_display(),
        "period": period_title(one),
        "state": workflow.state_of(one).title,
        "due": standing(due[-1]) if due else None,
    }


@needs(REVIEW)
@require_GET
def alert(request: HttpRequest, file: UUID, pk: UUID) -> HttpResponse:
    """One alert with everything around it."""
    _must_be_on()
    with looking(request.user, "support_review", case=file):
        return _page(request, queries.alert(pk))


def _must_be_on() -> None:
    """Without a labour notice there is nothing to open.

    Raises:
        NotThere: early support is off.
    """
    if not gate.switched_on():
        raise NotThere


def _page(request: HttpRequest, record: Alert, problem: str = "", **refused: Any) -> HttpResponse:
    """Draw an alert's page.

    Args:
        problem: why a step was not taken.
        refused: forms that came back with errors.
    """
    page = doing.page_of(record, request.user)

    def address(name: str) -> str:
        return reverse(f"support:{name}", args=[record.file_id, record.pk])

    possible = {one.name: one for one in workflow.available(record, request.user)}
    sheets = [shown(one) for one in queries.sheets(record.file)]
    context = {
        "record": record,
        "name": str(record.file),
        "indicator": record.get_indicator_display(),
        "period": period_title(record),
        "state": workflow.state_of(record).title,
        "dues": [standing(one) for one in clocks_of(record) if one.stopped_at is None],
        "sheets": sheets,
        "limits": LIMITS,
        "buttons": [possible[name] for name in BY_BUTTON if name in possible],
        "reasons": [(possible[name], ReasonForm(prefix=name)) for name in WITH_REASON if name in possible],
        "meetings": list(record.meetings.within_look()),
        "plans": [(one, [Help(word).label for word in one.helps]) for one in record.plans.within_look()],
        "followups": list(record.followups.within_look()),
        "outcomes": list(record.outcomes.within_look()),
        "answers": list(record.file.answers.within_look()),
        "timeline": of_moves(record),
        "offers": doings.offers(doing.DOINGS, page, request.user, address, refused),
        "problem": problem,
    }
    return render(request, "support/alert.html", context, status=400 if problem or refused else 200)


def do(name: str) -> Any:
    """The view that does one thing of ``doing.DOINGS``; what is refused comes back with what was typed."""
    chosen = doing.BY_NAME[name]

    @needs(chosen.capability)
    @require_POST
    def view(request: HttpRequest, file: UUID, pk: UUID) -> HttpResponse:
        _must_be_on()
        with looking(request.user, "support_review", case=file, writing=True):
            page = doing.page_of(queries.alert(pk), request.user)
            form = chosen.form_of(page, request.POST)
            if not chosen.tried(page, form):
                return _page(request, queries.alert(pk), **{name: form})
        messages.success(request, doing.SAID[name])
        return redirect("support:alert", file=file, pk=pk)

    return view


@needs(REVIEW)
@require_http_methods(["POST"])
def step(request: HttpRequest, file: UUID, pk: UUID, name: str) -> HttpResponse:
    """Take one step of the process."""
    _must_be_on()
    if name not in (*BY_BUTTON, *WITH_REASON):
        raise NotThere
    with looking(request.user, "support_review", case=file, writing=True):
        record = queries.alert(pk)
        form = ReasonForm(request.POST, prefix=name)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            state = actions.take_step(record, name, actor=request.user, reason=reason)
        except workflow.MoveRefused as wrong:
            return _page(request, queries.alert(pk), str(wrong))
    messages.success(request, _("It is now: %(state)s.") % {"state": state.title})
    return redirect("support:alert", file=file, pk=pk)
