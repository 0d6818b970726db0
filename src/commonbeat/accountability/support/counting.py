"""Events and hours of a period, by member number. Inside a look that opens this topic and complaints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import connection

from commonbeat.accountability.commendations.models import Praised
from commonbeat.accountability.complaints import enums as complaint_enums
from commonbeat.accountability.complaints.models import Finding, Officer
from commonbeat.city.agency.queries import agency

from .enums import Happened, Indicator, Watch
from .models import DutyTime, Involvement

# Hours on duty by member, kind of unit and the hour at which the turn began; turns are cut at the ends of the period.
_ROSTER = """
SELECT m.number, coalesce(u.kind, ''), extract(hour FROM s.starts_at AT TIME ZONE %(zone)s)::int AS begins,
       sum(extract(epoch FROM least(s.ends_at, %(until)s) - greatest(s.starts_at, %(since)s))) / 3600.0
FROM roster_shift s JOIN roster_member m ON m.id = s.member_id LEFT JOIN roster_unit u ON u.id = s.unit_id
WHERE s.starts_at < %(until)s AND s.ends_at > %(since)s AND m.is_sworn
GROUP BY 1, 2, 3
"""
_OCCURRED = """
SELECT f.number, count(DISTINCT o.id) FROM support_involvement i
JOIN support_file f ON f.id = i.file_id
JOIN support_occurrence o ON o.source = i.source AND o.external_id = i.occurrence_key
WHERE o.kind = %(kind)s AND o.happened_at >= %(since)s AND o.happened_at < %(until)s GROUP BY 1
"""


@dataclass
class Duty:
    """What somebody worked in a period.

    Attributes:
        hours: assignment → hours.
    """

    hours: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def assignment(self) -> str:
        """The one on which most hours were worked; of equal ones the first by name."""
        return min(self.hours, key=lambda one: (-self.hours[one], one))

    @property
    def total(self) -> float:
        """All hours."""
        return sum(self.hours.values())


@dataclass(frozen=True)
class Counted:
    """Events of one officer.

    Attributes:
        count: those that count.
        set_aside: unfounded, exonerated or frivolous complaints: context, never counted (Penal Code 832.5(c)).
    """

    count: int
    set_aside: int = 0


def bounds(since: date, until: date) -> tuple[datetime, datetime]:
    """First moment of two days on the agency's clock."""
    zone = agency().tz
    return datetime.combine(since, time(), zone), datetime.combine(until, time(), zone)


def watch_of(hour: int) -> Watch:
    """The watch a turn belongs to that begins at this hour of the local clock."""
    if 4 <= hour < 12:
        return Watch.DAYS
    return Watch.EVENINGS if 12 <= hour < 19 else Watch.NIGHTS


def worked(since: date, until: date) -> dict[str, Duty]:
    """Hours on duty by member number. Imported duty time stands for the roster's where there is any for a member.

    Args:
        since: first day.
        until: first day after.
    """
    first, last = bounds(since, until)
    found: dict[str, Duty] = defaultdict(Duty)
    with connection.cursor() as cursor:
        cursor.execute(_ROSTER, {"zone": str(agency().tz), "since": first, "until": last})
        for number, kind, begins, hours in cursor.fetchall():
            found[number].hours[f"{kind}/{watch_of(begins)}"] += float(hours)
    imported: dict[str, Duty] = defaultdict(Duty)
    rows = DutyTime.objects.within_look().filter(day__gte=first, day__lt=last)
    for number, assignment, hours in rows.values_list("file__number", "assignment", "hours"):
        imported[number].hours[assignment] += hours
    return {number: duty for number, duty in {**found, **imported}.items() if duty.total > 0}


def counted(indicator: str, since: date, until: date) -> dict[str, Counted]:
    """Events of a period by member number; members without any are left out.

    Args:
        indicator: which.
        since: first day.
        until: first day after.
    """
    first, last = bounds(since, until)
    if indicator == Indicator.COMPLAINTS:
        return _complaints(first, last)
    if indicator == Indicator.COMMENDATIONS:
        # Until it was passed on nobody but the one who matched it says that it is meant for this officer.
        rows = Praised.objects.filter(
            commendation__received_at__gte=first,
            commendation__received_at__lt=last,
            passed_on_at__isnull=False,
        )
        return _tallied(rows.values_list("member__number", flat=True))
    kind = Happened.FORCE if indicator == Indicator.FORCE else Happened.PURSUIT
    # The tables' own policies decide what this sees; the first wall stands in the query set that proves the look.
    Involvement.objects.within_look().none().exists()
    with connection.cursor() as cursor:
        cursor.execute(_OCCURRED, {"kind": kind.value, "since": first, "until": last})
        return {number: Counted(n) for number, n in cursor.fetchall()}


def _tallied(numbers: Iterable[str]) -> dict[str, Counted]:
    found: dict[str, int] = defaultdict(int)
    for number in numbers:
        found[number] += 1
    return {number: Counted(n) for number, n in found.items()}


def _complaints(first: datetime, last: datetime) -> dict[str, Counted]:
    """Complaints of which the officer was told: before that, nothing may show that there is one.

    What became an inquiry or repeats another is left out; what is kept apart is counted apart. Complaints about those who
    lead the department are the city manager's: nobody inside reads here that there is one.
    """
    rows = (
        Officer.objects.within_look()
        .filter(
            part=complaint_enums.Part.ACCUSED,
            notified=True,
            member__isnull=False,
            complaint__label=complaint_enums.INTERNAL,
            complaint__received_at__gte=first,
            complaint__received_at__lt=last,
        )
        .exclude(complaint__ended_how__in=complaint_enums.Conversion.values)
    )
    officers = dict(rows.order_by().values_list("id", "member__number"))
    results: dict[object, list[bool]] = defaultdict(list)
    findings = Finding.objects.within_look().filter(
        complaint__received_at__gte=first, complaint__received_at__lt=last
    )
    for officer, final, frivolous in findings.order_by().values_list("officer_id", "final", "frivolous"):
        results[officer].append(frivolous or final in complaint_enums.KEPT_APART)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for officer, number in officers.items():
        apart = bool(results[officer]) and all(results[officer])
        counts[number][apart] += 1
    return {number: Counted(*pair) for number, pair in counts.items()}
