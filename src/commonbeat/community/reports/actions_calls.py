"""Calls to residents, booked times, vehicles for dispatch, and entries in the state's lists."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.city.agency.numbers import next_number
from commonbeat.city.agency.queries import agency
from commonbeat.kernel import audit, clocks, contact, workflow
from commonbeat.kernel.access import acting
from commonbeat.kernel.contact.models import Party

from .enums import Ended, Happened
from .events import HandOverWaits
from .models import CallBack, HandOver, OnlineReport, PropertyLine, Slot, StateEntry, VehicleLine
from .promises import AT_ONCE
from .text import property_kinds

NOTICE = timedelta(minutes=30)
AHEAD = timedelta(days=14)
MOST_SLOTS = 500
TRIES = 3


class SlotTaken(ValueError):
    """The booked time is full, past, or not offered."""


@dataclass(frozen=True)
class Asked:
    """A call that was asked for.

    Attributes:
        call: the entry in the queue.
        code: opens its tracking page; "" where the report's own code does.
    """

    call: CallBack
    code: str


def open_call(*, report: OnlineReport | None = None, rule: str = "", **more: Any) -> CallBack:
    """Put a call in the queue, in the current transaction; one open call for each report.

    Args:
        report: the report it is about.
        rule: why: a rule of the gate, or ``escalated``.
        **more: further columns of `CallBack`.
    """
    if report is not None:
        waiting = report.calls.filter(ended="").first()
        if waiting is not None:
            return waiting
        more |= {"kind": report.kind, "language": report.language, "interpreter": report.interpreter}
    return CallBack.objects.create(number=next_number("C"), report=report, gate_rule=rule, **more)


def ask_for_call(
    *, actor: Any, name: str, phone: str, language: str, kind: str = "", rule: str = "", interpreter: str = "",
    message_is_safe: bool = False, slot: UUID | None = None, at_once: bool = False,
) -> Asked:  # fmt: skip
    """Somebody asks to be called, now or at a booked time.

    Args:
        actor: the resident at the door, or an account.
        slot: key of a free time.
        at_once: called within the hour, unless they booked a time.

    Raises:
        SlotTaken: somebody else was faster, or the time is past.
        ValidationError: the number is no telephone number.
    """
    with transaction.atomic():
        booked = book(slot) if slot else None
        call = open_call(
            rule=rule,
            kind=kind,
            language=language,
            interpreter=interpreter,
            message_is_safe=message_is_safe,
            slot=booked,
        )
        opened = contact.open_conversation(
            call, kind="reports.call", language=language, name=name, phone=phone, wants=""
        )
        length = _until(booked) if booked else AT_ONCE if at_once else None
        clocks.start("reports.callback", call, length=length)
        audit.record(
            "reports.call_asked",
            actor=actor,
            object_kind="call",
            object_id=call.pk,
            details={"number": call.number, "rule": rule, "booked": booked is not None},
        )
    return Asked(call, opened.code)


def book(slot: UUID) -> Slot:
    """Take a place at a time, in the current transaction; two at once never get the same last place.

    Raises:
        SlotTaken: full, past, or not offered.
    """
    now = timezone.now()
    taken = Slot.objects.filter(
        pk=slot, booked__lt=F("capacity"), starts_at__gt=now + NOTICE, starts_at__lt=now + AHEAD
    ).update(booked=F("booked") + 1)
    if not taken:
        raise SlotTaken(_("This time is not free any more. Please choose another one."))
    return Slot.objects.get(pk=slot)


def _until(slot: Slot) -> clocks.Length:
    """From now to the end of a booked time, in whole hours."""
    ends = slot.starts_at + timedelta(minutes=slot.minutes)
    return clocks.hours(max(1, math.ceil((ends - timezone.now()) / timedelta(hours=1))))


def free_slots() -> list[Slot]:
    """Times that can be booked now, soonest first."""
    now = timezone.now()
    return list(
        Slot.objects.filter(booked__lt=F("capacity"), starts_at__gt=now + NOTICE, starts_at__lt=now + AHEAD)
    )


def make_slots(
    *, actor: Any, days: Sequence[date], times: Sequence[time], minutes: int, capacity: int
) -> int:
    """Offer times for calls; a time that is offered already stays as it is.

    Args:
        days: local days.
        times: local clock times on each of them; one that the change to summer time leaves out is skipped.
        minutes: how long a call may take.
        capacity: how many can be called at the same time.

    Returns:
        How many are new.

    Raises:
        ValueError: too many at once.
        Refused: the actor may not.
    """
    if len(days) * len(times) > MOST_SLOTS:
        raise ValueError(_("That is more than 500 times at once."))
    zone = agency().tz
    moments = [datetime.combine(day, at, tzinfo=zone) for day in days for at in times]
    real = [at for at in moments if at.astimezone(UTC).astimezone(zone).time() == at.time()]
    with acting(actor, "reports.manage", "reports.slots_made", object_kind="slots") as act:
        before = Slot.objects.count()
        Slot.objects.bulk_create(
            [Slot(starts_at=at, minutes=minutes, capacity=capacity) for at in real], ignore_conflicts=True
        )
        act.details["count"] = Slot.objects.count() - before
    return int(act.details["count"])


def drop_slot(slot: Slot, *, actor: Any) -> bool:
    """Take back an offered time that nobody has booked.

    Returns:
        Whether it was free and is gone.
    """
    with acting(actor, "reports.manage", "reports.slots_made", object_kind="slots") as act:
        gone, _kinds = Slot.objects.filter(pk=slot.pk, booked=0).delete()
        act.details["count"] = -gone
    return bool(gone)


def number_of(call: CallBack, *, actor: Any, purpose: str) -> Party:
    """Name and number to call, for a purpose; the look is in the audit log.

    Raises:
        Refused: the actor may not see who is behind a conversation.
    """
    conversation = contact.conversation_of(call.report or call)
    if conversation is None:
        raise ValueError(_("Nobody left a number with this call."))
    return contact.identity(conversation, viewer=actor, purpose=purpose)


def called(call: CallBack, *, actor: Any, ended: str, note: str = "") -> None:
    """Write down a call: reached, a report taken, not needed, or not reached (after the third try it ends).

    Raises:
        ValueError: the call is over already, or an unknown end.
        Refused: the actor may not.
    """
    if ended not in Ended.values:
        raise ValueError(_("Say how the call ended."))
    with acting(actor, "reports.take", "reports.call_ended", object_kind="call", object_id=call.pk) as act:
        row = CallBack.objects.select_for_update(of=("self",)).get(pk=call.pk)
        if row.ended:
            raise ValueError(_("This call is over already."))
        now = timezone.now()
        row.tries, row.last_tried_at = row.tries + 1, now
        if ended != Ended.NOT_REACHED or row.tries >= TRIES:
            row.ended, row.ended_at = ended, now
        row.save()
        act.details |= {"number": row.number, "how": str(Ended(ended).label), "tries": row.tries}
        if note.strip():
            conversation = contact.conversation_of(row.report or row)
            if conversation is not None:
                contact.note(conversation, actor=actor, text=note)
        if row.ended:
            _after(row, actor)


def _after(call: CallBack, actor: Any) -> None:
    """The promise is kept; a report that waited for the call goes back to be read."""
    clocks.stop("reports.callback", call, proof=f"call {call.number}")
    if call.report is not None and call.report.state == "escalated":
        workflow.move(
            call.report, "called", actor=actor, reason=f"Call {call.number}: {Ended(call.ended).label}"
        )


def hand_over(report: OnlineReport) -> list[HandOver]:
    """Put stolen vehicles and plates of a report on dispatch's list, with a clock; in the current transaction."""
    rows = [
        HandOver(report=report, what=line.happened, line=vehicle_line(line))
        for line in report.vehicles.all()
        if line.happened != Happened.DAMAGED
    ]
    plates = {key for key, kind in property_kinds().items() if kind.plate}
    rows += [
        HandOver(
            report=report, what=Happened.PLATE, line=" ".join((thing.serial or thing.what).split())[:200]
        )
        for thing in report.things.all()
        if thing.kind in plates and report.kind != "vandalism"
    ]
    for row in rows:
        row.save()
        clocks.start("reports.state_entry", row, length=AT_ONCE)
        audit.events.announce(HandOverWaits(row.pk))
    return rows


def vehicle_line(line: VehicleLine) -> str:
    """A vehicle in one line, as it is read out over the radio."""
    parts = (line.plate_tidy, line.state_of_plate, line.colour, line.year or "", line.make, line.model)
    vin = f"VIN {line.vin}" if line.vin else ""
    return " ".join(str(part) for part in (*parts, vin) if part)[:200]


def take_over(handover: HandOver, *, actor: Any, state_number: str = "") -> None:
    """Dispatch has broadcast and entered a vehicle or plate.

    Raises:
        ValueError: somebody else has done so already.
        Refused: the actor may not.
    """
    with acting(
        actor, "reports.take", "reports.handover_taken", object_kind="report", object_id=handover.report_id
    ) as act:
        row = HandOver.objects.select_for_update().get(pk=handover.pk)
        if row.taken_at is not None:
            raise ValueError(_("Somebody has taken it already."))
        row.taken_at, row.taken_by, row.state_number = timezone.now(), actor.pk, state_number.strip()[:40]
        row.save()
        clocks.stop("reports.state_entry", row, proof=row.state_number or "taken over by dispatch")
        act.details |= {"handover": str(row.pk)}


def make_entries(report: OnlineReport, things: Sequence[PropertyLine]) -> list[StateEntry]:
    """Start the clock of each firearm, and of each stolen thing with a serial number; in the current transaction."""
    kinds, rows = property_kinds(), []
    for thing in things:
        kind = kinds.get(thing.kind)
        firearm = bool(kind and kind.firearm)
        if firearm or (thing.serial_tidy and thing.loss == "7" and not (kind and kind.plate)):
            row = StateEntry.objects.create(report=report, thing=thing, is_firearm=firearm)
            clocks.start("reports.state_entry", row)
            rows.append(row)
    return rows


def entered(entry: StateEntry, *, actor: Any, state_number: str) -> None:
    """A serial number was entered in the state's list.

    Raises:
        ValueError: no number, or it was entered already.
        Refused: the actor may not.
    """
    number = state_number.strip()[:40]
    if not number:
        raise ValueError(_("Give the number the state's list gave."))
    with acting(
        actor, "reports.review", "reports.entered", object_kind="report", object_id=entry.report_id
    ) as act:
        row = StateEntry.objects.select_for_update().get(pk=entry.pk)
        if row.entered_at is not None:
            raise ValueError(_("It was entered already."))
        row.entered_at, row.entered_by, row.state_number = timezone.now(), actor.pk, number
        row.save()
        clocks.stop("reports.state_entry", row, proof=number)
        act.details |= {"entry": str(row.pk)}
