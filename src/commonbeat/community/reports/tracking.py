"""What a resident sees of their report, and of a call they asked for, on the tracking page."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import clocks, workflow
from commonbeat.kernel.audit import Actor
from commonbeat.kernel.contact import CaseShown, ResidentAction
from commonbeat.kernel.contact.models import Conversation
from commonbeat.kernel.workflow.models import Move

from . import actions
from .models import CallBack, OnlineReport
from .text import refusals, report_types

RESIDENT = Actor("resident")


def _report(conversation: Conversation) -> OnlineReport:
    return OnlineReport.objects.get(pk=conversation.subject_id)


def show_report(conversation: Conversation) -> CaseShown:
    """A report as its reporter sees it: number, state, what happens next; nothing of what was told."""
    report = _report(conversation)
    state = workflow.state_of(report)
    return CaseShown(
        number=report.number,
        title=report_types()[report.kind].title,
        state=state.public_title,
        state_kind=state.kind,
        sentence=_sentence(report),
        due=_due(report),
        steps=[_step(move, report) for move in workflow.history(report)],
        may_write=report.state != "withdrawn",
    )


def _sentence(report: OnlineReport) -> str:
    if report.state == "returned":
        return _("Please read our question below. Write your answer, then press “I have answered”.")
    if report.state == "escalated":
        return _("An officer will call you. You need not do anything.")
    if report.state == "accepted":
        return _("Your case number is %(number)s. Give it to your insurer.") % {"number": report.case_number}
    if report.state == "refused":
        return _(
            "We did not take it as a report: %(reason)s If you see it another way, ask for a person below."
        ) % {"reason": refusals().get(report.refusal, "")}
    if report.state == "withdrawn":
        return _("You took your report back. Nothing more happens.")
    return _("A person reads it. %(number)s is not a case number yet.") % {"number": report.number}


def _due(report: OnlineReport) -> str:
    name = "reports.callback" if report.state == "escalated" else "reports.review"
    clock = clocks.clock_of(name, report)
    if clock is None or clock.outcome or clock.still_since is not None:
        return ""
    return date_format(clock.due_at.astimezone(agency().tz), "DATE_FORMAT")


def _step(move: Move, report: OnlineReport) -> tuple[Any, Any, Any]:
    course = workflow.process(report.PROCESS)
    text = str(refusals().get(report.refusal, "")) if move.to_state == "refused" else ""
    return move.at, course.state(move.to_state).public_title, text


def _answer(conversation: Conversation, data: dict[str, Any]) -> None:
    actions.answer(_report(conversation), actor=RESIDENT, text=str(data.get("reason", "")))


def _withdraw(conversation: Conversation, data: dict[str, Any]) -> None:
    actions.withdraw(_report(conversation), actor=RESIDENT)


def _ask_person(conversation: Conversation, data: dict[str, Any]) -> None:
    actions.ask_person(_report(conversation), actor=RESIDENT, reason=str(data.get("reason", "")))


def _in(*states: str) -> Any:
    return lambda conversation: _report(conversation).state in states


REPORT_ACTIONS = (
    ResidentAction("answer", gettext_lazy("I have answered"), _answer, shown=_in("returned")),
    ResidentAction(
        "person",
        gettext_lazy("I want to talk with a person"),
        _ask_person,
        asks_reason=True,
        shown=_in("refused"),
    ),
    ResidentAction(
        "withdraw",
        gettext_lazy("Take my report back"),
        _withdraw,
        shown=_in("submitted", "returned", "in_review", "escalated"),
    ),
)


def show_call(conversation: Conversation) -> CaseShown:
    """A call as the one who asked for it sees it."""
    call = CallBack.objects.select_related("slot").get(pk=conversation.subject_id)
    zone, due = agency().tz, ""
    if call.slot is not None:
        local = call.slot.starts_at.astimezone(zone)
        due = f"{date_format(local, 'DATE_FORMAT')}, {date_format(local, 'TIME_FORMAT')}"
    elif (clock := clocks.clock_of("reports.callback", call)) is not None:
        local = clock.due_at.astimezone(zone)
        due = date_format(
            local, "DATE_FORMAT" if local.hour == 23 and local.minute == 59 else "DATETIME_FORMAT"
        )
    steps: list[tuple[Any, Any, Any]] = [(call.asked_at, _("You asked for a call"), "")]
    if call.last_tried_at and call.ended != "reached":
        steps.append((call.last_tried_at, _("We called"), ""))
    if call.ended_at:
        steps.append((call.ended_at, _("The call is done"), ""))
    open_ = not call.ended
    return CaseShown(
        number=call.number,
        title=_("Call about a report"),
        state=_("We call you") if open_ else _("Done"),
        state_kind="open" if open_ else "closed",
        sentence=_("We call the number you gave. In danger, do not wait: call 911.")
        if open_
        else _("Nothing more happens here."),
        due=due if open_ else "",
        steps=steps,
        may_write=open_,
    )
