"""Counting complaints into quarters: each thing once, in the first quarter whose books are open when it is known.

A closed quarter is never counted again. What comes to light later (a complaint that lay on a desk, a finding entered late)
is counted in the next quarter that closes, so that no two releases differ by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from commonbeat.city.agency.queries import agency
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.workflow.models import Move

from . import enums, promises
from .codes import GROUPS, codes
from .intake_history import ODD_DATES
from .models import Allegation, Booking, ClosedQuarter, Complaint, Finding

What = Booking.What
LAG = timedelta(days=30)
"""How long after its end a quarter stays open, so that what happened in it is written down."""
YEARS_BACK = 3
"""How far the books reach back on the day they are opened."""
DUTIES = (promises.ACKNOWLEDGE, promises.CALL_BACK, promises.LETTER, promises.LIMIT)
BANDS = ((30, "to_30"), (90, "to_90"), (180, "to_180"), (365, "to_365"))
"""Days from receiving to the end, up to and with."""
BEYOND = "over_365"
ODD = "odd"
"""The band of cases whose dates make no sense (from an earlier system): counted, and left out of every duration."""
STAGES = {
    "read": ("received", "acknowledged"),
    "assigned": ("acknowledged", "assigned"),
    "looked_into": ("assigned", "findings_proposed"),
    "decided": ("findings_proposed", "decided"),
    "letter": ("decided", "complainant_notified"),
}
"""Stages as readers see them: from the first time in one state to the first time in another."""
CLASSES = {
    "other": "other", "none": "none", "training": "training", "counselling": "training", "reprimand": "reprimand",
    "suspension": "suspension", "salary_reduction": "suspension", "demotion": "suspension",
    "termination": "left", "separated": "left", "resigned": "left", "resigned_before": "left", "retired_before": "left",
}  # fmt: skip
"""Discipline as written down to its public class, the mildest first."""


@dataclass(frozen=True)
class Event:
    """Something that is counted once.

    Attributes:
        on: the local day it happened.
        labels: what it is counted under.
        imported: it comes from an earlier system.
    """

    complaint: UUID
    what: str
    on: date
    labels: dict[str, Any] = field(default_factory=dict)
    part: str = ""
    imported: bool = False


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def name(self) -> str:
        """As stored, "2026-Q3"."""
        return f"{self.year}-Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def next(self) -> Quarter:
        """The one after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)


def waiting(today: date) -> list[Quarter]:
    """Quarters that may be closed now, the oldest first; inside a look of the platform.

    Args:
        today: the local day.
    """
    newest = ClosedQuarter.objects.first()
    if newest:
        at = Quarter(newest.year, newest.quarter).next
    else:
        first = Complaint.objects.within_look().order_by("received_at").values_list("received_at").first()
        if first is None:
            return []
        at = Quarter(max(agency().local_time(first[0]).year, today.year - YEARS_BACK), 1)
    found = []
    while at.last + LAG < today:
        found.append(at)
        at = at.next
    return found


def book(quarter: Quarter, opened: int) -> int:
    """Count into a quarter everything up to its end that was not counted yet; inside a writing look of the platform.

    Args:
        quarter: the one that closes.
        opened: first year of the books; what happened before is never counted.

    Returns:
        How many things of earlier systems were left out, because the quarter they belong to is closed.
    """
    done = set(Booking.objects.within_look().values_list("complaint_id", "what", "part"))
    rows, left_out = [], 0
    for event in events(quarter.last):
        if event.on.year < opened or (event.complaint, event.what, event.part) in done:
            continue
        if event.imported and event.on < quarter.first:
            left_out += 1
            continue
        done.add((event.complaint, event.what, event.part))
        rows.append(
            Booking(
                complaint_id=event.complaint,
                what=event.what,
                part=event.part,
                quarter=quarter.name,
                labels=event.labels,
            )
        )
    Booking.objects.within_look().bulk_create(rows, batch_size=2000)
    return left_out


def events(until: date) -> Iterator[Event]:
    """Everything about complaints from the public that happened until a day, that day included."""
    end = datetime.combine(until + timedelta(days=1), time.min, agency().tz)
    wanted = Complaint.objects.within_look().filter(kind=enums.Kind.CITIZEN, received_at__lt=end)
    cases = {row.pk: row for row in wanted.defer("text", "officers_told", "witnesses_told", "wished")}
    kinds = main_kinds(cases)
    entered = _entered(cases)
    here = agency()
    for pk, row in cases.items():
        imported = bool(row.source)
        labels: dict[str, Any] = {"kind": kinds[pk], "criminal": "yes" if row.criminal else "no"}
        if row.profiling:
            labels["profiling"] = row.profiling_kinds
        received = here.local_time(row.received_at).date()
        yield Event(pk, What.RECEIVED, received, labels, imported=imported)
        if row.closed_on and received <= row.closed_on <= until:
            yield Event(pk, What.ENDED, row.closed_on, _ended(row, received, entered[pk]), imported=imported)
    yield from _found(cases, kinds, until)
    yield from _duties(cases, end)


def main_kinds(cases: dict[UUID, Complaint]) -> dict[UUID, str]:
    """The group each complaint counts under: the first in the order of `GROUPS` that any of its allegations has."""
    order = list(GROUPS)
    found = dict.fromkeys(cases, len(order) - 1)
    for pk, code in Allegation.objects.within_look().values_list("complaint_id", "code"):
        if pk in found and code in codes():
            found[pk] = min(found[pk], order.index(codes()[code].group))
    return {pk: order[at] for pk, at in found.items()}


def _entered(cases: dict[UUID, Complaint]) -> dict[UUID, dict[str, datetime]]:
    """When each complaint first came into each state."""
    found: dict[UUID, dict[str, datetime]] = defaultdict(dict)
    moves = Move.objects.filter(process=Complaint.PROCESS).order_by("at", "id")
    for pk, state, at in moves.values_list("subject_id", "to_state", "at").iterator(chunk_size=5000):
        if pk in cases:
            found[pk].setdefault(state, at)
    return found


def _ended(row: Complaint, received: date, entered: dict[str, datetime]) -> dict[str, Any]:
    """How it ended, in how many days, and how long each stage took."""
    odd = any(flag in ODD_DATES for flag in row.quality_flags)
    days = None if odd else ((row.closed_on or received) - received).days
    band = ODD if days is None else next((name for most, name in BANDS if days <= most), BEYOND)
    stages = {
        name: (entered[to] - entered[since]).days
        for name, (since, to) in STAGES.items()
        if since in entered and to in entered and not row.source and entered[to] >= entered[since]
    }
    return {"how": row.ended_how or "unknown", "band": band, "days": days, "stages": stages}


def _found(cases: dict[UUID, Complaint], kinds: dict[UUID, str], until: date) -> Iterator[Event]:
    """Complaints in which every finding is final: the gravest of them, and the gravest discipline."""
    finals: dict[UUID, list[tuple[str, date | None, str]]] = defaultdict(list)
    rows = Finding.objects.within_look().values_list("complaint_id", "final", "final_on", "discipline")
    for pk, final, on, discipline in rows:
        if pk in cases:
            finals[pk].append((final, on, discipline))
    order = list(enums.Result.values)
    for pk, found in finals.items():
        days = [on for final, on, _ in found if final and on is not None]
        if len(days) < len(found) or max(days) > until:
            continue
        gravest = min((final for final, _, _ in found), key=order.index)
        imported = bool(cases[pk].source)
        labels: dict[str, Any] = {"kind": kinds[pk], "finding": gravest}
        yield Event(pk, What.FINDING, max(days), labels, imported=imported)
        grades = [CLASSES.get(one, "other") for _, _, one in found if one]
        if grades and gravest == enums.Result.SUSTAINED:
            hardest = max(grades, key=list(dict.fromkeys(CLASSES.values())).index)
            yield Event(pk, What.DISCIPLINE, max(days), {"class": hardest}, imported=imported)


def _duties(cases: dict[UUID, Complaint], end: datetime) -> Iterator[Event]:
    """Clocks of complaints that were kept, or became late; one duty may fall due more than once (a second call)."""
    clocks = Clock.objects.filter(kind__in=DUTIES).order_by("started_at", "id")
    rows = clocks.values_list("pk", "kind", "subject_id", "outcome", "stopped_at", "late_at")
    begun: set[tuple[UUID, str]] = set()
    for clock, kind, pk, outcome, stopped, late in rows.iterator(chunk_size=5000):
        # a second call and a second letter are owed anew; a case opened again has no new year
        again = kind != promises.LIMIT and (pk, kind) in begun
        begun.add((pk, kind))
        moments = [one for one in (stopped, late) if one is not None]
        set_aside = outcome == "void" and late is None
        if pk not in cases or set_aside or not moments or min(moments) >= end:
            continue
        kept = "late" if late is not None or outcome == "late" else "kept"
        day = agency().local_time(min(moments)).date()
        duty = kind.removeprefix("complaints.")
        part = f"{duty}:{clock.hex[-12:]}" if again else duty
        yield Event(pk, What.DUTY, day, {"duty": duty, "outcome": kept}, part=part)
