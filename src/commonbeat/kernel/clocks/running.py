"""Starting, stopping, tolling, resuming and voiding clocks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.kernel import audit
from commonbeat.kernel.audit.log import as_actor

from . import reckoning
from .calendar import calendar, start_of
from .declare import Ground, kind
from .lengths import DAY, Length, Standstill
from .reckoning import Entries

if TYPE_CHECKING:
    from django.db.models import Model

    from .models import Clock, ClockToll


SKEW = timedelta(minutes=1)
"""How far apart the clocks of two machines of ours may be, and how long a transaction may take to reach its end."""


class ClockRefused(ValueError):
    """What was asked of a clock is not possible; nothing was changed."""


class NoClock(ClockRefused):
    """None of the kind runs for the record."""


class TooLate(ClockRefused):
    """The clock is late already."""


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
    promised, days = length or declared.length, calendar()
    due_at = reckoning.due(promised, began, declared, Entries(), days)
    alert = reckoning.alert_at(declared.alerts[0], began, (), days) if declared.alerts else None
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
            "remind_at": reckoning.remind_at(declared.remind, due_at, began, days),
            "next_at": alert,
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
    end_all(clock, moment)
    clock.stopped_at, clock.proof = moment, proof
    clock.outcome = "late" if clock.late_at else "kept"
    clock.save()
    return clock


@transaction.atomic
def toll(
    kind_name: str,
    subject: Model,
    *,
    actor: Any,
    reason: str,
    ground: str = "",
    since: date | datetime | None = None,
    until: date | datetime | None = None,
) -> Clock:
    """Let the running clock stand still, for instance while the resident owes an answer; twice is as once.

    Several grounds may hold it at the same time; it runs on when none does. Entered late, or for a time that is over
    (or has its end set, as a waiver has), it comes to the same as if it had been entered in time.

    Args:
        kind_name: which promise.
        subject: the record.
        actor: who tolls.
        reason: why; the promises page and the audit log can be asked for it.
        ground: one of the kind's grounds; needed where it declares any.
        since: from when; now, unless given. A date means all of that day.
        until: until when, where that is known. A date means all of that day.

    Raises:
        ClockRefused: no clock runs, it is late already (see `corrections.correct`), there is no reason or no such
            ground, or the times make no sense.
    """
    clock = _must_run(kind_name, subject)
    declared = ground_of(clock, ground, waits=True)
    held = clock.tolls.filter(until=None, struck_at=None, ground=ground).exists()
    if held and since is None and until is None:
        return clock
    moment = now()
    if clock.is_late(moment):
        raise TooLate(_("This clock is late already; it cannot be put on hold."))
    reasoned(reason)
    span = span_of(clock, since, until)
    if held and span[1] is None:
        raise ClockRefused(_("The clock stands still for this reason already."))
    row = enter(clock, actor, reason, declared, span)
    reckoning.settle(clock, moved=span[1] is not None)
    clock.save()
    note("clocks.tolled", actor, clock, reason, row)
    return clock


@transaction.atomic
def resume(
    kind_name: str, subject: Model, *, actor: Any, ground: str = "", at: date | datetime | None = None
) -> Clock:
    """End one time of standing still; the due moment moves, and the clock runs on unless something else holds it.

    Args:
        kind_name: which promise.
        subject: the record.
        actor: who says so.
        ground: which of the grounds that hold it; may be left out where only one does.
        at: when it ended; now, unless given. A date means all of that day.

    Raises:
        ClockRefused: no clock runs, several grounds hold it and none is named, or the moment lies in the future or
            before it stood still.
    """
    clock = _must_run(kind_name, subject)
    open_ = [one for one in clock.tolls.filter(until=None, struck_at=None) if ground in ("", one.ground)]
    if not open_:
        return clock
    if len(open_) > 1:
        raise ClockRefused(_("Several reasons hold this clock; please say which one has ended."))
    row = open_[0]
    moment = _moment(at, ends=True) or max(now(), row.since)
    if at is not None and (moment > now() + SKEW if isinstance(at, datetime) else at > _today()):
        raise ClockRefused(_("That time lies in the future."))
    if moment < row.since:
        raise ClockRefused(_("It cannot end before it began."))
    row.until = moment
    row.save(update_fields=["until"])
    reckoning.settle(clock)
    clock.save()
    note("clocks.resumed", actor, clock, "", row)
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
    reasoned(reason)
    clock = latest(kind_name, subject)
    if clock is None:
        raise ClockRefused(_("There is no clock to void."))
    set_aside(clock, reason)
    note("clocks.voided", actor, clock, reason)
    return clock


def set_aside(clock: Clock, reason: str) -> None:
    """Void a clock, its late mark with it; saved."""
    moment = now()
    if clock.is_running and clock.is_late(moment) and clock.late_at is None:
        clock.late_at = moment
    end_all(clock, moment)
    clock.outcome, clock.voided_at, clock.void_reason = "void", moment, reason.strip()
    clock.save()


def _running(kind_name: str, subject: Model) -> Clock | None:
    """The running clock, locked."""
    from .models import Clock

    kind(kind_name)
    rows = Clock.objects.select_for_update().filter(kind=kind_name, subject_id=subject.pk, outcome="")
    return rows.first()


def _must_run(kind_name: str, subject: Model) -> Clock:
    clock = _running(kind_name, subject)
    if clock is None:
        raise NoClock(_("No such clock is running."))
    return clock


def latest(kind_name: str, subject: Model) -> Clock | None:
    """The last clock of a kind that is not void, running or stopped; locked."""
    from .models import Clock

    kind(kind_name)
    rows = Clock.objects.select_for_update().filter(kind=kind_name, subject_id=subject.pk)
    return rows.exclude(outcome="void").order_by("-started_at", "-id").first()


def end_all(clock: Clock, moment: datetime) -> None:
    """End every standstill with the clock, and reckon what it came to if it was held; not saved yet."""
    for row in clock.tolls.filter(until=None, struck_at=None):
        row.until = max(moment, row.since)
        row.save(update_fields=["until"])
    if clock.still_since is not None:
        reckoning.settle(clock)
    clock.next_at = None


def ground_of(clock: Clock, name: str, *, waits: bool) -> Ground | None:
    """The declared ground of this name; ``None`` where the kind declares none and none is named.

    Raises:
        ClockRefused: the kind knows no such ground.
    """
    known = [one for one in clock.declared.grounds if one.waits is waits]
    found = next((one for one in known if one.name == name), None)
    if found is None and (clock.declared.grounds or name):
        raise ClockRefused(_("This clock knows no such ground."))
    return found


def reasoned(reason: str) -> None:
    """Refuse an empty reason."""
    if not reason.strip():
        raise ClockRefused(_("Please give a reason."))


def span_of(clock: Clock, since: date | datetime | None, until: date | datetime | None) -> Standstill:
    """From when until when, as moments.

    Raises:
        ClockRefused: it ends before it begins, or begins in the future without an end.
    """
    moment = now()
    first, last = _moment(since) or max(moment, clock.started_at), _moment(until, ends=True)
    if last is None and first > max(moment, clock.started_at) + SKEW:
        raise ClockRefused(_("That time lies in the future."))
    if last is not None and last <= first:
        raise ClockRefused(_("It cannot end before it began."))
    return first, last


def _today() -> date:
    return now().astimezone(calendar().tz).date()


def _moment(given: date | datetime | None, *, ends: bool = False) -> datetime | None:
    """A date as the moment its day begins, or is over, in the agency's zone.

    Raises:
        ClockRefused: a time without its zone.
    """
    if isinstance(given, datetime):
        if given.tzinfo is None:
            raise ClockRefused("A time needs its zone.")
        return given
    return start_of(given + DAY if ends else given, calendar().tz) if given is not None else None


def enter(
    clock: Clock,
    actor: Any,
    reason: str,
    ground: Any,
    span: Standstill | None = None,
    length: Length | None = None,
) -> ClockToll:
    """Write one entry: a time, or a length, which is entered at one moment."""
    from .models import ClockToll

    who, moment = as_actor(actor), now()
    since, until = span or (moment, moment)
    return ClockToll.objects.create(
        clock=clock, ground=ground.name if ground else "", since=since, until=until, length=str(length or ""),
        reason=reason.strip(), actor_kind=who.kind, actor_id=who.id, entered_at=moment,
    )  # fmt: skip


def note(action: str, actor: Any, clock: Clock, reason: str, entry: ClockToll | None = None) -> None:
    """Write to the audit log what was done to a clock."""
    details = {"clock": clock.kind, "id": str(clock.pk)}
    if entry is not None and entry.ground:
        details |= {"ground": entry.ground, "entry": str(entry.pk)}
        if entry.length:
            details["length"] = entry.length
        else:
            details |= {
                "since": entry.since.isoformat(),
                "until": entry.until.isoformat() if entry.until else "",
            }
    audit.record(
        action,
        actor=actor,
        object_kind=clock.subject_kind,
        object_id=clock.subject_id,
        # a resident's words must be removable one day; rows of the audit log are not
        reason="" if as_actor(actor).kind == "resident" else reason.strip(),
        details=details,
    )
