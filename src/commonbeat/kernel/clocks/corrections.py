"""What is done to a legal clock besides running it: extensions, steps of delay, and corrections of its file.

What was late by the file as it stood is never made good silently. A standstill that was real and was entered too late
makes the clock void, with a reason, and starts another in its place that knows of it: both are kept, and both are counted.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.kernel.audit.log import as_actor

from . import lengths, reckoning, running
from .calendar import calendar
from .declare import Renewal, kind
from .lengths import Length
from .reckoning import Entries
from .running import ClockRefused, TooLate

if TYPE_CHECKING:
    from django.db.models import Model

    from .models import Clock, ClockToll


@transaction.atomic
def extend(
    kind_name: str, subject: Model, *, actor: Any, reason: str, ground: str = "", length: Length
) -> Clock:
    """Give the running clock more time, where the law speaks of an extension and not of standing still.

    Args:
        kind_name: which promise.
        subject: the record.
        actor: who extends it.
        reason: why so long.
        ground: one of the kind's grounds that do not wait; needed where it declares any.
        length: by how much; counted as the clock's own length is.

    Raises:
        ClockRefused: no clock runs, it is late already, there is no reason, no such ground, or a length counted
            otherwise (hours for a clock of days).
    """
    clock = _in_time(kind_name, subject)
    declared = running.ground_of(clock, ground, waits=False)
    running.reasoned(reason)
    _alike(clock, length)
    return _lengthen(clock, actor, reason, declared, length, "clocks.extended")


@transaction.atomic
def renew(kind_name: str, subject: Model, *, actor: Any, basis: str, step: str = "") -> Clock:
    """Prolong the running clock by its next declared step, with the reasons in writing.

    A step is entered while the time before it runs, and each with reasons of its own day: the step after the next
    cannot be entered before the next has begun.

    Args:
        kind_name: which promise.
        subject: the record.
        actor: who decides.
        basis: the reasons.
        step: the step that is meant, as a check; the next one whatever it is called, unless given.

    Raises:
        ClockRefused: no clock runs, it is late already, there are no reasons, no step is left or another one is
            next, the last one has not begun, or the cap is reached.
    """
    clock = _in_time(kind_name, subject)
    running.reasoned(basis)
    following = next_renewal(clock)
    if following is None:
        raise ClockRefused(_("No further delay is allowed."))
    if step not in ("", following.name):
        raise ClockRefused(_("Another step comes first: %(step)s.") % {"step": following.title})
    taken = [one for one in clock.tolls.filter(struck_at=None) if one.ground in _steps(clock)]
    if taken:
        last = max(taken, key=lambda one: one.entered_at)
        others = Entries.of(one for one in clock.tolls.all() if one.pk != last.pk)
        if running.now() <= reckoning.due_of(clock, others, calendar()):
            raise ClockRefused(_("The time before the last step is still running."))
    return _lengthen(clock, actor, basis, following, following.length, "clocks.renewed")


def next_renewal(clock: Clock) -> Renewal | None:
    """The step by which a clock may be prolonged next; ``None`` after the last."""
    used = Counter(one.ground for one in clock.tolls.filter(struck_at=None))
    steps = clock.declared.renewals
    begun = max((at for at, one in enumerate(steps) if used[one.name]), default=0)
    return next((one for one in steps[begun:] if one.most is None or used[one.name] < one.most), None)


@transaction.atomic
def strike(entry: ClockToll, *, actor: Any, reason: str) -> Clock:
    """Strike out a mistaken entry: it is kept, marked, and counts for nothing from now on.

    The due moment of a running clock comes forward with it, which may make it late at once. A clock that stopped in time
    only thanks to the entry is voided, and one that says so takes its place.

    Args:
        entry: a standstill, an extension or a step.
        actor: who corrects the file.
        reason: what was wrong.

    Returns:
        The clock that counts now.

    Raises:
        ClockRefused: there is no reason, the entry is struck out already, or its clock is void.
    """
    from .models import Clock, ClockToll

    running.reasoned(reason)
    clock = Clock.objects.select_for_update().get(pk=entry.clock_id)
    row = ClockToll.objects.select_for_update().get(pk=entry.pk)
    if row.struck_at is not None or clock.outcome == "void":
        raise ClockRefused(_("This entry is struck out already, or its clock is void."))
    late = clock.is_running and clock.is_late(running.now())
    who = as_actor(actor)
    row.struck_at, row.struck_reason = running.now(), reason.strip()
    row.struck_by_kind, row.struck_by_id = who.kind, who.id
    row.save()
    if clock.is_running and not late:
        reckoning.settle(clock, forward=True)
        clock.save()
    running.note("clocks.struck", actor, clock, reason, row)
    if clock.outcome == "kept" and clock.stopped_at and clock.stopped_at > _due_now(clock):
        return _again(clock, actor, reason)
    return clock


@transaction.atomic
def correct(
    kind_name: str,
    subject: Model,
    *,
    actor: Any,
    reason: str,
    ground: str = "",
    since: date | datetime | None = None,
    until: date | datetime | None = None,
    length: Length | None = None,
) -> Clock:
    """Enter into the file of a late clock what was true before it became late and had not been entered.

    The late clock is voided with the reason and keeps its mark; another one starts in its place, from the same moment,
    with all its entries and this one. If the old one had stopped, so does the new one, at the same moment.

    Args:
        kind_name: which promise.
        subject: the record.
        actor: who corrects the file.
        reason: what happened, and why it was not entered in time.
        ground: one of the kind's grounds.
        since: from when it stood still. A date means all of that day.
        until: until when; it stands still yet, unless given.
        length: instead of these, the extension that had been granted.

    Returns:
        The new clock.

    Raises:
        ClockRefused: there is no late clock, no reason or no such ground, neither a time nor a length, or the entry
            would change nothing because it began after the clock was due.
    """
    running.reasoned(reason)
    clock = running.latest(kind_name, subject)
    if clock is None or clock.outcome == "kept" or not clock.is_late(running.now()):
        raise ClockRefused(_("Only a late clock is corrected; enter it as it is."))
    declared = running.ground_of(clock, ground, waits=length is None)
    if (since is None) is (length is None):
        raise ClockRefused(_("Please say from when it stood still."))
    span = running.span_of(clock, since, until) if length is None else None
    if length is not None:
        _alike(clock, length)
    before, fresh = (
        Entries.of(clock.tolls.all()),
        Entries((span,) if span else (), (length,) if length else ()),
    )
    together = Entries(before.still + fresh.still, before.more + fresh.more).until(running.now())
    if reckoning.due_of(clock, together, calendar()) <= _due_now(clock):
        raise ClockRefused(_("This began after the clock was due; it moves nothing."))
    running.enter(clock, actor, reason, declared, span, length)
    return _again(clock, actor, reason)


@transaction.atomic
def begin_again(kind_name: str, subject: Model, *, actor: Any, reason: str) -> Clock | None:
    """Let a promise run on whose clock had stopped, because what it was about is open again.

    The stopped clock stays on file, kept as it was. Another one runs from the same moment, with the same entries: the time
    since it stopped counts.

    Args:
        kind_name: which promise.
        subject: the record.
        actor: who opened it again.
        reason: why.

    Returns:
        The running clock; ``None`` where there never was one, or its due moment has passed.

    Raises:
        UnknownClock: nobody registered the kind.
        ClockRefused: there is no reason.
    """
    from .models import Clock, ClockToll

    running.reasoned(reason)
    clock = running.latest(kind_name, subject)
    if clock is None or clock.is_running:
        return clock
    moment, rows = running.now(), _copied(clock)
    entries = Entries.of(rows)
    other = Clock(
        kind=clock.kind, subject_kind=clock.subject_kind, subject_id=clock.subject_id, owner=clock.owner,
        length=clock.length, started_at=clock.started_at,
    )  # fmt: skip
    other.due_at = reckoning.due_of(other, entries, calendar())
    if other.due_at < moment:
        return None
    reckoning.place(other, entries, calendar())
    _without_old_alerts(other, entries, moment)
    other.save(force_insert=True)
    for row in rows:
        row.clock = other
    ClockToll.objects.bulk_create(rows)
    running.note("clocks.begun_again", actor, other, reason)
    return other


def _copied(clock: Clock) -> list[ClockToll]:
    """The entries that count, for another clock; what was open ended when the clock stopped."""
    from .models import ClockToll

    stopped = clock.stopped_at
    return [
        ClockToll(ground=one.ground, since=one.since, until=one.until or (stopped and max(stopped, one.since)),
                  length=one.length, reason=one.reason, actor_kind=one.actor_kind, actor_id=one.actor_id,
                  entered_at=one.entered_at)
        for one in clock.tolls.filter(struck_at=None)
    ]  # fmt: skip


def _again(clock: Clock, actor: Any, reason: str) -> Clock:
    """Void a clock and put one in its place that goes by the entries as they stand now."""
    from .models import Clock, ClockToll

    stopped, moment, days = clock.stopped_at, running.now(), calendar()
    rows = _copied(clock)
    entries = Entries.of(rows)
    other = Clock(
        kind=clock.kind, subject_kind=clock.subject_kind, subject_id=clock.subject_id, owner=clock.owner,
        length=clock.length, started_at=clock.started_at, replaces=clock.pk, proof=clock.proof, stopped_at=stopped,
    )  # fmt: skip
    other.due_at = reckoning.due_of(other, entries, days)
    running.set_aside(clock, reason)
    if stopped is None:
        reckoning.place(other, entries, days)
        _without_old_alerts(other, entries, moment)
    else:
        other.late_at = moment if stopped > other.due_at else None
        other.outcome = "late" if other.late_at else "kept"
    other.save(force_insert=True)
    for row in rows:
        row.clock = other
    ClockToll.objects.bulk_create(rows)
    running.note("clocks.corrected", actor, other, reason)
    return other


def _without_old_alerts(clock: Clock, entries: Entries, moment: datetime) -> None:
    """What should have been told by now was told by the clock before."""
    while clock.next_at is not None and clock.next_at <= moment:
        clock.next_step += 1
        clock.next_at = reckoning.next_at(clock, entries, calendar())


def _in_time(kind_name: str, subject: Model) -> Clock:
    clock = running._must_run(kind_name, subject)
    if clock.is_late(running.now()):
        raise TooLate(_("This clock is late already; it cannot be extended."))
    return clock


def _lengthen(clock: Clock, actor: Any, reason: str, why: Any, length: Length, action: str) -> Clock:
    """Enter a length.

    Raises:
        ClockRefused: the cap is reached.
    """
    before = _due_now(clock)
    row = running.enter(clock, actor, reason, why, length=length)
    if _due_now(clock) <= before:
        raise ClockRefused(_("The longest time that is allowed is reached already."))
    reckoning.settle(clock)
    clock.save()
    running.note(action, actor, clock, reason, row)
    return clock


def _due_now(clock: Clock) -> datetime:
    """When a clock is due by its entries as they stand in the database; what is open counts for nothing yet."""
    return reckoning.due_of(clock, Entries.of(clock.tolls.all()), calendar())


def _alike(clock: Clock, length: Length) -> None:
    if length.family != lengths.read(clock.length).family:
        raise ClockRefused(_("Please give a length that is counted as the clock is."))


def _steps(clock: Clock) -> set[str]:
    return {one.name for one in kind(clock.kind).renewals}
