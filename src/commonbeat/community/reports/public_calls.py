"""Asking for a call, now or at a booked time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import clocks, forms
from commonbeat.kernel.access.limits import anonymous, limited
from commonbeat.kernel.forms import QuestionForm
from commonbeat.kernel.ui.site import reader_language

from . import actions_calls
from .actions_calls import SlotTaken
from .public_gate import read_ticket

CALLS_AN_HOUR = 10


@dataclass(frozen=True)
class Time:
    """A time that can be booked."""

    id: str
    day: str
    clock: str


def free_times() -> list[Time]:
    """Times at which we can call, on the agency's clock."""
    zone = agency().tz
    found = []
    for slot in actions_calls.free_slots():
        local = slot.starts_at.astimezone(zone)
        found.append(Time(str(slot.pk), date_format(local, "l j F"), date_format(local, "TIME_FORMAT")))
    return found


def call_form(data: Mapping[str, Any] | None = None) -> QuestionForm:
    """The questions for a call: whom, which number, is a message safe, which language."""
    return forms.build(forms.current("reports.call"), data=data, prefix="c")


@dataclass(frozen=True)
class CallBooked:
    """A call that will be made."""

    number: str
    code: str
    when: str


def ask_for_call(questions: QuestionForm, slot: str, ticket: str, request: HttpRequest) -> CallBooked:
    """Ask for a call, at a booked time or as soon as we can.

    Args:
        questions: valid `call_form`.
        slot: key of a free time, "" for as soon as possible.
        ticket: from the gate, or "".

    Raises:
        SlotTaken: the time is not free any more.
        ValidationError: the number cannot be called.
        TooMany: too many from this address within the hour.
    """
    limited("police report call", request, most=CALLS_AN_HOUR)
    given, said = questions.answers(), read_ticket(ticket)
    try:
        wanted = UUID(slot) if slot else None
    except ValueError:
        raise SlotTaken(_("This time is not free any more. Please choose another one.")) from None
    asked = actions_calls.ask_for_call(
        actor=anonymous(request),
        name=given["name"],
        phone=given["phone"],
        language=reader_language(),
        kind=said.get("kind", ""),
        rule=said.get("rule", ""),
        interpreter=given.get("interpreter", ""),
        message_is_safe=given["safe"] == "yes",
        slot=wanted,
        at_once=said.get("route") == "person",
    )
    clock = clocks.clock_of("reports.callback", asked.call)
    when = ""
    if asked.call.slot is not None:
        local = asked.call.slot.starts_at.astimezone(agency().tz)
        when = f"{date_format(local, 'l j F')}, {date_format(local, 'TIME_FORMAT')}"
    elif clock is not None:
        style = "DATETIME_FORMAT" if said.get("route") == "person" else "DATE_FORMAT"
        when = _("not later than %(day)s") % {"day": date_format(clock.due_at.astimezone(agency().tz), style)}
    return CallBooked(asked.call.number, asked.code, when)
