"""Telling people about promised times: what is due today, what ran out, and at once where minutes count.

A mail says how many and where to look, never what a resident wrote.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from commonbeat.kernel import notify
from commonbeat.kernel.access import allowed
from commonbeat.kernel.accounts.models import User
from commonbeat.kernel.clocks import ClockLate, kinds, lengths
from commonbeat.kernel.clocks.calendar import calendar
from commonbeat.kernel.clocks.models import Clock

AHEAD = timedelta(hours=36)
IN_A_MINUTE = "hours"  # lengths in hours are for what cannot wait for the morning


def at_once(event: ClockLate) -> None:
    """Write to those who answer for a promise of hours as soon as it is late."""
    clock = Clock.objects.filter(pk=event.clock_id).first()
    if clock is None:  # of a protected record: its own topic tells those who may know of it
        return
    kind = clock.declared
    if lengths.read(clock.length).unit != IN_A_MINUTE:
        return
    for person in _people():
        if str(person.pk) == clock.owner or (kind.escalate_to and allowed(person, kind.escalate_to)):
            notify.send(
                person.email,
                "Commonbeat: a promise of hours is late",
                f"{kind.title}: it should be done by now. See to it:\n{_late_page()}?kind={kind.name}\n",
                dedupe_key=f"promise-late:{clock.pk}:{person.pk}",
            )


def morning(now: datetime) -> int:
    """Write to everybody who has promises that are late or due by tomorrow; one mail a person and day.

    Args:
        now: the moment it is written.

    Returns:
        How many people were written to.
    """
    day = now.astimezone(calendar().tz).date()
    told = 0
    for person, counts in _of_each(now).items():
        lines = [f"{title}: {late} late, {soon} due soon" for title, (late, soon) in sorted(counts.items())]
        notify.send(
            person.email,
            f"Commonbeat: promises to residents, {day:%Y-%m-%d}",
            "\n".join([*lines, "", f"The late list: {_late_page()}", ""]),
            dedupe_key=f"promises-morning:{day:%Y-%m-%d}:{person.pk}",
        )
        told += 1
    return told


def _of_each(now: datetime) -> dict[User, dict[str, tuple[int, int]]]:
    """Late and soon due promises by title, for each person who owns them or answers for their kind."""
    declared = {one.name: one for one in kinds()}
    late, soon = Q(late_at__isnull=False) | Q(due_at__lt=now), Q(due_at__gte=now, due_at__lt=now + AHEAD)
    running = Clock.objects.filter(outcome="", still_since=None, kind__in=declared)
    counted: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for name, which in (("late", late), ("soon", soon)):
        for kind, owner in running.filter(which).values_list("kind", "owner"):
            counted[kind, owner][name] += 1
    found: dict[User, dict[str, tuple[int, int]]] = {}
    for person in _people():
        own: dict[str, tuple[int, int]] = {}
        for (kind, owner), n in counted.items():
            answers = bool(declared[kind].escalate_to) and allowed(person, declared[kind].escalate_to)
            if answers or owner == str(person.pk):
                title = str(declared[kind].title)
                before = own.get(title, (0, 0))
                own[title] = (before[0] + n["late"], before[1] + n["soon"])
        if own:
            found[person] = own
    return found


def _people() -> list[User]:
    """Everybody with an open account."""
    return list(User.objects.filter(is_active=True).order_by("email"))


def _late_page() -> str:
    return f"{settings.BASE_URL}/console/promises/"
