"""Progress of other systems: kept once, scrubbed, shown; and links that came with a report."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone
from factories import requests as make
from factories.open311 import issue

from commonbeat.community.requests import posted, public, queries
from commonbeat.community.requests.models import PostedUpdate, PublicRequest, PublicUpdate, ServiceRequest
from commonbeat.community.requests.promises import FIRST_ANSWER
from commonbeat.kernel import clocks, workflow
from commonbeat.kernel.access.models import ApiKey
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.notify.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]
AT = datetime(2026, 5, 1, 9, tzinfo=UTC)


@pytest.fixture
def key(town: None) -> ApiKey:
    return ApiKey.objects.get(prefix=issue("open311.updates").rpartition("_")[0])


def post(key: ApiKey, record: ServiceRequest, **more: object) -> object:
    given = {"update_id": "77", "status": "OPEN", "text": "Crew on the way.", **more}
    return public.post_update(key=key, number=record.number, **given)


def test_words_become_a_public_update_and_the_key_stands_in_the_log(key) -> None:
    record = make.request()
    public.follow(PublicRequest.objects.get().public_id, "rosa@example.test", "en")
    record.followers.update(confirmed_at=timezone.now())
    told = Message.objects.count()
    shown = post(
        key, record, text="Crew is coming, call 209-555-0177.", at=AT, links=["https://x.test/1.jpg"]
    )
    update = PublicUpdate.objects.get()
    assert (update.pk, update.text_en, update.by) == (shown, "Crew is coming, call […].", None)
    kept = PostedUpdate.objects.get()
    assert (kept.key_id, kept.update_id, kept.status, kept.said_at) == (key.pk, "77", "open", AT)
    assert posted.holders(record) == {shown: "Park app"}
    assert posted.links_of(record) == ["https://x.test/1.jpg"]
    entry = AuditEntry.objects.get(action="requests.posted")
    assert (entry.actor_kind, entry.actor_id, entry.object_id) == ("api_key", str(key.pk), str(record.pk))
    record.refresh_from_db()
    assert record.state == "new"
    assert clocks.clock_of(FIRST_ANSWER, record).stopped_at is None, "they do not answer for the department"
    assert Message.objects.count() == told + 1


@pytest.mark.parametrize(
    ("word", "state"), [("Fixed", "fixed"), ("CLOSED", "no_further_action"), ("no_further_action",) * 2]
)
def test_closing_words_close_an_open_request_with_their_reason(key, word, state) -> None:
    record = make.request()
    shown = post(key, record, status=word, text="The lamp glows again.")
    record.refresh_from_db()
    assert (record.state, record.public_reason_en, record.public_reason_es) == (
        state,
        *["The lamp glows again."] * 2,
    )
    move = workflow.history(record).last()
    assert [one.who for one in queries.timeline(record)][-1] == "Park app"
    assert (move.pk, move.actor_kind, move.details) == (shown, "system", {"api_key": str(key.pk)})
    assert not PublicUpdate.objects.exists(), "the words are said once, as the reason"
    assert PublicRequest.objects.get().reason_en == "The lamp glows again."


@pytest.mark.parametrize("word", ["", "OPEN", "investigating", "DUPLICATE", "reopen"])
def test_other_words_leave_the_state_to_the_department(key, worker, word) -> None:
    record = make.request()
    make.close(record, worker)
    post(key, record, status=word)
    record.refresh_from_db()
    assert record.state == "fixed"
    assert PublicUpdate.objects.get().text_en == "Crew on the way."


def test_closing_what_is_closed_is_said_and_changes_nothing(key, worker) -> None:
    record = make.request()
    make.close(record, worker)
    post(key, record, status="closed")
    record.refresh_from_db()
    assert (record.state, record.public_reason_en) == ("fixed", "It was fixed.")
    assert PublicUpdate.objects.count() == 1


def test_the_same_update_again_changes_nothing(key) -> None:
    record, other = make.request(), make.request()
    first = post(key, record)
    assert post(key, record, text="Another text", status="fixed") == first
    with pytest.raises(public.UpdateRefused) as refused:
        post(key, other)
    assert list(refused.value.errors) == ["update_id"]
    assert post(key, other, update_id="78") != first
    second = ApiKey.objects.get(prefix=issue("open311.updates").rpartition("_")[0])
    assert post(second, record) != first, "another system counts for itself"
    assert PublicUpdate.objects.count() == 3


def test_what_is_wrong_is_said_by_field_and_nothing_is_kept(key) -> None:
    record = make.request()
    for wrong, fields in (
        ({"update_id": "", "status": "done", "text": " "}, ["update_id", "status", "text"]),
        ({"update_id": "x" * 101}, ["update_id"]),
        ({"text": "x" * 2001}, ["text"]),
        ({"text": "x" * 1001, "status": "closed"}, ["text"]),
    ):
        with pytest.raises(public.UpdateRefused) as refused:
            post(key, record, **wrong)
        assert list(refused.value.errors) == fields
    assert not PostedUpdate.objects.exists()


def test_private_and_unknown_requests_are_not_there(key) -> None:
    for number in (make.request(private=True).number, "R26-999999", ""):
        with pytest.raises(public.UnknownRequest):
            public.post_update(key=key, update_id="1", number=number, status="open", text="x")


def test_links_of_a_report_are_text_for_staff_alone(worker) -> None:
    link = "https://pictures.example/<b>1</b>.jpg?a=1&b=2"
    record = make.request(links=[link])
    assert record.links == [link]
    client = Client()
    client.force_login(worker)
    page = client.get(f"/console/requests/{record.pk}/").content.decode()
    assert "<li>https://pictures.example/&lt;b&gt;1&lt;/b&gt;.jpg?a=1&amp;b=2</li>" in page
    assert 'href="https://pictures' not in page
    assert "pictures.example" not in str(public.card(PublicRequest.objects.get().public_id))


@pytest.mark.parametrize(
    "links", [["http://x.test/1"], ["https://x.test/a b"], ["https://x.test/\n"], ["https://"], ["https://x.test/"] * 11,
              ["https://x.test/" + "x" * 500], ["javascript:alert(1)"]],
)  # fmt: skip
def test_links_that_are_none_are_refused(links) -> None:
    with pytest.raises(public.SubmitRefused) as refused:
        make.submitted(links=links)
    assert list(refused.value.errors) == ["links"]
