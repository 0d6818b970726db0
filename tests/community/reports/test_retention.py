"""What happens to old police reports and calls."""

from pathlib import Path

import pytest
from django.utils import timezone
from factories import police_reports as make
from factories import retention as keep
from factories.people import person

from commonbeat.community.reports import actions, actions_calls, published
from commonbeat.community.reports.models import (
    CallBack,
    HandOver,
    OnlineReport,
    PersonLine,
    PublicReport,
    StateEntry,
)
from commonbeat.kernel import contact
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.contact.models import Conversation, Party
from commonbeat.kernel.retention import batches, executing, holds
from commonbeat.kernel.workflow.models import Move

pytestmark = pytest.mark.django_db
GONE = ("rosa lindero", "curlew clarinet", "rosa@", "5550142", make.STORY.lower(), "77 plover lane")


@pytest.fixture(autouse=True)
def department(settings, tmp_path: Path) -> Path:
    settings.COMMONBEAT_HOME = tmp_path
    make.agency()
    return tmp_path


@pytest.fixture
def clerk():
    return person("records")


def accepted(clerk, **changes):
    report = make.report(**changes)
    actions.accept(report, actor=clerk)
    return report


def refused(clerk, **changes):
    report = make.report(**changes)
    actions.refuse(report, actor=clerk, refusal="not_crime", message="It is a matter between neighbours.")
    return report


def test_refused_reports_go_after_two_years_and_accepted_ones_after_five(
    clerk, monkeypatch, department
) -> None:
    first, second = refused(clerk), accepted(clerk)
    keep.years_later(monkeypatch, 2)
    batch = keep.approved()
    assert [(item.rule, item.number) for item in batch.items.all()] == [("reports.not_taken", first.number)]
    executing.execute(batch.pk)
    assert OnlineReport.objects.get() == second

    keep.years_later(monkeypatch, 3)
    again = batches.propose()
    assert [(item.rule, item.number) for item in again.items.all()] == [("reports.accepted", second.number)]


def test_nothing_of_a_report_is_left_but_number_and_dates(clerk, monkeypatch, department) -> None:
    where = {"happened_from": "2026-05-01T13:00", "address": "77 Plover Lane", "place": "home"}
    report = accepted(clerk, kind="stolen_plate", when=where)
    actions_calls.open_call(report=report, rule="asked_for_person")
    CallBack.objects.update(ended="reached", ended_at=timezone.now())
    talk = contact.conversation_of(report)
    contact.say(talk, actor=make.RESIDENT, text="curlew clarinet", by="resident")
    before = keep.everything(department)
    for word in GONE:
        assert word in before, word
    keep.years_later(monkeypatch, 5)
    executing.execute(keep.approved().pk)
    left = keep.everything(department)
    for word in (*GONE, report.case_number.lower()):
        assert word not in left, word
    for model in (OnlineReport, PersonLine, HandOver, StateEntry, CallBack, Party):
        assert model.objects.count() == 0, model
    assert not Clock.objects.exists()
    assert not Move.objects.filter(process="reports.report").exists()
    assert set(Conversation.objects.values_list("kind", flat=True)) == {"retention.disposed"}


def test_a_report_that_lists_a_firearm_stays(clerk, monkeypatch) -> None:
    accepted(
        clerk, things={"things": [{"kind": "firearm", "make": "Ryo", "serial": "AB-1234", "value": "400"}]}
    )
    assert StateEntry.objects.get().is_firearm
    keep.years_later(monkeypatch, 30)
    assert batches.propose() is None


def test_a_refused_report_whose_caller_waits_for_us_stays(clerk, monkeypatch) -> None:
    report = refused(clerk)
    actions_calls.open_call(report=report, rule="asked_for_person")
    keep.years_later(monkeypatch, 3)
    assert batches.propose() is None
    CallBack.objects.update(ended="reached", ended_at=timezone.now())
    assert batches.propose().items.get().number == report.number


def test_a_hold_on_a_call_keeps_the_report_it_belongs_to(clerk, monkeypatch) -> None:
    report = refused(clerk)
    actions_calls.open_call(report=report, rule="asked_for_person")
    CallBack.objects.update(ended="reached", ended_at=timezone.now())
    call = CallBack.objects.get()
    keep.years_later(monkeypatch, 2)
    batch = keep.approved()
    holds.place(
        actor=clerk,
        why="request",
        authority="PRA 26-9",
        reason="Asked for",
        kind="reports.CallBack",
        number=call.number,
    )
    executing.execute(batch.pk)
    assert keep.outcomes(batch) == {report.number: "held"}
    assert (OnlineReport.objects.count(), CallBack.objects.count()) == (1, 1)
    assert contact.conversation_of(report) is not None


def test_calls_without_a_report_have_a_rule_of_their_own(clerk, monkeypatch) -> None:
    call = CallBack.objects.create(number="C26-0001", ended="reached", ended_at=timezone.now())
    CallBack.objects.create(number="C26-0002")
    keep.years_later(monkeypatch, 2)
    batch = keep.approved()
    assert [(item.rule, item.number) for item in batch.items.all()] == [("reports.calls", call.number)]
    executing.execute(batch.pk)
    assert list(CallBack.objects.values_list("number", flat=True)) == ["C26-0002"]


def test_a_month_of_which_some_are_gone_stays_as_it_was_published(clerk, monkeypatch) -> None:
    for _ in range(12):
        refused(clerk)
    keep.years_later(monkeypatch, 0.2)
    published.refresh()
    before = list(PublicReport.objects.order_by("id").values())
    assert len(before) == 12
    keep.years_later(monkeypatch, 2)
    executing.execute(keep.approved().pk)
    assert OnlineReport.objects.count() == 0
    published.refresh()
    assert list(PublicReport.objects.order_by("id").values()) == before
