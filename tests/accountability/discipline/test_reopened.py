"""Discipline and papers when a case is opened again: what is set aside, what stays, and what the officer sees."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from factories import complaints
from factories import discipline as made
from factories.discipline import House
from factories.people import signed_in

from commonbeat.accountability.complaints import actions_case, actions_findings, reopening
from commonbeat.accountability.discipline import actions, own
from commonbeat.accountability.discipline.promises import NOTICE_30
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, clocks, walls, workflow

pytestmark = pytest.mark.django_db
VIDEO = "A video turned up."
STEPS = ["proposed_notice", "materials_given", "response", "decided", "appeal_window", "appealed"]


@pytest.fixture
def house() -> House:
    """A sustained finding about a sworn officer who was told of the case."""
    found = made.house()
    found.notify()
    return found


def until(house: House, state: str) -> Any:
    """Discipline that has come so far."""
    if state == "proposed_notice":
        return house.propose()
    if state == "materials_given":
        found = house.propose()
        return actions.give_materials(house.case, found.pk, actor=house.commander, materials="The file.")
    if state in ("response", "decided"):
        return house.heard() if state == "response" else house.decided()
    found = house.told()
    if state == "appealed":
        actions.record_appeal(house.case, found.pk, actor=house.commander, on=today())
    return house.discipline(found)


@pytest.mark.parametrize("state", STEPS)
def test_discipline_that_still_runs_is_set_aside_and_the_officer_is_told(house: House, state: str) -> None:
    found = until(house, state)
    assert found.state == state
    before = len(own.papers(house.account))
    reopening.reopen(house.case, actor=house.chief, reason=VIDEO)
    now = house.discipline(found)
    assert now.state == "closed"
    with walls.looking(audit.SYSTEM, "complaint_work", case=house.case):
        last = workflow.history(now).last()
        notice = clocks.clock_of(NOTICE_30, now)
    assert (last.transition, last.actor_kind, last.reason) == ("set_aside", "system", VIDEO)
    assert notice is None or notice.outcome == {"decided": "void"}.get(state, "kept")
    papers = own.papers(house.account)
    assert (len(papers), papers[0].kind, papers[0].served_by_id) == (before + 1, "notice", house.chief.pk)
    assert papers[0].text.startswith("Your case was opened again because of new evidence.")
    assert "Suspension 3 days" in papers[0].text
    assert [one.due_on for one in papers] == [None] * len(papers)
    assert [one.text for one in own.next_steps(papers)] == [f"Please read and sign {before + 1} papers."]


def test_a_decision_that_is_set_aside_cannot_be_appealed(house: House) -> None:
    house.told()
    decision = next(one for one in own.papers(house.account) if one.kind == "decision")
    assert own.why_no_appeal(decision) == ""
    reopening.reopen(house.case, actor=house.chief, reason=VIDEO)
    decision = own.paper(house.account, decision.pk)
    assert own.why_no_appeal(decision) == "The case was opened again; this decision is set aside."
    with pytest.raises(ValidationError, match="set aside"):
        own.appeal(house.account, decision.pk)


def final(house: House) -> Any:
    """Discipline whose time to appeal ended with a ruling, in a case that is closed."""
    found = house.told()
    actions.record_appeal(house.case, found.pk, actor=house.commander, on=today())
    actions.rule(house.case, found.pk, actor=house.commander, ruling="upheld", penalty="suspension",
                 amount="3 days", text="Ruled.")  # fmt: skip
    actions_case.step(house.case, "notify", actor=house.commander, values={"notified_on": today()})
    actions_case.step(house.case, "close", actor=house.commander)
    return found


def shown(client: Any) -> str:
    """The officer's own page, without what differs each time anyway."""
    text = client.get(reverse("discipline:mine")).content.decode()
    return re.sub(
        r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|datetime="[^"]+"|>\d\d:\d\d</time>', "", text
    )


def test_what_is_final_stays_on_file_and_the_officers_page_does_not_change(house: House) -> None:
    found = final(house)
    client = signed_in(house.account)
    page = shown(client)
    papers = [(one.pk, one.in_file, one.due_on) for one in own.papers(house.account)]
    reopening.reopen(house.case, actor=house.chief, reason=VIDEO)
    now = house.discipline(found)
    assert (now.state, now.ruled, now.decided, now.ended_on) == (
        "closed",
        "suspension",
        "suspension",
        today(),
    )
    assert [(one.pk, one.in_file, one.due_on) for one in own.papers(house.account)] == papers
    # looks from now on are those of the new investigation: they are not on the list
    with walls.looking(house.commander, "complaint_work", case=house.case):
        pass
    assert shown(client) == page


def test_new_discipline_is_possible_after_the_case_is_decided_again(house: House) -> None:
    final(house)
    reopening.reopen(house.case, actor=house.chief, reason=VIDEO)
    assert house.row().notified is True
    paper = house.serve("notice", "The video is looked into.")
    assert paper.kind == "notice"
    with pytest.raises(ValidationError, match="Nothing about this officer is sustained"):
        house.propose()
    finding = house.finding().pk
    actions_findings.recommend(
        house.case, finding, actor=house.investigator, result="sustained", reasons="It shows more."
    )
    actions_case.step(house.case, "propose", actor=house.investigator)
    actions_case.step(house.case, "submit", actor=house.commander)
    actions_findings.adopt(house.case, finding, actor=house.chief, result="sustained")
    actions_case.step(house.case, "decide", actor=house.chief, values={"ended_how": "investigated"})
    again = house.propose("reprimand", "")
    assert (again.state, again.late) == ("proposed_notice", False)
    assert complaints.finding_of(house.case).final == ""
