"""The personnel file, the separate one, and what never goes along with a promotion (Penal Code 832.5(c))."""

import csv
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse
from factories import complaints
from factories.discipline import House, house
from factories.people import signed_in

from commonbeat.accountability.discipline import actions, filed, own, papers
from commonbeat.city.agency.days import today
from commonbeat.city.roster.models import Member
from commonbeat.kernel import walls
from commonbeat.kernel.access import Refused
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.walls import PurposeRefused

pytestmark = pytest.mark.django_db
KEPT, APART = ("sustained", "not_sustained"), ("unfounded", "exonerated")


def record(**given: bool) -> tuple[Member, dict[str, str]]:
    """A member with one closed complaint for each finding, and their numbers by finding."""
    who = complaints.officer_with_account()
    numbers = {}
    for result in (*KEPT, *APART):
        numbers[result] = complaints.closed(result, who=who).number
    return who, numbers


def test_each_finding_is_in_one_file() -> None:
    who, numbers = record()
    commander = complaints.commander()
    kept = {one.number for one in filed.personnel_file(commander, who)}
    assert kept == {numbers[one] for one in KEPT}
    for purpose in ("training", "counselling"):
        apart = {one.number for one in filed.separate_file(commander, who, purpose=purpose)}
        assert apart == {numbers[one] for one in APART}


def test_what_is_frivolous_is_kept_apart_whatever_was_found() -> None:
    from commonbeat.accountability.complaints import actions_case, actions_findings

    who, by, lead = (
        complaints.officer_with_account(),
        complaints.commander(),
        complaints.person("ia_investigator"),
    )
    chief = complaints.person("chief")
    case = complaints.assigned(lead, by).complaint_id
    actions_case.step(case, "begin_work", actor=lead)
    complaints.accused(case, who, lead)
    (finding,) = complaints._findings(case)
    actions_findings.recommend(
        case, finding, actor=lead, result="not_sustained", reasons="Made up.", frivolous=True
    )
    actions_case.step(case, "propose", actor=lead)
    actions_case.step(case, "submit", actor=by)
    actions_findings.adopt(case, finding, actor=chief, result="not_sustained")
    assert filed.separate_file(by, who, purpose="training") == []  # it may still be returned
    actions_case.step(case, "decide", actor=chief, values={"ended_how": "investigated"})
    assert filed.personnel_file(by, who) == []
    assert [one.result for one in filed.separate_file(by, who, purpose="training")] == [
        "Not sustained, frivolous"
    ]


def test_what_is_not_final_is_in_no_file() -> None:
    one = house()
    assert filed.personnel_file(one.commander, one.who) == []
    assert filed.separate_file(one.commander, one.who, purpose="training") == []


@pytest.mark.parametrize("purpose", ["promotion", "transfer", "discipline", "", "curiosity"])
def test_the_separate_file_serves_nothing_else(purpose: str) -> None:
    who = complaints.officer_with_account()
    with pytest.raises(PurposeRefused):
        filed.separate_file(complaints.commander(), who, purpose=purpose)
    assert AuditEntry.objects.filter(action="walls.refused", purpose="separate_promotion").count() == 1


@pytest.mark.parametrize("role", ["officer", "sergeant", "command", "records", "administrator", "oversight"])
def test_files_open_to_few(role: str) -> None:
    who, viewer = complaints.officer_with_account(), complaints.person(role)
    with pytest.raises(Refused):
        filed.personnel_file(viewer, who)
    with pytest.raises(Refused):
        filed.separate_file(viewer, who, purpose="training")


def test_a_case_about_those_who_lead_is_in_nobodys_file_inside() -> None:
    who = complaints.officer_with_account("Boss, Big", "1", role="chief")
    lead = complaints.person("ia_investigator")
    case = complaints.assigned(lead).complaint_id
    complaints.accused(case, who, lead)
    assert complaints.seen(case).label == "outside"
    with walls.looking(complaints.commander(), "personnel_file"):
        from commonbeat.accountability.complaints.models import Complaint

        assert Complaint.objects.within_look().filter(pk=case).count() == 0


def comment(one: House) -> None:
    """An adverse comment in a case whose finding stands."""
    one.notify()
    found = one.told()
    one.serve("comment", "Was rude once.")
    actions.record_appeal(one.case, found.pk, actor=one.commander, on=today())


def ended(one: House, ruling: str, penalty: str, result: str = "") -> None:
    """The appeal ends."""
    (found,) = [each for each in own.papers(one.account) if each.kind == "decision"]
    assert found.discipline_id is not None
    actions.rule(
        one.case, found.discipline_id, actor=one.commander, ruling=ruling, penalty=penalty,
        amount="3 days" if penalty == "suspension" else "", text="Ruled.",
        results={str(one.finding().pk): result} if result else None,
    )  # fmt: skip


def test_a_comment_enters_once_it_was_signed_and_brings_its_answer() -> None:
    one = house()
    comment(one)
    ended(one, "upheld", "suspension")
    assert [line.what for line in filed.personnel_file(one.commander, one.who)] == ["Rudeness or disrespect"]
    paper = own.papers(one.account)[0]
    own.sign(one.account, paper.pk, read=True)
    own.answer(one.account, paper.pk, text="Not so.")
    lines = filed.personnel_file(one.commander, one.who)
    assert [(line.what, line.answer) for line in lines if not line.result] == [
        ("Adverse comment for the personnel file", "Not so.")
    ]
    assert [line.discipline for line in lines if line.result] == ["Suspension"]


def test_a_refusal_to_sign_lets_a_comment_in_too() -> None:
    one = house()
    comment(one)
    paper = own.papers(one.account)[0]
    papers.note_receipt(one.case, paper.pk, actor=one.investigator, refused=True)
    assert [line.what for line in filed.personnel_file(one.commander, one.who)] == [
        "Adverse comment for the personnel file"
    ]


def test_what_a_hearing_clears_leaves_the_personnel_file_with_its_comments() -> None:
    one = house()
    comment(one)
    paper = own.papers(one.account)[0]
    own.sign(one.account, paper.pk, read=True)
    ended(one, "overturned", "none", "unfounded")
    assert filed.personnel_file(one.commander, one.who) == []
    assert [line.result for line in filed.separate_file(one.commander, one.who, purpose="training")] == [
        "Unfounded"
    ]
    assert filed.of_own(own.papers(one.account)) == []


@pytest.fixture
def pages() -> Client:
    """The commander's browser."""
    return signed_in(complaints.commander())


def test_the_export_for_a_promotion_holds_none_of_the_separate_file(pages: Client) -> None:
    who, numbers = record()
    address = reverse("discipline:export", args=[who.pk])
    assert pages.post(address, {"reason": ""}).status_code == 400
    answered = pages.post(address, {"reason": "Promotion to sergeant"})
    rows = list(csv.DictReader(StringIO(answered.content.decode())))
    assert sorted(row["case"] for row in rows) == sorted(numbers[one] for one in KEPT)
    for one in APART:
        assert numbers[one] not in answered.content.decode()
        assert one not in answered.content.decode().casefold()
    entry = AuditEntry.objects.get(action="discipline.file_exported")
    assert (entry.reason, entry.details["rows"]) == ("Promotion to sergeant", 2)


def test_the_personnel_page_does_not_even_say_that_there_is_another_file(pages: Client) -> None:
    who, numbers = record()
    page = pages.get(reverse("discipline:personnel", args=[who.pk])).content.decode()
    assert numbers["sustained"] in page
    assert numbers["unfounded"] not in page
    assert "eparate" not in page


def test_the_separate_page_asks_what_for(pages: Client) -> None:
    who, numbers = record()
    address = reverse("discipline:separate", args=[who.pk])
    asked = pages.get(address).content.decode()
    assert numbers["unfounded"] not in asked
    assert numbers["unfounded"] in pages.get(address, {"for": "training"}).content.decode()
    assert pages.get(address, {"for": "promotion"}).status_code == 403
    assert pages.get(address, {"for": "x" * 300}).status_code == 403


def test_somebody_is_found_by_name_or_number(pages: Client) -> None:
    who = complaints.officer_with_account()
    for words in ("lee", "412"):
        page = pages.get(reverse("discipline:find"), {"q": words}).content.decode()
        assert reverse("discipline:personnel", args=[who.pk]) in page
    assert "Nobody on the roster" in pages.get(reverse("discipline:find"), {"q": "zz%"}).content.decode()


def test_an_agreement_is_entered_with_a_reason() -> None:
    client = signed_in(complaints.person("chief"))
    address = reverse("discipline:agreements")
    given = {"title": "POA", "sworn": "on", "response_days": 5, "appeal_days": 14, "authority": "art. 12",
             "in_force_from": "2026-01-01", "reason": "New memorandum"}  # fmt: skip
    for wrong in (
        {"appeal_days": 0},
        {"appeal_days": 366},
        {"reason": ""},
        {"in_force_from": "soon"},
        {"title": ""},
    ):
        assert client.post(address, given | wrong).status_code == 400
    assert client.post(address, given).status_code == 302
    assert client.post(address, given).status_code == 400
    assert "POA" in client.get(address).content.decode()
    assert AuditEntry.objects.get(action="discipline.agreement_changed").details["appeal_days"] == 14
