"""Two people, and the database that holds them to it."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from factories import retention as keep
from factories.people import person

from commonbeat.community.requests.models import ServiceRequest
from commonbeat.kernel import audit, workflow
from commonbeat.kernel.access import Refused
from commonbeat.kernel.publish.actions import release
from commonbeat.kernel.publish.queries import published
from commonbeat.kernel.retention import batches, executing, holds, jobs
from commonbeat.kernel.retention.models import Batch, Item, PublicDisposal
from commonbeat.kernel.workflow import MoveRefused

pytestmark = pytest.mark.usefixtures("old")


@pytest.mark.parametrize("actor", [audit.SYSTEM, audit.Actor("command", "x")])
def test_neither_the_platform_nor_a_command_reviews_or_approves(actor) -> None:
    batch = batches.propose()
    with pytest.raises(MoveRefused):
        batches.review(batch, actor=actor)
    batches.review(batch, actor=keep.clerk())
    with pytest.raises(MoveRefused):
        batches.approve(batch, actor=actor, reason="because")
    with pytest.raises(MoveRefused):
        batches.drop(batch, actor=actor, reason="because")
    batch.refresh_from_db()
    assert batch.state == "reviewed"


@pytest.mark.parametrize("role", ["officer", "auditor", "administrator", "pio", "records"])
def test_others_do_not_approve(role: str) -> None:
    batch = batches.propose()
    batches.review(batch, actor=keep.clerk())
    with pytest.raises(Refused):
        batches.approve(batch, actor=person(role, email="other@example.test"), reason="because")
    with pytest.raises(Refused):
        batches.send_back(batch, actor=person(role, email="third@example.test"), reason="because")


def test_the_database_knows_that_two_people_are_two() -> None:
    batch, both = batches.propose(), person("records", "command")
    batches.review(batch, actor=both)
    with pytest.raises(MoveRefused, match="Somebody else"):
        batches.approve(batch, actor=both, reason="because")
    values = {"approved_by": both.pk, "approved_at": batch.proposed_at}
    with pytest.raises(IntegrityError, match="retention_two_people"), transaction.atomic():
        workflow.move(batch, "approve", actor=both, reason="around it", values=values)
    with connection.cursor() as cursor:  # moves of this test count as committed
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE retention_batch SET state = 'approved', approved_by = reviewed_by")


def test_nothing_goes_before_the_approval_nor_is_added_after_the_review() -> None:
    batch = batches.propose()
    assert executing.execute(batch.pk) is None
    item = batch.items.first()
    assert executing.dispose_of(item.pk) == ""
    clerk = keep.clerk()
    batches.review(batch, actor=clerk)
    assert executing.dispose_of(item.pk) == ""
    with pytest.raises(MoveRefused):
        batches.take_out(item, actor=clerk, reason="too late")
    added = Item(
        batch=batch, position=9, rule=item.rule, kind=item.kind, subject_id=audit_id(), number="R26-999999",
        began_at=item.began_at, counted_at=item.counted_at,
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="Nothing is added"), transaction.atomic():
        added.save()
    with pytest.raises(DatabaseError, match="is not changed"), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(number="R26-999999")
    assert ServiceRequest.objects.count() == 3


def audit_id():
    import uuid6

    return uuid6.uuid7()


def test_sent_back_dropped_and_proposed_again() -> None:
    batch, clerk, captain = batches.propose(), keep.clerk(), keep.captain()
    batches.review(batch, actor=clerk)
    with pytest.raises(MoveRefused):
        batches.send_back(batch, actor=captain, reason=" ")
    batches.send_back(batch, actor=captain, reason="Look again")
    assert (batch.state, batch.reviewed_by) == ("proposed", None)
    for item in batch.items.all():
        batches.take_out(item, actor=clerk, reason="Still needed")
    with pytest.raises(MoveRefused, match="Drop it"):
        batches.review(batch, actor=clerk)
    batches.drop(batch, actor=clerk, reason="Empty")
    again = batches.propose()
    assert again.number == f"{batch.number[:-1]}2"
    assert again.items.count() == 3


def test_what_was_disposed_of_is_published_in_number_and_stays() -> None:
    batch, clerk = batches.propose(), keep.clerk()
    kept = batch.items.last()
    batches.take_out(kept, actor=clerk, reason="Still needed")
    batches.review(batch, actor=clerk)
    batches.approve(batch, actor=keep.captain(), reason=keep.AUTHORITY)
    jobs.resume()
    batch.refresh_from_db()
    assert batch.state == "done"
    jobs.publish_disposals()
    row = published("disposals").rows().get()
    gone = sorted(item.number for item in batch.items.filter(outcome="disposed"))
    assert len(gone) == 2
    assert (row.batch, row.rule, row.records, row.years, row.disposed, row.kept_back, row.digest) == (
        batch.number, "requests.closed", "Closed requests of residents", 2, 2, 1, executing.digest(gone)
    )  # fmt: skip
    assert batch.manifest["reviewed_by"] == "Iris Vale"
    assert batch.manifest["approved_by"] == "Omar Reyes"
    before = PublicDisposal.objects.values().get()
    release("disposals", actor=audit.SYSTEM, reason="again")
    assert PublicDisposal.objects.values().get() == before
    assert kept.number not in str(before)
    with pytest.raises(DatabaseError, match="is not changed"), transaction.atomic():
        Item.objects.filter(batch=batch).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).delete()


def test_one_record_that_cannot_go_does_not_keep_the_others(monkeypatch) -> None:
    batch = keep.approved()
    bad = batch.items.first()
    real = executing.erase

    def erase(rule, record, item, now) -> None:
        if item.pk == bad.pk:
            raise RuntimeError("words of a resident")
        real(rule, record, item, now)

    monkeypatch.setattr(executing, "erase", erase)
    executing.execute(batch.pk)
    assert sorted(keep.outcomes(batch).values()) == ["disposed", "disposed", "failed"]
    bad.refresh_from_db()
    assert bad.reason == "RuntimeError"
    assert [item.number for item in batches.propose().items.all()] == [bad.number]


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "accounts.User"}, {"why": "because"}, {"authority": " "}, {"reason": ""}, {"number": "R99-000001"},
        {"field": "description", "value": "carts"}, {"field": "team"}, {"number": "R26-000001", "field": "team", "value": "x"},
    ],
)  # fmt: skip
def test_a_hold_that_does_not_fit_is_refused(changed) -> None:
    given = {
        "why": "litigation", "authority": "Case 26-CV-1", "reason": "Suit filed", "kind": "requests.ServiceRequest",
    }  # fmt: skip
    with pytest.raises(holds.HoldRefused):
        holds.place(actor=keep.clerk(), **{**given, **changed})
