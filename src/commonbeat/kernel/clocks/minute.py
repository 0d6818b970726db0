"""What happens to clocks by themselves: reminders and lateness, each noted and announced once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from commonbeat.kernel.audit import events

from .events import ClockLate, ClockReminder
from .models import Clock
from .running import now

AT_ONCE = 500


def look() -> tuple[int, int]:
    """Remind of what is due soon and note what has become late.

    Returns:
        How many reminders and how many late clocks were announced.
    """
    at = now()
    waiting = Q(outcome="", still_since=None, late_at=None)
    # a clock that is late already is not reminded of any more
    soon = waiting & Q(remind_at__lte=at, reminded_at=None, due_at__gte=at)
    return _each(soon, "reminded_at", ClockReminder, at), _each(
        waiting & Q(due_at__lt=at), "late_at", ClockLate, at
    )


def _each(which: Q, field: str, event: type[ClockReminder] | type[ClockLate], at: datetime) -> int:
    """Note and announce in batches; a clock somebody is working on at this moment waits for the next minute."""
    done = 0
    while True:
        with transaction.atomic():
            rows = Clock.objects.select_for_update(skip_locked=True).filter(which).order_by("due_at")
            ids = [one.pk for one in rows[:AT_ONCE]]
            Clock.objects.filter(pk__in=ids).update(**{field: at})
            for one in ids:
                events.announce(event(str(one)))
        done += len(ids)
        if len(ids) < AT_ONCE:
            return done
