"""A case opened again for new evidence: what stays on file, what is found anew, and what the law asks."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from factories import complaints as make
from factories.complaints import person
from factories.people import signed_in
from factories.police_reports import agency

from commonbeat.accountability.complaints import actions_case, actions_findings, reopening
from commonbeat.accountability.complaints.models import Complaint, EarlierFinding, Finding, Reopening
from commonbeat.accountability.complaints.promises import LETTER, LIMIT
from commonbeat.city.agency.days import today
from commonbeat.kernel import audit, clocks, walls
from commonbeat.kernel.clocks import running
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.workflow import MoveRefused

pytestmark = pytest.mark.django_db
VIDEO = "A video of the stop turned up; it shows the whole of it."


@pytest.fixture(autouse=True)
def _agency(db):
    agency()


def look(case):
    return walls.looking(audit.SYSTEM, "complaint_work", case=case, writing=True)


def year(case, outcome=""):
    with look(case):
        return list(
            Clock.objects.filter(kind=LIMIT, subject_id=case).order_by("id").values_list("outcome", flat=True)
        )


def year_ends(monkeypatch):
    """Ten days later, when the year of a complaint that was known for 360 days is over."""
    later = clocks.now() + timedelta(days=10)
    monkeypatch.setattr(running, "now", lambda: later)
    monkeypatch.setattr(clocks, "now", lambda: later)


@pytest.mark.parametrize("result", ["sustained", "not_sustained", "exonerated"])
def test_every_value_begins_anew_and_what_it_was_stays_on_file(result):
    chief, lead, by = person("chief"), person("ia_investigator"), make.commander()
    done = make.closed(result, chief=chief, lead=lead, by=by)
    before = make.finding_of(done.complaint_id)
    reopening.reopen(done.complaint_id, actor=chief, reason=VIDEO)
    now, case = make.finding_of(done.complaint_id), make.seen(done.complaint_id)
    assert (now.recommended, now.adopted, now.final, now.reasons, now.frivolous) == ("", "", "", "", False)
    assert (now.recommended_by, now.adopted_by, now.appeal_until, now.appeal_over_on, now.disclosed) == (
        None, None, None, None, "",
    )  # fmt: skip
    assert (case.state, case.ended_how, case.decided_on, case.notified_on, case.closed_on) == (
        "investigating", "", None, None, None,
    )  # fmt: skip
    with look(case.pk):
        opened = Reopening.objects.within_look().get()
        was = EarlierFinding.objects.within_look().select_related("finding").get()
    assert (opened.reason, opened.ground, opened.by, opened.ended_how) == (VIDEO, "", chief, "investigated")
    assert (opened.decided_on, opened.notified_on, opened.closed_on, opened.kept) == (
        today(),
        today(),
        today(),
        [],
    )
    assert (was.recommended, was.adopted, was.final) == (result, result, result)
    assert (was.recommended_by, was.adopted_by, was.reasons) == (lead, chief, "The video shows it.")
    assert (was.final_on, was.appeal_over_on) == (before.final_on, before.appeal_over_on)
    assert was.finding.pk == before.pk


def test_a_case_opened_again_is_found_decided_and_closed_once_more():
    chief, lead, by = person("chief"), person("ia_investigator"), make.commander()
    case = make.closed("exonerated", chief=chief, lead=lead, by=by).complaint_id
    reopening.reopen(case, actor=chief, reason=VIDEO)
    finding = make.finding_of(case).pk
    with pytest.raises(MoveRefused, match="1 finding has no recommendation yet"):
        actions_case.step(case, "propose", actor=lead)
    actions_findings.recommend(case, finding, actor=lead, result="not_sustained", reasons="The video is cut.")
    actions_case.step(case, "propose", actor=lead)
    actions_case.step(case, "submit", actor=by)
    with pytest.raises(MoveRefused, match="1 finding is not adopted yet"):
        actions_case.step(case, "decide", actor=chief, values={"ended_how": "investigated"})
    actions_findings.adopt(case, finding, actor=chief, result="not_sustained")
    actions_case.step(case, "decide", actor=chief, values={"ended_how": "investigated"})
    with look(case):
        assert [one.outcome for one in Clock.objects.filter(kind=LETTER, subject_id=case)] == ["kept", ""]
    actions_case.step(case, "notify", actor=by, values={"notified_on": today()})
    actions_case.step(case, "close", actor=by)
    assert (make.seen(case).closed_on, make.finding_of(case).final) == (today(), "not_sustained")
    with look(case):
        told = reopening.history(Complaint.objects.within_look().get())
    assert [(one.opened.reason, [was.final for was in one.found]) for one in told] == [
        (VIDEO, ["exonerated"])
    ]


def test_the_year_runs_on_from_where_it_began_with_its_entries():
    chief = person("chief")
    case = make.closed(chief=chief, discovered_on=today() - timedelta(days=300)).complaint_id
    assert year(case) == ["kept"]
    reopening.reopen(case, actor=chief, reason=VIDEO)
    assert year(case) == ["kept", ""]
    with look(case):
        old, new = Clock.objects.filter(kind=LIMIT, subject_id=case).order_by("id")
    assert (new.started_at, new.due_at, new.late_at) == (old.started_at, old.due_at, None)
    assert new.next_step == 2  # the alerts of 180 and 270 days were told before


def test_after_the_year_a_peace_officers_case_takes_a_ground_of_the_law(monkeypatch):
    chief = person("chief")
    case = make.closed(chief=chief, discovered_on=today() - timedelta(days=360)).complaint_id
    year_ends(monkeypatch)
    for ground in ("", "curiosity"):
        with pytest.raises(MoveRefused) as refused:
            reopening.reopen(case, actor=chief, reason=VIDEO, ground=ground)
        assert list(refused.value.errors) == ["ground"]
    assert make.seen(case).state == "closed"
    reopening.reopen(case, actor=chief, reason=VIDEO, ground="undiscoverable")
    assert year(case) == ["kept"]  # nothing gives another year
    with look(case):
        assert Reopening.objects.within_look().get().ground == "undiscoverable"


def test_the_law_of_peace_officers_does_not_bind_cases_of_professional_staff(monkeypatch):
    chief = person("chief")
    who = make.member("77", "Ray, Kim", is_sworn=False)
    case = make.closed(chief=chief, who=who, discovered_on=today() - timedelta(days=360)).complaint_id
    year_ends(monkeypatch)
    reopening.reopen(case, actor=chief, reason=VIDEO)
    assert make.seen(case).state == "investigating"


def test_findings_that_are_not_chosen_stand_and_are_left_alone():
    chief, lead, by = person("chief"), person("ia_investigator"), make.commander()
    case = make.in_review("exonerated", lead=lead, by=by).complaint_id
    actions_case.step(case, "return_case", actor=chief, reason="There was more.")
    actions_findings.add_allegation(case, actor=lead, code="force_other", policy=("300", "Force", "4"))
    with look(case):
        one, two = Finding.objects.within_look().order_by("allegation__added_at").values_list("pk", flat=True)
    actions_findings.recommend(case, two, actor=lead, result="unfounded", reasons="Nobody saw it.")
    actions_case.step(case, "propose", actor=lead)
    actions_case.step(case, "submit", actor=by)
    for finding, result in ((one, "exonerated"), (two, "unfounded")):
        actions_findings.adopt(case, finding, actor=chief, result=result)
    actions_case.step(case, "decide", actor=chief, values={"ended_how": "investigated"})
    with pytest.raises(MoveRefused, match="1 findings are not of this case"):
        reopening.reopen(case, actor=chief, reason=VIDEO, finding=[two, by.pk])
    reopening.reopen(case, actor=chief, reason=VIDEO, finding=[two])
    with look(case):
        found = dict(Finding.objects.within_look().values_list("pk", "final"))
    assert found == {one: "exonerated", two: ""}
    with pytest.raises(ValidationError, match="opened again without this finding; it stands"):
        actions_findings.recommend(case, one, actor=lead, result="sustained", reasons="Now I think so.")
    actions_findings.recommend(case, two, actor=lead, result="not_sustained", reasons="The video is cut.")
    actions_case.step(case, "propose", actor=lead)
    actions_case.step(case, "submit", actor=by)
    with pytest.raises(ValidationError, match="it stands"):
        actions_findings.adopt(case, one, actor=chief, result="sustained", reasons="Now I think so.")


def test_a_decision_nobody_was_told_yet_is_taken_back_with_its_clock():
    chief = person("chief")
    case = make.decided(chief=chief).complaint_id
    reopening.reopen(case, actor=chief, reason=VIDEO)
    with look(case):
        assert [
            (one.outcome, one.void_reason) for one in Clock.objects.filter(kind=LETTER, subject_id=case)
        ] == [("void", VIDEO)]


def test_only_who_decides_opens_again_and_never_without_a_reason():
    chief, by = person("chief"), make.commander()
    case = make.closed(chief=chief, by=by).complaint_id
    from commonbeat.kernel.access import Refused

    with pytest.raises(Refused):
        reopening.reopen(case, actor=by, reason=VIDEO)
    with pytest.raises(MoveRefused, match="Please give a reason"):
        reopening.reopen(case, actor=chief, reason=" ")
    assert make.finding_of(case).final == "not_sustained"


def test_what_was_found_before_does_not_change_and_goes_with_the_case():
    from django.db import DatabaseError, transaction

    chief = person("chief")
    case = make.closed(chief=chief).complaint_id
    reopening.reopen(case, actor=chief, reason=VIDEO)
    with look(case):
        for model in (Reopening, EarlierFinding):
            with pytest.raises(DatabaseError, match="is only added to"), transaction.atomic():
                model.objects.within_look().update(complaint_id=case)
            with pytest.raises(DatabaseError, match="is only added to"), transaction.atomic():
                model.objects.within_look().all()._raw_delete("default")


def test_a_quarter_counts_a_duty_of_a_case_opened_again_once():
    from commonbeat.accountability.complaints import published_books

    chief = person("chief")
    case = make.closed(chief=chief).complaint_id
    reopening.reopen(case, actor=chief, reason=VIDEO)
    with look(case):
        clocks.stop(LIMIT, Complaint.objects.within_look().get(), proof="for the test")
    with walls.looking(audit.SYSTEM, "complaint_list", writing=True):
        quarter = published_books.Quarter.of(today())
        published_books.book(quarter, quarter.year)
        parts = sorted(
            published_books.Booking.objects.within_look().filter(what="duty").values_list("part", flat=True)
        )
    assert parts == ["acknowledge", "letter", "limit"]


def test_the_form_asks_for_the_evidence_the_ground_and_the_findings():
    chief = person("chief")
    case = make.closed(chief=chief).complaint_id
    finding = make.finding_of(case).pk
    client = signed_in(chief)
    page = client.get(reverse("complaints:detail", args=[case])).content.decode()
    assert f'name="reopen-finding" value="{finding}"' in page
    sent = {"reopen-reason": "", "reopen-finding": str(finding)}
    refused = client.post(reverse("complaints:reopen", args=[case]), sent)
    assert (refused.status_code, make.seen(case).state) == (400, "closed")
    done = client.post(reverse("complaints:reopen", args=[case]), sent | {"reopen-reason": VIDEO})
    assert (done.status_code, make.seen(case).state) == (302, "investigating")
    page = client.get(reverse("complaints:detail", args=[case])).content.decode()
    assert VIDEO in page
    assert "What had been found until then:" in page
