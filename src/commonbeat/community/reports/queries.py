"""Reading reports, always for a given viewer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import clocks
from commonbeat.kernel.access import allowed
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.workflow import process
from commonbeat.operations.records.models import Incident

from .models import CallBack, HandOver, OnlineReport, StateEntry, TypeSetting
from .process import NAME
from .rules import same_name, tidy
from .text import ReportType, report_types

ORDER = ("-received_at", "-id")
MOST_HINTS = 8


def visible_to(viewer: Any) -> QuerySet[OnlineReport]:
    """Reports a viewer may see: all of them with ``reports.read``, none without."""
    rows = OnlineReport.objects.all()
    return rows if allowed(viewer, "reports.read") else rows.none()


def one(viewer: Any, pk: UUID) -> OnlineReport:
    """One visible report with its lines.

    Raises:
        Http404: there is none, or it is not the viewer's to see; both read the same.
    """
    rows = (
        visible_to(viewer)
        .select_related("coding")
        .prefetch_related("things", "vehicles", "entries__thing", "handovers")
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such report, or it is not yours to see.")
    return found


def filtered(viewer: Any, wanted: Mapping[str, Any]) -> QuerySet[OnlineReport]:
    """Visible reports that match the filters.

    Args:
        viewer: who looks.
        wanted: ``stand`` ("open", "closed" or a state), ``kind``, ``source``, ``since``, ``until`` (local days),
            ``q`` (start of a temporary or case number, or a serial number or plate), ``late``.
    """
    rows, zone = visible_to(viewer), agency().tz
    stand = wanted.get("stand")
    if stand in ("open", "closed"):
        rows = rows.filter(state__in=process(NAME).names(stand))
    elif stand:
        rows = rows.filter(state=stand)
    if since := wanted.get("since"):
        rows = rows.filter(received_at__gte=datetime.combine(since, time.min, zone))
    if until := wanted.get("until"):
        rows = rows.filter(received_at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))
    for name in ("kind", "source"):
        if name in wanted:
            rows = rows.filter(**{name: wanted[name]})
    if wanted.get("late"):
        rows = rows.filter(pk__in=late_ids())
    if text := wanted.get("q"):
        tidied = text.strip()
        rows = rows.filter(
            Q(number__istartswith=tidied)
            | Q(case_number__istartswith=tidied)
            | Q(things__serial_tidy=_tidy(tidied))
            | Q(vehicles__plate_tidy=_tidy(tidied))
        ).distinct()
    return rows


def clocks_for(pks: list[UUID]) -> dict[UUID, Clock]:
    """The running clock that is due first, for each of these records; one query for a page."""
    found: dict[UUID, Clock] = {}
    rows = Clock.objects.filter(subject_id__in=pks, outcome="", kind__startswith="reports.").order_by(
        "-due_at"
    )
    for clock in rows:
        found[clock.subject_id] = clock
    return found


def late_ids() -> list[UUID]:
    """Keys of reports whose review or call is late now."""
    rows = clocks.late(("reports.review", "reports.callback"))
    return list(rows.values_list("subject_id", flat=True))


def waiting_calls() -> QuerySet[CallBack]:
    """Calls that are to be made: booked ones by their time, the others by when they were asked for.

    A report that was decided or taken back meanwhile needs no call any more.
    """
    rows = CallBack.objects.filter(ended="").exclude(report__state__in=process(NAME).names("closed"))
    return rows.select_related("report", "slot").order_by("slot__starts_at", "asked_at")


def waiting_handovers() -> QuerySet[HandOver]:
    """Vehicles and plates dispatch has not taken over yet, oldest first."""
    return HandOver.objects.filter(taken_at=None).select_related("report").order_by("made_at")


def waiting_entries() -> QuerySet[StateEntry]:
    """Serial numbers that are not in the state's lists yet: firearms first, then oldest first."""
    return (
        StateEntry.objects.filter(entered_at=None)
        .exclude(report__state__in=("refused", "withdrawn"))
        .select_related("report", "thing")
        .order_by("-is_firearm", "made_at")
    )


def open_types(door: str = "public") -> list[ReportType]:
    """Kinds of report that are taken at a door now, in order."""
    closed = set(TypeSetting.objects.filter(is_open=False).values_list("kind", flat=True))
    return [
        kind
        for kind in report_types().values()
        if kind.listed and (kind.door == "public" or door == "staff") and kind.key not in closed
    ]


def ceiling(kind: str) -> int | None:
    """Loss in dollars above which an officer calls: the agency's own figure, or the one that is shipped."""
    own = TypeSetting.objects.filter(kind=kind).values_list("ceiling", flat=True).first()
    return own if own is not None else report_types()[kind].ceiling


def supplement_fits(case_number: str, name: str) -> bool | None:
    """Whether a case is on file and the name is one of its report's; for staff only, never for who asks.

    Returns:
        ``None`` where nothing is added to anything.
    """
    if not case_number:
        return None
    earlier = OnlineReport.objects.filter(case_number__iexact=case_number.strip()).first()
    if earlier is not None:
        names = earlier.people.filter(part__in=("reporter", "victim")).values_list("name", flat=True)
        return any(same_name(name, kept) for kept in names)
    return False if Incident.objects.filter(case_number__iexact=case_number.strip()).exists() else None


@dataclass(frozen=True)
class Hint:
    """Another report that may be about the same thing."""

    report: OnlineReport
    why: str


def duplicates(report: OnlineReport) -> list[Hint]:
    """Reports that may tell of the same: a shared serial number or plate, the same reporter on the same days, or the
    same block, kind and day.
    """
    others = OnlineReport.objects.exclude(pk=report.pk)
    serials = {thing.serial_tidy for thing in report.things.all() if len(thing.serial_tidy) >= 4}
    plates = {line.plate_tidy for line in report.vehicles.all() if len(line.plate_tidy) >= 4}
    you = report.people.filter(part="reporter").first()
    near = (report.happened_from - timedelta(days=3), report.happened_from + timedelta(days=3))
    found: dict[UUID, Hint] = {}

    def add(rows: QuerySet[OnlineReport], why: str) -> None:
        for row in rows.distinct()[:MOST_HINTS]:
            found.setdefault(row.pk, Hint(row, why))

    if serials:
        add(others.filter(things__serial_tidy__in=serials), _("same serial number"))
    if plates:
        add(
            others.filter(vehicles__plate_tidy__in=plates, happened_from__range=near),
            _("same plate, same days"),
        )
    if you is not None and (you.phone or you.email):
        same = Q(people__phone=you.phone) if you.phone else Q(people__email__iexact=you.email)
        add(
            others.filter(same, people__part="reporter", happened_from__range=near),
            _("same reporter, same days"),
        )
    if report.coding.block:
        add(
            others.filter(coding__block=report.coding.block, kind=report.kind, happened_from__range=near),
            _("same block and kind, same days"),
        )
    return list(found.values())[:MOST_HINTS]


def counts() -> dict[str, int]:
    """What waits, in numbers."""
    open_rows = OnlineReport.objects.filter(state__in=process(NAME).names("open"))
    return {
        "open": open_rows.count(),
        "new": open_rows.filter(state="submitted").count(),
        "returned": open_rows.filter(state="returned").count(),
        "late": open_rows.filter(pk__in=late_ids()).count(),
        "calls": waiting_calls().count(),
        "handovers": HandOver.objects.filter(taken_at=None).count(),
        "entries": waiting_entries().count(),
    }


def _tidy(text: str) -> str:
    return tidy(text) or "–"
