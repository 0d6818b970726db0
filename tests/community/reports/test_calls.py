"""Calls to residents: booked without two getting the last place, shown for a purpose, ended with a word."""

import threading
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections
from django.utils import timezone
from factories.people import person
from factories.police_reports import RESIDENT, agency, report

from commonbeat.community.reports import actions, actions_calls, queries
from commonbeat.community.reports.actions_calls import SlotTaken
from commonbeat.community.reports.models import CallBack, HandOver, Slot, StateEntry
from commonbeat.kernel import clocks, contact
from commonbeat.kernel.audit.models import AuditEntry


def slot(**changes: object) -> Slot:
    return Slot.objects.create(**{"starts_at": timezone.now() + timedelta(days=1), "capacity": 1, **changes})


def ask(where: Slot | None = None) -> CallBack:
    return actions_calls.ask_for_call(
        actor=RESIDENT, name="Ana Montoro", phone="209-555-0142", language="en", kind="other", rule="other",
        slot=where.pk if where else None,
    ).call  # fmt: skip


@pytest.fixture(autouse=True)
def _department(request):
    if "django_db" in {mark.name for mark in request.node.iter_markers()}:
        request.getfixturevalue("db")
        agency()


@pytest.mark.django_db
def test_a_call_is_asked_for_and_its_promise_runs() -> None:
    call = ask()

    assert call.number.startswith("C")
    assert clocks.clock_of("reports.callback", call).length == "business:1"
    assert contact.conversation_of(call).kind == "reports.call"


@pytest.mark.django_db
def test_a_booked_time_is_the_promise() -> None:
    where = slot()
    call = ask(where)

    clock = clocks.clock_of("reports.callback", call)
    assert where.starts_at < clock.due_at <= where.starts_at + timedelta(minutes=90)
    where.refresh_from_db()
    assert where.booked == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"booked": 1},
        {"starts_at": timezone.now() - timedelta(days=1)},
        {"starts_at": timezone.now() + timedelta(days=20)},
    ],
)
def test_a_full_a_past_and_a_far_time_cannot_be_booked(changes: dict) -> None:
    where = slot(**changes)

    with pytest.raises(SlotTaken):
        ask(where)
    assert not CallBack.objects.exists()


@pytest.mark.django_db
def test_a_time_that_is_not_offered_cannot_be_booked() -> None:
    with pytest.raises(SlotTaken):
        actions_calls.book(uuid4())


@pytest.mark.django_db
def test_a_number_that_cannot_be_called_books_nothing() -> None:
    where = slot()

    with pytest.raises(ValidationError):
        actions_calls.ask_for_call(actor=RESIDENT, name="Ana", phone="12", language="en", slot=where.pk)
    where.refresh_from_db()
    assert where.booked == 0


def test_two_at_once_never_get_the_same_last_place(fresh_db) -> None:
    agency()
    where, outcomes = slot(), []

    def book() -> None:
        try:
            outcomes.append(ask(where).number)
        except SlotTaken:
            outcomes.append("taken")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=book) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    where.refresh_from_db()
    assert (where.booked, sorted(outcomes).count("taken"), CallBack.objects.count()) == (1, 3, 1)


@pytest.mark.django_db
def test_times_are_offered_once_and_a_missing_hour_is_skipped() -> None:
    clerk = person("records")
    # clocks in this zone jump from 02:00 to 03:00 on 14 March 2027
    wanted = {
        "actor": clerk,
        "days": [date(2027, 3, 14)],
        "times": [time(2, 30), time(9)],
        "minutes": 30,
        "capacity": 2,
    }

    assert actions_calls.make_slots(**wanted) == 1
    assert actions_calls.make_slots(**wanted) == 0
    assert Slot.objects.get().starts_at.hour == 16  # nine o'clock in summer time, in UTC
    with pytest.raises(PermissionDenied):
        actions_calls.make_slots(**{**wanted, "actor": person("dispatcher")})
    with pytest.raises(ValueError, match="500"):
        actions_calls.make_slots(**{**wanted, "days": [date(2027, 3, 14)] * 300})


@pytest.mark.django_db
def test_a_booked_time_is_not_taken_back() -> None:
    clerk, where = person("records"), slot()
    ask(where)
    where.refresh_from_db()

    assert actions_calls.drop_slot(where, actor=clerk) is False
    assert actions_calls.drop_slot(slot(starts_at=timezone.now() + timedelta(days=2)), actor=clerk) is True


@pytest.mark.django_db
def test_the_number_is_shown_for_a_purpose_and_written_down() -> None:
    call, desk = ask(), person("dispatcher")

    party = actions_calls.number_of(call, actor=desk, purpose="To call the person")

    assert (party.name, party.phone) == ("Ana Montoro", "+12095550142")
    assert AuditEntry.objects.get(action="contact.identity_read").purpose == "To call the person"
    with pytest.raises(PermissionDenied):
        actions_calls.number_of(call, actor=person("officer"), purpose="Curious")


@pytest.mark.django_db
def test_three_tries_end_a_call_and_the_clock_stops_then() -> None:
    call, desk = ask(), person("dispatcher")
    for tries in (1, 2):
        actions_calls.called(call, actor=desk, ended="not_reached")
        call.refresh_from_db()
        assert (call.tries, call.ended) == (tries, "")
        assert clocks.clock_of("reports.callback", call).outcome == ""

    actions_calls.called(call, actor=desk, ended="not_reached", note="A machine answers.")

    call.refresh_from_db()
    assert call.ended == "not_reached"
    assert clocks.clock_of("reports.callback", call).outcome == "kept"
    with pytest.raises(ValueError, match="over"):
        actions_calls.called(call, actor=desk, ended="reached")


@pytest.mark.django_db
def test_a_call_about_a_report_brings_it_back_to_be_read() -> None:
    clerk, row = person("records"), report()
    actions.escalate(row, actor=clerk, reason="Hard to put into writing")

    actions_calls.called(CallBack.objects.get(), actor=clerk, ended="reached")

    row.refresh_from_db()
    assert row.state == "in_review"
    assert clocks.clock_of("reports.callback", row).outcome == "kept"


@pytest.mark.django_db
def test_dispatch_takes_a_plate_over_once() -> None:
    desk = person("dispatcher")
    report("stolen_plate", vehicles={"vehicles": [{"plate": "7ABC123"}]})
    row = HandOver.objects.get()

    actions_calls.take_over(row, actor=desk, state_number="S1")

    assert clocks.clock_of("reports.state_entry", row).outcome == "kept"
    with pytest.raises(ValueError, match="already"):
        actions_calls.take_over(row, actor=desk)
    with pytest.raises(PermissionDenied):
        actions_calls.take_over(row, actor=person("officer"))


@pytest.mark.django_db
def test_a_serial_number_is_entered_once_with_its_number() -> None:
    clerk = person("records")
    report()
    entry = StateEntry.objects.get()

    with pytest.raises(ValueError, match="number"):
        actions_calls.entered(entry, actor=clerk, state_number=" ")
    actions_calls.entered(entry, actor=clerk, state_number="S77")

    assert clocks.clock_of("reports.state_entry", entry).proof == "S77"
    with pytest.raises(ValueError, match="already"):
        actions_calls.entered(entry, actor=clerk, state_number="S78")


@pytest.mark.django_db
def test_a_report_that_is_taken_back_needs_no_call_any_more() -> None:
    clerk, row, other = person("records"), report(), ask()
    actions.escalate(row, actor=clerk, reason="Hard to put into writing")
    assert queries.waiting_calls().count() == queries.counts()["calls"] == 2

    actions.withdraw(row, actor=RESIDENT)

    assert list(queries.waiting_calls()) == [other]
