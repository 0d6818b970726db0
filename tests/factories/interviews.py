"""Interviews, evidence and criminal tracks of a complaint."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from factories import complaints as make

from commonbeat.accountability.complaints.models import Officer
from commonbeat.accountability.interviews import actions, actions_criminal
from commonbeat.accountability.interviews.models import Interview
from commonbeat.accountability.interviews.models_criminal import CriminalTrack
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, walls

NATURE = "What was said at the corner of Oak and Third on Friday at noon."


@dataclass
class Case:
    """A complaint being investigated, with one accused officer."""

    pk: UUID
    boss: Any
    lead: Any
    officer: Officer
    account: Any


def case(**given: Any) -> Case:
    """A complaint given to an investigator, its officer known by name."""
    boss, lead, who = make.commander(), make.person("ia_investigator"), make.officer_with_account()
    pk = make.assigned(lead, boss, **given).complaint_id
    return Case(pk, boss, lead, make.accused(pk, who, boss), who.account)


def platform(pk: UUID) -> Any:
    """The platform's look at a complaint."""
    return walls.looking(audit.SYSTEM, "complaint_work", case=pk, writing=True)


def planned(one: Case, *, part: str = "accused", **given: Any) -> Interview:
    """An interview in two days' time, with everything the plan wants."""
    begins = given.pop("planned_at", timezone.now() + timedelta(days=2))
    values = {
        "planned_at": begins, "ends_at": begins + timedelta(hours=1), "place": "Room 2", "nature": NATURE,
        "hour": "on_duty", "compensation": "not_due", "representative_waived": True, "may_record_told": True,
    } | given  # fmt: skip
    return actions.plan(
        one.pk, actor=one.lead, part=part, officer=one.officer.pk if part == "accused" else None, **values
    )


def manned(one: Case, interview: Interview) -> None:
    """Somebody in charge who also asks, and a second who asks."""
    add = {"actor": one.lead, "rank": "Sergeant", "command": "Internal affairs"}
    actions.add_person(one.pk, interview.pk, role="in_charge", name="Dana Reyes", asks_as=1, **add)
    actions.add_person(one.pk, interview.pk, role="asks", name="Kim Ortiz", asks_as=2, **add)


def noticed(one: Case, **given: Any) -> Interview:
    """One with its notice served."""
    interview = planned(one, **given)
    manned(one, interview)
    actions.serve(one.pk, interview.pk, actor=one.lead, way="hand")
    return interview


def past(one: Case, interview: Interview, days: int = 3) -> None:
    """As if plan and notice had been made some days earlier, so that the interview lies behind us."""
    from django.db import connection

    with platform(one.pk), connection.cursor() as cursor:
        earlier = timedelta(days=days)
        cursor.execute(
            "UPDATE interviews_interview SET planned_at = planned_at - %s, ends_at = ends_at - %s WHERE id = %s",
            [earlier, earlier, str(interview.pk)],
        )
        rows = (
            "SELECT planned_at, way, language, version, text FROM interviews_notice WHERE interview_id = %s"
        )
        cursor.execute(rows, [str(interview.pk)])
        from commonbeat.accountability.interviews.models import Notice

        for at, way, language, version, text in cursor.fetchall():
            Notice.objects.create(
                complaint_id=one.pk, interview=interview, planned_at=at - earlier, served_at=at - earlier * 2, way=way,
                language=language, version=version, text=text, served_by=one.lead,
            )  # fmt: skip


def happened(one: Case, interview: Interview, **given: Any) -> None:
    """Everything noted as the law wants it."""
    interview = seen(one, interview.pk)
    values = {
        "began_at": interview.planned_at, "ended_at": interview.planned_at + timedelta(minutes=50), "compelled": True,
        "admonition_at": interview.planned_at + timedelta(minutes=2), "recorded": True, "recorded_by_officer": False,
        "recording_system": "recorder", "recording_reference": "R-17", "no_pressure": True, "no_press": True,
        "needs_met": True,
    } | given  # fmt: skip
    actions.change(one.pk, interview.pk, actor=one.lead, **values)


def held(one: Case, **given: Any) -> Interview:
    """One that was held as the law wants it."""
    interview = noticed(one, **given)
    past(one, interview)
    happened(one, interview)
    actions.step(one.pk, interview.pk, "hold", actor=one.lead)
    return seen(one, interview.pk)


def seen(one: Case, pk: UUID) -> Interview:
    """An interview as the platform sees it."""
    with platform(one.pk):
        return actions.interview_of(one.pk, pk)


def track(one: Case, **given: Any) -> CriminalTrack:
    """The criminal track of a complaint, opened a week ago."""
    week_ago = today() - timedelta(days=7)
    values = {"actor": one.boss, "agency_name": "County sheriff", "opened_on": week_ago} | given
    return actions_criminal.open_track(one.pk, **values)
