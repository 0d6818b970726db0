"""Who is let into a case by name: never anybody it is walled from, the same people it cannot be assigned to."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from factories import complaints as make
from factories.complaints import person
from factories.people import signed_in

from commonbeat.accountability.complaints import actions_case, actions_officers
from commonbeat.accountability.complaints.models import Complaint
from commonbeat.kernel import audit, walls
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.walls import NotThere, grants

pytestmark = pytest.mark.django_db
LED = "about those who lead"


def inside(case) -> set:
    with walls.looking(audit.SYSTEM, "complaint_work", case=case):
        return {one.account_id for one in grants.grants_of_case("complaints", case) if one.revoked_at is None}


def let_in(by, case, who, role="investigator"):
    actions_case.let_in(case, actor=by, account=who, role=role, reason="Helps.")


def send(by, case, who, role="oversight"):
    given = {"let_in-account": str(who.pk), "let_in-role": role, "let_in-reason": "To know of it."}
    return signed_in(by).post(reverse("complaints:let_in", args=[case]), given)


@pytest.mark.parametrize("role", ["chief", "ia_commander", "administrator"])
@pytest.mark.parametrize("as_what", ["investigator", "reviewer", "oversight"])
def test_nobody_who_leads_is_let_into_a_case_about_those_who_lead(role, as_what):
    city, leader = person("city_manager"), person(role, "sergeant")
    case = make.taken(about_leadership=True).complaint_id
    with pytest.raises(ValidationError, match=LED):
        let_in(city, case, leader, as_what)
    page = send(city, case, leader, as_what)
    assert page.status_code == 400
    assert LED in page.content.decode()
    assert "To know of it." in page.content.decode()
    assert inside(case) == set()
    with walls.looking(city, "complaint_work", case=case):
        complaint = Complaint.objects.within_look().get()
        assert LED in actions_case.may_investigate(complaint, leader)  # assigning says it in the same words


def test_who_does_not_lead_is_let_in_to_a_case_about_those_who_lead():
    city, helper = person("city_manager"), person("sergeant")
    case = make.taken(about_leadership=True).complaint_id
    assert send(city, case, helper, "investigator").status_code == 302
    assert inside(case) == {helper.pk}
    row = AuditEntry.objects.filter(action="walls.let_in").latest("seq")
    assert (row.actor_id, row.case_ref) == (str(city.pk), str(case))
    with walls.looking(city, "complaint_work", case=case):  # the reason stays behind the wall, with the grant
        assert [one.reason for one in grants.grants_of_case("complaints", case)] == ["To know of it."]


@pytest.mark.parametrize("part", ["accused", "witness", "supervisor"])
def test_who_is_named_is_not_let_in(part):
    boss, who = make.commander(), make.officer_with_account()
    case = make.taken().complaint_id
    officer = actions_officers.add_officer(case, actor=boss, part=part)
    actions_officers.match_officer(case, officer.pk, actor=boss, member=who, how="badge")
    with pytest.raises(ValidationError, match="named in the complaint"):
        let_in(boss, case, who.account)
    assert inside(case) == set()


def test_who_is_recused_is_not_let_in():
    boss, sergeant = make.commander(), person("sergeant")
    case = make.taken().complaint_id
    grants.recuse(boss, "complaints", case, sergeant, reason="A friend.")
    page = send(boss, case, sergeant)
    assert (page.status_code, "recused from the case" in page.content.decode()) == (400, True)
    assert inside(case) == set()


def test_sending_a_case_outside_puts_out_those_who_lead_and_were_let_in_by_name():
    boss, admin, helper = make.commander(), person("administrator"), person("sergeant")
    case = make.taken().complaint_id
    for who in (admin, helper):
        let_in(boss, case, who, "reviewer")
    actions_case.route_outside(case, actor=boss, reason="It names the administrator.")
    assert inside(case) == {helper.pk}
    for who in (admin, boss):
        with pytest.raises(NotThere), walls.looking(who, "complaint_work", case=case):
            pass
    with walls.looking(helper, "complaint_work", case=case):
        assert Complaint.objects.within_look().get().label == "outside"


def test_a_case_that_turns_out_to_be_about_who_leads_leaves_none_of_them_in():
    boss, chief = make.commander(), make.officer_with_account("Hale, Ann", "1", "chief")
    other = make.commander()
    case = make.assigned(other, boss).complaint_id
    assert inside(case) == {other.pk}
    officer = actions_officers.add_officer(case, actor=boss)
    actions_officers.match_officer(case, officer.pk, actor=boss, member=chief, how="badge")
    assert inside(case) == set()
    assert make.seen(case).label == "outside"
