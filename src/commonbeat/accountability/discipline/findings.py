"""What discipline does to findings: the time to appeal, and what is final. Only the platform writes it, by these rules."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from commonbeat.accountability.complaints import actions_findings
from commonbeat.accountability.complaints.enums import Result
from commonbeat.accountability.complaints.looks import as_platform
from commonbeat.accountability.complaints.models import Finding
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit

from .enums import Ruling

if TYPE_CHECKING:
    from .models import Discipline


def sustained(complaint_id: UUID, officer_id: UUID | None = None) -> list[Finding]:
    """Adopted sustained findings of a case, or of one officer in it; inside a look that opens it."""
    rows = Finding.objects.within_look().filter(complaint_id=complaint_id, adopted=Result.SUSTAINED)
    if officer_id is not None:
        rows = rows.filter(officer_id=officer_id)
    return list(rows.select_related("allegation", "officer"))


def all_noticed(complaint_id: UUID) -> bool:
    """Whether everybody with a sustained finding was told what is proposed."""
    from .models import StaffDiscipline, SwornDiscipline

    told: set[Any] = set()
    for model in (SwornDiscipline, StaffDiscipline):
        rows = model.objects.within_look().filter(complaint_id=complaint_id)
        told |= set(rows.values_list("officer_id", flat=True))
    return {one.officer_id for one in sustained(complaint_id)} <= told


def open_windows(discipline: Discipline) -> None:
    """Note at the officer's sustained findings until when they can be appealed."""
    if discipline.appeal_until is None:
        raise ValueError("The last day to appeal is not set.")
    for one in _waiting(discipline):
        with as_platform(discipline.complaint_id):
            actions_findings.open_appeal(
                discipline.complaint_id, one.pk, actor=audit.SYSTEM, until=discipline.appeal_until
            )


def end(discipline: Discipline) -> None:
    """Make the officer's sustained findings final: as they were, or as the appeal says.

    Args:
        discipline: in its final state; without a ruling the window passed unused.
    """
    if discipline.ruling or discipline.appeal_until is None:
        over = discipline.ended_on or today()
    else:
        over = discipline.appeal_until + timedelta(days=1)
    overturned = discipline.ruling == Ruling.OVERTURNED
    for one in _waiting(discipline):
        result = discipline.rulings.get(str(one.pk), Result.SUSTAINED) if overturned else Result.SUSTAINED
        with as_platform(discipline.complaint_id):
            actions_findings.make_final(
                discipline.complaint_id, one.pk, actor=audit.SYSTEM, appeal_over_on=over, result=result
            )
            Finding.objects.within_look().filter(pk=one.pk).update(discipline=discipline.stands)
    file_papers(discipline.officer_id)


def file_papers(officer_id: UUID) -> None:
    """Put an officer's papers where what became final belongs: the personnel file, or the separate one.

    Penal Code 832.5(c). Inside a look for writing that opens the case; doing it again changes nothing.
    """
    from .enums import Paper
    from .models import Served

    papers = Served.objects.within_look().filter(officer_id=officer_id)
    found = list(Finding.objects.within_look().filter(officer_id=officer_id).exclude(final=""))
    if not found:
        return
    for one in found:
        papers.filter(finding=one).update(kept_apart=one.kept_apart, in_file=not one.kept_apart)
    apart = all(one.kept_apart for one in found)
    papers.filter(kind__in=(Paper.PROPOSAL, Paper.MATERIALS, Paper.MEETING, Paper.COMMENT)).update(
        kept_apart=apart
    )
    papers.filter(kind=Paper.DECISION).update(kept_apart=apart, in_file=not apart)


def _waiting(discipline: Discipline) -> list[Finding]:
    return [one for one in sustained(discipline.complaint_id, discipline.officer_id) if not one.final]
