"""What happens to old requests: held, reviewed by one, approved by another, and gone."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from factories import requests as make
from factories import retention as keep
from factories.people import person
from PIL import Image

from commonbeat.community.requests import actions_cases, following, public, publication
from commonbeat.community.requests.models import (
    Follower,
    Picture,
    PublicRequest,
    PublicRequestMonth,
    Questionnaire,
    ServiceRequest,
)
from commonbeat.community.requests.retention import RULE
from commonbeat.kernel import attachments, audit, contact, workflow
from commonbeat.kernel.clocks.models import Clock
from commonbeat.kernel.contact.models import Conversation, Party, Utterance
from commonbeat.kernel.notify.models import Message
from commonbeat.kernel.publish.actions import release
from commonbeat.kernel.publish.models import Release
from commonbeat.kernel.retention import batches, erasing, executing, holds
from commonbeat.kernel.retention.models import Item
from commonbeat.kernel.workflow.models import Move

KIND = "requests.ServiceRequest"
WORDS = "Curlew bassoon behind the wall"
SAID, NOTED, ANSWERED = "curlew clarinet", "curlew trombone", "curlew piccolo"
NAME, EMAIL, PHONE, FOLLOWS = (
    "Rosa Curlewsdale",
    "rosa.curlew@example.org",
    "+12095550133",
    "follow.curlew@example.org",
)


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    settings.COMMONBEAT_HOME = tmp_path
    return tmp_path


def photo() -> SimpleUploadedFile:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    return SimpleUploadedFile("curlew-picture.jpg", picture.getvalue(), "image/jpeg")


def full(worker) -> ServiceRequest:
    """A closed request with everything that can hang on one."""
    record = make.request(description=WORDS, name=NAME, email=EMAIL, phone=PHONE, wants="email")
    talk = contact.conversation_of(record)
    contact.say(talk, actor=make.RESIDENT, text=SAID, by="resident")
    contact.note(talk, actor=worker, text=NOTED)
    following.follow(record.public.public_id, FOLLOWS, "en")
    Follower.objects.update(confirmed_at=timezone.now())
    taken = attachments.take(photo(), policy=public.PICTURES, actor=make.RESIDENT)
    kept = attachments.attach(taken, record)
    Picture.objects.create(request=record, attachment_id=kept[0].pk, at=timezone.now())
    make.close(record, worker)
    Questionnaire.objects.create(request=record, sent_at=timezone.now(), comment=ANSWERED)
    return record


def closed(worker, **facts) -> ServiceRequest:
    record = make.request(**facts)
    make.close(record, worker)
    return record


def test_nothing_of_a_request_is_left_but_number_and_dates(fresh_db, home, monkeypatch) -> None:
    make.town()
    worker = person("code_enforcement", name="Ines Vega")
    record, other = full(worker), make.request(description="an open one stays")
    code_hash = contact.conversation_of(record).code_hash
    pk, number, came = record.pk, record.number, record.received_at
    ended = ServiceRequest.objects.get(pk=pk).closed_at
    before = keep.everything(home)
    for word in (WORDS, SAID, NOTED, ANSWERED, NAME, EMAIL, FOLLOWS):
        assert word.lower() in before, word
    files = [path for path in (home / "files").rglob("*") if path.is_file()]
    assert len(files) == 1  # so small a picture is its own thumbnail
    now = keep.years_later(monkeypatch, 2)

    batch = keep.approved()
    executing.execute(batch.pk)

    left = keep.everything(home)
    for word in ("curlew", PHONE, "three carts", "1250 oak"):
        assert word.lower() not in left.replace(other.place_text.lower(), ""), word
    assert [path for path in (home / "files").rglob("*") if path.is_file()] == []
    assert ServiceRequest.objects.get() == other
    assert not Move.objects.filter(subject_id=pk).exists()
    assert not Clock.objects.filter(subject_id=pk).exists()
    assert (Utterance.objects.count(), Questionnaire.objects.count(), Picture.objects.count()) == (0, 0, 0)
    assert Party.objects.filter(conversation__subject_id=pk).count() == 0
    item = Item.objects.get()
    assert (item.number, item.began_at, item.counted_at, item.ended_at, item.last_state) == (
        number, came, ended, now, "fixed"
    )  # fmt: skip
    assert (item.outcome, item.subject_id, item.reason, item.files) == ("disposed", None, "", [])
    kept = Conversation.objects.get(code_hash=code_hash)
    assert (kept.kind, kept.subject_id, kept.closed_at) == (erasing.DISPOSED, item.pk, ended)


def test_the_code_answers_plainly_for_a_year_and_then_no_more(worker, monkeypatch, client) -> None:
    done = make.submitted()
    record = ServiceRequest.objects.get(number=done.number)
    make.close(record, worker)
    keep.years_later(monkeypatch, 2)
    executing.execute(keep.approved().pk)

    client.post("/track/", {"code": done.code})
    page = client.get("/track/case/").content.decode()
    assert record.number in page
    assert "We no longer keep this case." in page
    assert "Three carts" not in page
    assert "<textarea" not in page
    assert client.get("/track/case/print/").status_code == 200

    now = keep.years_later(monkeypatch, 1)
    assert erasing.forget_codes(now) == 1
    assert Conversation.objects.count() == 0


def test_only_what_was_closed_two_years_ago_is_proposed(worker, monkeypatch) -> None:
    old = closed(worker)
    open_one = make.request()
    monkeypatch_now = keep.years_later(monkeypatch, 1.9)
    assert batches.propose() is None
    young = closed(worker, description="closed later")
    keep.years_later(monkeypatch, 0.2, since=monkeypatch_now)
    batch = batches.propose()
    assert [item.number for item in batch.items.all()] == [old.number]
    assert batch.counts == {RULE.name: {"due": 1, "held": 0, "years": 2}}
    assert {open_one.number, young.number}.isdisjoint(keep.outcomes(batch))
    assert batches.propose() is None


@pytest.mark.parametrize("stage", ["before", "proposed", "reviewed", "approved"])
@pytest.mark.parametrize("way", ["number", "kind", "category_id", "since"])
def test_a_hold_wins_at_every_stage(worker, monkeypatch, stage: str, way: str) -> None:
    record = closed(worker)
    attorney, actor = keep.captain(), keep.clerk()
    chosen = {
        "number": {"number": record.number},
        "kind": {},
        "category_id": {"field": "category_id", "value": "shopping-cart"},
        "since": {"since": record.received_at - timedelta(days=1)},
    }[way]

    def hold() -> None:
        holds.place(
            actor=attorney,
            why="litigation",
            authority="Case 26-CV-1",
            reason="Suit filed",
            kind=KIND,
            **chosen,
        )

    keep.years_later(monkeypatch, 2)
    if stage == "before":
        hold()
        assert batches.propose() is None
        return
    batch = batches.propose()
    if stage == "proposed":
        hold()
    batches.review(batch, actor=actor)
    if stage == "reviewed":
        hold()
    batches.approve(batch, actor=attorney, reason=keep.AUTHORITY)
    if stage == "approved":
        hold()
    done = executing.execute(batch.pk)
    assert keep.outcomes(batch) == {record.number: "held"}
    assert ServiceRequest.objects.filter(pk=record.pk).exists()
    assert done.manifest["rules"][0]["disposed"] == 0
    assert done.manifest["rules"][0]["kept_back"] == 1


def test_the_database_holds_to_a_hold_whatever_the_code_thinks(worker, monkeypatch) -> None:
    record = closed(worker)
    captain = keep.captain()
    hold = holds.place(
        actor=captain,
        why="request",
        authority="PRA 26-9",
        reason="Asked for",
        kind=KIND,
        number=record.number,
    )
    keep.years_later(monkeypatch, 2)
    monkeypatch.setattr("commonbeat.kernel.retention.schedule.under_hold", lambda kind: holds.NOTHING)
    monkeypatch.setattr(executing, "holds_on", lambda one: [])
    batch = batches.propose()
    batches.review(batch, actor=keep.clerk())
    batches.approve(batch, actor=captain, reason=keep.AUTHORITY)
    executing.execute(batch.pk)
    assert keep.outcomes(batch) == {record.number: "held"}

    holds.release(hold, actor=captain, reason="The request was answered")
    with pytest.raises(DatabaseError, match="released once"), transaction.atomic():
        type(hold).objects.filter(pk=hold.pk).update(released_at=None, released_by=None, release_reason="")
    disposal = workflow.disposal("requests.request", actor=audit.SYSTEM, reason="no batch")
    with pytest.raises(DatabaseError, match="retention_unapproved"), transaction.atomic(), disposal:
        record.delete()


def test_a_killed_job_goes_on_where_it_stood(worker, monkeypatch, home) -> None:
    records = [closed(worker, description=f"curlew {n}") for n in range(5)]
    keep.years_later(monkeypatch, 2)
    batch = keep.approved()

    class Killed(BaseException):
        pass

    real, seen = executing.erase, []

    def erase(rule, record, item, now) -> None:
        seen.append(record.pk)
        real(rule, record, item, now)
        if len(seen) == 3:
            raise Killed

    monkeypatch.setattr(executing, "erase", erase)
    with pytest.raises(Killed):
        executing.execute(batch.pk)
    assert sorted(keep.outcomes(batch).values()) == ["disposed", "disposed", "waiting", "waiting", "waiting"]
    assert ServiceRequest.objects.count() == 3
    batch.refresh_from_db()
    assert batch.state == "approved"

    done = executing.execute(batch.pk)
    assert len(set(seen)) == 5
    assert len(seen) == 6  # the one that was rolled back was done again
    assert set(keep.outcomes(batch).values()) == {"disposed"}
    assert done.manifest["rules"][0]["disposed"] == 5
    numbers = [one.number for one in records]
    assert done.manifest["rules"][0]["digest"] == executing.digest(numbers)
    assert executing.execute(batch.pk) is None
    assert batch.items.count() == 5


def test_bytes_a_killed_job_left_on_disk_go_with_the_next_run(worker, monkeypatch, home) -> None:
    full(worker)
    keep.years_later(monkeypatch, 2)
    batch = keep.approved()
    item = batch.items.get()
    with monkeypatch.context() as patch:
        patch.setattr("commonbeat.kernel.attachments.sweeping._forget_bytes", lambda files: None)
        executing._dispose(item.pk)
    item.refresh_from_db()
    assert len(item.files) == 1
    assert len([path for path in (home / "files").rglob("*") if path.is_file()]) == 1
    executing.execute(batch.pk)
    assert [path for path in (home / "files").rglob("*") if path.is_file()] == []
    item.refresh_from_db()
    assert item.files == []


@pytest.mark.parametrize("held", [False, True])
def test_a_request_others_repeat_goes_after_them(worker, monkeypatch, held: bool) -> None:
    first = closed(worker, description="the first one")
    second = make.request(description="the same again")
    make.close(second, worker, "merge", duplicate_of=first)
    keep.years_later(monkeypatch, 2)
    batch = keep.approved()
    if held:
        holds.place(
            actor=worker_of_records(), why="request", authority="PRA 26-9", reason="Asked for", kind=KIND,
            number=second.number,
        )  # fmt: skip
    executing.execute(batch.pk)
    wanted = ("needed", "held") if held else ("disposed", "disposed")
    assert keep.outcomes(batch) == dict(zip((first.number, second.number), wanted, strict=True))
    assert batch.items.get(number=first.number).reason == (
        "Requests that repeat it are still kept." if held else ""
    )


def worker_of_records():
    return person("records", email="second@example.test")


def test_a_request_opened_again_between_approval_and_disposal_stays(worker, monkeypatch) -> None:
    record = closed(worker)
    keep.years_later(monkeypatch, 2)
    batch = keep.approved()
    workflow.move(record, "reopen", actor=worker, reason="The resident came by")
    executing.execute(batch.pk)
    assert keep.outcomes(batch) == {record.number: "not_due"}
    assert ServiceRequest.objects.get().state == "investigating"


def test_past_releases_and_private_counts_stay_as_they_were(worker, monkeypatch) -> None:
    closed(worker)
    closed(worker, private=True)
    later = keep.years_later(monkeypatch, 0.2)
    publication.refresh(later)
    counts = list(PublicRequestMonth.objects.values_list("month", "category", "n"))
    assert [n for _month, _category, n in counts] == [1]
    for name in ("service-requests", "private-requests-by-month"):
        release(name, actor=audit.SYSTEM, reason="for a test")
    released = list(Release.objects.order_by("pk").values())
    keep.years_later(monkeypatch, 2)
    executing.execute(keep.approved().pk)
    publication.refresh()
    assert PublicRequest.objects.count() == 0
    assert list(PublicRequestMonth.objects.values_list("month", "category", "n")) == counts
    assert list(Release.objects.order_by("pk").values()) == released
    assert Message.objects.filter(state="queued").count() == 0


def test_requests_with_a_code_case_are_never_proposed(worker, monkeypatch) -> None:
    record = make.request()
    actions_cases.open_case(record, actor=worker, section="4.12", finding="Weeds")
    make.close(record, worker)
    keep.years_later(monkeypatch, 20)
    assert batches.propose() is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM retention_item")
        assert cursor.fetchone() == (0,)
