"""Each address of discipline × who one is to the case, with real papers behind it; a refused attempt changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from factories import complaints
from factories import discipline as made
from factories.discipline import House
from factories.people import signed_in

from commonbeat.accountability.complaints import actions_case, actions_findings, actions_officers
from commonbeat.accountability.complaints.models import Officer
from commonbeat.accountability.discipline import actions, own
from commonbeat.accountability.discipline.models import Served
from commonbeat.kernel import audit, walls
from commonbeat.kernel.walls import grants

pytestmark = pytest.mark.django_db


def _supervisor(house: House) -> Any:
    """A sergeant who was on the scene, and is kept out."""
    who = complaints.officer_with_account("Kay, Jo", "90", role="sergeant")
    named = actions_officers.add_officer(house.case, actor=house.investigator, part="supervisor")
    actions_officers.match_officer(house.case, named.pk, actor=house.investigator, member=who, how="roster",
                                   part="supervisor")  # fmt: skip
    return who.account


def _let_in(role: str, as_what: str) -> Callable[[House], Any]:
    def make(house: House) -> Any:
        account = complaints.person(role)
        grants.let_in(house.commander, "complaints", house.case, account, role=as_what, reason="Helps.")
        return account

    return make


def _somebody(role: str) -> Callable[[House], Any]:
    return lambda house: complaints.person(role)


WHO: dict[str, Callable[[House], Any]] = {
    "subject": lambda house: house.account,
    "supervisor on the scene": _supervisor,
    "unrelated officer": _somebody("officer"),
    "unrelated sergeant": _somebody("sergeant"),
    "sergeant let in": _let_in("sergeant", "investigator"),
    "investigator assigned": lambda house: house.investigator,
    "investigator of another case": _somebody("ia_investigator"),
    "oversight let in": _let_in("command", "oversight"),
    "commander": lambda house: house.commander,
    "chief": lambda house: house.chief,
    "oversight": _somebody("oversight"),
    "city manager": _somebody("city_manager"),
    "analyst": _somebody("analyst"),
    "records": _somebody("records"),
    "administrator": _somebody("administrator"),
    "auditor": _somebody("auditor"),
    "anonymous": lambda house: None,
}
#                                   own paper, own text, sign, officer page, paper's file list, serve, propose
EXPECTED = {
    "subject":                      (200, 200, 302, 403, 403, 403, 403),
    "supervisor on the scene":      (404, 404, 404, 404, 404, 404, 403),
    "unrelated officer":            (404, 404, 404, 403, 403, 403, 403),
    "unrelated sergeant":           (404, 404, 404, 404, 404, 404, 403),
    "sergeant let in":              (404, 404, 404, 200, 404, 302, 403),
    "investigator assigned":        (404, 404, 404, 200, 404, 302, 302),
    "investigator of another case": (404, 404, 404, 404, 404, 404, 404),
    "oversight let in":             (404, 404, 404, 200, 404, 404, 403),
    "commander":                    (404, 404, 404, 200, 404, 302, 302),
    "chief":                        (404, 404, 404, 200, 404, 403, 403),
    "oversight":                    (404, 404, 404, 200, 404, 403, 403),
    "city manager":                 (404, 404, 404, 404, 404, 404, 404),
    "analyst":                      (404, 404, 404, 403, 403, 403, 403),
    "records":                      (404, 404, 404, 403, 403, 403, 403),
    "administrator":                (404, 404, 404, 403, 403, 403, 403),
    "auditor":                      (404, 404, 404, 403, 403, 403, 403),
    "anonymous":                    (302, 302, 302, 302, 302, 302, 302),
}  # fmt: skip


def written() -> tuple[int, int, str]:
    """What stands in the tables a refused attempt could change, and the last thing done with a paper."""
    with walls.looking(audit.SYSTEM, "complaint_list"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM discipline_served), (SELECT count(*) FROM discipline_sworndiscipline), "
            "(SELECT string_agg(concat(read_at, signed_at, answer), ';' ORDER BY id) FROM discipline_served)"
        )
        return tuple(cursor.fetchone())  # type: ignore[return-value]


@pytest.mark.parametrize("who", list(WHO))
def test_each_address_by_relation(who: str) -> None:
    house = made.house()
    paper = house.notify()
    actions_case.mediation(house.case, actor=house.commander, stage="offered")
    account = WHO[who](house)
    client = signed_in(account) if account is not None else Client()
    here = reverse("discipline:officer", args=[house.case, house.officer])
    serve = {"serve-kind": "comment", "serve-text": "Words.", "serve-way": "hand"}
    propose = {"propose-penalty": "training", "propose-text": "Words.", "propose-way": "hand"}
    asked: list[tuple[str, str, dict[str, str] | None]] = [
        ("own paper", reverse("discipline:paper", args=[paper.pk]), None),
        ("own text", reverse("discipline:text", args=[paper.pk]), None),
        ("sign", reverse("discipline:sign", args=[paper.pk]), {"read": "on"}),
        ("officer page", here, None),
        ("file", reverse("discipline:file", args=[house.case, paper.pk, paper.pk]), None),
        ("serve", f"{here}serve/", serve),
        ("propose", f"{here}propose/", propose),
        ("talk", reverse("discipline:mediation", args=[house.officer]), {"answer": "no"}),
    ]
    got = []
    for name, address, data in asked:
        before = written()
        answered = client.get(address) if data is None else client.post(address, data)
        got.append(answered.status_code)
        if answered.status_code in (403, 404) or account is None:
            assert (name, written()) == (name, before)
            assert made.NATURE not in answered.content.decode()
            assert "Lee, Sam" not in answered.content.decode()
    signs = EXPECTED[who][2]  # whoever may sign their paper may answer for a talk, and nobody else
    assert tuple(got) == (*EXPECTED[who], signs)
    assert house.row().mediation == ("declined" if who == "subject" else "asked")


def test_a_case_about_a_leader_is_worked_on_from_outside() -> None:
    who = complaints.officer_with_account("Boss, Kim", "1", role="chief")
    manager, lead = complaints.person("city_manager"), complaints.person("ia_investigator")
    case = complaints.taken(about_leadership=True).complaint_id
    actions_findings.add_allegation(case, actor=manager, code="discourtesy", policy=("340", "Conduct", "7"))
    actions_case.step(case, "acknowledge", actor=manager)
    actions_case.step(case, "classify", actor=manager, values={"severity": "serious"})
    actions_case.assign(case, actor=manager, lead=lead)
    actions_case.step(case, "begin_work", actor=lead)
    complaints.accused(case, who, lead)
    (finding,) = complaints._findings(case)
    actions_findings.recommend(
        case, finding, actor=lead, result="sustained", reasons="Heard by three people."
    )
    actions_case.step(case, "propose", actor=lead)
    actions_case.step(case, "submit", actor=manager)
    actions_findings.adopt(case, finding, actor=manager, result="sustained")
    actions_case.step(case, "decide", actor=manager, values={"ended_how": "investigated"})
    with walls.looking(audit.SYSTEM, "complaint_work", case=case):
        row = Officer.objects.within_look().get(member=who)
    house = House(case, row.pk, who, who.account, lead, manager, lead)
    house.notify()
    found = house.propose("training", "")
    actions.decide(case, found.pk, actor=manager, outcome="imposed", penalty="training", reasons="So.")
    told = actions.tell(case, found.pk, actor=lead, text="You are trained.")
    assert told.state == "appeal_window"
    assert [one.kind for one in own.papers(who.account)] == ["decision", "proposal", "notice"]
    for inside in (complaints.commander(), complaints.person("chief")):
        with walls.looking(inside, "complaint_list"):
            assert Served.objects.within_look().filter(complaint_id=case).count() == 0


def test_an_own_look_opens_no_row_about_a_colleague_in_the_same_case() -> None:
    house = made.investigated()
    house.notify()
    other = complaints.officer_with_account("Ngo, Ann", "77")
    row = complaints.accused(house.case, other, house.investigator)
    second = House(house.case, row.pk, other, other.account, house.commander, house.chief, house.investigator)
    second.notify()
    for each in (house, second):
        (paper,) = own.papers(each.account)
        assert paper.officer_id == each.officer
        assert made.own_rows(each.account, "complaints_officer") == 1
        assert made.own_rows(each.account, "discipline_served") == 1
    page = signed_in(house.account).get(reverse("discipline:mine")).content.decode()
    assert "Ngo" not in page
