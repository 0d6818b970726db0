from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from factories import calls as make
from factories.people import person, signed_in

from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.operations.calls.models import CallNote

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    make.call_type()
    make.beat()
    return signed_in(person("analyst"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions(analyst, rows, django_assert_num_queries):
    for number in range(rows):
        make.call(str(number))
    analyst.get(reverse("calls:list"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        page = analyst.get(reverse("calls:list"))
    about_calls = [q for q in found.captured_queries if "calls_call" in q["sql"]]
    assert (page.status_code, len(about_calls)) == (200, 2)


def test_filters_live_in_the_address(analyst):
    make.call("26-1", beat_code="1A")
    make.call("26-2", beat_code="")
    page = analyst.get(reverse("calls:list"), {"beat": "1A", "since": "2026-01-10", "until": "2026-01-10"})
    assert [row.number for row in page.context["listing"].page.rows] == ["26-1"]


def test_both_hours_of_the_autumn_change_are_told_apart(analyst):
    early = datetime(2025, 11, 2, 8, 30, tzinfo=UTC)  # 01:30 PDT
    call = make.call("dst", early, closed_at=early + timedelta(hours=1))  # 01:30 PST
    body = analyst.get(reverse("calls:detail", args=[call.pk])).content.decode()
    assert body.count("01:30:00 PDT</time>") == 1
    assert body.count("01:30:00 PST</time>") == 1


def test_an_export_needs_a_reason_counts_its_rows_and_is_audited(analyst):
    make.call("1", location_text="=cmd()")
    address = reverse("calls:export")
    assert analyst.post(address, {"reason": ""}).status_code == 400
    assert AuditEntry.objects.filter(action="calls.exported").count() == 0
    answer = analyst.post(address, {"reason": "Council request"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "'=cmd()" in lines[1]
    entry = AuditEntry.objects.get(action="calls.exported")
    assert (entry.reason, entry.details["rows"]) == ("Council request", 1)


def test_an_officer_adds_a_note_and_an_analyst_may_not(analyst):
    call = make.call("1")
    address = reverse("calls:add_note", args=[call.pk])
    assert analyst.post(address, {"text": "x"}).status_code == 403
    assert CallNote.objects.count() == 0
    officer = signed_in(person("officer", name="A. Officer"))
    assert officer.post(address, {"text": " Caller rang back "}).status_code == 302
    assert CallNote.objects.values_list("text", "author").get() == ("Caller rang back", "A. Officer")


def test_reading_a_sensitive_call_is_written_down(analyst):
    make.call_type("SEXCRIME", "city_month", "sexual")
    analyst.get(reverse("calls:detail", args=[make.call("open").pk]))
    analyst.get(reverse("calls:detail", args=[make.call("sensitive", type_code="SEXCRIME").pk]))
    assert [e.details["number"] for e in AuditEntry.objects.filter(action="calls.opened")] == ["sensitive"]


@pytest.mark.parametrize("page", ["calls:list", "calls:map", "calls:export"])
@pytest.mark.parametrize(
    "wrong", ["since=yesterday", "beat=9Z", "priority=9", "since=2026-02-01&until=2026-01-01"]
)
def test_a_filter_that_cannot_be_read_lists_nothing(analyst, page, wrong):
    make.call("26-777001")
    answer = analyst.get(f"{reverse(page)}?{wrong}")
    assert answer.status_code == 400
    assert "26-777001" not in answer.content.decode()


def test_days_the_wrong_way_round_are_said_beside_the_field(analyst):
    make.call("26-1")
    answer = analyst.get(reverse("calls:list"), {"since": "2026-02-01", "until": "2026-01-01"})
    assert answer.context["listing"].filters.errors == {"until": ["The last day is before the first one."]}
    assert "No call matches" not in answer.content.decode()
