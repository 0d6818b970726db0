"""Complaints and the people around them."""

import itertools
from typing import Any
from uuid import UUID

from factories import people

from commonbeat.accountability.complaints import (
    actions,
    actions_case,
    actions_findings,
    actions_officers,
    enums,
)
from commonbeat.accountability.complaints.actions import Taken, Told, Who
from commonbeat.accountability.complaints.models import Complaint, Finding, Officer
from commonbeat.city.agency.days import today
from commonbeat.city.roster.models import Member
from commonbeat.kernel import audit, walls

_counter = itertools.count(1)
TEXT = "On Friday at noon the officer shouted at my mother at the corner of Oak and Third."


def taken(who: Who | None = None, **given: Any) -> Taken:
    """A complaint from the web form."""
    return actions.take(Told(**{"text": TEXT, "channel": "web", **given}), who)


def person(*roles: str) -> Any:
    """An account of its own address, so that a test may have two with one role."""
    return people.person(*roles, email=f"{roles[0]}{next(_counter)}@example.test")


def member(number: str, name: str, account: Any = None, **given: Any) -> Member:
    """Somebody of the roster."""
    return Member.objects.create(number=number, name=name, rank="Officer", account=account, **given)


def officer_with_account(name: str = "Lee, Sam", number: str = "412", role: str = "officer") -> Member:
    """An officer who can sign in."""
    return member(number, name, person(role))


def seen(pk: UUID) -> Complaint:
    """A complaint as the platform sees it."""
    with walls.looking(audit.SYSTEM, "complaint_work", case=pk):
        found: Complaint = Complaint.objects.within_look().select_related("lead").get()
    return found


def commander() -> Any:
    """The internal affairs commander."""
    return person("ia_commander")


def assigned(lead: Any = None, by: Any = None, *, code: str = "discourtesy", **given: Any) -> Taken:
    """A complaint with one allegation, read, classified and given to an investigator."""
    by = by or commander()
    lead = lead or person("ia_investigator")
    done = taken(**given)
    actions_findings.add_allegation(done.complaint_id, actor=by, code=code, policy=("340", "Conduct", "7"))
    actions_case.step(done.complaint_id, "acknowledge", actor=by)
    actions_case.step(done.complaint_id, "classify", actor=by, values={"severity": enums.Severity.MINOR})
    actions_case.assign(done.complaint_id, actor=by, lead=lead)
    return done


def accused(pk: UUID, who: Member, by: Any) -> Officer:
    """The roster member a complaint turns out to be about."""
    made = actions_officers.add_officer(pk, actor=by, description="tall, glasses")
    return actions_officers.match_officer(
        pk, made.pk, actor=by, member=who, how="dispatch record of the call"
    )


def finding_of(pk: UUID) -> Finding:
    """The one finding of a complaint, as the platform sees it."""
    with walls.looking(audit.SYSTEM, "complaint_work", case=pk):
        found: Finding = Finding.objects.within_look().select_related("allegation", "officer").get()
    return found


def in_review(
    result: str = "not_sustained",
    *,
    lead: Any = None,
    by: Any = None,
    who: Member | None = None,
    **given: Any,
) -> Taken:
    """A complaint about one officer with a recommendation, waiting for a decision."""
    by, lead = by or commander(), lead or person("ia_investigator")
    done = assigned(lead, by, **given)
    actions_case.step(done.complaint_id, "begin_work", actor=lead)
    accused(done.complaint_id, who or officer_with_account(), lead)
    for finding in _findings(done.complaint_id):
        actions_findings.recommend(
            done.complaint_id, finding, actor=lead, result=result, reasons="The video shows it."
        )
    actions_case.step(done.complaint_id, "propose", actor=lead)
    actions_case.step(done.complaint_id, "submit", actor=by)
    return done


def decided(result: str = "not_sustained", *, chief: Any = None, **given: Any) -> Taken:
    """A complaint whose finding the chief adopted."""
    chief = chief or person("chief")
    done = in_review(result, **given)
    for finding in _findings(done.complaint_id):
        actions_findings.adopt(done.complaint_id, finding, actor=chief, result=result)
    actions_case.step(
        done.complaint_id, "decide", actor=chief, values={"ended_how": enums.Ended.INVESTIGATED}
    )
    return done


def closed(result: str = "not_sustained", **given: Any) -> Taken:
    """A complaint that went all the way; a sustained finding is final after an appeal window that passed."""
    by = given.pop("by", None) or commander()
    done = decided(result, by=by, **given)
    actions_case.step(done.complaint_id, "notify", actor=by, values={"notified_on": today()})
    if result == enums.Result.SUSTAINED:
        for finding in _findings(done.complaint_id):
            actions_findings.open_appeal(done.complaint_id, finding, actor=by, until=today())
            actions_findings.make_final(done.complaint_id, finding, actor=by, appeal_over_on=today())
    actions_case.step(done.complaint_id, "close", actor=by)
    return done


def _findings(pk: UUID) -> list[UUID]:
    with walls.looking(audit.SYSTEM, "complaint_work", case=pk):
        return list(Finding.objects.within_look().values_list("pk", flat=True))
