"""What interviews, findings and the end of a record's time do to papers and discipline."""

from typing import Any

import pytest
from factories import complaints, interviews
from factories import discipline as made

from commonbeat.accountability.complaints import actions_case, actions_findings
from commonbeat.accountability.complaints.events import FindingFinal
from commonbeat.accountability.complaints.models import Officer
from commonbeat.accountability.complaints.retention import ended
from commonbeat.accountability.discipline import actions, following, own, retention
from commonbeat.accountability.discipline.models import SwornDiscipline
from commonbeat.accountability.interviews.events import NoticeServed
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, walls

pytestmark = pytest.mark.django_db


def heard(one: Any, interview: Any) -> None:
    """The event, as after a commit."""
    following.on_interview_notice(NoticeServed(one.pk, interview.pk))


def test_the_notice_of_an_interview_is_on_the_officers_page_and_tells_them() -> None:
    one = interviews.case()
    interview = interviews.noticed(one)
    assert own.papers(one.account) == []
    heard(one, interview)
    heard(one, interview)  # a second time changes nothing
    (paper,) = own.papers(one.account)
    assert (paper.kind, paper.way) == ("interview_notice", "hand")
    assert interviews.NATURE in paper.text
    with walls.looking(audit.SYSTEM, "complaint_work", case=one.pk):
        assert Officer.objects.within_look().get(pk=one.officer.pk).notified


def test_an_interview_of_somebody_else_tells_the_officer_nothing() -> None:
    one = interviews.case()
    interview = interviews.planned(one, part="witness", name="Ms. Doe")
    heard(one, interview)
    assert own.papers(one.account) == []


def test_own_statements_are_given_once() -> None:
    one = interviews.case()
    interview = interviews.noticed(one)
    heard(one, interview)
    with interviews.platform(one.pk):
        type(interview).objects.within_look().filter(pk=interview.pk).update(statement="I said good morning.")
        assert following.statements_to_give(one.officer) == []  # not held yet
    with walls.looking(audit.SYSTEM, "complaint_work", case=one.pk, writing=True):
        rows = [
            following.Statement(
                interview.pk, interview.planned_at, "I said good morning.", None, "Axon 17", ()
            )
        ]
        words = following._words(rows[0])
    assert words == "I said good morning.\n\nRecording: Axon 17"
    assert following.give_statements(one.pk, one.officer.pk, actor=one.lead) == []


def test_a_final_finding_files_its_papers() -> None:
    house = made.investigated()
    house.notify()
    actions_case.step(house.case, "begin_work", actor=house.investigator)
    (finding,) = complaints._findings(house.case)
    recommended = {"actor": house.investigator, "result": "unfounded", "reasons": "Video."}
    actions_findings.recommend(house.case, finding, **recommended)
    actions_case.step(house.case, "propose", actor=house.investigator)
    actions_case.step(house.case, "submit", actor=house.commander)
    actions_findings.adopt(house.case, finding, actor=house.chief, result="unfounded")
    actions_case.step(house.case, "decide", actor=house.chief, values={"ended_how": "investigated"})
    paper = house.serve("finding", "Unfounded.", finding_id=finding)
    comment = house.serve("comment", "Talks much.")
    following.on_final(FindingFinal(house.case, finding))
    filed_as = {one.pk: (one.kept_apart, one.in_file) for one in own.papers(house.account)}
    assert filed_as[paper.pk] == (True, False)
    assert filed_as[comment.pk] == (True, False)


def everything() -> Any:
    """The platform's look at all complaints."""
    return walls.looking(audit.SYSTEM, "complaint_list", writing=True)


def test_discipline_that_goes_on_keeps_a_complaint() -> None:
    house = made.house()
    house.notify()
    house.propose()
    with everything():
        assert list(retention.kept()) == [{"pk": house.case}]
    done = ready_again(house)
    with everything():
        assert list(retention.kept()) == []
        assert [one.pk for one in ended("internal", True)] == [done]


def ready_again(house: made.House) -> Any:
    """Bring a proposal to its end and close the case."""
    with everything():
        found = SwornDiscipline.objects.within_look().get()
    actions.give_materials(house.case, found.pk, actor=house.commander, materials="The file.")
    actions.respond(house.case, found.pk, actor=house.commander, response="waived", on=today())
    actions.decide(house.case, found.pk, actor=house.chief, outcome="imposed", penalty="suspension", amount="3 days",
                   reasons="So.")  # fmt: skip
    actions.tell(house.case, found.pk, actor=house.commander, text="Suspended.")
    actions.record_appeal(house.case, found.pk, actor=house.commander, on=today())
    actions.rule(house.case, found.pk, actor=house.commander, ruling="upheld", penalty="suspension",
                 amount="3 days", text="Stands.")  # fmt: skip
    actions_case.step(house.case, "notify", actor=house.commander, values={"notified_on": today()})
    actions_case.step(house.case, "close", actor=house.commander)
    return house.case
