"""The clerk's pages: the queue, one report with its steps, the telephone twin, calls, settings, the export."""

import csv
import io
import re

import pytest
from django.urls import reverse
from factories.people import person, signed_in
from factories.police_reports import FILLED, STORY, agency, report

from commonbeat.community.reports import actions
from commonbeat.community.reports.models import (
    CallBack,
    IncidentDraft,
    NeighbourAgency,
    OnlineReport,
    Slot,
    TypeSetting,
)
from commonbeat.community.reports.queries import ceiling, open_types
from commonbeat.kernel import contact
from commonbeat.kernel.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
BAD = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _department():
    agency()


@pytest.fixture
def clerk():
    return person("records")


@pytest.fixture
def desk(clerk):
    return signed_in(clerk)


def at(name: str, row: object, **more: object) -> str:
    return reverse(f"police_reports:{name}", kwargs={"pk": row.pk, **more})


def test_the_queue_shows_what_is_open_and_searches_by_serial(desk, clerk) -> None:
    first, second = (
        report(),
        report("vandalism", people={"name": "Ana", "email": "a@example.test", "victim": "me"}, things={}),
    )
    actions.accept(second, actor=clerk)

    page = desk.get(reverse("police_reports:list")).content.decode()
    found = desk.get(reverse("police_reports:list"), {"q": "AB 1234"}).content.decode()

    assert first.number in page
    assert second.number not in page
    assert "1 police reports open, 1 not read yet" in page
    assert first.number in found
    assert second.number in desk.get(reverse("police_reports:list"), {"stand": "closed"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_for_three(desk, count, django_assert_max_num_queries) -> None:
    for _ in range(count):
        report()
    with django_assert_max_num_queries(24):
        desk.get(reverse("police_reports:list"))


def test_opening_a_report_is_written_down_and_shows_no_names(desk) -> None:
    row = report()
    page = desk.get(at("detail", row)).content.decode()

    assert STORY in page
    assert "Lindero" not in page
    assert AuditEntry.objects.filter(action="reports.opened", object_id=str(row.pk)).count() == 1


def test_names_are_shown_for_a_purpose(desk) -> None:
    row = report()

    page = desk.post(at("people", row), {"purpose": "call", "note": "about the saw"})
    without = desk.post(at("people", row), {})

    assert "Rosa Lindero" in page.content.decode()
    assert without.status_code == 400
    assert "Lindero" not in without.content.decode()
    assert AuditEntry.objects.get(action="reports.people_seen").purpose == "To call the person: about the saw"


@pytest.mark.parametrize(
    ("step", "fields", "state"),
    [
        ("take", {}, "in_review"),
        ("ask", {"questions": "Which saw?"}, "returned"),
        ("escalate", {"reason": "Easier by phone"}, "escalated"),
        ("accept", {"case_number": "26-0042"}, "accepted"),
        ("refuse", {"refusal": "civil", "message": "This is for a court."}, "refused"),
    ],
)
def test_each_step_has_its_form(desk, step: str, fields: dict, state: str) -> None:
    row = report()

    answer = desk.post(at("do", row, step=step), fields)

    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.state == state


@pytest.mark.parametrize(
    ("step", "fields"),
    [("ask", {}), ("escalate", {}), ("refuse", {"refusal": "civil"}), ("accept", {"case_number": "x" * 41})],
)
def test_a_form_that_cannot_be_used_comes_back(desk, step: str, fields: dict) -> None:
    row = report()

    answer = desk.post(at("do", row, step=step), fields)

    assert answer.status_code == 400
    assert "Please check what you entered" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "submitted"


def test_a_step_that_is_not_possible_says_why(desk, clerk) -> None:
    row = report()
    actions.accept(row, actor=clerk)

    answer = desk.post(at("do", row, step="take"), {}, follow=True)
    refused = desk.post(at("do", row, step="refuse"), {"refusal": "civil", "message": "No."})

    assert "is not possible here" in answer.content.decode()
    assert refused.status_code == 400
    assert desk.post(at("do", row, step="explode"), {}).status_code == 404


def test_codes_are_edited_apart_from_what_was_told(desk) -> None:
    row = report()
    line = row.things.get()
    fields = {
        "offence": "23D", "location": "20", "occurred_from": "2026-05-01T12:00", "occurred_to": "2026-05-01T11:00",
        "block": "400 BLOCK OF ELM STREET", f"thing{line.pk}": "77",
    }  # fmt: skip

    backwards = desk.post(at("codes", row), fields)
    right = desk.post(at("codes", row), {**fields, "occurred_to": "2026-05-01T13:00"})

    assert (backwards.status_code, right.status_code) == (400, 302)
    row.refresh_from_db()
    assert (row.coding.offence, row.things.get().code, row.narrative) == ("23D", "77", STORY)


def test_html_of_a_resident_is_text_on_every_staff_page(desk, clerk) -> None:
    row = report(
        tell={"narrative": BAD}, people={"name": BAD, "email": "a@example.test", "victim": "me"},
        things={"things": [{"kind": "tools", "what": BAD, "make": BAD[:60], "serial": BAD}]},
        when={"happened_from": "2026-05-01", "address": BAD, "place": "home", "place_note": BAD},
        sign={"wants": "none", "signature": BAD},
    )  # fmt: skip
    actions.accept(row, actor=clerk, message=BAD)

    for page in (
        desk.get(at("detail", row)),
        desk.post(at("people", row), {"purpose": "review"}),
        desk.get(reverse("police_reports:serials")),
        desk.get(reverse("police_reports:list"), {"stand": "closed"}),
    ):
        assert page.status_code == 200
        assert BAD not in page.content.decode()


def test_a_report_is_taken_on_the_telephone_with_the_same_questions(desk, clerk) -> None:
    fields = {name: value for page in FILLED.values() for name, value in page.items()}
    address = reverse("police_reports:key_in", args=["theft"])

    empty = desk.post(address, {"source": "phone", "language": "es"})
    page = desk.post(address, {**fields, "source": "phone", "language": "es"})

    assert empty.status_code == 400
    row = OnlineReport.objects.get()
    assert (row.source, row.language, row.taken_by) == ("phone", "es", clerk.pk)
    assert row.number in page.content.decode()


def test_a_block_is_added_on_the_telephone_form_without_complaint(desk) -> None:
    page = desk.post(
        reverse("police_reports:key_in", args=["theft"]),
        {"source": "phone", "language": "en", "t-things-rows": "1", "t-things-add": "1"},
    )

    assert page.status_code == 200
    assert 'name="t-things-1-make"' in page.content.decode()
    assert "Please check what you entered" not in page.content.decode()
    assert 'class="usa-error-message" id=' not in page.content.decode()


def test_a_stolen_vehicle_taken_on_the_telephone_says_what_to_broadcast(desk) -> None:
    fields = {
        name: value for page in ("what", "people", "tell", "check") for name, value in FILLED[page].items()
    }
    fields |= {
        "k-keys": "owner",
        "v-vehicles-rows": "1",
        "v-vehicles-0-plate": "7abc123",
        "v-vehicles-0-vin": "1M8GDM9AXKP042788",
    }

    page = desk.post(
        reverse("police_reports:key_in", args=["stolen_vehicle"]),
        {**fields, "source": "phone", "language": "en"},
    )

    assert "7ABC123 VIN 1M8GDM9AXKP042788" in page.content.decode()
    assert "7ABC123" in desk.get(reverse("police_reports:vehicles")).content.decode()


def test_a_call_from_the_queue_to_its_end(desk) -> None:
    row = report(things={"things": [{"kind": "jewelry", "value": "9000"}]})
    call = CallBack.objects.get(report=row)

    hidden = desk.get(at("call", call)).content.decode()
    shown = desk.post(at("number", call), {"purpose": "call"}).content.decode()
    done = desk.post(at("end_call", call), {"ended": "reached", "note": "All clear"})

    assert "5550142" not in hidden
    assert "+12095550142" in shown
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.state == "in_review"


def test_the_export_guards_spreadsheets_and_marks_what_went_out(desk, clerk) -> None:
    row = report(when={"happened_from": "2026-05-01", "address": "412 =cmd|calc Street", "place": "home"})
    actions.recode(row, actor=clerk, fields={"block": "=cmd|' /C calc'!A1"}, codes={})
    actions.accept(row, actor=clerk, case_number="+1+1")

    sent = desk.post(reverse("police_reports:export"), {"reason": "Nightly load"})
    again = desk.post(reverse("police_reports:export"), {"reason": "Nightly load"})

    rows = list(csv.DictReader(io.StringIO(sent.content.decode())))
    assert [(one["case_number"], one["block_text"], one["offence_code"]) for one in rows] == [
        ("'+1+1", "'=cmd|' /C calc'!A1", "23H")
    ]
    assert len(list(csv.DictReader(io.StringIO(again.content.decode())))) == 0
    assert IncidentDraft.objects.get().exported_at is not None
    assert [
        entry.details["rows"]
        for entry in AuditEntry.objects.filter(action="reports.exported").order_by("seq")
    ] == [1, 0]


def test_settings_reach_the_public(desk, client) -> None:
    where = {
        "d-name": "Alder Grove Police",
        "d-covers_en": "Alder Grove",
        "d-covers_es": "Alder Grove",
        "d-phone": "555-0100",
        "d-position": "1",
    }
    kind = {"k-kind": "bicycle", "k-is_open": "", "k-ceiling": "", "k-reason": "No staff"}
    times = {
        "t-first_day": "2026-12-01", "t-last_day": "2026-12-02", "t-weekdays": ["1", "2"], "t-first_time": "09:00",
        "t-last_time": "10:00", "t-minutes": "30", "t-capacity": "2",
    }  # fmt: skip

    for name, fields in (("departments", where), ("kinds", kind), ("times", times)):
        assert desk.post(reverse(f"police_reports:{name}"), fields).status_code == 302
        assert desk.post(reverse(f"police_reports:{name}"), {}).status_code == 400

    assert NeighbourAgency.objects.get().phone == "555-0100"
    assert "bicycle" not in {one.key for one in open_types()}
    assert Slot.objects.count() == 6
    TypeSetting.objects.create(kind="theft", ceiling=100)
    assert ceiling("theft") == 100
    outside = {
        "kind": "theft",
        "now": "no",
        "hurt": "no",
        "weapon": "no",
        "suspect": "no",
        "hate": "no",
        "where": "elsewhere",
        "home": "yes",
    }
    assert "Alder Grove Police" in client.post("/police-report/", outside).content.decode()
    closed = client.post("/police-report/", {**outside, "kind": "bicycle", "where": "here"}).content.decode()
    assert "Ask for a call" in closed


def test_a_lost_code_is_replaced_after_making_sure(desk) -> None:
    row = report()
    before = contact.conversation_of(row).code_hash
    assert at("new_code", row) in desk.get(at("detail", row)).content.decode()

    refused = desk.post(at("new_code", row))
    shown = desk.post(at("new_code", row), {"sure": "person"})

    assert refused.status_code == 400
    assert re.search(r"<b>[0-9A-Z]{4}(-[0-9A-Z]{4}){3}</b>", shown.content.decode())
    assert contact.conversation_of(row).code_hash != before
    assert (
        AuditEntry.objects.get(action="contact.code_renewed").reason
        == "They came in person with an identification"
    )
