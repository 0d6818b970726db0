"""Reading requests, always for a given viewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonbeat.city.agency.queries import agency
from commonbeat.kernel import clocks, workflow
from commonbeat.kernel.access import allowed
from commonbeat.kernel.accounts.queries import names_of
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.clocks.words import SOON
from commonbeat.kernel.contact.models import Conversation
from commonbeat.kernel.ui.search import number_or_words
from commonbeat.kernel.ui.timeline import TimelineEntry

from . import posted
from .counts import OPEN, late_ids
from .models import CodeCase, ServiceRequest, in_language
from .process import REQUEST
from .promises import CLOSING, FIRST_ANSWER, LATE_KINDS
from .showing import METRES_PER_DEGREE, distance_m

BY_DUE, NEWEST = ("expected_on", "id"), ("-received_at", "-id")
SAME_PLACE_M, SAME_TIME = 200, timedelta(days=60)
_SHAPES = {"late": "late", "due_soon": "due_soon", "on_time": "on_time", "still": "on_time"}


@dataclass(frozen=True)
class Due:
    """How the most pressing promise of a request stands: kind of status, and words."""

    kind: str
    words: str


def visible_to(viewer: Any) -> QuerySet[ServiceRequest]:
    """Requests a viewer may see: all of them with ``requests.read``, none without."""
    rows = ServiceRequest.objects.defer("words").select_related("category", "owner")
    return rows if allowed(viewer, "requests.read") else rows.none()


def filtered(viewer: Any, wanted: Mapping[str, Any]) -> QuerySet[ServiceRequest]:
    """Visible requests that match the filters.

    Args:
        viewer: who looks.
        wanted: ``which`` (open, new, mine, unowned, late, urgent, answer, unplaced, closed, all), ``category``, ``team``,
            ``beat``, ``state``, ``since``, ``until`` (local days, both included), ``q`` (start of a number, or words of
            a place).
    """
    rows, zone = visible_to(viewer), agency().tz
    rows = _which(rows, viewer, wanted.get("which") or ("all" if wanted.get("state") else OPEN))
    if since := wanted.get("since"):
        rows = rows.filter(received_at__gte=datetime.combine(since, time.min, zone))
    if until := wanted.get("until"):
        rows = rows.filter(received_at__lt=datetime.combine(until + timedelta(days=1), time.min, zone))
    names = {"category": "category_id", "team": "team", "beat": "beat_code", "state": "state"}
    for name, field in names.items():
        if wanted.get(name):
            rows = rows.filter(**{field: wanted[name]})
    if text := wanted.get("q"):
        rows = number_or_words(rows, text, number="number")
    return rows


def _which(rows: QuerySet[ServiceRequest], viewer: Any, which: str) -> QuerySet[ServiceRequest]:
    """The part of the queue somebody asked for."""
    course = workflow.process(REQUEST)
    still_open = rows.filter(state__in=course.names("open"))
    if which == "all":
        return rows
    if which == "closed":
        return rows.filter(state__in=course.names("closed"))
    if which == "answer":
        unread = Conversation.objects.filter(
            subject_kind=ServiceRequest._meta.label_lower, unread_by_department=True
        )
        return rows.filter(pk__in=unread.values("subject_id"))
    narrowed: dict[str, Any] = {
        "new": {"state": "new"},
        "mine": {"owner": viewer},
        "unowned": {"owner": None},
        "urgent": {"urgent": True},
        "late": {"pk__in": late_ids()},
        "unplaced": {"lon": None},
    }
    return still_open.filter(**narrowed.get(which, {}))


def one(viewer: Any, pk: UUID) -> ServiceRequest:
    """One visible request.

    Raises:
        Http404: there is none, or it is not the viewer's to see; both read the same.
    """
    rows = visible_to(viewer).select_related("category__group", "owner", "duplicate_of", "code_case")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such request, or it is not yours to see.")
    return found


def dues(records: Iterable[ServiceRequest]) -> dict[UUID, Due]:
    """How the promises of some requests stand; two queries whatever their number.

    A running first answer counts before the closing, unless the closing is late.
    """
    ids = [record.pk for record in records]
    running = Clock.objects.filter(subject_id__in=ids, kind__in=LATE_KINDS, outcome="")
    zone, now = agency().tz, timezone.now()
    found: dict[UUID, Due] = {}
    for clock in sorted(running, key=lambda one: (one.kind == FIRST_ANSWER, one.due_at)):
        known = found.get(clock.subject_id)
        if known is None or known.kind != "late":
            found[clock.subject_id] = _running_due(clock, now, zone)
    return found


def _running_due(clock: Clock, now: datetime, zone: tzinfo) -> Due:
    """A running clock in a word and its day; ``clocks.standing`` would ask for the calendar once for each row."""
    day = date_format(clock.due_at.astimezone(zone), "j M")
    if clock.is_late(now):
        return Due("late", _("late since %(day)s") % {"day": day})
    if clock.still_since is not None:
        return Due("on_time", _("on hold"))
    soon = now >= (clock.remind_at or clock.due_at - SOON)
    return Due("due_soon" if soon else "on_time", _("due %(day)s") % {"day": day})


def due_of(record: ServiceRequest) -> list[tuple[str, Due]]:
    """Every promise of one request by its title, and how it stands."""
    return [
        (str(clock.declared.title), Due(_SHAPES.get(standing.name, "done"), standing.text))
        for clock in clocks.clocks_of(record)
        if clock.kind in (FIRST_ANSWER, CLOSING)
        for standing in [clocks.standing(clock)]
    ]


def unread(records: Iterable[ServiceRequest]) -> set[UUID]:
    """Ids of those whose resident wrote and waits."""
    ids = [record.pk for record in records]
    rows = Conversation.objects.filter(subject_id__in=ids, unread_by_department=True)
    return set(rows.values_list("subject_id", flat=True))


def timeline(record: ServiceRequest) -> list[TimelineEntry]:
    """Steps, inspections and stages of the code case, oldest first, with who and why."""
    case = CodeCase.objects.filter(request=record).first()
    moves = [(move, workflow.process(REQUEST), "") for move in workflow.history(record)]
    if case:
        course = workflow.process(CodeCase.PROCESS)
        moves += [(move, course, f"{case.number}: ") for move in workflow.history(case)]
    people = names_of(move.actor_id for move, _course, _prefix in moves if move.actor_kind == "user")
    holders = posted.holders(record)
    entries = [
        TimelineEntry(
            move.at,
            f"{prefix}{course.state(move.to_state).title}",
            people.get(move.actor_id)
            or (_("Resident") if move.actor_kind == "resident" else holders.get(move.pk, "")),
            move.reason,
        )
        for move, course, prefix in moves
    ]
    entries += [
        TimelineEntry(
            one.at,
            _("Inspection: %(finding)s") % {"finding": one.get_finding_display()},
            one.by.name if one.by else "",
            one.note,
        )
        for one in record.inspections.select_related("by")
    ]
    return sorted(entries, key=lambda entry: entry.at)


def similar(record: ServiceRequest) -> list[tuple[ServiceRequest, int]]:
    """Other requests of the same category near it and around its time, nearest first, with metres."""
    if record.point is None:
        return []
    lon, lat = record.point
    up = SAME_PLACE_M / METRES_PER_DEGREE
    aside = up * 1.6
    rows = (
        ServiceRequest.objects.exclude(pk=record.pk)
        .exclude(state__in=("duplicate", "cancelled"))
        .filter(
            category_id=record.category_id,
            received_at__range=(record.received_at - SAME_TIME, record.received_at + SAME_TIME),
            lat__range=(lat - up, lat + up),
            lon__range=(lon - aside, lon + aside),
        )
    )
    found = [(row, round(distance_m(lon, lat, *row.point))) for row in rows[:50] if row.point]
    return sorted((pair for pair in found if pair[1] <= SAME_PLACE_M), key=lambda pair: pair[1])[:5]


def by_number(viewer: Any, number: str) -> ServiceRequest | None:
    """The visible request of a number, however it was typed."""
    return visible_to(viewer).filter(number=number.strip().upper().replace("\0", "")).first()


def state_title(record: ServiceRequest) -> str:
    """The state in words for staff."""
    return str(workflow.state_of(record).title)


def category_name(record: ServiceRequest) -> str:
    """The category in the reader's language."""
    return in_language(record.category, "name")


def today() -> datetime:
    """Now on the agency's clock."""
    return agency().local_time(timezone.now())


def case_dues(case: CodeCase) -> list[tuple[str, Due]]:
    """Every clock of a code case by its title, and how it stands."""
    standings = [(clock.declared.title, clocks.standing(clock)) for clock in clocks.clocks_of(case)]
    return [(str(title), Due(_SHAPES.get(one.name, "done"), one.text)) for title, one in standings]
