"""A report's life: taken in, asked about, answered, accepted under a number, refused with a reason, taken back."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from factories.people import person
from factories.police_reports import RESIDENT, STORY, agency, report, told

from commonbeat.city.agency.numbers import this_year
from commonbeat.city.places.models import MapPoint
from commonbeat.community.reports import actions, queries
from commonbeat.community.reports.models import (
    CallBack,
    Coding,
    HandOver,
    IncidentDraft,
    OnlineReport,
    StateEntry,
)
from commonbeat.kernel import clocks, contact, workflow
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.contact.models import Party, Utterance

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _department():
    agency()


@pytest.fixture
def clerk():
    return person("records")


def test_a_report_has_a_number_its_lines_its_clock_and_its_conversation() -> None:
    sent = actions.submit(told(), actor=RESIDENT)
    row = sent.report

    assert row.number == f"T{this_year()}-00001"
    assert row.case_number is None
    assert row.state == "submitted"
    assert row.loss_total == Decimal("250.00")
    assert clocks.clock_of("reports.review", row).outcome == ""
    assert contact.conversation_of(row).kind == "reports.report"
    assert (row.coding.offence, row.coding.location, row.coding.block) == (
        "23H",
        "20",
        "400 BLOCK OF ELM STREET",
    )
    assert [(line.code, line.loss, line.serial_tidy) for line in row.things.all()] == [("36", "7", "AB1234")]
    assert len(sent.code.replace("-", "")) == 16


def test_nothing_is_kept_when_the_way_to_be_told_does_not_work() -> None:
    with pytest.raises(ValidationError):
        actions.submit(told(people={"name": "Ana", "home_address": "1 Elm", "victim": "me"}), actor=RESIDENT)

    assert OnlineReport.objects.count() == 0
    assert Party.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "answers", "offence"),
    [
        ("theft", {"how": "pocket"}, "23A"), ("theft", {"how": "shop"}, "23C"), ("theft", {"how": "parts"}, "23G"),
        ("bicycle", {"kept": "garage"}, "23D"), ("bicycle", {"kept": "street"}, "23H"), ("vandalism", {"way": "paint"}, "290"),
        ("from_vehicle", {"what": "taken"}, "23F"), ("from_vehicle", {"what": "tampered"}, "290"),
        ("lost_property", {"last_seen": "bus"}, ""), ("identity_theft", {"used_for": ["card"], "found_out": "2026-05-01"}, "26F"),
        ("fraud", {"contact": "web", "paid": "card"}, "26B"), ("fraud", {"contact": "web", "paid": "gift"}, "26A"),
        ("harassment", {"means": ["text"], "threat": "yes"}, "13C"), ("harassment", {"means": ["text"]}, "90Z"),
    ],
)  # fmt: skip
def test_the_code_a_clerk_starts_from_follows_the_answers(kind: str, answers: dict, offence: str) -> None:
    assert report(kind, **{kind: answers}).coding.offence == offence


def test_a_firearm_and_a_serial_number_carry_a_clock_a_nameless_thing_does_not() -> None:
    things = [{"kind": "firearm"}, {"kind": "phone", "serial": "X1"}, {"kind": "clothes"}]
    row = report(things={"things": things})

    entries = StateEntry.objects.filter(report=row).order_by("thing__position")
    assert [(one.thing.kind, one.is_firearm) for one in entries] == [("firearm", True), ("phone", False)]
    for one in entries:
        assert clocks.clock_of("reports.state_entry", one).length == "calendar:7"


def test_a_stolen_plate_goes_to_dispatch_at_once_and_its_promise_is_an_hour() -> None:
    row = report(
        "stolen_plate", vehicles={"vehicles": [{"plate": "7abc-123", "state": "CA", "colour": "red"}]}
    )

    handover = HandOver.objects.get(report=row)
    assert handover.line == "7ABC123 CA red"
    assert clocks.clock_of("reports.state_entry", handover).length == "hours:1"


def test_a_plate_among_the_things_goes_to_dispatch_too() -> None:
    row = report(things={"things": [{"kind": "plate", "serial": "7ABC123"}]})

    assert HandOver.objects.get(report=row).line == "7ABC123"
    assert not StateEntry.objects.exists()


def test_a_loss_above_the_ceiling_is_kept_and_called_about() -> None:
    row = report(things={"things": [{"kind": "jewelry", "value": "5000.01"}]})

    assert row.state == "escalated"
    assert CallBack.objects.get().report == row
    assert clocks.clock_of("reports.callback", row).outcome == ""


def test_questions_stop_the_clock_and_the_answer_starts_it_again(clerk) -> None:
    row = report()
    actions.ask(row, actor=clerk, questions="Which saw was it?")

    assert row.state == "returned"
    assert clocks.clock_of("reports.review", row).still_since is not None
    assert Utterance.objects.get().text == "Which saw was it?"
    assert not AuditEntry.objects.filter(reason__contains="saw").exists()  # what is said stays out of the log

    actions.answer(row, actor=RESIDENT, text="The green one.")

    assert row.state == "in_review"
    assert clocks.clock_of("reports.review", row).still_since is None


def test_an_account_cannot_answer_for_the_resident(clerk) -> None:
    row = report()
    actions.ask(row, actor=clerk, questions="Which?")

    with pytest.raises(workflow.MoveRefused):
        workflow.move(row, "answer", actor=clerk)
    row.refresh_from_db()
    assert row.state == "returned"


def test_acceptance_gives_a_number_and_a_draft_for_records(clerk) -> None:
    row = report()
    draft = actions.accept(row, actor=clerk)

    assert row.state == "accepted"
    assert row.case_number == f"{this_year()}-800001"
    assert clocks.clock_of("reports.review", row).outcome == "kept"
    assert (draft.external_id, draft.case_number) == (row.number, row.case_number)
    assert (draft.offence_code, draft.offence_group, draft.block_text) == (
        "23H",
        "theft",
        "400 BLOCK OF ELM STREET",
    )
    assert (draft.property_codes, draft.victims, draft.suspects) == (["36"], 1, 0)
    assert not [
        name
        for name, value in vars(draft).items()
        if isinstance(value, str) and ("Lindero" in value or STORY in value)
    ]


def test_a_typed_case_number_is_used_once(clerk) -> None:
    first, second = report(), report(people={"name": "Ana", "email": "a@example.test", "victim": "me"})
    actions.accept(first, actor=clerk, case_number="26-0042")

    with pytest.raises(workflow.MoveRefused) as refused:
        actions.accept(second, actor=clerk, case_number=" 26-0042 ")

    assert "case_number" in refused.value.errors
    second.refresh_from_db()
    assert second.state == "submitted"
    assert IncidentDraft.objects.count() == 1


def test_a_refusal_needs_a_public_reason_and_a_sentence(clerk) -> None:
    row = report()
    for refusal, message in (("", "No."), ("civil", " ")):
        with pytest.raises(workflow.MoveRefused):
            actions.refuse(row, actor=clerk, refusal=refusal, message=message)
    assert row.state == "submitted"

    actions.refuse(row, actor=clerk, refusal="civil", message="This is for a court.")

    assert (row.state, row.refusal) == ("refused", "civil")


def test_a_refused_resident_may_ask_for_a_person(clerk) -> None:
    row = report()
    actions.refuse(row, actor=clerk, refusal="civil", message="This is for a court.")

    actions.ask_person(row, actor=RESIDENT, reason="He took it by force.")

    assert row.state == "escalated"
    assert CallBack.objects.get().gate_rule == "asked_for_person"
    assert clocks.clock_of("reports.callback", row).outcome == ""


def test_identity_theft_is_not_refused(clerk) -> None:
    row = report("identity_theft")
    for refusal in ("not_a_crime", "other_agency", "civil", "no_answer", "empty"):
        with pytest.raises(workflow.MoveRefused):
            actions.refuse(row, actor=clerk, refusal=refusal, message="No.")
    assert row.state == "submitted"


def test_a_report_is_taken_back_and_its_promise_is_void() -> None:
    row = report()
    actions.withdraw(row, actor=RESIDENT)

    assert row.state == "withdrawn"
    assert clocks.clock_of("reports.review", row).outcome == "void"
    assert contact.conversation_of(row).closed_at is not None


@pytest.mark.parametrize("role", ["officer", "dispatcher", "chief", "sergeant", "auditor"])
def test_others_decide_nothing(role: str) -> None:
    row, other = report(), person(role)
    for attempt in (
        lambda: actions.take(row, actor=other),
        lambda: actions.ask(row, actor=other, questions="Which?"),
        lambda: actions.accept(row, actor=other),
        lambda: actions.refuse(row, actor=other, refusal="civil", message="No."),
        lambda: actions.note_opened(row, reader=other),
        lambda: actions.people_seen(row, reader=other, purpose="Curious"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    row.refresh_from_db()
    assert row.state == "submitted"
    assert Utterance.objects.count() == 0


def test_what_was_told_cannot_be_changed_by_anybody() -> None:
    row = report()
    thing = row.things.get()
    for change in (
        lambda: OnlineReport.objects.filter(pk=row.pk).update(narrative="Something else"),
        lambda: OnlineReport.objects.filter(pk=row.pk).update(signed_name="X"),
        lambda: row.people.update(name="X"),
        lambda: type(thing).objects.filter(pk=thing.pk).update(serial="X"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    row.refresh_from_db()
    assert row.narrative == STORY


def test_codes_change_apart_and_the_draft_follows(clerk) -> None:
    row = report()
    actions.accept(row, actor=clerk)
    IncidentDraft.objects.update(exported_at=row.received_at)

    actions.recode(
        row, actor=clerk, fields={"offence": "23D", "beat": "3A"}, codes={row.things.get().pk: "77"}
    )

    assert Coding.objects.get().offence == "23D"
    draft = IncidentDraft.objects.get()
    assert (draft.offence_code, draft.beat_raw, draft.property_codes, draft.exported_at) == (
        "23D",
        "3A",
        ["77"],
        None,
    )
    assert AuditEntry.objects.get(action="reports.coded").details["fields"] == ["beat", "offence", "thing 1"]


def test_every_look_is_written_down(clerk) -> None:
    row = report()
    actions.note_opened(row, reader=clerk)
    people = actions.people_seen(row, reader=clerk, purpose="To call the person")

    assert [one.name for one in people] == ["Rosa Lindero", "Rosa Lindero"]
    seen = AuditEntry.objects.get(action="reports.people_seen")
    assert (seen.purpose, seen.object_id) == ("To call the person", str(row.pk))
    with pytest.raises(ValueError, match="names"):
        actions.people_seen(row, reader=clerk, purpose=" ")


def test_duplicates_are_hinted_at_with_a_reason() -> None:
    first = report()
    again = report(people={"name": "Ana", "email": "ana@example.test", "victim": "me"})
    other = report(when={"happened_from": "2026-03-01T13:00", "address": "9 Oak", "place": "home"}, things={},
                   people={"name": "Ana", "email": "b@example.test", "victim": "me"})  # fmt: skip

    assert [(hint.report.pk, hint.why) for hint in queries.duplicates(again)] == [
        (first.pk, "same serial number")
    ]
    assert queries.duplicates(other) == []


def test_a_supplement_is_matched_for_staff_only(clerk) -> None:
    first = report()
    actions.accept(first, actor=clerk, case_number="26-0042")

    fits = report("supplement", supplement_to="26-0042")
    other = report(
        "supplement",
        supplement_to="26-0042",
        people={"name": "Ana Montoro", "email": "a@b.test", "victim": "me"},
    )
    none = report("supplement", supplement_to="99-9999")

    assert [row.supplement_matched for row in (fits, other, none)] == [True, False, None]


def test_a_clerk_needs_the_capability_to_take_a_report(clerk) -> None:
    with pytest.raises(PermissionDenied):
        actions.submit(told(source="phone"), actor=person("officer"))
    assert OnlineReport.objects.count() == 0

    sent = actions.submit(told(source="phone"), actor=clerk, taken_by=clerk.pk)
    assert (sent.report.source, sent.report.taken_by) == ("phone", clerk.pk)


@pytest.mark.parametrize(
    ("block", "beat"),
    [
        ("400 BLOCK OF ELM STREET", "1A"),  # the map alone has a heading
        ("400 BLOCK OF E ELM STREET", "1A"),
        ("400 BLOCK OF W ELM STREET", ""),  # another side of town
        ("500 BLOCK OF N OAK AVENUE", "2B"),  # the resident alone has one
        ("600 BLOCK OF FIR WAY", ""),  # two beats fit
        ("EAST STREET / OAK AVENUE", ""),
        ("700 BLOCK OF .* (", ""),
        ("", ""),
    ],
)
def test_a_heading_that_one_side_lacks_does_not_cost_the_beat(block: str, beat: str) -> None:
    for label, of in (
        ("400 block of E Elm Street", "1A"), ("500 block of Oak Avenue", "2B"), ("600 block of N Fir Way", "3A"),
        ("600 block of S Fir Way", "3B"),
    ):  # fmt: skip
        MapPoint.objects.create(label=label, lon=-121.4, lat=37.7, beat_code=of, address_count=20)

    assert actions.beat_of_block(block) == beat
