"""Discipline in the invented city: one officer from the notice to the decision, one member of the professional staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from commonbeat.accountability.complaints import (
    actions,
    actions_case,
    actions_findings,
    actions_officers,
    enums,
)
from commonbeat.accountability.complaints.actions import Told
from commonbeat.accountability.complaints.looks import as_platform
from commonbeat.accountability.complaints.models import Finding, Officer
from commonbeat.accountability.discipline import actions as steps
from commonbeat.accountability.discipline import papers
from commonbeat.accountability.discipline.enums import Outcome, Paper, Penalty, Response, Way
from commonbeat.accountability.discipline.models import StaffDiscipline, SwornDiscipline
from commonbeat.city.agency.days import today
from commonbeat.city.roster.models import Member
from commonbeat.demo import complaints_words as words
from commonbeat.demo.plants import Plan
from commonbeat.kernel.accounts.models import User

NEEDED = {"ia_commander", "ia_investigator", "chief"}


@dataclass(frozen=True)
class Matter:
    """What one of them is about, in the words of its papers."""

    code: str
    text: str
    told: str
    nature: str
    found: str
    notice: str
    penalty: str


OFFICER = Matter(
    "report_writing",
    "The report says that I was driving. I was the passenger, and I told the officer so twice.",
    "young, name tag with an L",
    "A resident says that your report names the wrong driver. Internal affairs looks into it.",
    "The recording shows that you were told twice who drove; the report says otherwise. Sustained.",
    "It is sustained that your report names a driver you had been told was a passenger.",
    Penalty.REPRIMAND,
)
CLERK = Matter(
    "discourtesy",
    "At the counter I was told that my copy would take as long as they pleased.",
    "at the records counter, in the morning",
    "A resident complained about how you spoke at the counter. Internal affairs looks into it.",
    "Two people at the counter heard it. Sustained.",
    "It is sustained that you were rude to a resident at the counter.",
    Penalty.REPRIMAND,
)


def build(plan: Plan | None, seed: int, progress: Callable[..., object] = print) -> int:
    """Take two complaints all the way to a decision, for the pages of discipline; after the complaints.

    Args:
        plan: the city's time frame; not used, for all of it happened in the last days.
        seed: the same two, whatever it is.
        progress: told one line.

    Returns:
        How many there are; 0 when they were there already, or nobody is there to decide.
    """
    people = {user.email.partition("@")[0]: user for user in User.objects.filter(is_active=True)}
    with as_platform():
        there = (
            SwornDiscipline.objects.within_look().exists() or StaffDiscipline.objects.within_look().exists()
        )
    if there or not people.keys() >= NEEDED:
        return 0
    officer = Member.objects.filter(account=people.get("officer")).first() if "officer" in people else None
    clerk = (
        Member.objects.filter(is_sworn=False, rank="Records Clerk", account=None).order_by("number").first()
    )
    made = sum(
        _decided(people, who, what) for who, what in ((officer, OFFICER), (clerk, CLERK)) if who is not None
    )
    progress(f"The chief decides {made} proposals of discipline")
    return made


def _decided(people: dict[str, User], who: Member, what: Matter) -> int:
    boss, lead, chief = people["ia_commander"], people["ia_investigator"], people["chief"]
    case, row = _sustained(boss, lead, chief, who, what)
    way = Way.PLATFORM if who.account_id else Way.HAND
    given: dict[str, Any] = {"case": case, "actor": boss}
    papers.serve(
        case, row, actor=lead, kind=Paper.FINDING, text=what.found, way=way, finding_id=_finding(case)
    )
    found = steps.propose(case, row, actor=boss, penalty=what.penalty, text=what.notice, way=way)
    if who.is_sworn:
        steps.give_materials(
            **given, pk=found.pk, way=way, materials="The report, the recording (14 minutes), the statement of the witness.",
            meeting="Next Tuesday at 10:00 with Captain Reyes, or in writing before then.",
        )  # fmt: skip
        response = {
            "held_by": "Captain Reyes", "representative": "Attorney of the Police Officers Association",
            "text": "The officer says that the names were mixed up in the notes, and has corrected the report.",
        }  # fmt: skip
    else:
        response = {
            "held_by": "Records manager", "representative": "Steward of the employees' union",
            "text": "The clerk says that the line was long, and is sorry.",
        }  # fmt: skip
    steps.respond(**given, pk=found.pk, response=Response.HELD, on=today(), **response)
    steps.decide(
        case, found.pk, actor=chief, outcome=Outcome.IMPOSED, penalty=what.penalty,
        reasons="As found; the answer was heard and weighed.",
    )  # fmt: skip
    steps.tell(
        **given, pk=found.pk, way=way,
        text="You receive a written reprimand. It stays in your file. You may appeal; the last day is on this paper.",
    )  # fmt: skip
    return 1


def _sustained(boss: User, lead: User, chief: User, who: Member, what: Matter) -> tuple[UUID, UUID]:
    """A complaint with one sustained finding that was decided; its id and that of the officer's row."""
    case = actions.take(Told(text=what.text, channel="counter", officers=(what.told,))).complaint_id
    actions_findings.add_allegation(case, actor=boss, code=what.code, policy=words.POLICIES[what.code])
    actions_case.step(case, "acknowledge", actor=boss)
    actions_case.step(case, "classify", actor=boss, values={"severity": enums.Severity.MINOR})
    actions_case.assign(case, actor=boss, lead=lead)
    with as_platform(case):
        row: UUID = Officer.objects.within_look().get().pk
    actions_officers.match_officer(case, row, actor=lead, member=who, how="Named in the report itself.")
    actions_case.step(case, "begin_work", actor=lead)
    way = Way.PLATFORM if who.account_id else Way.HAND
    papers.notify(case, row, actor=lead, text=what.nature, way=way)
    finding = _finding(case)
    result = enums.Result.SUSTAINED
    actions_findings.recommend(case, finding, actor=lead, result=result, reasons=words.REASONS)
    actions_case.step(case, "propose", actor=lead)
    actions_case.step(case, "submit", actor=boss)
    actions_findings.adopt(case, finding, actor=chief, result=result)
    actions_case.step(case, "decide", actor=chief, values={"ended_how": enums.Ended.INVESTIGATED})
    return case, row


def _finding(case: UUID) -> UUID:
    with as_platform(case):
        found: UUID = Finding.objects.within_look().get().pk
    return found
