"""Starting, stopping, tolling, resuming and voiding clocks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel import audit
from commonbeat.kernel.audit.log import as_actor

from . import lengths
from .calendar import calendar
from .declare import kind
from .lengths import Length

if TYPE_CHECKING:
    from django.db.models import Model

    from .models import Clock


SKEW = timedelta(minutes=1)
"""How far apart the clocks of two machines of ours may be, and how long a transaction may take to reach its end."""


class ClockRefused(ValueError):
    """What was asked of a clock is not possible; nothing was changed."""


def now() -> datetime:
    """The present moment in UTC."""
    return timezone.now()


def start(
    kind_name: str,
    subject: Model,
    *,
    at: datetime | None = None,
    length: Length | None = None,
    owner: str = "",
) -> Clock:
    """Start a clock; where one of this kind runs for this subject already, that one is returned unchanged.

    Args:
        kind_name: which promise.
        subject: the record it was made about.
        at: when it began; now, unless given.
        length: its own length instead of the kind's.
        owner: opaque id of who keeps it.

    Raises:
        UnknownClock: nobody registered the kind.
        ClockRefused: it would begin in the future.
    """
    from .models import Clock

    declared = kind(kind_name)
    began = at or now()
    if began > now() + SKEW:
        raise ClockRefused("A clock does not start in the future.")
    promised = length or declared.length
    days = calendar()
    due_at = lengths.due(promised, began, days)
    clock, _made = Clock.objects.get_or_create(
        kind=declared.name,
        subject_id=subject.pk,
        outcome="",
        defaults={
            "subject_kind": subject._meta.label,
            "owner": owner,
            "length": str(promised),
            "started_at": began,
            "due_at": due_at,
            "remind_at": _remind_at(declared.remind, due_at, began),
        },
    )
    return clock


@transaction.atomic
def stop(kind_name: str, subject: Model, *, at: datetime | None = None, proof: str = "") -> Clock | None:
    """Stop the running clock: kept, if not later than due.

    What is late is late, whatever moment is given: an earlier one may be entered, and does not make it kept.

    Args:
        kind_name: which promise.
        subject: the record.
        at: when the promise was fulfilled; now, unless given.
        proof: what shows it, for instance the id of a move.

    Returns:
        The stopped clock, or ``None`` where none runs.

    Raises:
        UnknownClock: nobody registered the kind.
        ClockRefused: the moment lies in the future or before the start.
    """
    clock = _running(kind_name, subject)
    if clock is None:
        return None
    present = now()
    moment = at or present
    if not clock.started_at - SKEW <= moment <= present + SKEW:
        raise ClockRefused("A clock stops between its start and now.")
    moment = max(moment, clock.started_at)
    backdated = present - moment > SKEW
    if clock.late_at is None and clock.is_late(present if backdated else moment):
        clock.late_at = present
    if clock.still_since is not None:
        _go_on(clock, max(moment, clock.still_since))
    clock.stopped_at, clock.proof = moment, proof
    clock.outcome = "late" if clock.late_at else "kept"
    clock.save()
    return clock


@transaction.atomic
def toll(kind_name: str, subject: Model, *, actor: Any, reason: str) -> Clock:
    """Let the running clock stand still, for instance while the resident owes an answer; twice is as once.

    Args:
        kind_name: which promise.
        subject: the record.
        actor: who tolls.
        reason: why; the promises page and the audit log can be asked for it.

    Raises:
        ClockRefused: no clock runs, it is late already, or there is no reason.
    """
    from .models import ClockToll

    clock = _must_run(kind_name, subject)
    if clock.still_since is not None:
        return clock
    moment = now()
    if clock.is_late(moment):
        raise ClockRefused(_("This clock is late already; it cannot be put on hold."))
    if not reason.strip():
        raise ClockRefused(_("Please give a reason."))
    who = as_actor(actor)
    clock.still_since = max(moment, clock.started_at)
    ClockToll.objects.create(
        clock=clock, since=clock.still_since, reason=reason.strip(), actor_kind=who.kind, actor_id=who.id
    )
    clock.save(update_fields=["still_since"])
    _note("clocks.tolled", actor, clock, reason)
    return clock


@transaction.atomic
def resume(kind_name: str, subject: Model, *, actor: Any) -> Clock:
    """Let the clock run on; its due moment moves by the time it stood still, and never to an earlier one.

    Raises:
        ClockRefused: no clock runs.
    """
    clock = _must_run(kind_name, subject)
    if clock.still_since is None:
        return clock
    _go_on(clock, max(now(), clock.still_since))
    clock.save()
    _note("clocks.resumed", actor, clock, "")
    return clock


@transaction.atomic
def void(kind_name: str, subject: Model, *, actor: Any, reason: str) -> Clock:
    """Declare that the promise did not apply. It is counted and shown as such, and a late mark stays with it.

    Args:
        kind_name: which promise.
        subject: the record.
        actor: who voids.
        reason: why.

    Raises:
        ClockRefused: there is no clock of this kind, it is void already, or there is no reason.
    """
    from .models import Clock

    if not reason.strip():
        raise ClockRefused(_("Please give a reason."))
    kind(kind_name)
    rows = Clock.objects.select_for_update().filter(kind=kind_name, subject_id=subject.pk)
    clock = rows.exclude(outcome="void").order_by("-started_at", "-id").first()
    if clock is None:
        raise ClockRefused(_("There is no clock to void."))
    moment = now()
    if clock.still_since is not None:
        _go_on(clock, max(moment, clock.still_since))
    elif clock.is_late(moment) and clock.late_at is None:
        clock.late_at = moment
    clock.outcome, clock.voided_at, clock.void_reason = "void", moment, reason.strip()
    clock.save()
    _note("clocks.voided", actor, clock, reason)
    return clock


def _running(kind_name: str, subject: Model) -> Clock | None:
    """The running clock, locked."""
    from .models import Clock

    kind(kind_name)
    rows = Clock.objects.select_for_update().filter(kind=kind_name, subject_id=subject.pk, outcome="")
    return rows.first()


def _must_run(kind_name: str, subject: Model) -> Clock:
    clock = _running(kind_name, subject)
    if clock is None:
        raise ClockRefused(_("No such clock is running."))
    return clock


def _go_on(clock: Clock, moment: datetime) -> None:
    """End the standstill and move the due moment; not saved yet."""
    clock.tolls.filter(until=None).update(until=moment)
    clock.still_since = None
    stood = [(one.since, one.until) for one in clock.tolls.all()]
    due_at = lengths.due(lengths.read(clock.length), clock.started_at, calendar(), stood)
    # a holiday that was taken off the calendar meanwhile must not bring the due moment forward
    clock.due_at = max(clock.due_at, due_at)
    if clock.reminded_at is None:
        clock.remind_at = _remind_at(clock.declared.remind, clock.due_at, clock.started_at)


def _remind_at(length: Length | None, due_at: datetime, began: datetime) -> datetime | None:
    return max(lengths.before(length, due_at, calendar()), began) if length else None


def _note(action: str, actor: Any, clock: Clock, reason: str) -> None:
    audit.record(
        action,
        actor=actor,
        object_kind=clock.subject_kind,
        object_id=clock.subject_id,
        # a resident's words must be removable one day; rows of the audit log are not
        reason="" if as_actor(actor).kind == "resident" else reason.strip(),
        details={"clock": clock.kind, "id": str(clock.pk)},
    )
