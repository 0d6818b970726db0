"""What the public doors refused: how often, at which door, in which hour. Of whom, nobody can say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import attachments
from commonbeat.kernel.access import limits, needs

DAYS = 30


@dataclass(frozen=True)
class Refused:
    """One door on one day.

    Attributes:
        n: visits refused that day.
        worst: the hour with most of them, by the agency's clock.
        worst_n: how many in that hour.
    """

    day: date
    door: str
    n: int
    worst: datetime
    worst_n: int


@needs("doors.read")
@require_GET
def refused(request: HttpRequest) -> HttpResponse:
    """Refusals of the last thirty days, the newest first, and files that were not taken."""
    since = timezone.now() - timedelta(days=DAYS)
    context = {
        "rows": by_day(limits.refusals(since)),
        "files": attachments.refusals(since.date()),
        "days": DAYS,
    }
    return render(request, "staff/doors.html", context)


def by_day(hours: list[tuple[str, datetime, int]]) -> list[Refused]:
    """Hours added up to local days, door by door."""
    tz = agency().tz
    total: Counter[tuple[date, str]] = Counter()
    worst: dict[tuple[date, str], tuple[int, datetime]] = {}
    for door, hour, n in hours:
        local = hour.astimezone(tz)
        key = (local.date(), door)
        total[key] += n
        worst[key] = max(worst.get(key, (0, local)), (n, local))
    found = [
        Refused(day, door, n, worst[day, door][1], worst[day, door][0]) for (day, door), n in total.items()
    ]
    return sorted(found, key=lambda one: (-one.day.toordinal(), -one.n, one.door))
