"""What happens to clocks by themselves: reminders, alerts, lateness and escalation, each noted and announced once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from commonbeat.kernel.audit import events

from . import reckoning
from .calendar import calendar
from .declare import kinds
from .events import ClockEscalated, ClockLate, ClockReminder
from .models import Clock
from .reckoning import Entries
from .running import now

AT_ONCE = 500


def look() -> tuple[int, int]:
    """Remind of what is due soon, note what has become late, and tell further what stays so.

    Returns:
        How many reminders and alerts were announced, and how many late clocks and escalations.
    """
    at = now()
    waiting = Q(outcome="", still_since=None, late_at=None)
    # a clock that is late already is not reminded of any more
    soon = waiting & Q(remind_at__lte=at, reminded_at=None, due_at__gte=at)
    reminders = _each(soon, "reminded_at", ClockReminder, at)
    late = _each(waiting & Q(due_at__lt=at), "late_at", ClockLate, at)
    stepping = Q(outcome="", still_since=None, next_at__lte=at)
    alerts = _steps(stepping & Q(late_at=None, due_at__gte=at), at)
    return reminders + alerts, late + _steps(stepping & Q(late_at__isnull=False), at)


def _each(which: Q, field: str, event: type[ClockReminder] | type[ClockLate], at: datetime) -> int:
    """Note and announce in batches; a clock somebody is working on at this moment waits for the next minute."""
    done = 0
    while True:
        with transaction.atomic():
            rows = Clock.objects.select_for_update(skip_locked=True).filter(which).order_by("due_at")
            clocks = list(rows[:AT_ONCE])
            Clock.objects.filter(pk__in=[one.pk for one in clocks]).update(**{field: at})
            for one in clocks:
                setattr(one, field, at)
                events.announce(event(str(one.pk), kind=one.kind))
            if field == "late_at":
                _begin_escalating(clocks)
        done += len(clocks)
        if len(clocks) < AT_ONCE:
            return done


def _begin_escalating(late: Iterable[Clock]) -> None:
    """Say when the first escalation of clocks that have just become late comes; alerts are over."""
    declared, days = {one.name: one for one in kinds() if one.alerts or one.escalate}, calendar()
    changed = [one for one in late if one.kind in declared]
    for one in changed:
        one.next_step = len(declared[one.kind].alerts)
        one.next_at = reckoning.next_at(one, Entries(), days)
    Clock.objects.bulk_update(changed, ["next_step", "next_at"])


def _steps(which: Q, at: datetime) -> int:
    """Announce the alerts or escalations that have come, in their order, each once; all of them after an outage."""
    declared, days, done = {one.name: one for one in kinds()}, calendar(), 0
    while True:
        with transaction.atomic():
            rows = Clock.objects.select_for_update(skip_locked=True).filter(which, kind__in=declared)
            clocks = list(rows.order_by("next_at")[:AT_ONCE])
            for one in clocks:
                entries = Entries.of(one.tolls.all())
                while one.next_at is not None and one.next_at <= at:
                    events.announce(_event(one))
                    done += 1
                    one.next_step += 1
                    one.next_at = reckoning.next_at(one, entries, days)
            Clock.objects.bulk_update(clocks, ["next_step", "next_at"])
        if len(clocks) < AT_ONCE:
            return done


def _event(clock: Clock) -> ClockReminder | ClockEscalated:
    alerts = clock.declared.alerts
    if clock.late_at is None:
        return ClockReminder(str(clock.pk), str(alerts[clock.next_step]), kind=clock.kind)
    return ClockEscalated(str(clock.pk), clock.next_step - len(alerts), kind=clock.kind)
