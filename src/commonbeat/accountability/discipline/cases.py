"""Reading one officer's discipline and papers, inside a look that opens the case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from commonbeat.accountability.complaints.enums import Part
from commonbeat.accountability.complaints.models import Finding, Officer
from commonbeat.kernel.walls import NotThere

from .enums import Paper
from .models import Discipline, Served, StaffDiscipline, SwornDiscipline
from .phases import Standing

MODELS: tuple[type[Discipline], ...] = (SwornDiscipline, StaffDiscipline)


def model_for(officer: Officer) -> type[Discipline]:
    """The process an officer's discipline follows."""
    return SwornDiscipline if officer.sworn else StaffDiscipline


def officer_of(case: UUID, pk: UUID, *, lock: bool = False) -> Officer:
    """One officer of a case.

    Args:
        case: the complaint.
        pk: the officer's row in it.
        lock: for changing something.

    Raises:
        NotThere: no such officer in this case.
    """
    rows = Officer.objects.within_look().filter(pk=pk, complaint_id=case)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found: Officer | None = rows.select_related("complaint", "member", "account").first()
    if found is None:
        raise NotThere
    return found


def discipline_of(case: UUID, pk: UUID) -> Discipline:
    """Discipline in a case, whichever process it follows.

    Raises:
        NotThere: there is none of this id in this case.
    """
    for model in MODELS:
        rows = model.objects.within_look().filter(pk=pk, complaint_id=case)
        found = rows.select_related("complaint", "officer__member", "officer__account").first()
        if found is not None:
            return found  # type: ignore[no-any-return]
    raise NotThere


def of_officer(officer: Officer) -> list[Discipline]:
    """Discipline of one officer in one case, the latest first; several only when a case was opened again."""
    found = [
        one
        for model in MODELS
        for one in model.objects.within_look().filter(officer=officer).select_related("complaint", "officer")
    ]
    return sorted(found, key=lambda one: one.noticed_at, reverse=True)


def current(officer: Officer) -> Discipline | None:
    """The discipline that is not closed yet, if any."""
    return next((one for one in of_officer(officer) if one.state != "closed"), None)


def papers_of(officer: Officer) -> list[Served]:
    """What an officer was served in a case, the first one first."""
    rows = Served.objects.within_look().filter(officer=officer)
    return list(rows.select_related("served_by", "witness", "finding__allegation"))


def paper_of(case: UUID, pk: UUID, *, lock: bool = False) -> Served:
    """One paper of a case.

    Raises:
        NotThere: no such paper in this case.
    """
    rows = Served.objects.within_look().filter(pk=pk, complaint_id=case)
    if lock:
        rows = rows.select_for_update(of=("self",))
    found: Served | None = rows.select_related("officer", "account", "finding").first()
    if found is None:
        raise NotThere
    return found


def standing_findings(officer: Officer) -> list[Finding]:
    """Findings about an officer that are adopted and decided on; what is still in review may be returned.

    Args:
        officer: with the complaint. Of a case opened again, the findings it was opened without.
    """
    rows = list(Finding.objects.within_look().filter(officer=officer).exclude(adopted=""))
    if officer.complaint.decided_on is not None or not rows:
        return rows
    last = officer.complaint.reopenings.within_look().order_by("-at", "-pk").first()
    return [one for one in rows if last is not None and one.pk in last.kept]


def standing_of(officer: Officer, papers: list[Served] | None = None) -> Standing:
    """How a case stands for an officer.

    Args:
        officer: in the case.
        papers: what they were served, where that was read already.
    """
    kinds = {one.kind for one in (papers_of(officer) if papers is None else papers)}
    return Standing(
        notified=officer.notified,
        interviewed=bool(kinds & {Paper.INTERVIEW_NOTICE, Paper.OWN_STATEMENT}),
        proposed=current(officer) is not None,
        found=bool(standing_findings(officer)),
        closed=officer.complaint.closed_on is not None,
    )


def accused_of(complaint: Any) -> list[Officer]:
    """Accused officers of a case who are known by name, inside a look that opens it."""
    rows = complaint.officers.within_look().filter(part=Part.ACCUSED).exclude(member=None)
    return list(rows.select_related("member", "account").order_by("member__name", "id"))
