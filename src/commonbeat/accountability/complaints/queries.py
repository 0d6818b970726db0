"""Reading complaints: always for a viewer, always inside a look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from .models import Complaint, Finding, Officer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from commonbeat.city.roster.models import Member

ORDER = ("-received_at", "-id")


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
    """Those whose number begins with the words, or that name them in the account, the place or as an officer.

    Args:
        words: what was typed; inside a look that opens the rows.
    """
    words = words.strip()
    if not words:
        return rows
    named = Officer.objects.within_look().filter(
        Q(member__number=words) | Q(member__name__icontains=words) | Q(description__icontains=words)
    )
    return rows.filter(
        Q(number__istartswith=words)
        | Q(incident_number__iexact=words)
        | Q(place__icontains=words)
        | Q(text__icontains=words)
        | Q(pk__in=named.values("complaint_id"))
    )


def case(pk: UUID) -> Complaint:
    """One complaint with its lead, inside a look that opens it.

    Raises:
        Complaint.DoesNotExist: the look does not open it.
    """
    return Complaint.objects.within_look().select_related("lead", "about").get(pk=pk)


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
