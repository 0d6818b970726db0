"""Alerts of the people one leads: by name, each indicator by itself; the talk, the plan, what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonbeat.kernel import workflow
from commonbeat.kernel.access import needs
from commonbeat.kernel.clocks import clocks_of, standing
from commonbeat.kernel.ui.forms import refuse
from commonbeat.kernel.ui.timeline import of_moves
from commonbeat.kernel.walls import NotThere, looking

from . import actions, gate, queries
from .enums import Help
from .forms import FollowUpForm, MeetingForm, PlanForm, ReasonForm, WordsForm
from .measures import LIMITS
from .models import Alert
from .shown import period_title, shown

REVIEW = "support.review"
FORMS = {"talk": MeetingForm, "plan": PlanForm, "follow_up": FollowUpForm, "effect": WordsForm}
AT = {
    "talk": ("acknowledged", "reviewed", "plan", "follow_up"),
    "plan": ("reviewed",),
    "follow_up": ("plan", "follow_up"),
    "effect": ("follow_up",),
}
"""The states of an alert in which each form is offered."""
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
    context = {"on": on, "rows": rows, "all": "all" in request.GET, "title": _("Early support")}
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


def _page(request: HttpRequest, record: Alert, status: int = 200, **refused: Any) -> HttpResponse:
    """Draw an alert's page; ``refused`` are forms that came back with errors."""
    done = set(record.followups.within_look().values_list("day", flat=True))
    drawn: dict[str, forms.Form] = {
        f"{name}_form": FollowUpForm(prefix=name, done=done) if name == "follow_up" else made(prefix=name)
        for name, made in FORMS.items()
        if record.state in AT[name] and not (name == "follow_up" and len(done) == len(AT))
    }
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
        **drawn,
    }
    return render(request, "support/alert.html", {**context, **refused}, status=status)


def _kept(
    request: HttpRequest,
    file: UUID,
    pk: UUID,
    name: str,
    keep: Callable[[Alert, dict[str, Any]], object],
    done: str,
) -> HttpResponse:
    """Take one of the forms: keep it and go back, or draw the page again with what is wrong."""
    _must_be_on()
    with looking(request.user, "support_review", case=file, writing=True):
        record = queries.alert(pk)
        made: Any = FORMS[name]
        more = {"done": set(record.followups.within_look().values_list("day", flat=True))}
        form = made(request.POST, prefix=name, **(more if name == "follow_up" else {}))
        if form.is_valid():
            try:
                keep(record, form.cleaned_data)
            except (ValidationError, workflow.MoveRefused) as wrong:
                refuse(form, wrong)
            else:
                messages.success(request, done)
                return redirect("support:alert", file=file, pk=pk)
        return _page(request, record, 400, **{f"{name}_form": form})


@needs(REVIEW)
@require_POST
def talk(request: HttpRequest, file: UUID, pk: UUID) -> HttpResponse:
    """Write down a talk."""

    def keep(record: Alert, given: dict[str, Any]) -> object:
        return actions.hold_meeting(record, actor=request.user, **given)

    return _kept(request, file, pk, "talk", keep, _("The talk is on file."))


@needs(REVIEW)
@require_POST
def plan(request: HttpRequest, file: UUID, pk: UUID) -> HttpResponse:
    """Write down a plan."""

    def keep(record: Alert, given: dict[str, Any]) -> object:
        return actions.make_plan(record, actor=request.user, **given)

    return _kept(request, file, pk, "plan", keep, _("The plan is on file."))


@needs(REVIEW)
@require_POST
def follow_up(request: HttpRequest, file: UUID, pk: UUID) -> HttpResponse:
    """Write down how a plan goes."""

    def keep(record: Alert, given: dict[str, Any]) -> object:
        return actions.follow_up(record, actor=request.user, **given)

    return _kept(request, file, pk, "follow_up", keep, _("It is on file."))


@needs(REVIEW)
@require_POST
def effect(request: HttpRequest, file: UUID, pk: UUID) -> HttpResponse:
    """Work out what came of a plan."""

    def keep(record: Alert, given: dict[str, Any]) -> object:
        return actions.note_effect(record, actor=request.user, **given)

    return _kept(request, file, pk, "effect", keep, _("The effect is on file."))


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
            return _page(request, queries.alert(pk), 400, problem=str(wrong))
    messages.success(request, _("It is now: %(state)s.") % {"state": state.title})
    return redirect("support:alert", file=file, pk=pk)
