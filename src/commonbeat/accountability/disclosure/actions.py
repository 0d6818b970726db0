"""Requests for records: taking them, delaying them with reasons in writing, blacking out, giving out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.accountability.complaints.looks import working
from commonbeat.accountability.complaints.models import Complaint
from commonbeat.city.agency.days import today
from commonbeat.city.agency.queries import agency
from commonbeat.kernel import clocks, workflow
from commonbeat.kernel.access import Act, acting
from commonbeat.kernel.clocks import ClockRefused

from . import enums
from .models import Delay, DisclosureRequest, Redaction
from .process import WORK
from .promises import REQUEST


def as_moment(day: date) -> datetime:
    """The beginning of a day on the agency's wall, never later than now."""
    return min(datetime.combine(day, time.min, agency().tz), timezone.now())


def not_later_than_today(name: str, day: date) -> None:
    """Hold that something has happened.

    Raises:
        ValidationError: it lies in the future.
    """
    if day > today():
        raise ValidationError({name: _("This day has not come yet.")})


@contextmanager
def changing(actor: Any, case: UUID | str, action: str, object_id: Any = "") -> Iterator[Act]:
    """One change: the look at the complaint, the capability, one transaction, the audit row."""
    with (
        working(actor, case),
        acting(
            actor, WORK, action, object_kind="disclosure", object_id=object_id or case,
            purpose="complaint_work", case=str(case),
        ) as act,
    ):  # fmt: skip
        yield act


def take(
    case: UUID,
    *,
    actor: Any,
    asked_on: date,
    asked_by: str,
    wanted: str,
    reach: str = "",
    record_class: str = "",
) -> DisclosureRequest:
    """Write down a request for the records of a complaint; its 45 days run from the day it came.

    Args:
        case: the complaint.
        actor: needs ``disclosure.work`` and a case they may change.
        asked_on: when it reached the department.
        asked_by: as they wrote.
        wanted: what they ask for.
        reach: how to reach them.
        record_class: a key of ``codes.DISCLOSED``, where they name one.

    Raises:
        ValidationError: something is missing or lies in the future.
        NotThere: no such complaint, or not for this actor.
        Refused: the actor lacks the capability.
    """
    not_later_than_today("asked_on", asked_on)
    with changing(actor, case, "disclosure.taken") as act:
        # one at a time: the number counts the requests of this complaint
        complaint = Complaint.objects.within_look().select_for_update(of=("self",)).get(pk=case)
        count = DisclosureRequest.objects.within_look().filter(complaint=complaint).count()
        made = DisclosureRequest(
            complaint=complaint, number=f"{complaint.number}-D{count + 1}", asked_on=asked_on,
            asked_by=asked_by.strip(), reach=reach.strip(), wanted=wanted.strip(), record_class=record_class,
        )  # fmt: skip
        made.clean_fields(exclude={"state", "number", "complaint"})
        workflow.begin(made, actor=actor, capability=WORK)
        clocks.start(REQUEST, made, at=as_moment(asked_on))
        act.object_id = str(made.pk)
    return made


def delay(
    request: DisclosureRequest, *, actor: Any, step: str, basis: str, told_on: date, estimated_on: date
) -> Delay:
    """Delay a request by the next step the law gives, with the specific basis as it was written to the requester.

    First up to 60 days, then 180 days at a time, in all no longer than 18 months; charges that are filed let the clock
    stand still, and so do extraordinary circumstances.

    Args:
        request: one that is open.
        actor: needs ``disclosure.work`` and a case they may change.
        step: of ``enums.Step`` or ``enums.Ground``.
        basis: the reasons, as the requester reads them.
        told_on: the day it was written to them.
        estimated_on: the day of disclosure they were told.

    Raises:
        ValidationError: no reasons, days that make no sense, or the law gives no such step now.
        MoveRefused: the request has ended.
        Refused: the actor may not.
    """
    not_later_than_today("told_on", told_on)
    if not basis.strip():
        raise ValidationError({"basis": _("The requester is owed the specific basis, in writing.")})
    if estimated_on < today():
        raise ValidationError({"estimated_on": _("The estimated day lies behind us.")})
    if told_on < request.asked_on:
        raise ValidationError({"told_on": _("That is before they asked.")})
    # the words stay with the delay and go with it one day; clock, move and log, which are kept, say when they were written
    short = f"written to the requester on {told_on:%Y-%m-%d}"
    with changing(actor, request.complaint_id, "disclosure.delayed", request.pk) as act:
        try:
            if step in enums.Ground.values:
                clock = clocks.toll(REQUEST, request, actor=actor, reason=short, ground=step)
            else:
                clock = clocks.renew(REQUEST, request, actor=actor, basis=short, step=step)
        except ClockRefused as refused:
            raise ValidationError({"step": str(refused)}) from None
        workflow.move(
            request, "delay", actor=actor, reason=short, values={"estimated_on": estimated_on}, details={"step": step}
        )  # fmt: skip
        act.details["step"] = step
        made: Delay = Delay.objects.create(
            complaint_id=request.complaint_id, request=request, step=step, basis=basis.strip(), told_on=told_on,
            estimated_on=estimated_on, until=None if step in enums.Ground.values else clock.due_at, entered_by=actor,
        )  # fmt: skip
    return made


def go_on(request: DisclosureRequest, *, actor: Any, ground: str) -> None:
    """What let the clock stand still is over; it runs again.

    Raises:
        ValidationError: nothing of this ground holds it.
        Refused: the actor may not.
    """
    with changing(actor, request.complaint_id, "disclosure.resumed", request.pk) as act:
        act.details["ground"] = ground
        clock = clocks.clock_of(REQUEST, request)
        if clock is None or ground not in clocks.open_grounds(clock):
            raise ValidationError({"ground": _("Nothing of this kind holds it.")})
        try:
            clocks.resume(REQUEST, request, actor=actor, ground=ground)
        except ClockRefused as refused:
            raise ValidationError({"ground": str(refused)}) from None


def redact(request: DisclosureRequest, *, actor: Any, where: str, exemption: str, reason: str) -> Redaction:
    """Note something blacked out, with the exemption and why it applies.

    Raises:
        ValidationError: something is missing, or the request has ended.
        Refused: the actor may not.
    """
    with changing(actor, request.complaint_id, "disclosure.redacted", request.pk) as act:
        if not workflow.is_open(request):
            raise ValidationError(_("This request has ended."))
        made = Redaction(
            complaint_id=request.complaint_id, request=request, where=where.strip(), exemption=exemption,
            reason=reason.strip(), entered_by=actor,
        )  # fmt: skip
        made.clean_fields(exclude={"complaint", "request"})
        made.save()
        act.details["exemption"] = exemption
    return made


def end(
    request: DisclosureRequest, step: str, *, actor: Any, ended_on: date, reason: str = "", what: str = "",
    proof: str = "",
) -> None:  # fmt: skip
    """The records went out, nothing is given out, or the requester withdraws.

    Args:
        request: one that is open.
        step: ``release``, ``refuse`` or ``withdraw``.
        actor: needs ``disclosure.work`` and a case they may change.
        ended_on: the day.
        reason: the law it rests on, where nothing is given out; what the requester said, where they withdraw.
        what: what was given out.
        proof: what shows that it was sent.

    Raises:
        ValidationError: the day makes no sense.
        MoveRefused: not possible now, or something is missing.
        Refused: the actor may not.
    """
    not_later_than_today("ended_on", ended_on)
    if ended_on < request.asked_on:
        raise ValidationError({"ended_on": _("That is before they asked.")})
    values = {"ended_on": ended_on, "released_what": what.strip(), "proof": proof.strip()}
    with changing(actor, request.complaint_id, "disclosure.ended", request.pk) as act:
        act.details["step"] = step
        workflow.move(request, step, actor=actor, reason=reason, values=values)
