"""What follows from other topics' events: papers of interviews, and where papers are filed once a finding is final."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from commonbeat.accountability.complaints import actions_officers
from commonbeat.accountability.complaints.events import FindingFinal
from commonbeat.accountability.complaints.looks import as_platform, changing
from commonbeat.accountability.complaints.models import Finding, Officer
from commonbeat.accountability.interviews.events import NoticeServed
from commonbeat.accountability.interviews.models import Interview
from commonbeat.accountability.interviews.notice import Statement, notices_of, statement_of
from commonbeat.kernel import audit

from . import cases, findings, papers
from .enums import Paper, Way
from .models import Served


def on_final(event: FindingFinal) -> None:
    """A finding is final: its papers are filed."""
    with as_platform(event.complaint_id):
        found = Finding.objects.within_look().filter(pk=event.finding_id).first()
        if found is not None:
            findings.file_papers(found.officer_id)


def on_interview_notice(event: NoticeServed) -> None:
    """An officer was served the notice of an interview: they find it on their own page, and are told of the case by it."""
    with as_platform(event.complaint_id):
        interview = Interview.objects.within_look().filter(pk=event.interview_id).first()
        if interview is None or interview.officer_id is None:
            return
        officer = cases.officer_of(event.complaint_id, interview.officer_id, lock=True)
        if officer.member_id is None:
            return
        if not officer.notified:
            actions_officers.notify_officer(event.complaint_id, officer.pk, actor=audit.SYSTEM)
        known = set(Served.objects.within_look().filter(officer=officer).values_list("made_from", flat=True))
        for one in notices_of(officer):
            if one.pk not in known:
                way = one.way if one.way in Way.values else Way.HAND
                papers.put(officer, actor=one.served_by, kind=Paper.INTERVIEW_NOTICE, text=one.text, way=way,
                           made_from=one.pk)  # fmt: skip


def statements_to_give(officer: Officer) -> list[Statement]:
    """Statements in interviews that the officer was not given as papers yet; inside a look that opens the case."""
    known = set(Served.objects.within_look().filter(officer=officer).values_list("made_from", flat=True))
    return [one for one in statement_of(officer) if one.statement and one.interview_id not in known]


def give_statements(case: UUID, officer_id: UUID, *, actor: Any) -> list[Served]:
    """Give an officer what they said in interviews, for their own page.

    Args:
        case: the complaint.
        officer_id: the officer's row in it.
        actor: needs ``complaints.work`` and the case.

    Raises:
        NotThere: no such case or officer, or not for this actor.
        Refused: the actor may not.
    """
    with changing(actor, case, papers.SERVE, "discipline.served") as act:
        officer = cases.officer_of(case, officer_id, lock=True)
        given = [
            papers.put(
                officer, actor=actor, kind=Paper.OWN_STATEMENT, text=_words(one), made_from=one.interview_id
            )
            for one in (statements_to_give(officer) if officer.notified else [])
        ]
        act.details.update(paper=Paper.OWN_STATEMENT, officer=str(officer.pk), count=len(given))
    return given


def _words(one: Statement) -> str:
    """A statement with what is known of its recording."""
    recorded = _("Recording: %(recording)s") % {"recording": one.recording} if one.recording else ""
    return f"{one.statement}\n\n{recorded}".strip()
