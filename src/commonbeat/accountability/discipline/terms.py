"""How long an officer has: to respond, to appeal, to answer an adverse comment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from commonbeat.city.agency.days import today
from commonbeat.city.agency.queries import agency
from commonbeat.kernel.clocks import calendar_days, lengths
from commonbeat.kernel.clocks.calendar import calendar

from .models import Agreement

COMMENT_DAYS = 30
"""Days to answer an adverse comment (Gov. Code 3306)."""
RESPONSE_DAYS, APPEAL_DAYS = 10, 30


@dataclass(frozen=True)
class Terms:
    """What an agreement gives.

    Attributes:
        response_days: days to respond to a proposal.
        appeal_days: days to appeal or grieve.
        source: which agreement says so, in words; "" where none is kept.
    """

    response_days: int = RESPONSE_DAYS
    appeal_days: int = APPEAL_DAYS
    source: str = ""


def terms(*, sworn: bool, on: date | None = None) -> Terms:
    """The agreement in force on a day; 10 and 30 days where none is kept.

    Args:
        sworn: that of officers, or that of other staff.
        on: today, unless given.
    """
    rows = Agreement.objects.filter(sworn=sworn, in_force_from__lte=on or today())
    found = rows.order_by("-in_force_from").first()
    if found is None:
        return Terms()
    source = ", ".join(filter(None, (found.title, found.authority)))
    return Terms(found.response_days, found.appeal_days, source)


def last_day(days: int, since: datetime | None = None) -> date:
    """The last of so many days, the first one not counted; in the agency's zone.

    Args:
        days: calendar days.
        since: now, unless given.
    """
    due = lengths.due(calendar_days(days), since or timezone.now(), calendar())
    return due.astimezone(agency().tz).date()
