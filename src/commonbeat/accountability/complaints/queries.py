"""Reading complaints: always for a viewer, always inside a look."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import DateTimeField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from commonbeat.city.roster.models import Member
from commonbeat.kernel import clocks, contact
from commonbeat.kernel.clocks.models import Clock

from .enums import CASE_KIND
from .models import Complaint, ConversionRequest, Finding, Officer

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_MEANT = 200  # people whose name fits what was typed
ORDER = ("-received_at", "-id")
BY_DUTY = ("due", "-received_at", "-id")
NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""When a complaint without a running duty is due: after all others."""
ALL = "all"
"""The filter that lists closed ones too."""


def complaints(viewer: Any, *, purpose: str = "complaint_list") -> QuerySet[Complaint]:
    """Complaints this viewer may see for a purpose, newest first.

    Args:
        purpose: ``complaint_list`` or ``complaint_oversight``.
    """
    rows = Complaint.objects.visible_to(viewer, purpose=purpose)
    return (
        rows.select_related("lead")
        .defer("text", "officers_told", "witnesses_told", "wished")
        .order_by(*ORDER)
    )


def searched(rows: QuerySet[Complaint], words: str) -> QuerySet[Complaint]:
    """The one with this number; else those whose number begins so, or that name the words anywhere or as an officer.

    Args:
        words: what was typed; inside a look that opens the rows.
    """
    words = words.strip()
    if not words:
        return rows
    # behind a wall the index serves equality, not patterns; only other words are looked for in every account
    numbered = rows.filter(number=words.upper())
    if numbered.exists():
        return numbered
    # who is meant is looked up in the roster, so that the officers of every case need not be read one by one
    meant = Member.objects.filter(Q(number=words) | Q(name__icontains=words)).values_list("pk", flat=True)
    named = Officer.objects.within_look().filter(member_id__in=list(meant[:MOST_MEANT]))
    return rows.filter(
        Q(number__startswith=words.upper())
        | Q(incident_number__iexact=words)
        | Q(place__icontains=words)
        | Q(text__icontains=words)
        | Q(officers_told__icontains=words)
        | Q(pk__in=list(named.values_list("complaint_id", flat=True)))
    )


def by_duty(rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Complaints with ``due``, when the running duty that is due first is due; for the order ``BY_DUTY``."""
    running = Clock.objects.filter(subject_id=OuterRef("pk"), kind__startswith="complaints.", outcome="")
    first = Subquery(running.order_by("due_at").values("due_at")[:1])
    return rows.annotate(due=Coalesce(first, Value(NEVER), output_field=DateTimeField()))


def filtered(rows: QuerySet[Complaint], viewer: Any, wanted: dict[str, Any]) -> QuerySet[Complaint]:
    """Complaints by what a list's filters say; inside a look that opens them.

    Args:
        viewer: ``mine`` means given to them.
        wanted: ``q``, ``state``, ``severity``, ``kind``, ``only`` (open, mine, call, wrote, late, convert, review, all).
            Without ``only``, those that are open; all of them when something is searched for or a state is named.
    """
    rows = searched(rows, wanted.get("q", ""))
    for name in ("state", "severity", "kind"):
        if value := wanted.get(name):
            rows = rows.filter(**{name: value})
    only = wanted.get("only") or (ALL if wanted.get("q") or wanted.get("state") else "open")
    if only == "open":
        rows = rows.exclude(state__in=("closed", "converted"))
    elif only == "mine":
        rows = rows.filter(lead=viewer)
    elif only == "call":
        rows = rows.filter(wants_call_back=True, called_back_at=None)
    elif only == "wrote":
        rows = rows.filter(pk__in=contact.unread(CASE_KIND).values("subject_id"))
    elif only == "late":
        own = (one.name for one in clocks.kinds() if one.name.startswith("complaints."))
        rows = rows.filter(pk__in=clocks.late(own).values("subject_id"))
    elif only == "convert":
        waiting = ConversionRequest.objects.within_look().filter(agreed=None)
        rows = rows.filter(pk__in=waiting.values("complaint_id"))
    elif only == "review":  # until it is answered, or the case is opened again
        rows = rows.exclude(review_asked_at=None).filter(review_answered_at=None)
    return rows


def case(pk: UUID) -> Complaint:
    """One complaint with its lead, inside a look that opens it.

    Raises:
        Complaint.DoesNotExist: the look does not open it.
    """
    return Complaint.objects.within_look().select_related("lead").get(pk=pk)


def findings(complaint: Complaint) -> QuerySet[Finding]:
    """Findings of a case with allegation and officer, by allegation."""
    rows = complaint.findings.within_look()
    return rows.select_related("allegation", "officer__member").order_by("allegation__added_at", "id")


def findings_about(member: Member, *, kept_apart: bool) -> QuerySet[Finding]:
    """Final findings about a member for the personnel file, or those of the separate file (Penal Code 832.5(c)).

    Args:
        member: of the roster.
        kept_apart: the separate file: unfounded, exonerated and frivolous; never for promotion or discipline.
    """
    rows = Finding.objects.within_look().filter(officer__member=member).exclude(final="")
    apart = Q(frivolous=True) | Q(final__in=("unfounded", "exonerated"))
    return rows.filter(apart) if kept_apart else rows.exclude(apart)
