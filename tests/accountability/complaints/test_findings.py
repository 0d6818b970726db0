"""What is found: recommended, adopted, final; and how a case may end."""

import pytest
from django.core.exceptions import ValidationError
from factories import complaints as make
from factories.complaints import person

from commonbeat.accountability.complaints import (
    actions,
    actions_case,
    actions_findings,
    actions_officers,
    enums,
)
from commonbeat.accountability.complaints.models import (
    Allegation,
    Complaint,
    Finding,
    Officer,
)
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, walls
from commonbeat.kernel.workflow import MoveRefused

pytestmark = pytest.mark.django_db


def platform(pk):
    return walls.looking(audit.SYSTEM, "complaint_work", case=pk, writing=True)


def test_a_finally_sustained_serious_finding_carries_its_disclosure_class():
    done = make.closed("sustained", code="dishonesty")
    assert make.finding_of(done.complaint_id).disclosed == "dishonesty"


def test_the_database_refuses_sustained_before_the_appeal():
    from django.db import IntegrityError, transaction

    done = make.decided("sustained")
    with platform(done.complaint_id), pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.within_look().update(final="sustained", final_on=today())


def test_nobody_adopts_what_they_recommended():
    boss, chief = make.commander(), person("chief", "ia_investigator")
    done = make.in_review(by=boss, lead=chief)
    finding = make.finding_of(done.complaint_id)
    with pytest.raises(ValidationError):
        actions_findings.adopt(done.complaint_id, finding.pk, actor=chief, result="not_sustained")


def test_a_withdrawal_closes_no_serious_allegation():
    boss, chief, lead = make.commander(), person("chief"), person("ia_investigator")
    done = make.assigned(lead, boss, code="force_excessive")
    with walls.looking(actions.RESIDENT, "complaint_code", case=done.complaint_id, writing=True):
        actions.withdraw(Complaint.objects.within_look().get())
    one = make.seen(done.complaint_id)
    assert (one.withdrawn_at is not None, one.state) == (True, "assigned")
    actions_case.step(done.complaint_id, "begin_work", actor=lead)
    with pytest.raises(MoveRefused):
        actions_case.step(done.complaint_id, "propose", actor=lead)
    assert chief


def test_a_withdrawn_case_may_end_without_a_finding_and_a_serious_one_never():
    boss, chief, withdrawn = make.commander(), person("chief"), {"ended_how": "withdrawn"}
    lesser = make.in_review(by=boss).complaint_id
    with pytest.raises(MoveRefused, match="The complainant did not withdraw"):
        actions_case.step(lesser, "decide", actor=chief, values=withdrawn)
    actions.note_withdrawal(lesser, actor=boss, what="By telephone: she has no time for it.")
    actions_case.step(lesser, "decide", actor=chief, values=withdrawn)
    found = make.finding_of(lesser)
    assert (make.seen(lesser).ended_how, found.adopted, found.final) == ("withdrawn", "", "")
    who = make.officer_with_account(number="77")
    serious = make.in_review(by=boss, code="force_excessive", who=who).complaint_id
    actions.note_withdrawal(serious, actor=boss, what="By letter.")
    with pytest.raises(MoveRefused, match="Serious allegations need a finding"):
        actions_case.step(serious, "decide", actor=chief, values=withdrawn)


def test_what_the_officer_did_after_leaving_does_not_end_the_case():
    boss = make.commander()
    done = make.assigned(by=boss, code="dishonesty")
    officer = make.accused(done.complaint_id, make.officer_with_account(), boss)
    actions_officers.note_departure(done.complaint_id, officer.pk, actor=boss, left_on=today())
    assert make.finding_of(done.complaint_id).adopted == ""
    with platform(done.complaint_id):
        assert Officer.objects.within_look().get().left_on == today()


def test_mediation_takes_both_and_is_not_offered_for_force():
    boss = make.commander()
    force = make.assigned(by=boss, code="force_excessive", lead=person("ia_investigator"))
    with pytest.raises(ValidationError):
        actions_case.mediation(force.complaint_id, actor=boss, stage="offered")
    wished = make.assigned(
        by=boss, code="force_excessive", lead=person("ia_investigator"), wants_mediation=True
    )
    actions_case.mediation(wished.complaint_id, actor=boss, stage="offered")
    actions_case.mediation(wished.complaint_id, actor=boss, stage="complainant")
    with pytest.raises(ValidationError):
        actions_case.mediation(wished.complaint_id, actor=boss, stage="held")
    actions_case.mediation(wished.complaint_id, actor=boss, stage="officer")
    actions_case.mediation(wished.complaint_id, actor=boss, stage="held")
    assert make.seen(wished.complaint_id).mediation == "held"


def test_a_talk_is_not_held_against_a_no_nor_once_force_is_alleged():
    boss = make.commander()
    case = make.assigned(by=boss).complaint_id
    for stage in ("offered", "declined"):
        actions_case.mediation(case, actor=boss, stage=stage)
    with pytest.raises(ValidationError, match="declined"):
        actions_case.mediation(case, actor=boss, stage="complainant")
    for stage in ("offered", "complainant", "officer"):
        actions_case.mediation(case, actor=boss, stage=stage)
    actions_findings.add_allegation(case, actor=boss, code="force_excessive")
    with pytest.raises(ValidationError, match="Force and profiling"):
        actions_case.mediation(case, actor=boss, stage="held")
    actions_case.mediation(case, actor=boss, stage="declined")
    assert make.seen(case).mediation == "declined"


def test_a_case_ends_as_mediated_only_when_the_talk_was_held():
    boss, chief = make.commander(), person("chief")
    case = make.in_review(by=boss).complaint_id
    mediated = {"ended_how": "mediated"}
    with pytest.raises(MoveRefused, match="mediation was held"):
        actions_case.step(case, "decide", actor=chief, values=mediated)
    for stage in ("offered", "complainant", "officer", "held"):
        actions_case.mediation(case, actor=boss, stage=stage)
    assert actions_case.step(case, "decide", actor=chief, values=mediated).state == "decided"
    assert make.finding_of(case).final == ""  # how it ended is never a finding


def test_what_is_adopted_may_be_returned_and_is_final_with_the_decision():
    boss, chief, lead = make.commander(), person("chief"), person("ia_investigator")
    case = make.in_review("unfounded", lead=lead, by=boss).complaint_id
    finding = make.finding_of(case).pk
    actions_findings.adopt(case, finding, actor=chief, result="unfounded")
    assert make.finding_of(case).final == ""
    actions_case.step(case, "return_case", actor=chief, reason="Ask the second witness.")
    actions_findings.recommend(
        case, finding, actor=lead, result="not_sustained", reasons="She did not see it."
    )
    actions_case.step(case, "propose", actor=lead)
    actions_case.step(case, "submit", actor=boss)
    actions_findings.adopt(case, finding, actor=chief, result="not_sustained")
    actions_case.step(case, "decide", actor=chief, values={"ended_how": "investigated"})
    found = make.finding_of(case)
    assert (found.recommended, found.adopted, found.final) == ("not_sustained",) * 3
    with pytest.raises(ValidationError, match="decided"):
        actions_findings.name_policy(
            case, found.allegation_id, actor=boss, number="1", title="Other", version="2"
        )


@pytest.mark.parametrize(("said", "stands"), [("", True), ("no", False), ("yes", True)])
def test_who_decides_says_whether_it_is_frivolous(said: str, stands: bool):
    boss, chief, lead = make.commander(), person("chief"), person("ia_investigator")
    case = make.in_review("unfounded", lead=lead, by=boss).complaint_id
    finding = make.finding_of(case).pk
    with platform(case):
        Finding.objects.within_look().update(frivolous=True)
    with pytest.raises(ValidationError) as refused:
        actions_findings.adopt(case, finding, actor=chief, result="sustained", reasons="So.", frivolous="yes")
    assert list(refused.value.message_dict) == ["frivolous"]
    actions_findings.adopt(case, finding, actor=chief, result="unfounded", frivolous=said)
    assert make.finding_of(case).frivolous is stands


def test_nothing_is_sustained_about_somebody_nobody_knows():
    boss, chief, lead = make.commander(), person("chief"), person("ia_investigator")
    case = make.assigned(lead, boss).complaint_id
    actions_officers.add_officer(case, actor=lead, description="tall, car 14")
    actions_case.step(case, "begin_work", actor=lead)
    finding = make.finding_of(case).pk
    actions_findings.recommend(case, finding, actor=lead, result="sustained", reasons="The video shows it.")
    actions_case.step(case, "propose", actor=lead)
    actions_case.step(case, "submit", actor=boss)
    with pytest.raises(ValidationError, match="who the officer is"):
        actions_findings.adopt(case, finding, actor=chief, result="sustained")
    actions_findings.adopt(case, finding, actor=chief, result="not_sustained", reasons="Not identified.")
    assert make.finding_of(case).adopted == "not_sustained"


def test_a_finding_cites_a_policy():
    boss, lead = make.commander(), person("ia_investigator")
    done = make.assigned(lead, boss)
    make.accused(done.complaint_id, make.officer_with_account(), boss)
    with platform(done.complaint_id):
        Allegation.objects.within_look().update(policy_number="", policy_version="")
    with pytest.raises(ValidationError) as refused:
        actions_findings.recommend(
            done.complaint_id,
            make.finding_of(done.complaint_id).pk,
            actor=lead,
            result="sustained",
            reasons="So.",
        )
    assert "policy" in str(refused.value)
    assert enums.Result.SUSTAINED == "sustained"
