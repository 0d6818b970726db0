"""The staff pages: what they show to whom, and what their forms do."""

import io
import re

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories import requests as make
from factories.people import person, signed_in
from PIL import Image

from commonbeat.community.requests import actions
from commonbeat.community.requests.models import (
    CodeCase,
    Inspection,
    Picture,
    PublicRequest,
    PublicUpdate,
    ServiceRequest,
)
from commonbeat.kernel import contact, workflow
from commonbeat.kernel.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(worker):
    return signed_in(worker)


def _page(client, name: str, *args, **query) -> str:
    answer = client.get(reverse(f"requests:{name}", args=args), query)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def _post(client, name: str, *args, **data):
    return client.post(reverse(f"requests:{name}", args=args), data)


def _jpeg() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 90, 90)).save(file, "JPEG")
    file.seek(0)
    file.name = "place.jpg"
    return file


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "ab"), ({"which": "mine"}, "a"), ({"which": "unowned"}, "b"), ({"which": "new"}, "b"),
        ({"which": "closed"}, "c"), ({"which": "all"}, "abc"), ({"which": "urgent"}, "b"), ({"which": "late"}, ""),
        ({"category": "signs"}, "b"), ({"state": "fixed"}, "c"), ({"beat": "E"}, "b"), ({"team": "traffic"}, "a"),
        ({"q": "1250 oak"}, "a"), ({"which": "answer"}, "a"), ({"sort": "newest"}, "ab"), ({"until": "2001-01-01"}, ""),
    ],
)  # fmt: skip
def test_filters_of_the_queue(desk, worker, query, found) -> None:
    rows = {
        "a": make.request(),
        "b": make.request(
            category="signs",
            lon=-121.448,
            place_text="Valle Mall",
            description="A man with a gun hangs signs",
        ),
        "c": make.request(place_text="Fifth Street"),
    }
    actions.assign(rows["a"], actor=worker, owner=worker, team="traffic")
    workflow.move(rows["a"], "confirm", actor=worker)
    contact.say(make.conversation(rows["a"]), actor=make.RESIDENT, text="Hello?", by="resident")
    make.close(rows["c"], worker)
    text = _page(desk, "list", **query)
    assert "".join(key for key, row in rows.items() if row.number in text) == found


def test_a_filter_that_cannot_be_read_lists_nothing(desk) -> None:
    record = make.request()
    answer = desk.get(reverse("requests:list"), {"since": "yesterday"})
    assert (answer.status_code, record.number in answer.content.decode()) == (400, False)


def test_the_queue_asks_the_database_as_often_for_three_as_for_one(desk) -> None:
    asked = []
    for _time in (1, 3):
        make.request()
        _page(desk, "list")  # what is kept between pages is kept now
        with CaptureQueriesContext(connection) as queries:
            _page(desk, "list")
        asked.append(len(queries))
        make.request()
    assert asked[0] == asked[1]


def test_residents_words_are_never_html(desk) -> None:
    record = make.request(description="<script>alert(1)</script>", place_text="<b>x</b>")
    for text in (
        _page(desk, "detail", record.pk),
        _page(desk, "list"),
        _page(desk, "map"),
        _page(desk, "stop", record.pk),
    ):
        assert "<script>alert" not in text
        assert "<b>x</b>" not in text


def test_the_record_tells_public_words_from_internal_ones(desk, worker) -> None:
    record = make.request()
    _post(desk, "write", record.pk, "update", **{"update-text_en": "We come on Monday", "update-text_es": ""})
    _post(desk, "write", record.pk, "message", **{"message-text": "Which side?"})
    _post(desk, "write", record.pk, "note", **{"note-text": "Owner is away"})
    text = _page(desk, "detail", record.pk)
    for kind, words in (
        ("public", "We come on Monday"),
        ("message", "Which side?"),
        ("note", "Owner is away"),
    ):
        assert words in text[text.index(f"rq-said__one--{kind}") :][:600]
    shown = [one.text for one in contact.utterances(make.conversation(record))]
    assert (shown, PublicUpdate.objects.count()) == (["Which side?"], 1)


def test_a_public_update_with_an_address_comes_back_with_its_words(desk) -> None:
    record = make.request()
    answer = _post(desk, "write", record.pk, "update", **{"update-text_en": "We come to 1250 Oak Avenue"})
    assert answer.status_code == 400
    assert "Say the block instead" in answer.content.decode()
    assert "We come to 1250 Oak Avenue" in answer.content.decode()
    assert PublicUpdate.objects.count() == 0
    assert _post(desk, "write", record.pk, "shout").status_code == 404


def test_a_template_fills_the_block_and_never_the_address(desk) -> None:
    record = make.request(place_text="1250 Oak Avenue")
    text = _page(desk, "detail", record.pk, template="inspector-coming")
    assert "An inspector will look at the 1200 block of Oak Avenue" in text


def test_steps_are_taken_through_their_form(desk) -> None:
    record = make.request()
    assert _post(desk, "step", record.pk, "confirm").status_code == 302
    assert _post(desk, "step", record.pk, "schedule", scheduled_on="2026-12-01").status_code == 302
    answer = _post(
        desk, "step", record.pk, "fix", public_reason_en="Done at 12 Elm Street", public_reason_es="Hecho"
    )
    assert (answer.status_code, "Say the block instead" in answer.content.decode()) == (400, True)
    assert (
        _post(desk, "step", record.pk, "fix", public_reason_en="Done", public_reason_es="Hecho").status_code
        == 302
    )
    record.refresh_from_db()
    assert [move.to_state for move in workflow.history(record)] == ["new", "confirmed", "scheduled", "fixed"]
    again = _post(desk, "step", record.pk, "fix", public_reason_en="Done", public_reason_es="Hecho")
    assert (again.status_code, "not possible here" in again.content.decode()) == (400, True)


@pytest.mark.parametrize("name", ["withdraw", "not_fixed", "no_such"])
def test_steps_of_residents_are_not_for_staff(desk, name) -> None:
    assert _post(desk, "step", make.request().pk, name).status_code == 404


def test_merging_by_number(desk) -> None:
    first, second = make.request(), make.request()
    assert first.number in _page(desk, "detail", second.pk)  # offered as a possible repetition
    text = _page(desk, "step", second.pk, "merge", into=first.number, template="duplicate")
    assert f"We work on it under {first.number}" in text
    data = {"duplicate_of": "R26-999999", "public_reason_en": "Twice", "public_reason_es": "Repetida"}
    wrong = _post(desk, "step", second.pk, "merge", **data)
    assert "There is no request of this number." in wrong.content.decode()
    _post(desk, "step", second.pk, "merge", **{**data, "duplicate_of": first.number.lower()})
    second.refresh_from_db()
    assert second.duplicate_of == first


def test_who_it_was_is_shown_for_a_purpose_and_written_down(desk) -> None:
    record = make.request(name="Ana Ruiz", email="ana@example.test")
    assert "Ana Ruiz" not in _page(desk, "detail", record.pk)
    assert "Ana Ruiz" not in _page(desk, "identity", record.pk)
    assert AuditEntry.objects.filter(action="contact.identity_read").count() == 0
    text = _post(desk, "identity", record.pk, purpose="answer").content.decode()
    assert "Ana Ruiz" in text
    entry = AuditEntry.objects.get(action="contact.identity_read")
    assert (entry.purpose, "Ana" in str(entry.details)) == ("Answer the resident", False)
    assert _post(desk, "identity", record.pk, purpose="curious").status_code == 400


def test_a_caller_who_lost_the_code_gets_a_new_one_shown_once(desk) -> None:
    record = make.request(name="Ana Ruiz", email="ana@example.test")
    before = contact.conversation_of(record).code_hash
    assert "How do you know whom you speak with?" in _page(desk, "new_code", record.pk)
    assert _post(desk, "new_code", record.pk).status_code == 400
    assert contact.conversation_of(record).code_hash == before
    answer = _post(desk, "new_code", record.pk, sure="content")
    code = re.search(r"<b>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</b>", answer.content.decode())
    assert code
    assert answer["Cache-Control"] == "no-store"
    assert contact.by_code(code[1], request=RequestFactory().get("/")) == contact.conversation_of(record)
    entry = AuditEntry.objects.get(action="contact.code_renewed")
    assert (entry.reason, code[1] in str(entry.details)) == (
        "They told what only the sender knows of the case",
        False,
    )
    assert code[1] not in _page(desk, "new_code", record.pk)


def test_pictures_come_in_and_go_out(desk, worker) -> None:
    record = make.request()
    _post(desk, "add_picture", record.pk, **{"picture-picture": _jpeg(), "picture-kind": "after"})
    row = Picture.objects.get()
    assert (row.kind, row.shown, row.from_resident) == ("after", False, False)
    assert desk.get(reverse("requests:picture", args=[row.pk]))["Content-Type"].startswith("image/")
    _post(desk, "show_picture", row.pk, shown="yes")
    row.refresh_from_db()
    assert row.shown is True
    bad = io.BytesIO(b"<svg onload=alert(1)>")
    bad.name = "x.svg"
    answer = _post(desk, "add_picture", record.pk, **{"picture-picture": bad, "picture-kind": "after"})
    assert (answer.status_code, Picture.objects.count()) == (400, 1)


def test_a_caller_is_entered_with_the_same_questions_and_gets_a_code(desk) -> None:
    assert "Left shopping cart" in _page(desk, "new")
    assert "Call 911 now." in _page(desk, "new", category="crime-now")
    address = f"{reverse('requests:new')}?category=graffiti"
    data = {
        "source": "phone", "place": "1250 Oak Avenue", "description": "Blue tags", "language": "es", "wants": "",
        "key": "k1", "q-surface": "wall",
    }  # fmt: skip
    missing = desk.post(address, data)
    assert (missing.status_code, ServiceRequest.objects.count()) == (400, 0)
    text = desk.post(address, {**data, "q-hate": "no"}).content.decode()
    record = ServiceRequest.objects.get()
    assert (record.source, record.language, record.answers) == (
        "phone",
        "es",
        {"surface": "wall", "hate": "no"},
    )
    assert "Su código" in text
    assert record.number in text
    again = desk.post(address, {**data, "q-hate": "no"}).content.decode()
    assert "cannot be shown again" in again
    assert ServiceRequest.objects.count() == 1


def test_a_place_that_could_be_several_is_asked_about(desk) -> None:
    address = f"{reverse('requests:new')}?category=signs"
    data = {"source": "counter", "place": "Street", "description": "Signs", "language": "en", "key": "k2"}
    asked = desk.post(address, data)
    assert (asked.status_code, "Which of these?" in asked.content.decode()) == (400, True)
    assert desk.post(address, {**data, "picked": "Main Street"}).status_code == 200
    assert ServiceRequest.objects.get().place_text == "Main Street"
    nowhere = desk.post(address, {**data, "place": "Atlantis", "key": "k3"})
    assert "We do not know this place." in nowhere.content.decode()


def test_the_round_goes_from_near_to_near(desk, worker) -> None:
    far = make.request(lon=-121.448, place_text="Far")
    near = make.request(lon=-121.4503, place_text="Near")
    first = make.request(lon=-121.4502, place_text="First")
    ServiceRequest.objects.filter(pk=first.pk).update(expected_on="2026-01-01")
    for record in (far, near, first):
        actions.assign(record, actor=worker, owner=worker)
    text = _page(desk, "round")
    assert [text.index(word) for word in ("First", "Near", "Far")] == sorted(
        text.index(word) for word in ("First", "Near", "Far")
    )
    assert "Next place: Near" in _page(desk, "stop", first.pk)
    _post(desk, "inspect", first.pk, finding="found", note="Still there")
    assert Inspection.objects.get().note == "Still there"


def test_a_code_case_is_opened_and_moved_on_its_pages(desk) -> None:
    record = make.request()
    _post(desk, "open_case", record.pk, section="8.12", finding="Weeds")
    case = CodeCase.objects.get()
    data = {"notice_on": "2026-01-05", "notice_how": "posted", "cure_by": "2026-02-05"}
    assert (
        _post(desk, "case_step", case.pk, "serve_notice", **{**data, "cure_by": "2026-01-01"}).status_code
        == 400
    )
    assert _post(desk, "case_step", case.pk, "serve_notice", **data).status_code == 302
    assert "Notice served" in _page(desk, "case", case.pk)
    assert _post(desk, "case_step", case.pk, "cure_day_reached").status_code == 404
    assert case.number in _page(desk, "detail", record.pk)


def test_the_export_is_asked_for_and_holds_no_formula(desk) -> None:
    make.request(description="=1+1")
    assert "Export 1 requests" in _page(desk, "export")
    answer = _post(desk, "export", reason="Council asked")
    text = b"".join(answer.streaming_content).decode()
    assert text.splitlines()[0].startswith("number,category_id,state")
    assert "'=1+1" in text
    assert AuditEntry.objects.get(action="requests.exported").reason == "Council asked"


def test_changing_kind_and_privacy_needs_a_reason(desk) -> None:
    record = make.request()
    assert _post(desk, "change", record.pk, category="signs", private="on").status_code == 400
    assert (
        _post(desk, "change", record.pk, category="signs", private="on", reason="neighbor").status_code == 302
    )
    record.refresh_from_db()
    assert (record.category_id, record.private, PublicRequest.objects.count()) == ("signs", True, 0)


def test_settings_are_saved_with_a_reason(manager) -> None:
    client = signed_in(manager)
    assert "Fixed" in _page(client, "templates")
    page = client.get(reverse("requests:template", args=["fixed"]))
    form = page.context["form"]
    data = {**form.initial, "text_en": "All done, {number}.", "reason": "shorter"}
    assert client.post(reverse("requests:template", args=["fixed"]), data).status_code == 302
    data["text_en"] = "{moon}"
    assert client.post(reverse("requests:template", args=["fixed"]), data).status_code == 400
    form = client.get(reverse("requests:category", args=["signs"])).context["form"]
    data = {**form.initial, "target_days": "0", "reason": "x"}
    assert client.post(reverse("requests:category", args=["signs"]), data).status_code == 400
    assert (
        client.post(reverse("requests:category", args=["signs"]), {**data, "target_days": "4"}).status_code
        == 302
    )


def test_a_reader_sees_no_form(town) -> None:
    record = make.request()
    text = _page(signed_in(person("sergeant")), "detail", record.pk)
    assert [
        word for word in ("Publish", "Internal note", "Assign", "Close it", "See who") if word in text
    ] == []


def test_the_home_panel_counts_what_waits(desk, worker) -> None:
    assert "open request" not in desk.get("/console/").content.decode()
    actions.assign(make.request(), actor=worker, owner=worker)
    text = desk.get("/console/").content.decode()
    assert "1 open request" in text
    assert "1 request is new." in text
    assert "1 open request is yours." in text
