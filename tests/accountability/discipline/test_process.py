"""Two processes: what each asks for, who may, and what comes of it for the findings."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from factories import complaints
from factories import discipline as made
from factories.discipline import House

from commonbeat.accountability.complaints import actions_case, actions_findings, actions_officers
from commonbeat.accountability.complaints.promises import LIMIT
from commonbeat.accountability.discipline import actions, jobs, own
from commonbeat.accountability.discipline.models import Agreement, Served, StaffDiscipline, SwornDiscipline
from commonbeat.accountability.discipline.promises import NOTICE_30
from commonbeat.city.agency import days
from commonbeat.kernel import audit, clocks, walls
from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.workflow import MoveRefused, process

pytestmark = pytest.mark.django_db
TODAY = days.today


@pytest.fixture
def house() -> House:
    """A sustained finding about a sworn officer who was told of the case."""
    found = made.house()
    found.notify()
    return found


@pytest.fixture
def staff() -> House:
    """A sustained finding about a professional staff member who was told of the case."""
    found = made.house(sworn=False)
    found.notify()
    return found


def clock(house: House, kind: str, subject: Any = None) -> Clock | None:
    """A clock of the case or of a record in it."""
    with walls.looking(audit.SYSTEM, "complaint_work", case=house.case):
        return clocks.clock_of(kind, subject or house.row().complaint)


def test_sworn_officers_and_professional_staff_follow_different_processes(house: House) -> None:
    assert [one.name for one in process("discipline.sworn").states] == [
        "proposed_notice", "materials_given", "response", "decided", "notified", "appeal_window", "appealed",
        "hearing", "final", "closed",
    ]  # fmt: skip
    assert [one.name for one in process("discipline.staff").states] == [
        "notice", "meeting", "decided", "grievance_window", "grievance", "final", "closed",
    ]  # fmt: skip
    assert isinstance(house.propose(), SwornDiscipline)


def test_staff_have_a_meeting_with_their_union_and_a_grievance(staff: House) -> None:
    found = staff.propose()
    assert isinstance(found, StaffDiscipline)
    assert found.state == "notice"
    found = actions.respond(
        staff.case, found.pk, actor=staff.commander, response="held", on=TODAY(), held_by="Capt. Ruiz",
        representative="Local 39",
    )  # fmt: skip
    assert (found.state, found.representative) == ("meeting", "Local 39")
    actions.decide(staff.case, found.pk, actor=staff.chief, outcome="imposed", penalty="suspension",
                   amount="3 days", reasons="As found.")  # fmt: skip
    found = actions.tell(staff.case, found.pk, actor=staff.commander, text="Suspended.")
    assert found.state == "grievance_window"
    found = actions.record_appeal(staff.case, found.pk, actor=staff.commander, on=TODAY())
    assert found.state == "grievance"
    with pytest.raises(Exception, match="hear"):
        actions.hear(staff.case, found.pk, actor=staff.commander, on=TODAY(), before="Panel")
    found = actions.rule(staff.case, found.pk, actor=staff.commander, ruling="upheld", penalty="suspension",
                         amount="3 days", text="It stands.")  # fmt: skip
    assert (found.state, staff.finding().final) == ("final", "sustained")


def test_the_notice_states_what_is_proposed_and_ends_the_year(house: House) -> None:
    found = house.propose()
    (paper,) = [one for one in own.papers(house.account) if one.kind == "proposal"]
    assert paper.text.endswith("Proposed discipline: Suspension 3 days.")
    stopped = clock(house, LIMIT)
    assert stopped is not None
    assert stopped.outcome == "kept"
    assert stopped.proof.startswith("move ")
    assert not found.late
    assert found.limit_due == stopped.due_at
    assert found.limit_words


def test_the_year_goes_on_while_somebody_else_waits_for_their_notice() -> None:
    commander, chief, lead = (complaints.person(one) for one in ("ia_commander", "chief", "ia_investigator"))
    other = complaints.officer_with_account("Ngo, Ann", "77")
    first = complaints.officer_with_account()
    case = complaints.in_review("sustained", by=commander, lead=lead, who=first).complaint_id
    actions_case.step(case, "return_case", actor=chief, reason="One more officer was there.")
    complaints.accused(case, other, lead)
    findings = complaints._findings(case)
    assert len(findings) == 2
    for one in findings:
        actions_findings.recommend(case, one, actor=lead, result="sustained", reasons="Seen on video.")
    actions_case.step(case, "propose", actor=lead)
    actions_case.step(case, "submit", actor=commander)
    for one in findings:
        actions_findings.adopt(case, one, actor=chief, result="sustained", reasons="Agreed.")
    actions_case.step(case, "decide", actor=chief, values={"ended_how": "investigated"})
    both = [made._house(case, one, commander, chief, lead) for one in (first, other)]
    for each in both:
        each.notify()
    both[0].propose()
    running = clock(both[0], LIMIT)
    assert running is not None
    assert running.is_running
    both[1].propose()
    done = clock(both[1], LIMIT)
    assert done is not None
    assert done.outcome == "kept"


def overdue(**given: Any) -> House:
    """A house in which somebody knew of it 370 days ago."""
    found = made.house(discovered_on=TODAY() - timedelta(days=370), **given)
    found.notify()
    return found


def test_a_late_notice_says_so_and_takes_a_signed_reason() -> None:
    house = overdue()
    with pytest.raises(ValidationError) as refused:
        house.propose()
    assert list(refused.value.message_dict) == ["late_reason"]
    assert [one.kind for one in own.papers(house.account)] == ["notice"]
    found = house.propose(late_reason="The criminal case ended only last week.")
    assert found.late
    assert found.late_signed_by_id == house.commander.pk
    assert found.late_signed_at is not None
    stopped = clock(house, LIMIT)
    assert stopped is not None
    assert stopped.outcome == "late"


def test_the_year_does_not_bind_professional_staff() -> None:
    assert not overdue(sworn=False).propose().late


def test_the_database_keeps_no_late_notice_without_a_name(house: House) -> None:
    found = house.propose()
    with (
        pytest.raises(IntegrityError, match="late_signed"),
        transaction.atomic(),
        walls.looking(audit.SYSTEM, "complaint_work", case=house.case, writing=True),
    ):
        SwornDiscipline.objects.within_look().filter(pk=found.pk).update(late=True)


@pytest.mark.parametrize(
    ("penalty", "amount", "field"),
    [
        ("", "", "penalty"), ("flogging", "", "penalty"), ("suspension", "", "amount"), ("suspension", "  ", "amount"),
        ("salary_reduction", "", "amount"), ("resigned_before", "", "penalty"), ("retired_before", "", "penalty"),
    ],
)  # fmt: skip
def test_a_class_that_does_not_fit_is_refused(house: House, penalty: str, amount: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        house.propose(penalty, amount)
    assert list(refused.value.message_dict) == [field]


def test_nothing_is_proposed_before_notice_twice_or_without_a_sustained_finding() -> None:
    early = made.house()
    with pytest.raises(ValidationError, match="first be told"):
        early.propose()
    early.notify()
    early.propose()
    with pytest.raises(ValidationError, match="proposed already"):
        early.propose()


def test_nothing_of_a_finding_is_proposed_or_told_before_the_case_is_decided() -> None:
    house = made.investigated()
    finding, chief, lead = house.finding().pk, house.chief, house.investigator
    actions_case.step(house.case, "begin_work", actor=lead)
    actions_findings.recommend(
        house.case, finding, actor=lead, result="sustained", reasons="The video shows it."
    )
    actions_case.step(house.case, "propose", actor=lead)
    actions_case.step(house.case, "submit", actor=house.commander)
    actions_findings.adopt(house.case, finding, actor=chief, result="sustained")
    house.notify()
    with pytest.raises(ValidationError, match="sustained by a decision"):
        house.propose()
    with pytest.raises(ValidationError, match="not given in this phase"):
        house.serve("finding", finding_id=finding)
    actions_case.step(house.case, "decide", actor=chief, values={"ended_how": "investigated"})
    assert house.propose().state == "proposed_notice"


def test_what_is_not_sustained_is_not_disciplined() -> None:
    cleared = made.house("not_sustained")
    cleared.notify()
    with pytest.raises(ValidationError, match="Nothing about this officer is sustained"):
        cleared.propose()


def test_who_left_is_told_so_and_the_case_still_runs_to_its_end(house: House) -> None:
    actions_officers.note_departure(house.case, house.officer, actor=house.investigator, left_on=TODAY())
    found = house.propose("resigned_before", "")
    found = actions.decide(house.case, found.pk, actor=house.chief, outcome="none", penalty="resigned_before",
                           reasons="Left before a decision.")  # fmt: skip
    actions.tell(house.case, found.pk, actor=house.commander, text="The finding stands.")
    assert pass_window(house, found) == 1
    finding = house.finding()
    assert (finding.final, finding.discipline) == ("sustained", "resigned_before")


def test_punitive_discipline_takes_the_opportunity_to_respond(house: House) -> None:
    found = house.propose()
    given = {"actor": house.chief, "outcome": "imposed", "penalty": "suspension", "amount": "3 days"}
    with pytest.raises(MoveRefused, match="opportunity to respond"):
        actions.decide(house.case, found.pk, reasons="Quick.", **given)
    assert house.discipline(found).state == "proposed_notice"
    actions.give_materials(house.case, found.pk, actor=house.commander, materials="The file.")
    with pytest.raises(MoveRefused, match="opportunity to respond"):
        actions.decide(house.case, found.pk, reasons="Quick.", **given)
    with pytest.raises(ValidationError, match="still has time"):
        actions.respond(house.case, found.pk, actor=house.commander, response="no_answer", on=TODAY())
    actions.respond(house.case, found.pk, actor=house.commander, response="waived", on=TODAY())
    assert actions.decide(house.case, found.pk, reasons="Found.", **given).state == "decided"


def test_training_takes_no_meeting(house: House) -> None:
    found = house.propose("training", "")
    decided = actions.decide(house.case, found.pk, actor=house.chief, outcome="imposed", penalty="training",
                             reasons="It helps.")  # fmt: skip
    assert decided.state == "decided"


def test_who_investigated_does_not_hold_the_meeting(house: House) -> None:
    found = house.propose()
    actions.give_materials(house.case, found.pk, actor=house.commander, materials="The file.")
    with pytest.raises(ValidationError, match="investigated"):
        actions.respond(house.case, found.pk, actor=house.commander, response="held", on=TODAY(),
                        held_by=house.investigator.name)  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "penalty", "amount", "match"),
    [
        ("imposed", "demotion", "", "as proposed"), ("imposed", "suspension", "5 days", "as proposed"),
        ("reduced", "suspension", "3 days", "Nothing is reduced"), ("reduced", "termination", "", "new notice"),
        ("none", "reprimand", "", "No discipline"),
    ],
)  # fmt: skip
def test_a_decision_says_what_it_is(
    house: House, outcome: str, penalty: str, amount: str, match: str
) -> None:
    found = house.heard()
    with pytest.raises(MoveRefused, match=match):
        actions.decide(house.case, found.pk, actor=house.chief, outcome=outcome, penalty=penalty, amount=amount,
                       reasons="So.")  # fmt: skip


def test_who_may_what(house: House) -> None:
    with pytest.raises(Refused):
        actions.propose(house.case, house.officer, actor=house.chief, penalty="training", text="Words.")
    found = house.heard()
    with pytest.raises(Refused):
        actions.decide(house.case, found.pk, actor=house.commander, outcome="imposed", penalty="suspension",
                       amount="3 days", reasons="So.")  # fmt: skip


def test_nobody_decides_what_they_proposed(house: House) -> None:
    found = house.heard()
    with (
        pytest.raises(IntegrityError, match="two_people"),
        transaction.atomic(),
        walls.looking(audit.SYSTEM, "complaint_work", case=house.case, writing=True),
    ):
        SwornDiscipline.objects.within_look().filter(pk=found.pk).update(decided_by=house.commander)


def test_the_officer_is_told_within_30_days(house: House) -> None:
    found = house.decided()
    running = clock(house, NOTICE_30, found)
    assert running is not None
    assert running.is_running
    assert (running.due_at - running.started_at).days == 30
    found = actions.tell(house.case, found.pk, actor=house.commander, text="You are suspended.")
    assert (found.state, found.notified_on) == ("appeal_window", TODAY())
    stopped = clock(house, NOTICE_30, found)
    assert stopped is not None
    assert stopped.outcome == "kept"
    assert house.finding().appeal_until == found.appeal_until == TODAY() + timedelta(days=30)


def test_how_long_an_appeal_takes_is_the_agreements_word(house: House) -> None:
    Agreement.objects.create(title="POA memorandum", authority="art. 12", appeal_days=14, response_days=5,
                             in_force_from=TODAY() - timedelta(days=9))  # fmt: skip
    Agreement.objects.create(title="To come", appeal_days=99, in_force_from=TODAY() + timedelta(days=1))
    Agreement.objects.create(title="Other staff", sworn=False, appeal_days=7)
    found = house.told()
    assert (found.appeal_until, found.appeal_by) == (TODAY() + timedelta(days=14), "POA memorandum, art. 12")
    assert house.discipline(found).respond_by == TODAY() + timedelta(days=5)


def pass_window(house: House, found: Any) -> int:
    """Let the time to appeal be over, and run the night's job."""
    day = TODAY() - timedelta(days=1)
    with walls.looking(audit.SYSTEM, "complaint_work", case=house.case, writing=True):
        type(found).objects.within_look().filter(pk=found.pk).update(notified_on=day, appeal_until=day)
    jobs.windows()
    return int(house.discipline(found).state == "final")


def test_a_window_that_passed_makes_it_final(house: House) -> None:
    found = house.told()
    jobs.windows()
    assert house.discipline(found).state == "appeal_window"
    assert house.finding().final == ""
    assert pass_window(house, found) == 1
    finding = house.finding()
    assert (finding.final, finding.appeal_over_on, finding.discipline) == ("sustained", TODAY(), "suspension")
    jobs.windows()  # a second run changes nothing
    assert AuditEntry.objects.filter(action="complaints.finding_final").count() == 1


def test_an_appeal_stops_the_window(house: House) -> None:
    found = house.told()
    actions.record_appeal(house.case, found.pk, actor=house.commander, on=TODAY())
    assert pass_window(house, found) == 0
    assert house.finding().final == ""


def test_an_appeal_out_of_time_is_refused(house: House) -> None:
    found = house.told()
    for day in (TODAY() + timedelta(days=1), TODAY() - timedelta(days=1)):
        with pytest.raises(ValidationError):
            actions.record_appeal(house.case, found.pk, actor=house.commander, on=day)


def test_discipline_of_another_case_is_not_there(house: House) -> None:
    found = house.propose()
    elsewhere = complaints.taken().complaint_id
    with pytest.raises(walls.NotThere):
        actions.give_materials(elsewhere, found.pk, actor=house.commander, materials="The file.")


def test_states_change_with_their_move_only(house: House) -> None:
    found = house.propose()
    sql = "UPDATE discipline_sworndiscipline SET state = 'final' WHERE id = %s"
    with (
        transaction.atomic(),
        walls.looking(audit.SYSTEM, "complaint_work", case=house.case, writing=True),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [found.pk])
        with pytest.raises(IntegrityError, match="move"), transaction.atomic():
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def test_a_paper_tells_nothing_by_mail(house: House) -> None:
    house.propose()
    mails = Message.objects.filter(recipient=house.account.email)
    assert mails.count() == 2
    for one in mails:
        assert not re.search(r"\b412\b", one.body)
        assert "rude" not in one.body
        assert "PC" not in one.body
        assert one.body.strip().endswith("/console/my-file/")


def test_served_papers_do_not_change(house: House) -> None:
    (paper,) = own.papers(house.account)
    for change in ({"text": "Other."}, {"kind": "finding"}, {"served": False}, {"account": house.chief}):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            walls.looking(audit.SYSTEM, "complaint_work", case=house.case, writing=True),
        ):
            Served.objects.within_look().filter(pk=paper.pk).update(**change)
