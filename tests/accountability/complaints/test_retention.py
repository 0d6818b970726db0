"""Complaints are kept 5 or 15 years, longer where somebody needs them, and then only as a number and dates."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from factories import complaints as make
from factories.complaints import person
from factories.retention import everything, outcomes, years_later

from commonbeat.accountability.complaints import actions_findings, retention
from commonbeat.accountability.complaints.actions import Who
from commonbeat.accountability.complaints.models import Allegation, Complaint, Finding, Officer
from commonbeat.city.agency.days import day_of, today
from commonbeat.kernel import audit, contact, walls
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.retention import batches, executing, holds, schedule
from commonbeat.kernel.retention.declare import rule
from commonbeat.kernel.walls import emergencies, grants, recusals
from commonbeat.kernel.workflow import MoveRefused
from commonbeat.kernel.workflow.models import Move

pytestmark = pytest.mark.django_db
LEFT = 5 * 365 + 3


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.COMMONBEAT_HOME = tmp_path


def due(name: str, now: datetime | None = None) -> int:
    return schedule.counted(rule(f"complaints.{name}"), now)[0]


def look():
    return walls.looking(audit.SYSTEM, "complaint_list", writing=True)


def closed_on(pk, day: date) -> None:
    """As if it had been closed on another day."""
    with look():
        Complaint.objects.within_look().filter(pk=pk).update(closed_on=day, discovered_on=day)


def at(*day: int) -> datetime:
    return datetime(*day, tzinfo=UTC)


def test_five_whole_years_from_the_day_it_was_closed():
    done = make.closed()
    closed_on(done.complaint_id, date(2021, 3, 10))
    # the day ends at midnight in the agency's zone, eight hours later in UTC
    assert due("closed", at(2026, 3, 11, 6)) == 0
    assert due("closed", at(2026, 3, 11, 9)) == 1
    assert due("sustained", at(2050, 1, 1)) == 0


@pytest.mark.parametrize(
    ("closed", "moment", "expected"),
    [
        (date(2024, 2, 29), at(2029, 3, 1, 6), 0),
        (date(2024, 2, 29), at(2029, 3, 1, 9), 1),
        (date(2023, 2, 28), at(2028, 2, 29, 6), 0),
        (date(2023, 2, 28), at(2028, 3, 1, 9), 1),
    ],
)
def test_the_29th_of_february(closed, moment, expected):
    done = make.closed()
    closed_on(done.complaint_id, closed)
    assert due("closed", moment) == expected


def test_one_sustained_finding_of_two_keeps_the_whole_case_15_years():
    done = make.closed("sustained")
    pk = done.complaint_id
    with look():
        officer = Officer.objects.within_look().get(complaint_id=pk)
        second = Allegation.objects.create(complaint_id=pk, code="driving")
        Finding.objects.create(
            complaint_id=pk, allegation=second, officer=officer, recommended="unfounded", recommended_on=date(2021, 1, 1),
            adopted="unfounded", adopted_on=date(2021, 1, 1), final="unfounded", final_on=date(2021, 1, 1),
        )  # fmt: skip
    closed_on(pk, date(2021, 3, 10))
    assert (due("closed", at(2035, 1, 1)), due("sustained", at(2036, 3, 11, 6))) == (0, 0)
    assert due("sustained", at(2036, 3, 11, 9)) == 1


def test_an_open_case_is_never_due():
    make.decided()
    make.taken()
    assert (due("closed", at(2099, 1, 1)), due("sustained", at(2099, 1, 1))) == (0, 0)


def test_what_another_topic_keeps_is_left_out(monkeypatch):
    done = make.closed()
    monkeypatch.setattr(retention, "_keepers", {})
    assert due("closed", at(2099, 1, 1)) == 1
    retention.register_keeper(
        "tests", lambda: Complaint.objects.within_look().filter(pk=done.complaint_id).values("pk")
    )
    assert due("closed", at(2099, 1, 1)) == 0


def batch_of(reviewer, approver):
    found = batches.propose()
    assert found is not None
    batches.review(found, actor=reviewer)
    batches.approve(found, actor=approver, reason="Council resolution 2026-114")
    return found


def test_only_number_and_dates_stay(monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "COMMONBEAT_HOME", tmp_path)
    by, chief = make.commander(), person("chief")
    done = make.closed(by=by, chief=chief, who=make.officer_with_account("Lee, Sam", "412"), text="Zebra crossing words",
                       place="Corner of Quince and Vine")  # fmt: skip
    number, pk = done.number, done.complaint_id
    closing = today()
    years_later(monkeypatch, 5.01)
    batch = batch_of(by, chief)
    with walls.keeping_house("test"):
        before = everything(tmp_path)
    assert "zebra" in before
    assert "quince" in before
    executing.execute(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, outcomes(batch)) == ("done", {number: "disposed"})
    item = batch.items.get()
    assert (item.subject_id, item.number, item.began_at is not None) == (None, number, True)
    assert day_of(item.counted_at) == closing + timedelta(days=1)
    with look(), walls.keeping_house("test"):
        assert not Complaint.objects.within_look().exists()
        assert not Finding.objects.within_look().exists()
        assert not Move.objects.filter(process="complaints.complaint").exists()
        assert not Clock.objects.filter(subject_id=pk).exists()
        assert not Message.objects.filter(body__contains=str(pk)).exists()
        after = everything(tmp_path)
    for word in ("zebra", "quince", "rude", "the video shows it"):
        assert word not in after
    made = {one["rule"]: one for one in batch.manifest["rules"]}
    assert made["complaints.closed"]["disposed"] == 1
    assert made["complaints.closed"]["digest"] == executing.digest([number])


def test_the_code_still_answers_with_number_and_dates(monkeypatch):
    by, chief = make.commander(), person("chief")
    done = make.closed(by=by, chief=chief, who=make.officer_with_account(), text="Zebra")
    years_later(monkeypatch, 5.01)
    executing.execute(batch_of(by, chief).pk)
    with walls.keeping_house("test"):
        from commonbeat.kernel.contact.models import Conversation, Party, Utterance

        kept = Conversation.objects.get()
        assert (kept.kind, Utterance.objects.count(), Party.objects.count()) == ("retention.disposed", 0, 0)
        from commonbeat.kernel.retention import tracking

        assert tracking.show(kept).number == done.number


def test_who_complained_goes_too(monkeypatch, tmp_path):
    by, chief = make.commander(), person("chief")
    make.closed(by=by, chief=chief, who=make.officer_with_account(), openness="open")
    with walls.keeping_house("test"):
        assert contact is not None
    monkeypatch.setattr(settings, "COMMONBEAT_HOME", tmp_path)
    taken = make.taken(Who(name="Quilla Underwood", email="quilla@example.org"), openness="confidential")
    with walls.keeping_house("test"):
        assert "quilla" in everything(tmp_path)
    assert taken.number


def test_a_hold_wins(monkeypatch):
    by, chief = make.commander(), person("chief")
    done = make.closed(by=by, chief=chief, who=make.officer_with_account())
    years_later(monkeypatch, 5.01)
    batch = batch_of(by, chief)
    holds.place(
        actor=person("records"), why="litigation", authority="Case 26-CV-7", reason="suit filed",
        kind="complaints.Complaint", number=done.number,
    )  # fmt: skip
    executing.execute(batch.pk)
    assert outcomes(batch) == {done.number: "held"}
    with look():
        assert Complaint.objects.within_look().count() == 1
    assert schedule.counted(rule("complaints.closed"))[1] == 1


def test_who_does_not_see_every_line_reviews_nothing(monkeypatch):
    make.closed()
    years_later(monkeypatch, 5.01)
    batch = batches.propose()
    for role in ("records", "command"):
        with pytest.raises(MoveRefused if role == "records" else Exception):
            batches.review(batch, actor=person(role))
    batch.refresh_from_db()
    assert batch.state == "proposed"


def test_a_complaint_another_one_is_about_waits(monkeypatch):
    by, chief = make.commander(), person("chief")
    first = make.closed(by=by, chief=chief, who=make.officer_with_account())
    second = make.taken(text="They treat me badly since I complained.")
    with look():
        Complaint.objects.within_look().filter(pk=second.complaint_id).update(about_id=first.complaint_id)
    years_later(monkeypatch, 5.01)
    batch = batch_of(by, chief)
    executing.execute(batch.pk)
    assert outcomes(batch) == {first.number: "needed"}


def test_a_case_opened_again_starts_its_years_anew():
    done = make.closed()
    closed_on(done.complaint_id, date(2015, 1, 1))
    assert due("closed", at(2026, 1, 1)) == 1
    from commonbeat.accountability.complaints import actions_case

    actions_case.step(done.complaint_id, "reopen", actor=person("chief"), reason="a video turned up")
    assert due("closed", at(2099, 1, 1)) == 0
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert actions_findings is not None


def test_what_was_written_about_who_may_look_goes_with_the_case(monkeypatch):
    by, chief, helper = make.commander(), person("chief"), person("ia_investigator")
    done = make.closed(by=by, chief=chief)
    case, words = done.complaint_id, "Words about Mrs Vane of Oak Street."
    grants.let_in(by, "complaints", case, helper, role="reviewer", reason=words)
    grants.put_out(by, "complaints", case, helper, reason=words)
    grants.recuse(by, "complaints", case, helper, reason=words)
    recusals.ask_to_lift(by, "complaints", case, helper, reason=words)
    asked = emergencies.ask(person("command"), "complaints", case, reason=words)
    emergencies.consent(chief, asked.pk, "complaints")
    with walls.looking(audit.SYSTEM, "complaint_work", case=case):
        assert len([one for one in grants.grants_of_case("complaints", case) if one.reason == words]) == 2
    years_later(monkeypatch, 5.1)
    batch = batch_of(by, chief)
    executing.execute(batch.pk)
    assert outcomes(batch) == {done.number: "disposed"}
    assert not AuditEntry.objects.filter(reason__contains="Mrs Vane").exists()
    assert "Mrs Vane" not in str(list(AuditEntry.objects.values_list("details", flat=True)))
    assert AuditEntry.objects.filter(action="walls.let_in", details__account=str(helper.pk)).count() == 1
