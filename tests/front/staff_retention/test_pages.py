"""The pages of retention, walked through by the two people a batch needs."""

import pytest
from django.urls import reverse
from factories import requests as make
from factories import retention as keep
from factories.people import person, signed_in

from commonbeat.community.requests.models import ServiceRequest
from commonbeat.kernel.audit.models import AuditEntry
from commonbeat.kernel.retention import batches, executing
from commonbeat.kernel.retention.models import Batch, Hold

pytestmark = pytest.mark.django_db
WHY = {"reason": "The council agreed"}


@pytest.fixture
def records(monkeypatch, settings, tmp_path):
    """Three requests that were closed long ago."""
    settings.COMMONBEAT_HOME = tmp_path
    make.town()
    worker = person("code_enforcement")
    made = [make.request(description=f"carts {n}") for n in range(3)]
    for one in made:
        make.close(one, worker)
    keep.years_later(monkeypatch, 2)
    return made


def at(name: str, *args) -> str:
    return reverse(f"retention:{name}", args=args)


def test_a_batch_from_the_list_to_the_manifest(records) -> None:
    batch = batches.propose()
    clerk, captain = signed_in(keep.clerk()), signed_in(keep.captain())
    page = clerk.get("/console/retention/").content.decode()
    assert "Closed requests of residents" in page
    assert f"Batch {batch.number} is under way." in page
    assert f"Batch {batch.number} waits for a person to review it." in clerk.get("/console/").content.decode()

    first = batch.items.first()
    page = clerk.get(at("batch", batch.pk)).content.decode()
    assert f"Take out {first.number}" in page
    assert at("step", batch.pk, "approve") not in page
    taken = clerk.post(at("take_out", first.pk), {"reason": "=The owner asked"})
    assert taken.status_code == 302
    assert clerk.post(at("step", batch.pk, "review"), {}).status_code == 302
    page = clerk.get(at("batch", batch.pk)).content.decode()
    assert "You have reviewed this batch. Somebody else has to approve it." in page

    assert captain.post(at("step", batch.pk, "approve"), WHY).status_code == 200  # not sure yet
    batch.refresh_from_db()
    assert batch.state == "reviewed"
    assert captain.post(at("step", batch.pk, "approve"), {**WHY, "sure": "on"}).status_code == 302
    executing.execute(batch.pk)
    page = captain.get(at("batch", batch.pk)).content.decode()
    assert "Carried out." in page
    assert "Test" not in page
    assert "Omar Reyes" in page
    rows = captain.get(at("manifest", batch.pk)).content.decode().splitlines()
    assert len(rows) == 4
    assert "'=The owner asked" in rows[1]
    assert ServiceRequest.objects.count() == 1


def test_one_person_with_both_roles_cannot_do_both(records) -> None:
    batch = batches.propose()
    both = person("records", "command", email="both@example.test", name="Ada Both")
    browser = signed_in(both)
    browser.post(at("step", batch.pk, "review"), {})
    answer = browser.post(at("step", batch.pk, "approve"), {**WHY, "sure": "on"})
    assert answer.status_code == 200
    assert "Somebody else has to approve it." in answer.content.decode()
    batch.refresh_from_db()
    assert batch.state == "reviewed"
    assert at("step", batch.pk, "approve") not in browser.get(at("batch", batch.pk)).content.decode()


def test_a_step_taken_over_somebody_elses_is_refused(records) -> None:
    batch = batches.propose()
    clerk, captain = keep.clerk(), keep.captain()
    batches.review(batch, actor=clerk)
    old = signed_in(captain).get(at("step", batch.pk, "approve")).context["form"].initial["seen"]
    batches.send_back(batch, actor=captain, reason="Look again")
    batches.review(batch, actor=clerk)
    answer = signed_in(captain).post(at("step", batch.pk, "approve"), {**WHY, "sure": "on", "seen": old})
    assert "Somebody else moved this a moment ago." in answer.content.decode()


def test_a_hold_is_placed_seen_and_released(records) -> None:
    clerk = signed_in(keep.clerk())
    given = {
        "why": "litigation", "authority": "Case 26-CV-7", "reason": "Suit filed", "kind": "requests.ServiceRequest",
        "number": records[0].number,
    }  # fmt: skip
    assert clerk.post(at("new_hold"), {**given, "number": "R99-000001"}).status_code == 200
    assert clerk.post(at("new_hold"), given).status_code == 302
    hold = Hold.objects.get()
    assert hold.subject_id == records[0].pk
    page = clerk.get(at("hold", hold.pk)).content.decode()
    assert "Case 26-CV-7" in page
    assert "<dd>1</dd>" in page
    assert "Case 26-CV-7" in clerk.get(at("holds") + "?state=standing").content.decode()
    page = clerk.get("/console/retention/").content.decode()
    assert "Holds (1 in force)" in page
    assert [item.number for item in batches.propose().items.all()] == [records[1].number, records[2].number]
    assert clerk.post(at("release", hold.pk), {"reason": ""}).status_code == 200
    assert clerk.post(at("release", hold.pk), {"reason": "Settled"}).status_code == 302
    assert "No hold matches." in clerk.get(at("holds") + "?state=standing").content.decode()
    logged = set(
        AuditEntry.objects.filter(action__startswith="retention.hold").values_list("action", flat=True)
    )
    assert logged == {"retention.hold_placed", "retention.hold_released"}


@pytest.mark.parametrize(
    ("years", "said"),
    [("1", "The law asks for at least 2 years"), ("101", "At most 100 years."), ("3", "")],
)
def test_a_length_is_never_below_the_law(records, years: str, said: str) -> None:
    captain = signed_in(keep.captain())
    answer = captain.post(at("length", "requests.closed"), {"years": years, "reason": "Lawsuits take longer"})
    assert (answer.status_code == 302) == (not said)
    if said:
        assert said in answer.content.decode()
        assert batches.propose() is not None
    else:
        page = captain.get(at("rule", "requests.closed")).content.decode()
        assert "kept for 3 years" in page
        assert "Lawsuits take longer" in page
        assert batches.propose() is None


def test_unknown_names_are_not_found(records) -> None:
    captain = signed_in(keep.captain())
    batch = batches.propose()
    for path in (at("rule", "no.rule"), at("step", batch.pk, "nothing"), at("step", batch.pk, "finish")):
        assert captain.get(path).status_code == 404
    assert captain.get(at("batch", batch.pk) + "?outcome=nonsense").status_code == 400
    assert Batch.objects.count() == 1
